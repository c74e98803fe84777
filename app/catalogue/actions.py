"""What an administrator writes in the catalogue: regions and departments with their dates."""

from sqlmodel import Session

from app import audit
from app.catalogue.forms import CloseForm, RegionForm, SiteForm
from app.db.tables.catalogue import Region, Site
from app.permissions import Actor, NotFound, Permission, check


class Taken(Exception):  # noqa: N818 - told to the person
    """The id is already used."""


def add_site(session: Session, actor: Actor, form: SiteForm) -> None:
    """Add a department to a region."""
    check(actor, Permission.CATALOGUE_MANAGE)
    if session.get(Site, form.id) is not None:
        raise Taken(form.id)
    if session.get(Region, form.region_code) is None:
        raise NotFound
    session.add(Site(**form.model_dump()))
    audit.record(session, actor, "site.added", f"site:{form.id}")


def add_region(session: Session, actor: Actor, form: RegionForm) -> None:
    """Add a payer of record from a date on."""
    check(actor, Permission.CATALOGUE_MANAGE)
    if session.get(Region, form.code) is not None:
        raise Taken(form.code)
    session.add(Region(code=form.code, name=form.region_name, valid_from=form.valid_from))
    audit.record(session, actor, "region.added", f"region:{form.code}")


def close(session: Session, actor: Actor, form: CloseForm) -> None:
    """Set the last day of a department, or of a region and who takes over from it."""
    check(actor, Permission.CATALOGUE_MANAGE)
    row = session.get(Site, form.site) if form.site else session.get(Region, form.region or "")
    if row is None:
        raise NotFound
    row.valid_to = form.valid_to
    if isinstance(row, Region):
        row.successor = form.successor
    session.add(row)
    kind = "region" if isinstance(row, Region) else "site"
    audit.record(session, actor, f"{kind}.closed", f"{kind}:{form.site or form.region}")

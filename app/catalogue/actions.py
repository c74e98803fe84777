"""What an administrator writes in the catalogue: regions and departments with their dates."""

from sqlmodel import Session

from app import audit
from app.catalogue.forms import CloseForm, RegionForm, SiteForm
from app.catalogue.payers import renamed
from app.db.tables.catalogue import Region, Site
from app.permissions import Actor, NotFound, Permission, check
from app.web.forms import Problem
from app.web.words import N_


class Taken(Exception):  # noqa: N818 - told to the person
    """The id is already used."""


class Renames(Exception):  # noqa: N818 - told to the person
    """Issued settlements would name another payer than they have printed."""

    def __init__(self, told: Problem) -> None:
        super().__init__(told.text)
        self.told = told


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
    """Set the last day of a department, or of a region and who takes over from it.

    Raises:
        Renames: an issued settlement would print another payer.
    """
    check(actor, Permission.CATALOGUE_MANAGE)
    row = session.get(Site, form.site) if form.site else session.get(Region, form.region or "")
    if row is None:
        raise NotFound
    if isinstance(row, Region):
        _must_rename_nothing(session, row, form)
    row.valid_to = form.valid_to
    if isinstance(row, Region):
        row.successor = form.successor
    session.add(row)
    kind = "region" if isinstance(row, Region) else "site"
    audit.record(session, actor, f"{kind}.closed", f"{kind}:{form.site or form.region}")


def _must_rename_nothing(session: Session, row: Region, form: CloseForm) -> None:
    """What is issued names its payers as of its own days, and is printed again to the same."""
    asked = Region(code=row.code, name=row.name, valid_from=row.valid_from)
    asked.valid_to, asked.successor = form.valid_to, form.successor
    last = renamed(session, asked)
    if last is None:
        return
    later = N_("Issued settlements name {region} as the payer on {last}. Choose that day or later.")
    stays = N_(
        "Issued settlements name another than {region} as the payer on {last}, since it was closed "
        "by then. Leave its last day and who took over as they are."
    )
    text = later if form.valid_to < last else stays
    raise Renames(Problem(text, {"region": row.name, "last": f"{last:%d-%m-%Y}"}))

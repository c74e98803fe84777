"""The administrator's forms about regions and departments."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.web.forms import DanishDate, FormModel, Problem, refuse
from app.web.words import N_
from contracts.fact import NOBODY

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,38}$")]
Name = Annotated[str, StringConstraints(min_length=2, max_length=120)]


def _pays(code: str) -> str:
    if code == NOBODY:
        raise refuse(Problem(N_("“unknown” stands for a payer nobody knows. Choose another.")))
    return code


class SiteForm(FormModel):
    """A department that treats or follows."""

    id: Slug
    name: Name
    hospital: Name
    region_code: Slug
    valid_from: DanishDate


class RegionForm(FormModel):
    """A payer of record from a date on."""

    code: Annotated[Slug, AfterValidator(_pays)]
    region_name: Name
    valid_from: DanishDate


class CloseForm(FormModel):
    """The last day of a department or region, and for a region who takes over."""

    site: str | None = None
    region: str | None = None
    valid_to: DanishDate
    successor: str | None = None

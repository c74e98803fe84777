"""Terms on what is owed for one patient, one year or a whole volume."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.file.written import (
    Closed,
    CountText,
    Identifier,
    Identifiers,
    MoneyText,
    RatioText,
    ShareText,
)
from contracts.terms.shared import crossed

Year = Literal["calendar_year", "agreement_year"]


class PatientCap(Closed):
    """The most and the least one course, or one patient with all courses, comes to.

    Refunds count against what was paid. The least is due once nothing is open any more.
    `of` names the terms counted; without it every term is.
    """

    id: Identifier
    type: Literal["patient_cap"]
    of: Identifiers = ()
    per: Literal["course", "patient"]
    ceiling: MoneyText | None = None
    floor: MoneyText | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "PatientCap":
        if self.ceiling is None and self.floor is None:
            raise PydanticCustomError("patient_cap_empty", "ceiling or floor")
        if self.ceiling is not None and self.floor is not None:
            crossed(self.floor.minor, self.ceiling.minor)
        return self


class BudgetCap(Closed):
    """The supplier gives back a share of what one year's due dates cost above a ceiling."""

    id: Identifier
    type: Literal["budget_cap"]
    of: Identifiers = ()
    per: Year
    amount: MoneyText
    basis: Literal["due_date"]
    excess: ShareText
    allocate: Literal["largest_remainder"]


class Tier(Closed):
    """The share of the price paid up to and including a number of treatments; the last is open."""

    to: CountText | None = None
    share: ShareText


class VolumeTiers(Closed):
    """The price falls with the number treated, counted anew whenever one more becomes known.

    Graduated, each treatment has the share of its own place; for all units the one reached by the
    last counts for every one. The place goes by the day of infusion.
    """

    id: Identifier
    type: Literal["volume_tiers"]
    of: Identifiers = ()
    mode: Literal["graduated", "all_units"]
    per: Year | Literal["agreement"]
    counts: Literal["infused", "paid"]
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rise_without_end(self) -> "VolumeTiers":
        ends = [tier.to for tier in self.tiers[:-1] if tier.to is not None]
        if self.tiers[-1].to is not None or len(ends) + 1 < len(self.tiers):
            raise PydanticCustomError("tiers_open", "the last tier without to")
        if ends != sorted(set(ends)):
            raise PydanticCustomError("tiers_unordered", "rising")
        return self


class Member(Closed):
    """A term of a basket, and the weight its amounts have in it."""

    term: Identifier
    weight: RatioText


class Basket(Closed):
    """Several terms are netted with each other, payer by payer, at agreed weights."""

    id: Identifier
    type: Literal["basket"]
    members: Annotated[tuple[Member, ...], Field(min_length=2)]
    per: Year
    net: Literal["both_ways", "not_below_zero"]

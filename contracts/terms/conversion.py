"""Terms by which an agreed amount becomes the amount paid: index, currency, VAT, netting."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.file.written import (
    Closed,
    CountText,
    CurrencyText,
    DateText,
    Identifier,
    Identifiers,
    MoneyText,
    PeriodText,
    RatioText,
)
from contracts.terms.shared import crossed


def _no_floor(found: object) -> object:
    return None if found == "none" else found


Floor = Annotated[
    RatioText | None, BeforeValidator(_no_floor, json_schema_input_type=RatioText | Literal["none"])
]


class Indexation(Closed):
    """Instalments follow an index from a base month to the month `lag` before they are agreed.

    `floor` and `cap` bound the ratio of the two; that nothing stops a fall is written `none`.
    """

    id: Identifier
    type: Literal["indexation"]
    of: Identifiers
    series: Identifier
    base: DateText
    lag: PeriodText
    floor: Floor
    cap: RatioText | None = None
    revised: Literal["first_published", "true_up"]

    @model_validator(mode="after")
    def _apart(self) -> "Indexation":
        if self.floor is not None and self.cap is not None:
            crossed(self.floor, self.cap)
        return self


class Fallback(Closed):
    """How many bank days back a rate may be taken from where the day itself has none."""

    previous_bank_days: Annotated[CountText, Field(le=5)]


class Currency(Closed):
    """Amounts are paid in another currency, at the rate of one day for good.

    A fixing corrected later does not touch a line: the difference has a key of its own.
    """

    id: Identifier
    type: Literal["currency"]
    to: CurrencyText
    source: Identifier
    fixing: Literal["treated_on", "due_date"]
    fallback: Fallback
    true_up: Literal["original_rate"]


class Vat(Closed):
    """VAT on what each payer owes in all, by the rate in force at the supply."""

    id: Identifier
    type: Literal["vat"]
    scheme: Identifier
    rate_at: Literal["original_supply"]
    mode: Literal["cumulative"]


class RoundingNetting(Closed):
    """What is paid to each party in all is rounded, and a small balance is carried forward."""

    id: Identifier
    type: Literal["rounding_netting"]
    unit: MoneyText
    de_minimis: MoneyText

    @model_validator(mode="after")
    def _a_unit(self) -> "RoundingNetting":
        if self.unit.minor <= 0:
            raise PydanticCustomError("unit_nothing", "unit")
        return self

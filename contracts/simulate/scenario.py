"""A scenario as written in its file: who comes, how long the effect lasts, what is not seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from contracts.faults import AgreementRefused, Fault
from contracts.file.form import faults_in
from contracts.file.source import read_tree
from contracts.file.written import (
    Closed,
    DateText,
    Identifier,
    MoneyText,
    NumberText,
    RatioText,
    ShareText,
    Words,
    shown,
)

MOST_PATIENT_PATHS = 4_000_000


def _whole(least: int, most: int) -> Callable[[object], int]:
    def read(found: object) -> int:
        text = found if isinstance(found, str) else ""
        if text.isascii() and text.isdigit() and len(text) <= 18 and least <= int(text) <= most:
            return int(text)
        raise PydanticCustomError(
            "bad_whole", "{found}", {"found": shown(found), "expected": f"{least}\u2013{most}"}
        )

    return read


Seed = Annotated[int, BeforeValidator(_whole(0, 10**18 - 1))]
Paths = Annotated[int, BeforeValidator(_whole(1, 1_000_000))]
Patients = Annotated[int, BeforeValidator(_whole(0, 100_000))]
Years = Annotated[int, BeforeValidator(_whole(1, 30))]
Months = Annotated[int, BeforeValidator(_whole(1, 240))]
Month = Annotated[int, BeforeValidator(_whole(1, 480))]


class Enrolment(Closed):
    """Who is treated: how many, from which month, over how many months; even unless weighed.

    Beside an actual cohort nobody new has to come.
    """

    first: DateText
    months: Months
    patients: Patients
    by_month: tuple[RatioText, ...] = ()

    @model_validator(mode="after")
    def _weighed(self) -> "Enrolment":
        if self.by_month and (len(self.by_month) != self.months or not sum(self.by_month)):
            raise PydanticCustomError(
                "months_unweighed", "{found}", {"found": str(len(self.by_month))}
            )
        return self


class Point(Closed):
    """What is left of the effect at a month, as read off a curve."""

    month: Month
    kept: ShareText


class Loss(Closed):
    """When the effect is lost: some are cured and the rest follow Weibull, or a curve read off."""

    cured: ShareText | None = None
    shape: Annotated[NumberText, Field(gt=0)] | None = None
    scale_months: Annotated[NumberText, Field(gt=0)] | None = None
    curve: tuple[Point, ...] = ()
    source: Words | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Loss":
        parameters = [self.cured, self.shape, self.scale_months]
        given = sum(1 for one in parameters if one is not None)
        if (given, bool(self.curve)) not in {(3, False), (0, True)}:
            raise PydanticCustomError("loss_unclear", "curve or parameters")
        months, kept = [p.month for p in self.curve], [p.kept for p in self.curve]
        if months != sorted(set(months)) or kept != sorted(kept, reverse=True):
            raise PydanticCustomError("curve_unordered", "falling")
        return self


class Rate(Closed):
    """How many of those left leave each year."""

    per_year: ShareText


class DeathRate(Rate):
    """How many die each year, and of what: related to the treatment, or of causes unknown."""

    related: ShareText
    unknown: ShareText

    @model_validator(mode="after")
    def _within(self) -> "DeathRate":
        if self.related + self.unknown > 1:
            raise PydanticCustomError("causes_above_one", "more than all")
        return self


class Found(Closed):
    """What a visit finds of one outcome while the effect lasts, and once it is lost."""

    working: Words
    lost: Words
    baseline: Words | None = None


class Scenario(Closed):
    """Everything a future is drawn from; equal scenarios give equal futures."""

    seed: Seed
    paths: Paths
    years: Years
    enrolment: Enrolment
    regions: Annotated[dict[Identifier, RatioText], Field(min_length=1)]
    loss: Loss
    death: DeathRate
    lost_to_follow_up: Rate
    withdrawal: Rate
    relocation_abroad: Rate
    missed_visits: ShareText
    prices: dict[Identifier, MoneyText] = Field(default_factory=dict)
    outcomes: dict[Identifier, Found] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits(self) -> "Scenario":
        if not sum(self.regions.values()):
            raise PydanticCustomError("regions_weightless", "0")
        if self.patient_paths > MOST_PATIENT_PATHS:
            raise PydanticCustomError(
                "too_many_paths",
                "{found}",
                {"found": str(self.patient_paths), "expected": str(MOST_PATIENT_PATHS)},
            )
        return self

    @property
    def patient_paths(self) -> int:
        """How many patients are drawn in all."""
        return self.paths * self.enrolment.patients

    @property
    def first_month(self) -> date:
        """The first day of the month in which the first may be treated."""
        return self.enrolment.first.replace(day=1)

    @property
    def months(self) -> int:
        """How many months a patient is drawn for: the years looked at, and two for what is late."""
        return 12 * self.years + 24


def read_scenario(text: str) -> Scenario:
    """The scenario of a file.

    Raises:
        AgreementRefused: with every fault, each with its path, reason and remedy.
    """
    tree, faults = read_tree(text)
    return scenario_of(tree, faults)


def _as_scenario(fault: Fault) -> Fault:
    """A missing field of a scenario is nothing the parties agreed."""
    return replace(fault, code="not_given") if fault.code == "missing" else fault


def scenario_of(tree: Any, faults: tuple[Fault, ...] = ()) -> Scenario:  # noqa: ANN401 -- texts
    """The scenario of a tree of texts, such as a form sends.

    Raises:
        AgreementRefused: with every fault.
    """
    try:
        found = Scenario.model_validate(tree)
    except ValidationError as refused:
        told = (_as_scenario(fault) for fault in faults_in(tree, refused))
        raise AgreementRefused((*faults, *told)) from None
    if faults:
        raise AgreementRefused(faults)
    return found

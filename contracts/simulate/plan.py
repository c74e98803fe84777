"""What a simulation needs of an agreement and a scenario: visits, values, days, chances."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from contracts.agreement import Agreement
from contracts.columns.days import Whole, add_months, number
from contracts.dates import Period, Rounding
from contracts.fact import Fact
from contracts.money import split
from contracts.simulate import curves
from contracts.simulate.refused import TooManyVisits
from contracts.simulate.scenario import Loss, Scenario
from contracts.simulate.values import Measured, events_at_loss, measured
from contracts.terms import (
    DataObligation,
    MilestoneRebate,
    PerformanceAnnuity,
    PopulationResponse,
    PopulationSurvival,
    ResultInstalments,
    SwitchRefund,
    WarrantyRefund,
)

MOST_VISITS = 30
_A_MONTH, _SHORT_MONTH = 31, 28
_HALF_YEAR, _TEN_YEARS = 6, 120


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """For each of a million equal chances: the month in which it falls, or which it is."""

    start: NDArray[np.int16]
    loss: NDArray[np.int16]
    death: NDArray[np.int16] | None
    cause: NDArray[np.int16]
    lost: NDArray[np.int16] | None
    withdrawn: NDArray[np.int16] | None
    abroad: NDArray[np.int16] | None
    missed: int
    """Visits are missed where 20 bits are below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """An agreement and a scenario, made ready to draw from."""

    agreement: Agreement
    scenario: Scenario
    visits: tuple[Period, ...]
    measured: tuple[Measured, ...]
    events: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]
    """The region of each place in a cohort; those of one region lie together."""
    chances: Chances
    common: tuple[Fact, ...] = ()
    """What is known of no single patient, beside the prices of the scenario."""

    @property
    def never(self) -> int:
        """The month that stands for never."""
        return self.scenario.months

    @property
    def last_month(self) -> int:
        """The month after infusion in which the last look at a patient ends."""
        return min(last_look(self.agreement), self.never - 1)

    @property
    def settled_on(self) -> date:
        """The day all that fell due in the years looked at is known: two years after them."""
        return date(self.scenario.first_month.year + self.scenario.years + 1, 12, 31)

    @property
    def known_at(self) -> datetime:
        """The moment everything drawn is recorded."""
        return datetime.combine(self.settled_on, time(23, 59), tzinfo=UTC)

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years looked at."""
        first = self.scenario.first_month.year
        return tuple(range(first, first + self.scenario.years))

    def infused(self, start: NDArray[np.integer]) -> Whole:
        """The day of infusion, in the middle of a month."""
        first = np.full(len(start), number(self.scenario.first_month), np.int64)
        return add_months(first, start.astype(np.int64), Rounding.DOWN) + 14

    def seen_before(self) -> NDArray[np.int64]:
        """For each month in which a patient leaves, the visits that may still be before it."""
        months = [visit.months + visit.days // _A_MONTH for visit in self.visits]
        return np.array(
            [
                sum(1 << v for v, month in enumerate(months) if month <= end + 1)
                for end in range(self.never + 1)
            ],
            np.int64,
        )


def plan_of(agreement: Agreement, scenario: Scenario, common: tuple[Fact, ...] = ()) -> Plan:
    """The plan of an agreement under a scenario.

    Raises:
        TooManyVisits: it looks at a patient on more than 30 days.
    """
    visits = _visits(agreement)
    if len(visits) > MOST_VISITS:
        raise TooManyVisits(len(visits), MOST_VISITS)
    patients = scenario.enrolment.patients
    weights = sorted(scenario.regions.items())
    parts = split(patients, [weight for _, weight in weights])
    regions = tuple(
        name for (name, _), count in zip(weights, parts, strict=True) for _ in range(count)
    )
    return Plan(
        agreement,
        scenario,
        visits,
        measured(agreement, scenario),
        events_at_loss(agreement),
        regions,
        _chances(scenario),
        common,
    )


def _visits(agreement: Agreement) -> tuple[Period, ...]:
    """Every distance from infusion at which a term looks, or wants to have looked."""
    found: set[Period] = set()
    for _, term in agreement.terms():
        match term:
            case ResultInstalments() | PerformanceAnnuity() | MilestoneRebate():
                found.update(term.milestone.offsets)
            case WarrantyRefund() | SwitchRefund():
                last = term.until.months + term.until.days // _A_MONTH
                step = _HALF_YEAR if last <= _TEN_YEARS else 2 * _HALF_YEAR
                found.update(Period(month) for month in range(step, last, step))
                found.add(term.until)
            case PopulationResponse():
                found.add(term.at)
            case PopulationSurvival():
                found.update(Period(m) for m in range(12, term.horizon.months + 13, 12))
            case DataObligation() if term.milestone is not None:
                found.update(term.milestone.offsets)
            case _:
                pass
    return tuple(sorted(found, key=lambda p: (p.months * 30 + p.days, p.days)))


def last_look(agreement: Agreement) -> int:
    """The month in which the last window closes, whichever term's it is."""
    found = [Period()]
    for _, term in agreement.terms():
        match term:
            case ResultInstalments() | PerformanceAnnuity() | MilestoneRebate():
                found.append(_together(term.milestone.offsets[-1], term.milestone.window.after))
            case WarrantyRefund() | SwitchRefund():
                found.append(term.until)
            case PopulationResponse():
                found.append(_together(term.at, term.window.after))
            case PopulationSurvival():
                found.append(term.horizon)
            case DataObligation() if term.milestone is not None:
                window = term.milestone.window
                found.append(_together(term.milestone.offsets[-1], window.after))
            case _:
                pass
    return max(period.months + -(-period.days // _SHORT_MONTH) for period in found) + 1


def _together(offset: Period, after: Period) -> Period:
    return Period(offset.months + after.months, offset.days + after.days)


def _chances(scenario: Scenario) -> Chances:
    months, enrolment = scenario.months, scenario.enrolment
    died, lost, withdrawn, abroad = (
        curves.quantiles(curves.yearly(rate.per_year, months)) if rate.per_year else None
        for rate in (
            scenario.death,
            scenario.lost_to_follow_up,
            scenario.withdrawal,
            scenario.relocation_abroad,
        )
    )
    death = scenario.death
    causes = [death.related, 1 - death.related - death.unknown, death.unknown]
    return Chances(
        curves.shares(enrolment.by_month or [Fraction(1)] * enrolment.months),
        curves.quantiles(_kept(scenario.loss, months)),
        died,
        curves.shares(causes),
        lost,
        withdrawn,
        abroad,
        split(1 << 20, [scenario.missed_visits, 1 - scenario.missed_visits])[0],
    )


def _kept(loss: Loss, months: int) -> curves.Kept:
    if loss.cured is None or loss.shape is None or loss.scale_months is None:
        return curves.through([(point.month, point.kept) for point in loss.curve], months)
    return curves.weibull(loss.cured, loss.shape, loss.scale_months, months)

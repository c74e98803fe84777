"""When terms look, for every day of infusion at once: worked out once, then looked up."""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import LATER, Asked, Block
from contracts.columns.clusters import windows_of
from contracts.columns.days import Whole, add, subtract
from contracts.columns.look import Column, Looks, Spots
from contracts.columns.table import Windows
from contracts.dates import Period
from contracts.terms import Scheduled, SwitchRefund, WarrantyRefund, Watching


@dataclass(frozen=True, eq=False)
class Plan:
    """The milestones of a term; each array has a row for a milestone, a place for an infusion.

    The infusions are the days from `first`; `deadline` is when a missing assessment is final.
    """

    first: int
    starts: Whole
    target: Whole
    opens: Whole
    closes: Whole
    settled: Whole
    deadline: Whole
    carried: Whole | None = None
    windows: Windows | None = None

    @cached_property
    def latest(self) -> int:
        """The last day of which anything may still come in time."""
        return int(self.deadline.max())

    @property
    def milestones(self) -> int:
        """How many milestones there are."""
        return len(self.target)


@dataclass(frozen=True, slots=True, eq=False)
class Milestones:
    """The milestones of a term for some treatments: first those of the first, then of the next."""

    looks: Looks
    settled: Whole
    deadline: Whole
    carried: Whole | None


def plan_of(asked: Asked, term: Scheduled, infusions: tuple[int, int]) -> Plan:
    """The milestones of a term for infusions from the first day to the last."""
    days, rounding = np.arange(infusions[0], infusions[1] + 1), asked.rounding
    plan, missing = term.milestone, term.exceptions.missing_assessment
    target = np.stack([add(days, offset, rounding) for offset in plan.offsets])
    closes = add(target, plan.window.after, rounding)
    settled = closes
    if plan.report_by is not None:
        settled = np.maximum(closes, add(target, plan.report_by, rounding))
    carry = missing.carry_forward
    return Plan(
        infusions[0],
        np.stack([days, *target[:-1]]),
        target,
        subtract(target, plan.window.before, rounding),
        closes,
        settled,
        np.maximum(settled, add(closes, missing.grace, rounding)),
        None if carry is None else np.maximum(subtract(target, carry, rounding), days + 1),
        windows_of(asked.agreement, term),
    )


def warranty_of(asked: Asked, term: Watching, infusions: tuple[int, int]) -> Plan:
    """A warranty: one milestone that lasts from infusion to its end."""
    days, rounding = np.arange(infusions[0], infusions[1] + 1)[None, :], asked.rounding
    ends = add(days, term.until, rounding)
    grace = term.exceptions.missing_assessment.grace
    watch = term.watch_from if isinstance(term, WarrantyRefund) else None
    watched = add(days, watch or Period(), rounding)
    return Plan(infusions[0], days, ends, days, ends, ends, add(ends, grace, rounding), watched)


def laid_out(block: Block, term: Scheduled | Watching, plan: Plan, who: Whole) -> Milestones:
    """The milestones of some treatments of a block."""
    infused = block.infused.day[who]
    at, times = infused - plan.first, plan.milestones

    def of(rows: Whole, places: NDArray[np.intp] | None = None) -> Whole:
        if places is None:
            return np.take(rows, at, axis=1).ravel()
        milestone, one = np.divmod(places, len(at))
        found: Whole = rows[milestone, at[one]]
        return found

    def until(rows: Whole) -> Whole:
        # Where all of them have passed, none has to be looked up.
        passed = block.asked.on > plan.latest
        return np.broadcast_to(np.int64(-LATER), at.size * times) if passed else of(rows)

    def each(of_one: Whole) -> Column:
        return lambda places: np.tile(of_one, times) if places is None else of_one[places % len(at)]

    watching = isinstance(term, WarrantyRefund | SwitchRefund)
    carried = None if plan.carried is None else of(plan.carried)
    columns: dict[str, Whole | Column] = {
        "treatment": each(who),
        "infused": each(infused),
        "previous": partial(of, plan.starts),
        "target": partial(of, plan.target),
        "opens": partial(of, plan.opens),
        "closes": partial(of, plan.closes),
        "seen_from": partial(of, plan.closes if watching else plan.opens),
    }
    if watching and carried is not None:
        columns["values_from"] = carried
    rule = "last" if isinstance(term, WarrantyRefund | SwitchRefund) else term.select.rule
    spots = None if plan.windows is None else Spots(plan.windows, who)
    looks = Looks(block, times * len(who), rule, columns, spots)
    return Milestones(looks, until(plan.settled), until(plan.deadline), carried)

"""What one term comes to for the treatments of a block: each key judged and priced."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import LATER, NO_FACT, Block
from contracts.columns.days import Mask, Whole, number
from contracts.columns.exceptions import choose, fired, paid_by, verdicts
from contracts.columns.look import Looks
from contracts.columns.milestones import judge_term
from contracts.columns.plans import Plan, laid_out
from contracts.columns.residence import payer_on
from contracts.columns.verdicts import Verdicts, decided, why
from contracts.columns.warranties import judge_warranty
from contracts.columns.why import code
from contracts.columns.worth import (
    LATER_DOSE,
    OUT_OF_SPECIFICATION,
    Prices,
    doses,
    parts_of,
    place_of,
)
from contracts.reason import Status
from contracts.terms import (
    Judged,
    ListPrice,
    MilestoneRebate,
    RepeatDose,
    Scheduled,
    SwitchRefund,
    Upfront,
    WarrantyRefund,
    Watching,
    pays_at_anchor,
)


@dataclass(slots=True, eq=False)
class Charge:
    """One key of some treatments: judged, at the amount owed, and when it falls due.

    `against_end` is the day held against the agreement's end.
    """

    term: Judged
    index: int
    component: str
    who: Whole
    given: Verdicts
    target: Whole
    against_end: Whole
    due: Whole
    amount: Whole
    payer: NDArray[np.int16]
    minor: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """What does not change from block to block."""

    payers: tuple[str, ...]
    prices: dict[str, Prices]
    plans: dict[str, Plan]


@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """The treatments of a block an agreement rules: those infused, and those that never were."""

    infused: Whole
    never: Whole
    never_on: Whole


def charges(desk: Desk, block: Block, starts: Starts, term: Judged) -> Iterator[Charge]:
    """The keys of one term, priced."""
    for charge in _judged(desk, block, starts, term):
        if len(charge.who):
            _settle(block, charge)
            _price(desk, block, charge)
            yield charge


def _judged(desk: Desk, block: Block, starts: Starts, term: Judged) -> Iterator[Charge]:
    match term:
        case Upfront():
            yield _upfront(block, term, starts.infused)
            yield _fee(term, starts)
        case RepeatDose():
            if term.not_infused is not None:
                yield _fee(term, starts)
        case WarrantyRefund() | SwitchRefund():
            yield _warranty(desk, block, starts.infused, term)
        case _:
            yield from _scheduled(desk, block, starts.infused, term)


def _warranty(desk: Desk, block: Block, who: Whole, term: Watching) -> Charge:
    plan = laid_out(block, term, desk.plans[term.id], who)
    given, lost = judge_warranty(term, plan)
    known = given.past != 0
    given.past = -given.past
    named = "switch" if isinstance(term, SwitchRefund) else "refund"
    target = np.where(known, lost, plan.looks.target)
    charge = _charge(term, (1, named), who, given, target, np.where(known, lost, LATER))
    unseen = (given.reason & why("missing_final")) != 0
    charge.against_end = np.where(unseen, plan.looks.target, np.minimum(lost, block.asked.on))
    return charge


def _scheduled(desk: Desk, block: Block, who: Whole, term: Scheduled) -> Iterator[Charge]:
    if pays_at_anchor(term):
        given, day = decided(Status.MET, why("due_at_infusion"), len(who)), block.infused.day[who]
        yield _charge(term, (1, "instalment"), who, given, day, day)
    milestones = laid_out(block, term, desk.plans[term.id], who)
    given, named = judge_term(term, milestones, len(who)), "instalment"
    if isinstance(term, MilestoneRebate):
        missed, named = given.is_any(Status.NOT_MET, Status.PRO_RATA), "rebate"
        given.past = np.where(missed, given.past - given.whole, 0)
    for i in range(desk.plans[term.id].milestones):
        part = slice(i * len(who), (i + 1) * len(who))
        target = milestones.looks.target[part]
        index = i + 1 + pays_at_anchor(term)
        yield _charge(term, (index, named), who, given.some(part), target, target)


def _charge(
    term: Judged, key: tuple[int, str], who: Whole, given: Verdicts, target: Whole, due: Whole
) -> Charge:
    nothing = np.zeros(len(who), np.int64)
    payer = np.zeros(len(who), np.int16)
    return Charge(term, *key, who, given, target, target, due, nothing, payer, nothing)


def _fee(term: Upfront | RepeatDose, starts: Starts) -> Charge:
    """What a product costs that was made and never given."""
    given = decided(Status.TERMINATED, why("not_infused"), len(starts.never))
    share = term.not_infused
    if share is not None:
        given.part(np.arange(len(given)), share.numerator, share.denominator)
    day = starts.never_on
    return _charge(term, (1, "not_infused"), starts.never, given, day, day)


def _upfront(block: Block, term: Upfront, who: Whole) -> Charge:
    """The share due at infusion; only what happened on that very day can touch it."""
    day = block.infused.day[who]
    given = decided(Status.MET, why("due_at_infusion"), len(who))
    some = np.flatnonzero(block.eventful[who])
    if len(some):
        on = day[some]
        names = ("infused", "previous", "target", "opens", "closes", "seen_from")
        columns = dict.fromkeys(names, on) | {"treatment": who[some]}
        looks = Looks(block, len(some), "last", columns)
        applying = fired(term.exceptions, looks)
        choose(applying, term.exceptions)
        found = verdicts(applying, len(some), paid_by)
        applies = found.status != 0
        given.set(some[applies], found.some(applies))
    return _charge(term, (1, "upfront"), who, given, day, day)


def _settle(block: Block, charge: Charge) -> None:
    """Nothing is due where facts contradict each other, nor after the agreement has ended."""
    given, rule, early = charge.given, block.asked.agreement.termination, block.died_early
    clear = np.ones(len(charge.who), np.bool_) if early is None else ~early.found[charge.who]
    if rule is not None and rule.ends_on is not None and charge.term.id not in rule.survives:
        over = clear & (charge.against_end > number(rule.ends_on))
        given.put(over, Status.TERMINATED, why("agreement_ended"), NO_FACT)
        charge.target = np.where(over, np.maximum(charge.target, charge.against_end), charge.target)
    if early is not None:
        at = np.flatnonzero(~clear)
        given.put(at, Status.CONFLICT, why("died_before_infusion"), early.fact[charge.who[at]])


def _price(desk: Desk, block: Block, charge: Charge) -> None:
    """The amount, or on hold where money is due but what it takes is not known."""
    term, given, who = charge.term, charge.given, charge.who
    prices = desk.prices[term.id]
    start = block.infused.day[who]
    treated = start if charge.component != "not_infused" else np.minimum(start, charge.target)
    pinned = isinstance(term.price, ListPrice) and term.price.at == "milestone"
    price = prices.on(charge.target if pinned else treated)
    given_as = charge.component != "not_infused"
    dose = doses(block, term, who) if given_as else np.zeros(len(who), np.int8)
    instalment, charge.minor = prices.of(dose, price, place_of(term, charge.index))
    instalment = instalment if given_as else charge.minor
    cost = isinstance(term, SwitchRefund) and term.actual_cost is not None
    lacking: Mask = np.broadcast_to(np.bool_(cost), len(who))
    disputed: Mask = np.broadcast_to(np.bool_(0), len(who))
    if not cost and prices.missing.any():
        lacking, disputed = prices.missing[price], prices.disputed[price]
    if len(prices.shares) > 1:
        given.reason[(dose == LATER_DOSE) & ~lacking] |= why("later_dose")
        given.reason[(dose == OUT_OF_SPECIFICATION) & ~lacking] |= why("out_of_specification")
    if cost or prices.missing.any():
        _hold(given, (given.past != 0) & lacking, disputed, "cost" if cost else "price")
    _pay(desk, block, charge, treated, lacking)
    charge.amount = parts_of(instalment, given.past, given.whole, in_parts=given.in_parts)


def _pay(desk: Desk, block: Block, charge: Charge, treated: Whole, lacking: Mask) -> None:
    """Who pays, or on hold where money is due and nobody is known to."""
    given, given_as = charge.given, charge.component != "not_infused"
    late = block.asked.agreement.payer_rule.rule == "at_due_date"
    day = np.minimum(charge.target, block.asked.on) if late else treated
    if late or given_as not in block.payers:
        block.payers[given_as] = payer_on(block, charge.who, day, desk.payers)
    charge.payer, known = block.payers[given_as]
    nobody = charge.payer == 0
    if nobody.any():
        _hold(given, (given.past != 0) & ~lacking & nobody, known, "residence")


def _hold(given: Verdicts, at: Mask, disputed: Mask, lacking: str) -> None:
    if not at.any():
        return
    given.status[at] = code(Status.HOLD)
    given.reason[at] |= why(f"lacking {lacking}")
    given.reason[at & disputed] |= why("owed_disputed")
    given.reason[at & ~disputed] |= why("owed_unknown")
    given.part(at, 0, 1)

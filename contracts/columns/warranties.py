"""Warranties over arrays: the first day the effect is lost, and the share given back for it."""

from functools import partial

import numpy as np

from contracts.columns.block import LATER, NO_FACT
from contracts.columns.criteria import Days, evaluate
from contracts.columns.days import Mask, Whole, add, completed_months
from contracts.columns.exceptions import Fired, choose, fired, keep, verdicts
from contracts.columns.look import UNKNOWN, Found, Looks, first_between
from contracts.columns.plans import Milestones
from contracts.columns.sightings import last_seen, seen_from
from contracts.columns.table import day_in
from contracts.columns.verdicts import Places, Verdicts, undecided, why
from contracts.columns.why import code
from contracts.criterion import outcomes_in
from contracts.reason import Status
from contracts.terms import SwitchRefund, WarrantyRefund, Watching


def refund_share(term: Watching, looks: Looks, day: Whole) -> tuple[Whole, Whole]:
    """The share of the price refunded for a loss on a day; a step holds up to and on its last."""
    past, whole = np.zeros(len(day), np.int64), np.ones(len(day), np.int64)
    if isinstance(term, SwitchRefund):
        share = term.share
        past[:] = 1 if share is None else share.numerator
        whole[:] = 1 if share is None else share.denominator
        return past, whole
    rounding = looks.block.asked.rounding
    if term.linear is not None:
        past, whole = _linear(term, looks, day)
    for step in reversed(term.steps):
        within = day <= add(looks.infused, step.until, rounding)
        past = np.where(within, step.share.numerator, past)
        whole = np.where(within, step.share.denominator, whole)
    return past, whole


def _linear(term: WarrantyRefund, looks: Looks, day: Whole) -> tuple[Whole, Whole]:
    rounding = looks.block.asked.rounding
    ends = add(looks.infused, term.until, rounding)
    if term.linear is not None and term.linear.by == "days":
        whole, gone = ends - looks.infused, day - looks.infused
    else:
        whole, gone = (completed_months(looks.infused, one, rounding) for one in (ends, day))
    return np.maximum(0, whole - gone), whole


def judge_warranty(term: Watching, plan: Milestones) -> tuple[Verdicts, Whole]:
    """What each warranty has come to, its share what is refunded; and the day of the loss."""
    looks, on = plan.looks, plan.looks.block.asked.on
    given, lost = undecided(len(looks)), looks.closes.copy()
    failure = _failure(term, looks)
    failed = failure.truth == 1
    kept = ~failed & (on > looks.closes)
    sighted = np.full(len(looks), NO_FACT)
    if kept.any():
        sighted[kept] = seen_from(looks.block, looks.treatment[kept], looks.closes[kept])[0]
    _excepted(term, looks, failure, sighted != NO_FACT, (given, lost))
    rest = given.status == 0
    at = np.flatnonzero(rest & failed)
    lost[at] = failure.day[at]
    given.put(at, Status.NOT_MET, why("effect_lost"), failure.fact[at])
    shown = at[failure.seen[at]]
    given.reason[shown] = why("loss_shown")
    given.part(at, *refund_share(term, looks.some(at), lost[at]))
    bad, day = _unread(term, looks)
    unread = rest & ~failed & (bad != NO_FACT)
    lost[unread] = day[unread]
    given.put(unread, Status.HOLD, why("unreadable"), bad[unread])
    rest &= ~failed & ~unread
    running = rest & (on <= looks.closes)
    given.put(running, Status.AWAITING, why("warranty_running"), NO_FACT)
    ended = np.flatnonzero(rest & ~running)
    if len(ended):
        _ended(term, plan, ended, sighted[ended] != NO_FACT, (given, lost))
    return given, lost


def _failure(term: Watching, looks: Looks) -> Found:
    """The first day on which the criterion came true."""
    days = Days(term.failed_when, looks, looks.opens, looks.closes)
    first = days.first(1)
    none = np.full(len(looks), NO_FACT)
    found = Found(np.full(len(looks), UNKNOWN, np.int8), none.copy(), none, none.copy())
    at = np.flatnonzero(first >= 0)
    found.put(at, days.found.some(first[at]))
    found.mark[at] = 2 * days.day[first[at]] + days.found.seen[first[at]]
    return found


def _excepted(
    term: Watching, looks: Looks, failure: Found, kept: Mask, into: tuple[Verdicts, Whole]
) -> None:
    """What the exceptions say; evidence outranks all but a death or a therapy before it."""
    given, lost = into
    some = np.flatnonzero(looks.block.eventful[looks.treatment])
    if not len(some):
        return
    looks = looks.some(some)
    applying = _applying(term, looks, failure.some(some), kept[some])
    found = verdicts(applying, len(looks), partial(_refunded, term, looks))
    applies = found.status != 0
    given.set(some[applies], found.some(applies))
    for one in reversed(applying):
        lost[some[one.there]] = one.day[one.there]
    # Two that disagree leave the day open; the earlier says whether the agreement still ran.
    clash = found.status == code(Status.CONFLICT)
    for one in applying:
        at = np.flatnonzero(one.there & clash)
        lost[some[at]] = np.minimum(lost[some[at]], one.day[at])


def _applying(term: Watching, looks: Looks, failure: Found, kept: Mask) -> list[Fired]:
    failed = failure.truth == 1
    day = np.where(failed, failure.day, looks.closes)
    free = ~failed & ~kept

    def counts(one: Fired) -> Mask:
        before: Mask = one.day < day
        outranks = one.name in {"death", "competing_therapy"}
        counted: Mask = free | before if outranks else free
        return counted

    applying = fired(term.exceptions, looks)
    keep(applying, counts)
    choose(applying, term.exceptions)
    return applying


def _refunded(term: Watching, looks: Looks, one: Fired) -> tuple[Whole, Whole]:
    """The share an exception gives back where it counts as a loss."""
    past, whole = np.zeros(len(looks), np.int64), np.ones(len(looks), np.int64)
    unmet = one.there & (one.status == code(Status.NOT_MET))
    past[unmet], whole[unmet] = refund_share(term, looks.some(unmet), one.day[unmet])
    return past, whole


def _ended(
    term: Watching, plan: Milestones, at: Places, kept: Mask, into: tuple[Verdicts, Whole]
) -> None:
    """After the warranty's last day: kept if the patient was seen by then, else missing."""
    given, lost = into
    looks, on = plan.looks.some(at), plan.looks.block.asked.on
    given.put(at[kept], Status.MET, why("warranty_ended"), NO_FACT)
    given.part(at[kept], 0, 1)
    late = on > plan.deadline[at]
    given.put(at[~kept & ~late], Status.AWAITING, why("overdue"), NO_FACT)
    final = ~kept & late
    if final.any():
        _missing(term, looks.some(final), at[final], given, lost)


def _unread(term: Watching, looks: Looks) -> tuple[Whole, Whole]:
    """The first value that cannot be read of those the warranty watched, and the earliest day."""
    bad, day = np.full(len(looks), NO_FACT), np.full(len(looks), LATER)
    opens = looks.opens if looks.values_from is None else looks.values_from
    for name in outcomes_in(term.failed_when):
        found = looks.block.unreadable(name, None)
        if found is not None and len(found):
            at, there = first_between(looks, found, opens, looks.closes)
            bad = np.where(there & (bad == NO_FACT), found.ordinals(at), bad)
            day = np.where(there, np.minimum(day, day_in(found.places[at])), day)
    return bad, day


def _missing(term: Watching, looks: Looks, at: Places, given: Verdicts, lost: Whole) -> None:
    """Nobody saw the patient in time: what that means, counted from the last time it was seen."""
    found = evaluate(term.failed_when, looks)
    then = term.exceptions.missing_assessment.then
    given.put(at, then, why("missing_final"), found.fact)
    given.part(at, 0, 1)
    if then is Status.NOT_MET:
        fact, day = last_seen(looks.block, looks.treatment)
        lost[at] = np.where(fact == NO_FACT, looks.infused, np.maximum(day, looks.infused))
        given.part(at, *refund_share(term, looks, lost[at]))
        given.reason[at] |= why("counted_from")

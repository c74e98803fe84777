"""What falls due under a term for one treatment, judged but not yet priced."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from contracts.agreement import Milestone
from contracts.contradictions import contradiction
from contracts.dates import Window
from contracts.exceptions import Moment, fired
from contracts.judge import judge_term
from contracts.reader import Reader
from contracts.reason import Reason, Status
from contracts.terms import (
    Judged,
    MilestoneRebate,
    RepeatDose,
    Scheduled,
    SwitchRefund,
    Upfront,
    WarrantyRefund,
    Watching,
    pays_at_anchor,
)
from contracts.verdict import Case, Verdict, by_fired, choose, conflict
from contracts.warranty import judge_warranty


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment of a term before it is priced, with the case it was judged on.

    `since` is the first day of the time it pays for.
    """

    case: Case
    term: Judged
    index: int
    component: str
    verdict: Verdict
    target: date
    due: date | None
    window: Window | None
    factor: Fraction
    since: date


def dues(reader: Reader, term: Judged) -> Iterator[Due]:
    """The instalments of one term for one treatment, judged; contradictions outrank them."""
    match term:
        case Upfront():
            found = _at_start(reader, term)
        case RepeatDose():
            found = _never_infused(reader, term)
        case WarrantyRefund() | SwitchRefund():
            found = _warranty(reader, term)
        case _:
            found = _scheduled(reader, term)
    return found


def settled(due: Due) -> Due:
    """The instalment as the whole agreement leaves it.

    Nothing is due for a treatment whose facts contradict each other, nor after the agreement has
    ended, but for the terms that run on.
    """
    verdict = contradiction(due.case, due.term, due.window, due.verdict)
    return _ended(due) if verdict is None else replace(due, verdict=verdict, factor=Fraction(0))


def _ended(due: Due) -> Due:
    rule = due.case.agreement.termination
    if rule is None or rule.ends_on is None or due.term.id in rule.survives:
        return due
    day = day_against_end(due)
    if day <= rule.ends_on:
        return due
    # What would have been counted from the last sighting is counted from no day.
    target = max(due.target, day)
    values = (("on", rule.ends_on.isoformat()), ("target", target.isoformat()))
    reason = Reason("agreement_ended", values)
    verdict = Verdict(Status.TERMINATED, Fraction(0), rule.ends_on, reason)
    due_on = None if isinstance(due.term, WarrantyRefund | SwitchRefund) else due.due
    return replace(due, verdict=verdict, factor=Fraction(0), target=target, due=due_on)


def day_against_end(due: Due) -> date:
    """The day to be held against the agreement's end.

    Of a warranty it is the day of what decides it, and else the last it has been watched: until
    the agreement ends it runs on. That nobody was seen at its end is decided on that day. A value
    that cannot be read may be a loss on its own day.
    """
    verdict, window = due.verdict, due.window
    if not isinstance(due.term, WarrantyRefund | SwitchRefund) or window is None:
        return due.target
    if verdict.reason.code == "missing_final":
        return window.closes
    open_ = verdict.facts if verdict.status in {Status.CONFLICT, Status.HOLD} else ()
    days = [fact.valid_on for fact in open_] or [verdict.on or window.closes]
    return min(*days, due.case.on)


def _at_start(reader: Reader, term: Upfront) -> Iterator[Due]:
    case = reader.case(lambda case: case.infused_on)
    if case is None:
        return
    day = case.infused_on
    if case.infused:
        verdict = _upfront(case, term)
        yield Due(case, term, 1, "upfront", verdict, day, day, None, verdict.share, day)
        return
    yield _fee(case, term, term.not_infused)


def _never_infused(reader: Reader, term: RepeatDose) -> Iterator[Due]:
    """The fee for a product made and never given."""
    case = reader.case(lambda case: None if case.infused else case.infused_on)
    if case is not None and term.not_infused is not None:
        yield _fee(case, term, term.not_infused)


def _fee(case: Case, term: Judged, factor: Fraction) -> Due:
    """A share of the whole price, whatever the parts it is paid in would have been."""
    day = case.infused_on
    reason = Reason("not_infused", (("on", day.isoformat()),))
    verdict = Verdict(Status.TERMINATED, factor, None, reason)
    return Due(case, term, 1, "not_infused", verdict, day, day, None, factor, day)


def _warranty(reader: Reader, term: Watching) -> Iterator[Due]:
    case = reader.case(
        lambda case: reader.plan(case, term)[0].closes if case.infused else None,
    )
    if case is None:
        return
    milestone = reader.plan(case, term)[0]
    verdict = judge_warranty(case, term, milestone)
    # A loss that is known has its own day: year, payer, index and price are those of that day.
    lost = verdict.on if verdict.share else None
    target, window, factor = lost or milestone.target, milestone.window, -verdict.share
    component = "switch" if isinstance(term, SwitchRefund) else "refund"
    since = case.infused_on
    yield Due(case, term, 1, component, verdict, target, lost, window, factor, since)


def _scheduled(reader: Reader, term: Scheduled) -> Iterator[Due]:
    if pays_at_anchor(term):
        case = reader.case(lambda case: case.infused_on if case.infused else None)
        if case is not None:
            day = case.infused_on
            paid = Verdict(Status.MET, Fraction(1), day, Reason("due_at_infusion"))
            yield Due(case, term, 1, "instalment", paid, day, day, None, Fraction(1), day)
    for case, milestone, verdict in judge_term(reader, term):
        yield _milestone_due(case, term, milestone, verdict)


def _milestone_due(case: Case, term: Scheduled, milestone: Milestone, verdict: Verdict) -> Due:
    component, factor = "instalment", verdict.share
    if isinstance(term, MilestoneRebate):
        missed = verdict.status in {Status.NOT_MET, Status.PRO_RATA}
        component, factor = "rebate", verdict.share - 1 if missed else Fraction(0)
    return Due(
        case,
        term,
        milestone.index,
        component,
        verdict,
        milestone.target,
        milestone.target,
        milestone.window,
        factor,
        milestone.starts,
    )


def _upfront(case: Case, term: Upfront) -> Verdict:
    """The share due at infusion; only what happened on that very day can touch it."""
    start = case.infused_on
    moment = Moment(start, Window(start, start), start, case.on, case.rounding)
    found = choose(fired(term.exceptions, case.course, moment), term.exceptions)
    if not found:
        return Verdict(Status.MET, Fraction(1), case.infused_on, Reason("due_at_infusion"))
    if len({f.status for f in found}) > 1:
        return conflict(found)
    return by_fired(found[0], None)

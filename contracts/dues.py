"""What falls due under a term for one treatment, judged but not yet priced."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contracts.agreement import Milestone, milestones
from contracts.dates import Window
from contracts.exceptions import Moment, fired
from contracts.facts import Fact
from contracts.judge import judge_term
from contracts.reason import Owed, Owner, Reason, Status
from contracts.terms import MilestoneRebate, Term, Upfront, WarrantyRefund, pays_at_anchor
from contracts.verdict import Case, Verdict, by_fired, choose, conflict
from contracts.warranty import judge_warranty


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment of a term before it is priced."""

    term: Term
    index: int
    component: str
    verdict: Verdict
    target: date
    due: date | None
    window: Window | None
    factor: Fraction


def dues(case: Case, term: Term) -> Iterator[Due]:
    """The instalments of one term for one treatment, judged."""
    start = case.infused_on
    match term:
        case Upfront():
            verdict = _upfront(case, term)
            yield Due(term, 1, "upfront", verdict, start, start, None, verdict.share)
        case WarrantyRefund():
            for milestone in milestones(case.agreement, term, start):
                verdict = judge_warranty(case, term, milestone)
                due = verdict.on if verdict.share else None
                yield Due(
                    term,
                    1,
                    "refund",
                    verdict,
                    milestone.target,
                    due,
                    milestone.window,
                    -verdict.share,
                )
        case _:
            if pays_at_anchor(term):
                paid = Verdict(Status.MET, Fraction(1), start, Reason("due_at_infusion"))
                yield Due(term, 1, "instalment", paid, start, start, None, Fraction(1))
            for milestone, verdict in judge_term(case, term):
                yield _milestone_due(term, milestone, verdict)


def _milestone_due(term: Term, milestone: Milestone, verdict: Verdict) -> Due:
    component, factor = "instalment", verdict.share
    if isinstance(term, MilestoneRebate):
        missed = verdict.status in {Status.NOT_MET, Status.PRO_RATA}
        component, factor = "rebate", verdict.share - 1 if missed else Fraction(0)
    return Due(
        term,
        milestone.index,
        component,
        verdict,
        milestone.target,
        milestone.target,
        milestone.window,
        factor,
    )


def _upfront(case: Case, term: Upfront) -> Verdict:
    """The share due at infusion; only what happened on that very day can touch it."""
    day = Window(case.infused_on, case.infused_on)
    moment = Moment(day, case.infused_on, case.on, case.rounding)
    found = choose(fired(term.exceptions, case.course, moment), term.exceptions)
    if not found:
        return Verdict(Status.MET, Fraction(1), case.infused_on, Reason("due_at_infusion"))
    if len({f.status for f in found}) > 1:
        return conflict(found)
    return by_fired(found[0], None)


def not_infused(case: Case, term: Term) -> Iterator[Due]:
    """The fee agreed for cells made for a patient who was never infused."""
    if not isinstance(term, Upfront):
        return
    factor = term.not_infused / term.share if term.share else Fraction(0)
    values = (("on", case.infused_on.isoformat()),)
    verdict = Verdict(Status.TERMINATED, factor, None, Reason("not_infused", values))
    day = case.infused_on
    yield Due(term, 1, "not_infused", verdict, day, day, None, factor)


def two_infusions(starts: tuple[Fact, ...]) -> Verdict:
    """The verdict on every milestone of a treatment with more than one infusion date."""
    days = tuple(("on", fact.valid_on.isoformat()) for fact in starts[:1])
    owed = (Owed("infusion", None, Owner.SITE),)
    return Verdict(Status.CONFLICT, Fraction(0), None, Reason("two_infusions", days), (), owed)

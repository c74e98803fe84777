"""A warranty: the first day the effect is lost, and the share of the price given back for it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from contracts.agreement import Milestone
from contracts.criterion import outcomes_in
from contracts.dates import add, completed_months
from contracts.evaluate import Finding, evaluate, first_true
from contracts.exceptions import Fired, Moment, fired
from contracts.reason import Owed, Owner, Reason, Status
from contracts.sight import Sight
from contracts.terms import WarrantyRefund
from contracts.verdict import Case, Verdict, by_fired, choose, conflict, missing_final


def refund_share(case: Case, term: WarrantyRefund, failed_on: date) -> Fraction:
    """The share of the price refunded for a loss on a day; a step holds up to and on its last."""
    steps = [
        step.share
        for step in term.steps
        if failed_on <= add(case.infused_on, step.until, case.rounding)
    ]
    if steps or term.linear is None:
        return next(iter(steps), Fraction(0))
    ends = add(case.infused_on, term.linear.until, case.rounding)
    if term.linear.by == "days":
        whole, past = (ends - case.infused_on).days, (failed_on - case.infused_on).days
    else:
        whole, past = (
            completed_months(case.infused_on, day, case.rounding) for day in (ends, failed_on)
        )
    return Fraction(max(0, whole - past), whole)


def judge_warranty(case: Case, term: WarrantyRefund, milestone: Milestone) -> Verdict:
    """What the warranty has come to; the verdict's share is what is refunded."""
    sight = _sight(case, milestone)
    failure = first_true(term.failed_when, sight, milestone.window)
    found = _exceptions(case, term, milestone, failure)
    if found:
        return _by_exceptions(case, term, found)
    if failure is not None and failure.on is not None:
        return _refund(case, term, failure, failure.on)
    if case.on <= milestone.closes:
        deadline = milestone.closes
        values = (("deadline", deadline.isoformat()),)
        owed = tuple(Owed(n, deadline, Owner.SITE) for n in outcomes_in(term.failed_when))
        reason = Reason("warranty_running", values)
        return Verdict(Status.AWAITING, Fraction(0), None, reason, (), owed)
    return _ended(case, term, milestone, sight)


def _sight(case: Case, milestone: Milestone) -> Sight:
    return Sight(
        case.course,
        case.agreement.document.outcomes,
        case.rounding,
        case.infused_on,
        milestone.starts,
        milestone.target,
        milestone.window,
        seen_from=milestone.closes,
        rule="last",
    )


def _exceptions(
    case: Case, term: WarrantyRefund, milestone: Milestone, failure: Finding | None
) -> tuple[Fired, ...]:
    """The exceptions that came before any loss of effect did."""
    moment = Moment(milestone.window, milestone.target, case.on, case.rounding)
    found = fired(term.exceptions, case.course, moment)
    lost_on = None if failure is None else failure.on
    return choose(tuple(f for f in found if lost_on is None or f.on < lost_on), term.exceptions)


def _by_exceptions(case: Case, term: WarrantyRefund, found: tuple[Fired, ...]) -> Verdict:
    shares = {
        f.name: refund_share(case, term, f.on) if f.status is Status.NOT_MET else Fraction(0)
        for f in found
    }
    if len({(f.status, shares[f.name]) for f in found}) > 1:
        return conflict(found)
    return replace(by_fired(found[0], None), share=shares[found[0].name])


def _refund(case: Case, term: WarrantyRefund, finding: Finding, failed_on: date) -> Verdict:
    share = refund_share(case, term, failed_on)
    values = (("on", failed_on.isoformat()), ("share", str(share)))
    reason = Reason("effect_lost", values, (finding.reason,))
    return Verdict(Status.NOT_MET, share, failed_on, reason, finding.facts)


def _ended(case: Case, term: WarrantyRefund, milestone: Milestone, sight: Sight) -> Verdict:
    """After the warranty's last day: kept if the patient was seen by then, else missing."""
    finding = evaluate(term.failed_when, sight)
    last = case.course.last_contact
    if last is not None and last >= milestone.closes:
        reason = Reason("warranty_ended", (("last_contact", last.isoformat()),))
        return Verdict(Status.MET, Fraction(0), None, reason)
    missing = term.exceptions.missing_assessment
    deadline = add(milestone.closes, missing.grace, case.rounding)
    names = finding.missing or outcomes_in(term.failed_when)
    if case.on <= deadline:
        values = (("deadline", deadline.isoformat()),)
        owed = tuple(Owed(name, deadline, Owner.SITE) for name in names)
        return Verdict(
            Status.AWAITING,
            Fraction(0),
            None,
            Reason("overdue", values, (finding.reason,)),
            (),
            owed,
        )
    verdict = missing_final(missing.then, replace(finding, missing=names), deadline)
    refunded = verdict.status is Status.NOT_MET
    lost_on = last or case.infused_on
    share = refund_share(case, term, lost_on) if refunded else Fraction(0)
    return replace(verdict, share=share, on=lost_on if refunded else None)

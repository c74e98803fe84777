"""A warranty: the first day the effect is lost, and the share of the price given back for it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from contracts.agreement import Milestone
from contracts.cited import cited
from contracts.criterion import outcomes_in
from contracts.dates import Window, add, completed_months
from contracts.evaluate import Finding, evaluate, first_true
from contracts.exceptions import Fired, Moment, fired
from contracts.fact import Fact
from contracts.reason import Owed, Owner, Reason, Status
from contracts.sight import Sight, unusable
from contracts.terms import SwitchRefund, WarrantyRefund, Watching
from contracts.verdict import (
    Case,
    Verdict,
    by_fired,
    choose,
    conflict,
    missing_final,
    unreadable,
)


def refund_share(case: Case, term: Watching, failed_on: date) -> Fraction:
    """The share of the price refunded for a loss on a day; a step holds up to and on its last."""
    if isinstance(term, SwitchRefund):
        return Fraction(1) if term.share is None else term.share
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


def judge_warranty(case: Case, term: Watching, milestone: Milestone) -> Verdict:
    """What the warranty has come to; the verdict's share is what is refunded."""
    sight = watched(case, term, milestone)
    failure = first_true(term.failed_when, sight, milestone.window)
    kept = _kept(case, milestone) if failure is None else None
    found = _exceptions(case, term, milestone, failure, kept)
    if found:
        return _by_exceptions(case, term, found)
    if failure is not None and failure.on is not None:
        return _refund(case, term, failure, failure.on)
    unread = _unread(sight, term)
    if unread is not None:
        return unreadable(unread)
    if case.on <= milestone.closes:
        deadline = milestone.closes
        values = (("deadline", deadline.isoformat()),)
        owed = tuple(Owed(n, deadline, Owner.SITE) for n in outcomes_in(term.failed_when))
        reason = Reason("warranty_running", values)
        return Verdict(Status.AWAITING, Fraction(0), None, reason, (), owed)
    return _ended(case, term, milestone, sight)


def watched(case: Case, term: Watching, milestone: Milestone) -> Sight:
    """What a warranty sees of a course from infusion to its end."""
    watch_from = term.watch_from if isinstance(term, WarrantyRefund) else None
    counts = watch_from and add(case.infused_on, watch_from, case.rounding)
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
        values_from=counts or milestone.starts,
    )


def _kept(case: Case, milestone: Milestone) -> Fact | None:
    """The sighting at or after the warranty's last day, once that day has passed."""
    if case.on <= milestone.closes:
        return None
    return case.course.seen_from(milestone.closes)


def _exceptions(
    case: Case,
    term: Watching,
    milestone: Milestone,
    failure: Finding | None,
    kept: Fact | None,
) -> tuple[Fired, ...]:
    """The exceptions that apply; evidence outranks all but a death or a therapy before it."""
    moment = Moment(case.infused_on, milestone.window, milestone.target, case.on, case.rounding)
    found = fired(term.exceptions, case.course, moment)
    if failure is not None or kept is not None:
        day = milestone.closes if failure is None or failure.on is None else failure.on
        found = tuple(f for f in found if f.name in _OUTRANK and f.on < day)
    return choose(found, term.exceptions)


_OUTRANK = frozenset({"death", "competing_therapy"})


def _by_exceptions(case: Case, term: Watching, found: tuple[Fired, ...]) -> Verdict:
    shares = [
        refund_share(case, term, f.on) if f.status is Status.NOT_MET else Fraction(0) for f in found
    ]
    if len({(f.status, share) for f, share in zip(found, shares, strict=True)}) > 1:
        return conflict(found)
    return replace(by_fired(found[0], None), share=shares[0])


def _refund(case: Case, term: Watching, finding: Finding, failed_on: date) -> Verdict:
    share = refund_share(case, term, failed_on)
    values = (("on", failed_on.isoformat()), ("share", str(share)))
    code = "loss_shown" if finding.seen else "effect_lost"
    reason = Reason(code, values, (finding.reason,))
    return Verdict(Status.NOT_MET, share, failed_on, reason, finding.facts)


def _unread(sight: Sight, term: Watching) -> Finding | None:
    """What cannot be read of the values the warranty watched; any of them may be the loss."""
    watched = replace(sight, window=Window(sight.values_from, sight.window.closes))
    found = {name: unusable(watched, name, None) for name in outcomes_in(term.failed_when)}
    names = tuple(name for name, facts in found.items() if facts)
    if not names:
        return None
    facts = tuple(fact for name in names for fact in found[name])
    reason = Reason("unusable", (("outcome", names[0]),), cited(facts))
    return Finding(None, None, reason, (), names, unusable=facts)


def _ended(case: Case, term: Watching, milestone: Milestone, sight: Sight) -> Verdict:
    """After the warranty's last day: kept if the patient was seen by then, else missing."""
    kept, last = _kept(case, milestone), case.course.last_sighting
    if kept is not None:
        values = (("last_contact", kept.valid_on.isoformat()),)
        return Verdict(
            Status.MET, Fraction(0), None, Reason("warranty_ended", values, cited((kept,)))
        )
    missing, finding = term.exceptions.missing_assessment, evaluate(term.failed_when, sight)
    deadline = add(milestone.closes, missing.grace, case.rounding)
    finding = replace(finding, missing=finding.missing or outcomes_in(term.failed_when))
    if case.on <= deadline:
        return _overdue(finding, deadline)
    verdict = missing_final(missing.then, finding, deadline)
    if verdict.status is not Status.NOT_MET:
        return replace(verdict, share=Fraction(0), on=None)
    lost_on = max(last.valid_on, case.infused_on) if last is not None else case.infused_on
    share = refund_share(case, term, lost_on)
    told = (("on", lost_on.isoformat()), ("share", str(share)))
    seen = Reason("counted_from", told, () if last is None else cited((last,)))
    reason = replace(verdict.reason, children=(*verdict.reason.children, seen))
    return replace(verdict, share=share, on=lost_on, reason=reason)


def _overdue(finding: Finding, deadline: date) -> Verdict:
    values = (("deadline", deadline.isoformat()),)
    owed = tuple(Owed(name, deadline, Owner.SITE) for name in finding.missing)
    reason = Reason("overdue", values, (finding.reason,))
    return Verdict(Status.AWAITING, Fraction(0), None, reason, (), owed)

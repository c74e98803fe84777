"""A period begun and not finished: when the effect was lost, and the share of the period paid."""

from datetime import date, timedelta
from fractions import Fraction

from contracts.agreement import Milestone
from contracts.criterion import Criterion
from contracts.dates import Window, completed_months
from contracts.evaluate import Finding, evaluate
from contracts.reason import Reason, Status
from contracts.sight import Sight, at_day, looks
from contracts.terms import PerformanceAnnuity, Scheduled
from contracts.verdict import Case, Verdict


def survived(case: Case, term: Scheduled, milestone: Milestone, day: date) -> Fraction:
    """The share of a milestone's period that lies before a day, by whole days or months."""
    if term.pro_rata_by == "days":
        past, whole = (day - milestone.starts).days, (milestone.target - milestone.starts).days
    else:
        before, past, whole = (
            completed_months(case.infused_on, until, case.rounding)
            for until in (milestone.starts, day, milestone.target)
        )
        past, whole = past - before, whole - before
    return min(Fraction(1), max(Fraction(0), Fraction(past, whole)))


def by_loss(
    case: Case, term: PerformanceAnnuity, milestone: Milestone, sight: Sight, finding: Finding
) -> Verdict:
    """What a failed milestone is paid for the part of its period in which the effect lasted.

    An event has its own day: one after the period leaves it paid in full, and falls in the next.
    A visit only shows that the effect is gone, so the milestone it fails is never paid in full.
    """
    if not finding.seen:
        on = finding.on or milestone.starts
        if on >= milestone.target:
            values = (("on", on.isoformat()), ("target", milestone.target.isoformat()))
            reason = Reason("lost_after_period", values, (finding.reason,))
            return Verdict(Status.MET, Fraction(1), on, reason, finding.facts)
        return _lost("lost_in_period", on, survived(case, term, milestone, on), finding)
    first = first_seen(term.met_when, sight, milestone, finding)
    on = first.on or milestone.starts
    last = min(on, milestone.target - timedelta(days=1))
    return _lost("loss_seen", on, survived(case, term, milestone, last), first, finding)


def _lost(code: str, on: date, share: Fraction, *findings: Finding) -> Verdict:
    values = (("on", on.isoformat()), ("share", str(share)))
    told = tuple(dict.fromkeys(finding.reason for finding in findings))
    facts = tuple(fact for finding in findings for fact in finding.facts)
    return Verdict(Status.PRO_RATA, share, on, Reason(code, values, told), facts)


def first_seen(node: Criterion, sight: Sight, milestone: Milestone, finding: Finding) -> Finding:
    """The first of the visits in a row, up to the failing one, that showed the loss.

    The day of infusion itself is left out: the effect had not begun.
    """
    first, until = finding, finding.on or milestone.starts
    days = Window(milestone.starts + timedelta(days=1), until)
    for day in reversed(looks(node, sight, days)):
        earlier = evaluate(node, at_day(sight, day))
        if earlier.truth is True:
            break
        if earlier.truth is False:
            first = earlier
    return first

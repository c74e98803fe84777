"""A milestone nobody reported on in time, where a party had to."""

from datetime import date
from fractions import Fraction

from contracts.agreement import Milestone
from contracts.dates import add, end_of
from contracts.fact import Kind
from contracts.reason import Owed, Owner, Reason, Status
from contracts.terms import DataObligation, Scheduled
from contracts.verdict import PAID, Case, Verdict

_OWNERS = {"payer": Owner.PAYER, "supplier": Owner.SUPPLIER, "site": Owner.SITE}

# Only what came to nothing for want of evidence is lost to the party that owed the report.
_UNDECIDED = frozenset({"window_running", "overdue", "missing_final"})


def obliged(case: Case, term: Scheduled, milestone: Milestone, verdict: Verdict) -> Verdict:
    """The verdict, or what an agreed report that did not come makes of it."""
    if verdict.reason.code not in _UNDECIDED:
        return verdict
    for _, rule in case.agreement.of_type(DataObligation):
        deadline = add(milestone.closes, rule.within, case.rounding)
        over = term.id in rule.of and case.on > deadline
        lost = rule.otherwise
        if over and lost != "NOTHING" and not _reported(case, rule, milestone, deadline):
            return _lost(rule, lost, deadline, verdict)
    return verdict


def _reported(case: Case, rule: DataObligation, milestone: Milestone, deadline: date) -> bool:
    """Whether something was recorded in time, be it only that the visit was not done."""
    instant = end_of(deadline, case.agreement.document.calendar.tz)
    facts = case.snapshot.about(case.course.treatment, case.as_known)
    return any(
        fact.kind is Kind.OBSERVATION
        and fact.name == rule.deliver
        and fact.valid_on in milestone.window
        and case.snapshot.first_recorded(fact) <= instant
        for fact in facts
    )


def _lost(rule: DataObligation, status: Status, deadline: date, verdict: Verdict) -> Verdict:
    values = (("party", rule.party), ("outcome", rule.deliver), ("deadline", deadline.isoformat()))
    reason = Reason("not_reported", values, (verdict.reason,))
    held = status is Status.HOLD
    owed = (Owed(rule.deliver, None, _OWNERS[rule.party]),) if held else ()
    share = Fraction(1 if status in PAID else 0)
    return Verdict(status, share, None, reason, verdict.facts, owed)

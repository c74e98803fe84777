"""One treatment, one milestone: the status, the share of it that is paid, and why.

The criterion decides where the evidence in the window decides it. Where it does not, exactly one
of the term's exceptions may; two that disagree are a conflict, and none is a missing assessment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from contracts.agreement import Milestone
from contracts.checks.decisions import Exceptions
from contracts.cited import fact_reason
from contracts.course import course_of
from contracts.dates import add, end_of, subtract
from contracts.evaluate import Finding, evaluate
from contracts.exceptions import Moment, fired
from contracts.obligations import obliged
from contracts.partial import by_loss, survived
from contracts.reader import Reader
from contracts.reason import Owed, Owner, Reason, Status
from contracts.sight import Sight
from contracts.terms import MilestoneRebate, PerformanceAnnuity, Scheduled
from contracts.verdict import (
    Case,
    Verdict,
    by_fired,
    choose,
    conflict,
    missing_final,
    unreadable,
)
from contracts.waivers import waived, waiver_of


def judge_term(reader: Reader, term: Scheduled) -> Iterator[tuple[Case, Milestone, Verdict]]:
    """Every milestone of a term in order, a failure acting on those after it as agreed."""
    failed: Milestone | None = None
    for index in range(len(term.milestone.offsets)):
        case = reader.case(partial(_closes, reader, term, index))
        if case is None:
            continue
        milestone = reader.plan(case, term)[index]
        verdict = obliged(case, term, milestone, judge(case, term, milestone))
        verdict = _after_failure(term, failed, verdict)
        yield case, milestone, verdict
        if verdict.status is Status.MET:
            failed = None
        elif failed is None and _is_failure(verdict):
            failed = milestone


def _closes(reader: Reader, term: Scheduled, index: int, case: Case) -> date | None:
    return reader.plan(case, term)[index].closes if case.infused else None


def _is_failure(verdict: Verdict) -> bool:
    part_paid = verdict.status is Status.PRO_RATA and verdict.share < 1
    return part_paid or verdict.status in {Status.NOT_MET, Status.TERMINATED}


def _after_failure(term: Scheduled, failed: Milestone | None, verdict: Verdict) -> Verdict:
    if failed is None or isinstance(term, MilestoneRebate):
        return verdict
    values = (("milestone", str(failed.index)), ("target", failed.target.isoformat()))
    if term.on_failure == "stop_permanently" and verdict.status is not Status.TERMINATED:
        return Verdict(Status.TERMINATED, Fraction(0), None, Reason("stopped_earlier", values))
    pays = verdict.status in {Status.EXCUSED, Status.PRO_RATA}
    if term.on_failure == "suspend_until_restored" and pays:
        reason = Reason("suspended", values, (verdict.reason,))
        return replace(verdict, status=Status.NOT_MET, share=Fraction(0), reason=reason)
    if verdict.reason.code in _LOSSES:
        # The effect was gone before this period began, so no part of it is paid.
        reason = Reason("lost_earlier", values, verdict.reason.children)
        return replace(verdict, status=Status.NOT_MET, share=Fraction(0), reason=reason)
    return verdict


_LOSSES = frozenset({"lost_in_period", "loss_seen"})


def settled_after(milestone: Milestone) -> date:
    """The last day on which evidence for a milestone may still come in time."""
    return max(milestone.closes, milestone.report_by or milestone.closes)


def judge(case: Case, term: Scheduled, milestone: Milestone) -> Verdict:
    """What one milestone of a term has come to."""
    missing = term.exceptions.missing_assessment
    deadline = max(settled_after(milestone), add(milestone.closes, missing.grace, case.rounding))
    if missing.cure == "none":
        case = _without_late(case, deadline)
    ended = _ended_by_death(case, term.exceptions, milestone)
    if ended is not None:
        return ended
    sight = _sight(case, term, milestone)
    if case.on <= settled_after(milestone):
        return _waiting(case, term, sight, settled_after(milestone))
    finding = evaluate(term.met_when, sight)
    verdict = _by_exception(case, term, milestone, finding)
    if verdict is None and finding.truth is None:
        return _by_absence(case, term, milestone, sight, deadline)
    verdict = verdict or _by_criterion(case, term, milestone, sight, finding)
    return waived(verdict, waiver_of(case, milestone))


def _without_late(case: Case, deadline: date) -> Case:
    """The case without what was first reported after a deadline; corrections are still read."""
    instant = end_of(deadline, case.agreement.document.calendar.tz)
    facts = case.snapshot.about(case.course.treatment, case.as_known)
    in_time = tuple(fact for fact in facts if case.snapshot.first_recorded(fact) <= instant)
    return replace(case, course=course_of(case.course.treatment, in_time, case.on))


def _ended_by_death(case: Case, exceptions: Exceptions, milestone: Milestone) -> Verdict | None:
    """A death before the milestone's own period ends the term; it is not a missing value."""
    death = case.course.first("death", case.infused_on)
    if death is None or exceptions.death.later == "same":
        return None
    if death.valid_on > milestone.starts or milestone.starts == case.infused_on:
        return None
    values = (("on", death.valid_on.isoformat()), ("starts", milestone.starts.isoformat()))
    reason = Reason("ended_by_death", values, (fact_reason(death),))
    return Verdict(Status.TERMINATED, Fraction(0), death.valid_on, reason, (death,))


def _sight(case: Case, term: Scheduled, milestone: Milestone) -> Sight:
    found = waiver_of(case, milestone)
    return Sight(
        case.course,
        case.agreement.document.outcomes,
        case.rounding,
        case.infused_on,
        milestone.starts,
        milestone.target,
        milestone.window,
        seen_from=milestone.opens,
        rule=term.select.rule,
        waived=None if found is None else found[1],
    )


def _waiting(case: Case, term: Scheduled, sight: Sight, deadline: date) -> Verdict:
    """Before the window has closed and its reports are due, nothing is decided."""
    if case.on < sight.window.opens:
        names, children = case.agreement.outcomes_of[term.id], ()
        return _awaiting("not_open", sight, names, deadline, children)
    finding = evaluate(term.met_when, sight)
    return _awaiting("window_running", sight, finding.missing, deadline, (finding.reason,))


def _awaiting(
    code: str,
    sight: Sight,
    names: Iterable[str],
    deadline: date,
    children: tuple[Reason, ...],
) -> Verdict:
    values = (("opens", sight.window.opens.isoformat()), ("deadline", deadline.isoformat()))
    ends = ("death", "consent_withdrawn")
    over = any(sight.course.first(event, sight.infused_on) for event in ends)
    owed = () if over else tuple(Owed(name, deadline, Owner.SITE) for name in names)
    return Verdict(Status.AWAITING, Fraction(0), None, Reason(code, values, children), (), owed)


def _by_criterion(
    case: Case, term: Scheduled, milestone: Milestone, sight: Sight, finding: Finding
) -> Verdict:
    if finding.truth:
        reason = Reason("met", (), (finding.reason,))
        return Verdict(Status.MET, Fraction(1), finding.on, reason, finding.facts)
    if isinstance(term, PerformanceAnnuity) and term.partial_period == "pro_rata":
        return by_loss(case, term, milestone, sight, finding)
    reason = Reason("not_met", (), (finding.reason,))
    return Verdict(Status.NOT_MET, Fraction(0), finding.on, reason, finding.facts)


def _by_exception(
    case: Case, term: Scheduled, milestone: Milestone, finding: Finding
) -> Verdict | None:
    """What the exceptions say; None where none applies.

    Evidence in the window outranks them, but for another therapy that came before it.
    """
    moment = Moment(case.infused_on, milestone.window, milestone.target, case.on, case.rounding)
    found = fired(term.exceptions, case.course, moment)
    if finding.truth is not None:
        day = finding.on or milestone.closes
        found = tuple(f for f in found if f.name == "competing_therapy" and f.on <= day)
    chosen = choose(found, term.exceptions)
    if not chosen:
        return None
    shares = [
        survived(case, term, milestone, f.on) if f.status is Status.PRO_RATA else None
        for f in chosen
    ]
    if len({(f.status, share) for f, share in zip(chosen, shares, strict=True)}) > 1:
        return conflict(chosen)
    return by_fired(chosen[0], shares[0])


def _by_absence(
    case: Case, term: Scheduled, milestone: Milestone, sight: Sight, deadline: date
) -> Verdict:
    """What a missing assessment means once its grace has passed."""
    missing = term.exceptions.missing_assessment
    finding = evaluate(term.met_when, sight)
    if finding.unusable:
        return unreadable(finding)
    if case.on <= deadline:
        return _awaiting("overdue", sight, finding.missing, deadline, (finding.reason,))
    earliest = _carried_from(case, term, milestone)
    if earliest is not None:
        carried = evaluate(term.met_when, replace(sight, carry_from=earliest, seen_from=earliest))
        if carried.truth is not None:
            verdict = _by_criterion(case, term, milestone, sight, carried)
            reason = Reason("carried_forward", (), (verdict.reason,))
            return replace(verdict, reason=reason)
    return missing_final(missing.then, finding, deadline)


def _carried_from(case: Case, term: Scheduled, milestone: Milestone) -> date | None:
    """The first day of which a value may be carried forward; None where none may.

    What was measured up to infusion is a baseline and no follow-up.
    """
    period = term.exceptions.missing_assessment.carry_forward
    if period is None:
        return None
    earliest = subtract(milestone.target, period, case.rounding)
    earliest = max(earliest, case.infused_on + timedelta(days=1))
    return earliest if earliest < milestone.opens else None

"""One treatment, one milestone: the status, the share of it that is paid, and why.

The criterion decides where the evidence in the window decides it. Where it does not, exactly one
of the term's exceptions may; two that disagree are a conflict, and none is a missing assessment.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from contracts.agreement import Milestone, milestones
from contracts.course import course_of
from contracts.criterion import outcomes_in
from contracts.dates import add, completed_months, end_of, subtract
from contracts.decisions import Exceptions
from contracts.evaluate import Finding, evaluate, fact_reason
from contracts.exceptions import Moment, fired
from contracts.reason import Owed, Owner, Reason, Status
from contracts.sight import Sight
from contracts.terms import MilestoneRebate, PerformanceAnnuity, Scheduled
from contracts.verdict import Case, Verdict, by_fired, choose, conflict, missing_final


def judge_term(case: Case, term: Scheduled) -> tuple[tuple[Milestone, Verdict], ...]:
    """Every milestone of a term in order, a failure acting on those after it as agreed."""
    judged: list[tuple[Milestone, Verdict]] = []
    failed: Milestone | None = None
    for milestone in milestones(case.agreement, term, case.infused_on):
        verdict = _after_failure(term, failed, judge(case, term, milestone))
        judged.append((milestone, verdict))
        if verdict.status is Status.MET:
            failed = None
        elif failed is None and _is_failure(verdict):
            failed = milestone
    return tuple(judged)


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
    return verdict


def settled_after(milestone: Milestone) -> date:
    """The last day on which evidence for a milestone may still come in time."""
    return max(milestone.closes, milestone.report_by or milestone.closes)


def judge(case: Case, term: Scheduled, milestone: Milestone) -> Verdict:
    """What one milestone of a term has come to."""
    missing = term.exceptions.missing_assessment
    deadline = max(settled_after(milestone), add(milestone.closes, missing.grace, case.rounding))
    case = _as_read(case, milestone, deadline if missing.cure == "none" else None)
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
    return verdict or _by_criterion(case, term, milestone, finding)


def _as_read(case: Case, milestone: Milestone, deadline: date | None) -> Case:
    """The case without what was recorded after the agreement stopped reading."""
    limitation = case.agreement.document.limitation
    ends = [deadline] if deadline is not None else []
    if limitation is not None:
        ends.append(add(milestone.closes, limitation.corrections_until.plus, case.rounding))
    if not ends:
        return case
    instant = end_of(min(ends), case.agreement.document.calendar.tz)
    if instant >= case.snapshot.at:
        return case
    facts = case.snapshot.about(case.course.treatment, instant)
    return replace(case, course=course_of(case.course.treatment, facts, case.on))


def _ended_by_death(case: Case, exceptions: Exceptions, milestone: Milestone) -> Verdict | None:
    """A death before the milestone's own period ends the term; it is not a missing value."""
    death = case.course.first("death")
    if death is None or exceptions.death.later == "same":
        return None
    if death.valid_on > milestone.starts or milestone.starts == case.infused_on:
        return None
    reason = Reason("ended_by_death", (("on", death.valid_on.isoformat()),), (fact_reason(death),))
    return Verdict(Status.TERMINATED, Fraction(0), death.valid_on, reason, (death,))


def _sight(case: Case, term: Scheduled, milestone: Milestone) -> Sight:
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
    )


def _waiting(case: Case, term: Scheduled, sight: Sight, deadline: date) -> Verdict:
    """Before the window has closed and its reports are due, nothing is decided."""
    if case.on < sight.window.opens:
        names, children = outcomes_in(term.met_when), ()
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
    over = any(sight.course.first(event) for event in ("death", "consent_withdrawn"))
    owed = () if over else tuple(Owed(name, deadline, Owner.SITE) for name in names)
    return Verdict(Status.AWAITING, Fraction(0), None, Reason(code, values, children), (), owed)


def _by_criterion(case: Case, term: Scheduled, milestone: Milestone, finding: Finding) -> Verdict:
    if finding.truth:
        reason = Reason("met", (), (finding.reason,))
        return Verdict(Status.MET, Fraction(1), finding.on, reason, finding.facts)
    partial = isinstance(term, PerformanceAnnuity) and term.partial_period == "pro_rata"
    if partial and finding.on is not None:
        share = survived(case, term, milestone, finding.on)
        values = (("on", finding.on.isoformat()), ("share", str(share)))
        reason = Reason("lost_in_period", values, (finding.reason,))
        return Verdict(Status.PRO_RATA, share, finding.on, reason, finding.facts)
    reason = Reason("not_met", (), (finding.reason,))
    return Verdict(Status.NOT_MET, Fraction(0), finding.on, reason, finding.facts)


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


def _by_exception(
    case: Case, term: Scheduled, milestone: Milestone, finding: Finding
) -> Verdict | None:
    """What the exceptions say; None where none applies.

    Evidence in the window outranks them, but for another therapy that came before it.
    """
    moment = Moment(milestone.window, milestone.target, case.on, case.rounding)
    found = fired(term.exceptions, case.course, moment)
    if finding.truth is not None:
        day = finding.on or milestone.closes
        found = tuple(f for f in found if f.name == "competing_therapy" and f.on <= day)
    share = {
        f.name: survived(case, term, milestone, f.on) if f.status is Status.PRO_RATA else None
        for f in found
    }
    chosen = choose(found, term.exceptions)
    if not chosen:
        return None
    if len({(f.status, share[f.name]) for f in chosen}) > 1:
        return conflict(chosen)
    return by_fired(chosen[0], share[chosen[0].name])


def _by_absence(
    case: Case, term: Scheduled, milestone: Milestone, sight: Sight, deadline: date
) -> Verdict:
    """What a missing assessment means once its grace has passed."""
    missing = term.exceptions.missing_assessment
    finding = evaluate(term.met_when, sight)
    if case.on <= deadline:
        return _awaiting("overdue", sight, finding.missing, deadline, (finding.reason,))
    if missing.carry_forward is not None:
        earliest = subtract(milestone.target, missing.carry_forward, case.rounding)
        carried = evaluate(term.met_when, replace(sight, carry_from=earliest, seen_from=earliest))
        if carried.truth is not None:
            verdict = _by_criterion(case, term, milestone, carried)
            reason = Reason("carried_forward", (), (verdict.reason,))
            return replace(verdict, reason=reason)
    return missing_final(missing.then, finding, deadline)

"""Who belongs to a population, and how the time of each of them ended."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.course import Course, course_of
from contracts.dates import Window, add, end_of, subtract
from contracts.endpoint import ENDS_FOLLOW_UP, Duration, endpoints, lasting
from contracts.evaluate import Finding, evaluate
from contracts.fact import Fact, Kind
from contracts.population.estimate import Ending, Followed
from contracts.reason import Reason
from contracts.sight import Sight
from contracts.snapshot import Snapshot
from contracts.terms import Guaranteed, PopulationResponse, PopulationSurvival

EXCLUSION = "population"
"""The ruling that keeps a treatment out of a population; its value is `excluded`."""


@dataclass(frozen=True, slots=True)
class Member:
    """One treatment of the population with its facts up to the data cut."""

    course: Course
    infused_on: date


@dataclass(slots=True)
class Population:
    """The members, who was kept out by a ruling in time or not, and what nobody can judge yet.

    `rulings` and `blocked` are nodes of the explanation. `dead` are left out of a response.
    """

    members: list[Member] = field(default_factory=list)
    rulings: list[Reason] = field(default_factory=list)
    blocked: list[Reason] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    dead: int = 0


def cut_of(agreement: Agreement, term: Guaranteed) -> date:
    """The last day whose facts count; known from the file alone, so that no fact moves it."""
    after, rounding = term.data_cut.after, agreement.document.calendar.month_rounding
    ends = term.population.infused_to
    return term.data_cut.on or (ends if after is None else add(ends, after, rounding))


def population(agreement: Agreement, term: Guaranteed, seen: Snapshot) -> Population:
    """The members of a population as known in a snapshot, followed up to its data cut."""
    found, cut = Population(), cut_of(agreement, term)
    known_at_cut = end_of(cut, agreement.document.calendar.tz)
    for treatment in seen.treatments():
        if not _may_belong(term, seen.about(treatment)):
            continue
        course = course_of(treatment, seen.about(treatment), cut)
        product = agreement.product
        infusions = [fact for fact in course.infusions if product in {None, fact.value}]
        if not _belongs(term, course, infusions):
            continue
        ruling = _ruled_out(term, seen, treatment, known_at_cut)
        if ruling is not None:
            found.rulings.append(ruling)
        if ruling is None or ruling.code != "population_excluded":
            found.members.append(Member(course, infusions[0].valid_on))
    _follow(agreement, term, found, cut)
    return found


def _may_belong(term: Guaranteed, facts: tuple[Fact, ...]) -> bool:
    rule = term.population
    days = Window(rule.infused_from, rule.infused_to)
    return any(
        fact.valid_on in days
        for fact in facts
        if fact.kind is Kind.TREATMENT and fact.name == "infused"
    )


def _belongs(term: Guaranteed, course: Course, infusions: list[Fact]) -> bool:
    """By what was so on the day of infusion; nothing later is asked.

    Of two days of infusion either may be the right one, so that both have to be outside.
    """
    rule = term.population
    days = Window(rule.infused_from, rule.infused_to)
    if not any(fact.valid_on in days for fact in infusions):
        return False
    infused = infusions[0].valid_on
    batches, states = course.batches, course.states.get("out_of_specification", ())
    rejected = [f for f in batches.get("out_of_specification", ()) if f.value == "yes"]
    later = [f for f in batches.get("dose", ()) if int(f.value) > 1]
    out = [*rejected, *states] if rule.out_of_specification == "out" else []
    out += later if rule.later_doses == "out" else []
    return all(fact.valid_on > infused for fact in out)


def _ruled_out(
    term: Guaranteed, seen: Snapshot, treatment: str, known_at_cut: datetime
) -> Reason | None:
    """The ruling that keeps a treatment out, as known at the data cut and not taken back since.

    One recorded later is told and moves nobody: by then the outcome was known.
    """
    now = _exclusions(term, seen.about(treatment))
    if not now:
        return None
    then = {fact.fact_id for fact in _exclusions(term, seen.about(treatment, known_at_cut))}
    in_time = tuple(fact for fact in now if fact.fact_id in then)
    values = (("treatment", treatment),)
    if in_time:
        return Reason("population_excluded", values, cited(in_time))
    return Reason("population_excluded_late", values, cited(now))


def _exclusions(term: Guaranteed, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(
        fact
        for fact in facts
        if fact.kind is Kind.RULING and fact.name == EXCLUSION
        if "excluded" in (part.strip() for part in fact.value.split(";"))
        if fact.attributes.get("term", term.id) == term.id
    )


def _follow(agreement: Agreement, term: Guaranteed, found: Population, cut: date) -> None:
    for member in found.members:
        one = _followed(agreement, term, member, cut)
        if isinstance(one, Followed):
            found.followed.append(one)
        elif one is None:
            found.dead += 1
        else:
            found.blocked.append(one)


def _followed(
    agreement: Agreement, term: Guaranteed, member: Member, cut: date
) -> Followed | Reason | None:
    match term:
        case PopulationSurvival():
            return _survived(agreement, term, member, cut)
        case PopulationResponse():
            return _responded(agreement, term, member)
        case _:
            assert_never(term)


def _survived(
    agreement: Agreement, term: PopulationSurvival, member: Member, cut: date
) -> Followed | Reason:
    """One course up to its own day of the horizon, by the definition that the curves use too."""
    endpoint = next(one for one in endpoints(agreement) if one.id == term.endpoint)
    found = lasting(endpoint, member.course, cut)
    treatment, rounding = member.course.treatment, agreement.document.calendar.month_rounding
    if not isinstance(found, Duration):
        return _contradicted(treatment, found[0].fact_id, found[0].on)
    horizon = (add(member.infused_on, term.horizon, rounding) - member.infused_on).days
    reached = found.days >= horizon
    competes = not found.observed and found.cause in endpoint.competing
    if found.days > horizon or (reached and not found.observed and not competes):
        return Followed(treatment, horizon, Ending.FREE, reached=True)
    ending = Ending.LOST
    if found.observed or competes:
        ending = Ending.FAILED if found.observed else Ending.COMPETED
    return Followed(treatment, found.days, ending, reached, found.cause)


def _contradicted(treatment: str, fact_id: str, on: date) -> Reason:
    values = (("treatment", treatment), ("fact_id", fact_id), ("on", on.isoformat()))
    return Reason("population_contradicted", values)


def _responded(
    agreement: Agreement, term: PopulationResponse, member: Member
) -> Followed | Reason | None:
    """The answer at the look; None for a patient who died before one and is left out."""
    course = member.course
    if len({fact.valid_on for fact in course.infusions}) > 1:
        last = course.infusions[-1]
        return _contradicted(course.treatment, last.fact_id, last.valid_on)
    sight = _look(agreement, term, member)
    finding, closes = evaluate(term.responder_when, sight), sight.window.closes
    values = (("treatment", course.treatment),)
    late = _outlived(member, finding, closes)
    if late is not None:
        return _contradicted(course.treatment, late.fact_id, late.valid_on)
    if finding.truth is None and finding.unusable:
        return Reason("population_unreadable", values, cited(finding.unusable))
    ending = Ending.FREE if finding.truth else Ending.FAILED
    cause = ""
    if finding.truth is None:
        death = course.first("death", member.infused_on)
        if death is not None and death.valid_on <= closes:
            if term.dead == "left_out":
                return None
        elif term.denominator == "evaluable":
            ending, cause = Ending.LOST, _left(course, member.infused_on, closes)
    return Followed(course.treatment, 0, ending, reached=finding.truth is not None, cause=cause)


def _outlived(member: Member, finding: Finding, closes: date) -> Fact | None:
    """What was recorded after a death that an answer may rest on; None if nothing was."""
    death, late = member.course.outlived(member.infused_on) or (None, None)
    if death is None or death.valid_on > closes:
        return None
    return late if finding.on is None or finding.on >= death.valid_on else None


def _left(course: Course, since: date, closes: date) -> str:
    """The first event that ended the follow-up before a look; empty where none is recorded."""
    found = [fact for name in ENDS_FOLLOW_UP if (fact := course.first(name, since)) is not None]
    ends = sorted((fact.valid_on, fact.name) for fact in found if fact.valid_on <= closes)
    return ends[0][1] if ends else ""


def _look(agreement: Agreement, term: PopulationResponse, member: Member) -> Sight:
    rounding = agreement.document.calendar.month_rounding
    target = add(member.infused_on, term.at, rounding)
    opens = subtract(target, term.window.before, rounding)
    return Sight(
        member.course,
        agreement.document.outcomes,
        rounding,
        member.infused_on,
        member.infused_on,
        target,
        Window(opens, add(target, term.window.after, rounding)),
        seen_from=opens,
        rule=term.select.rule,
    )

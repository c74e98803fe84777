"""When an outcome is lost: one definition for the money and for the curves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.agreement import Agreement
from contracts.course import Course, course_of
from contracts.criterion import AnyOf, Criterion, Happened, nodes
from contracts.dates import Rounding, Window
from contracts.evaluate import first_true, matches
from contracts.facts import Fact, Snapshot
from contracts.file.written import Bilingual
from contracts.outcome import Event, Outcome
from contracts.reason import Language
from contracts.sight import Sight

ENDS_FOLLOW_UP = ("consent_withdrawn", "emigrated", "lost_to_follow_up")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is lost, by which criterion, what competes with it, and what ends the follow-up."""

    id: str
    label: Bilingual
    lost_when: Criterion
    competing: tuple[str, ...] = ()
    ends_follow_up: tuple[str, ...] = ENDS_FOLLOW_UP
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duration:
    """Days from infusion until the outcome was lost, or until it was last known not to be.

    `cause` is the event behind it: of the loss, of a competing event, or of what ended the
    follow-up; empty for a treatment still followed.
    """

    treatment: str
    days: int
    observed: bool
    cause: str


@dataclass(frozen=True, slots=True)
class DurationProblem:
    """A treatment whose facts contradict each other, so that it has no duration."""

    treatment: str
    reason: str
    fact_id: str
    on: date

    def into(self, language: Language) -> str:
        """What is wrong and what to do, in one language."""
        danish, english = _WORDS[self.reason]
        words = danish if language == "da" else english
        return words.format(treatment=self.treatment, fact=self.fact_id, on=self.on.isoformat())


_WORDS = {
    "before_infusion": (
        "{treatment}: {fact} er dateret {on}, før infusionen. Ret datoen, eller tilbagekald den.",
        "{treatment}: {fact} is dated {on}, before infusion. Correct the date, or retract it.",
    ),
    "two_deaths": (
        "{treatment}: {fact} giver endnu en dødsdato, {on}. Tilbagekald den forkerte.",
        "{treatment}: {fact} gives another date of death, {on}. Retract the wrong one.",
    ),
    "two_infusions": (
        "{treatment}: {fact} giver endnu en infusionsdato, {on}. Tilbagekald den forkerte.",
        "{treatment}: {fact} gives another infusion date, {on}. Retract the wrong one.",
    ),
    "seen_after_death": (
        "{treatment}: {fact} er dateret {on}, efter dødsdagen. Ret eller tilbagekald den ene.",
        "{treatment}: {fact} is dated {on}, after the day of death. Correct or retract one.",
    ),
}


def of_events(endpoint_id: str, label: Bilingual, *kinds: str) -> Endpoint:
    """An endpoint lost at the first event of any of some kinds."""
    lost_when = AnyOf.model_validate({"any": [{"event": kind} for kind in kinds]})
    declared = {kind: Event(type="event") for kind in kinds}
    return Endpoint(endpoint_id, label, lost_when, outcomes=declared)


def endpoints(agreement: Agreement) -> tuple[Endpoint, ...]:
    """The endpoints an agreement defines, which its terms use by `free_of`."""
    document = agreement.document
    return tuple(
        Endpoint(
            text.id,
            text.label,
            text.lost_when,
            text.competing,
            text.ends_follow_up,
            document.outcomes,
        )
        for text in document.endpoints
    )


def durations(
    endpoint: Endpoint, snapshot: Snapshot, until: date
) -> tuple[tuple[Duration, ...], tuple[DurationProblem, ...]]:
    """The duration of every infused treatment, and the treatments that have none and why.

    Day 0 is the infusion. The outcome is lost at the first fact that says so; where it is not,
    the treatment counts up to its last contact not after `until`, or to the event that competes
    or ends the follow-up if that comes first. On one day, the loss goes before those.

    A loss dated before the infusion, a death before it or on two days, or a sign of life after a
    death leaves the treatment out until it is corrected. Any other earlier event, such as a
    transplant, is history.
    """
    found: list[Duration] = []
    problems: list[DurationProblem] = []
    for treatment in snapshot.treatments():
        course = course_of(treatment, snapshot.about(treatment), until)
        if not course.infusions:
            continue
        one = lasting(endpoint, course, until)
        if isinstance(one, Duration):
            found.append(one)
        else:
            problems += one
    return tuple(found), tuple(problems)


def lasting(
    endpoint: Endpoint, course: Course, until: date
) -> Duration | tuple[DurationProblem, ...]:
    """The duration of one infused course, as `durations` counts it; or what contradicts it."""
    return tuple(_contradictions(endpoint, course)) or _duration(endpoint, course, until)


def _contradictions(endpoint: Endpoint, course: Course) -> Iterator[DurationProblem]:
    infused_on = course.infusions[0].valid_on
    for fact in course.infusions[1:]:
        if fact.valid_on != infused_on:
            yield DurationProblem(course.treatment, "two_infusions", fact.fact_id, fact.valid_on)
    for fact in _losses(endpoint, course):
        if fact.valid_on < infused_on:
            yield DurationProblem(course.treatment, "before_infusion", fact.fact_id, fact.valid_on)
    deaths = course.events.get("death", ())
    for fact in deaths[1:]:
        if fact.valid_on != deaths[0].valid_on:
            yield DurationProblem(course.treatment, "two_deaths", fact.fact_id, fact.valid_on)
    for _, fact in filter(None, (course.outlived(infused_on),)):
        yield DurationProblem(course.treatment, "seen_after_death", fact.fact_id, fact.valid_on)


def _losses(endpoint: Endpoint, course: Course) -> Iterator[Fact]:
    """The events by which the outcome would be lost, and any death; whenever they came."""
    for name, facts in course.events.items():
        yield from (fact for fact in facts if name == "death" or _is_loss(endpoint, fact))


def _is_loss(endpoint: Endpoint, fact: Fact) -> bool:
    return any(
        node.event == fact.name and matches(fact, node.where)
        for node in nodes(endpoint.lost_when)
        if isinstance(node, Happened)
    )


def _duration(endpoint: Endpoint, course: Course, until: date) -> Duration:
    infused_on = course.infusions[0].valid_on
    days = Window(infused_on, until)
    sight = Sight(
        course, endpoint.outcomes, Rounding.DOWN, infused_on, infused_on, until, days, until
    )
    # The order settles one day: lost, then competing, then the end of follow-up.
    lost = first_true(endpoint.lost_when, sight, days)
    ends: list[tuple[date, int, bool, str]] = []
    if lost is not None and lost.on is not None:
        ends.append((lost.on, 0, True, lost.facts[-1].name if lost.facts else endpoint.id))
    for rank, kinds in ((1, endpoint.competing), (2, endpoint.ends_follow_up)):
        ends += [
            (fact.valid_on, rank, False, kind) for kind, fact in _first(course, kinds, infused_on)
        ]
    last = course.last_contact
    seen = infused_on if last is None else max(last, infused_on)
    end, _, observed, cause = min([*ends, (seen, 3, False, "")])
    return Duration(course.treatment, (end - infused_on).days, observed, cause)


def _first(course: Course, kinds: tuple[str, ...], since: date) -> Iterator[tuple[str, Fact]]:
    for kind in kinds:
        fact = course.first(kind, since)
        if fact is not None:
            yield kind, fact

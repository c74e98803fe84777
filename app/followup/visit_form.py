"""The visit's form: what was typed becomes entries, or comes back whole with what to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.followup.contradictions import before_infusion, contradictions
from app.followup.entries import Cause, EventEntry, EventKind, ItemEntry
from app.followup.plans import Item
from app.followup.typing_values import (
    LONGEST,
    LONGEST_TERM,
    Hesitation,
    read_value,
    shown,
    too_long,
)
from app.followup.values import MISSING_REASONS, doubt
from app.followup.visit_queries import ItemNow, VisitNow
from app.patients.queries import TreatmentHead
from app.web.forms import OUR_OWN, Message, Problem, Unreadable
from app.web.words import N_
from reports.language import UnreadableInputError, parse_date

OWN_FIELDS = ("held_on", "reason", "all_missing", "visit_version", "correct", "merge", "stay")
PARTS = ("", "_method", "_missing", "_note", "_version")
EVENT_PARTS = ("_on", "_cause", "_term", "_grade", "_note")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a submitted visit means so far; it can be saved when nothing stands in the way."""

    typed: Mapping[str, str]
    held_on: date | None = None
    items: tuple[ItemEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    missing: tuple[str, ...] = ()
    """Items without a value and without a reason."""
    problems: Mapping[str, Message] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    """Items whose value lies outside the plausible range and is kept or to be explained."""

    @property
    def stands(self) -> bool:
        """Whether it can be saved."""
        return not self.problems and not self.missing and self.held_on is not None

    def but(self, **problems: Message) -> "Reading":
        """The same with more problems."""
        return replace(self, problems={**self.problems, **problems})


def fresh(visit: VisitNow, today: date) -> dict[str, str]:
    """What the form opens with: recorded values, and today where the window is open."""
    typed = {"held_on": _first_date(visit, today), "visit_version": "0"}
    if visit.contact:
        typed["visit_version"] = str(visit.contact.version)
    for one in visit.items:
        now = one.now
        typed[f"{one.name}_version"] = str(one.version)
        if now is not None:
            typed[one.name] = shown(one.item, now.value)
            typed[f"{one.name}_method"] = now.method
            typed[f"{one.name}_missing"] = now.missing_reason
            typed[f"{one.name}_note"] = now.note
    return typed


def allowed_fields(visit: VisitNow) -> frozenset[str]:
    """Every field the form has; anything else was not sent by our page."""
    names = {f"{one.name}{part}" for one in visit.items for part in (*PARTS, "_choose")}
    events = {f"ev_{kind}{part}" for kind in visit.plan.events for part in EVENT_PARTS}
    return frozenset({*OWN_FIELDS, "held_on_choose", *names, *events})


def kept(visit: VisitNow, fields: Mapping[str, str]) -> dict[str, str]:
    """What a draft keeps of what was sent: the form's own fields, each as long as it was typed."""
    known = allowed_fields(visit) - {"stay"}
    return {k: v for k, v in sorted(fields.items()) if k in known and v.strip()}


def read(visit: VisitNow, fields: Mapping[str, str], today: date) -> Reading:
    """Read a submitted visit; every problem at once, each with what to do."""
    typed = {k: v.strip() for k, v in fields.items() if k not in OUR_OWN}
    problems: dict[str, Message] = {}
    if set(typed) - allowed_fields(visit):
        problems["form"] = Problem(N_("The page has changed since you opened it. Open it anew."))
    if long := too_long(typed.get("reason", "")):
        problems["reason"] = long
    held_on = _held_on(visit, typed, today, problems)
    for one in visit.items:  # one choice for everything that is missing
        if not typed.get(one.name) and not typed.get(f"{one.name}_missing"):
            typed[f"{one.name}_missing"] = typed.get("all_missing", "")
    items = [_item(one, typed, problems) for one in visit.items]
    doubtful = set(_doubtful(visit, items, problems))
    missing = tuple(
        e.name for e in items if not (e.value or e.missing_reason or e.name in problems)
    )
    events = tuple(_events(visit, typed, today, problems))
    against = contradictions(visit.events, held_on, items, events, typed.get("reason", ""))
    doubtful |= {e.name for e in items if e.note or f"{e.name}_note" in against}
    problems |= {name: why for name, why in against.items() if name not in problems}
    return Reading(typed, held_on, tuple(items), events, missing, problems, frozenset(doubtful))


def _doubtful(
    visit: VisitNow, items: Iterable[ItemEntry], problems: dict[str, Message]
) -> Iterator[str]:
    for one, entry in zip(visit.items, items, strict=True):
        if entry.value and (why := doubt(one.item, entry.value)):
            yield one.name
            if not entry.note:
                problems[f"{one.name}_note"] = Hesitation(why, one.item.unit)


def typed_date(typed: Mapping[str, str], today: date) -> date | None:
    """The day typed so far, None where there is none or it cannot be read."""
    try:
        return parse_date(typed.get("held_on", ""), today)
    except UnreadableInputError:
        return None


def _first_date(visit: VisitNow, today: date) -> str:
    if visit.contact is not None:
        day = visit.contact.on
    elif sampled := sorted({one.now.on for one in visit.items if one.now and one.now.value}):
        day = sampled[-1]
    elif visit.scheduled.holds(today):
        day = today
    else:
        return ""
    return day.strftime("%d-%m-%Y")


def _held_on(
    visit: VisitNow, typed: Mapping[str, str], today: date, problems: dict[str, Message]
) -> date | None:
    day = _past_date("held_on", typed.get("held_on", ""), today, problems)
    infused = visit.head.infused_on
    if day and infused and visit.scheduled.target > infused > day:
        values = {"found": day.strftime("%d-%m-%Y"), "infused": infused.strftime("%d-%m-%Y")}
        problems["held_on"] = Problem(
            N_("{found} is before the treatment on {infused}. Check the date."), values
        )
    return day


def _past_date(name: str, text: str, today: date, problems: dict[str, Message]) -> date | None:
    if not text:
        problems[name] = Problem(N_("The date is missing. Write e.g. 21-11-2026."))
        return None
    try:
        day = parse_date(text, today)
    except UnreadableInputError as error:
        problems[name] = Unreadable(error)
        return None
    if day > today:
        problems[name] = Problem(
            N_("{found} is after today. Write a date that has passed."),
            {"found": day.strftime("%d-%m-%Y")},
        )
    return day


def _item(one: ItemNow, typed: Mapping[str, str], problems: dict[str, Message]) -> ItemEntry:
    text, reason = typed.get(one.name, ""), typed.get(f"{one.name}_missing", "")
    note = typed.get(f"{one.name}_note", "")
    if long := too_long(note):
        problems[f"{one.name}_note"] = long
    if text and reason:
        problems[one.name] = Problem(
            N_("There is both a value and a reason why it is missing. Empty one of them.")
        )
    if reason and reason not in MISSING_REASONS:
        problems[one.name] = Problem(N_("Choose a reason from the list."))
    if not text:
        return ItemEntry(one.name, missing_reason=reason, note=note)
    value = read_value(one.item, text)
    if not isinstance(value, str):
        problems[one.name] = value
        return ItemEntry(one.name)
    return ItemEntry(one.name, value, "", _method(one.item, typed, one.name), "", note)


def _method(item: Item, typed: Mapping[str, str], name: str) -> str:
    chosen = typed.get(f"{name}_method", "")
    return chosen if chosen in item.methods else (item.methods[0] if item.methods else "")


def _events(
    visit: VisitNow, typed: Mapping[str, str], today: date, problems: dict[str, Message]
) -> Iterator[EventEntry]:
    for kind in visit.plan.events:
        given = {part: typed.get(f"ev_{kind}{part}", "") for part in EVENT_PARTS}
        if any(given.values()):
            entry = read_event(visit.head, kind, given, f"ev_{kind}", problems, today)
            if entry is not None:
                yield entry


def read_event(
    head: TreatmentHead,
    kind: str,
    given: Mapping[str, str],
    prefix: str,
    problems: dict[str, Message],
    today: date,
) -> EventEntry | None:
    """An event as typed, or None with its problems noted under the fields' names."""
    wrong = {f"{prefix}{part}": problem for part, problem in _lacking(kind, given)}
    on = _past_date(f"{prefix}_on", given.get("_on", ""), today, wrong)
    problems |= wrong
    if on is None or wrong:
        return None
    cause = given.get("_cause", "") if kind == EventKind.DEATH else ""
    grade = int(given["_grade"]) if kind == EventKind.ADVERSE_EVENT else None
    term, note = given.get("_term", ""), given.get("_note", "")
    entry = EventEntry(head.treatment_id, kind, on, cause, term, grade, note)
    if early := before_infusion(entry, head.infused_on):
        problems[f"{prefix}_note"] = early
        return None
    return entry


def _lacking(kind: str, given: Mapping[str, str]) -> Iterator[tuple[str, Message]]:
    """What the event's kind needs and does not have, and what there is no room for."""
    if kind == EventKind.DEATH and given.get("_cause", "") not in set(Cause):
        yield "_cause", Problem(N_("Choose the cause, or that it is unknown."))
    if kind == EventKind.ADVERSE_EVENT:
        if not given.get("_term", ""):
            yield "_term", Problem(N_("Write what the adverse event is called."))
        if given.get("_grade", "") not in {"1", "2", "3", "4", "5"}:
            yield "_grade", Problem(N_("Choose the grade, 1 to 5."))
    for part, allowed in (("_term", LONGEST_TERM), ("_note", LONGEST)):
        if long := too_long(given.get(part, ""), allowed):
            yield part, long

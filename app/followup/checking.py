"""Whether an entry is one the plan asks for and can be saved, before anything is written."""

from collections.abc import Iterable, Mapping

from app.db.tables.followup import Observation, VisitRecord
from app.followup.entries import (
    Cause,
    Change,
    ChangedMeanwhile,
    EventEntry,
    EventKind,
    ItemEntry,
    UnusableEvent,
    VisitEntry,
)
from app.followup.plans import Plan
from app.followup.values import HIGHEST_GRADE, MISSING_REASONS, UnusableValue, canonical, takes


def complete(plan: Plan | None, item: ItemEntry) -> ItemEntry:
    """The item with the plan's unit and only method filled in, checked against the plan."""
    if item.missing_reason and (item.value or item.missing_reason not in MISSING_REASONS):
        raise UnusableValue(item.name, "reason", item.missing_reason)
    if plan is None:
        return item
    asked = plan.items.get(item.name)
    if asked is None:
        raise UnusableValue(item.name, "name", item.name)
    if item.missing_reason:
        return ItemEntry(item.name, missing_reason=item.missing_reason, note=item.note)
    if not takes(asked, item.value):
        raise UnusableValue(item.name, "value", item.value)
    if item.unit not in {"", asked.unit}:
        raise UnusableValue(item.name, "unit", item.unit)
    method = item.method or (asked.methods[0] if len(asked.methods) == 1 else "")
    if asked.methods and method not in asked.methods:
        raise UnusableValue(item.name, "method", method)
    value = item.value if asked.type == "choice" else canonical(item.value)
    return ItemEntry(item.name, value, asked.unit, method, "", item.note)


def checked(entry: EventEntry) -> EventKind:
    """The event's kind, once it has what the kind needs.

    Raises:
        UnusableEvent: it has not.
    """
    try:
        kind = EventKind(entry.kind)
    except ValueError:
        raise UnusableEvent("kind", entry.kind) from None
    if (kind is EventKind.DEATH) != (entry.cause in set(Cause)):
        raise UnusableEvent("cause", entry.cause)
    if kind is EventKind.ADVERSE_EVENT:
        if not entry.term:
            raise UnusableEvent("term", entry.term)
        if entry.grade is None or not 1 <= entry.grade <= HIGHEST_GRADE:
            raise UnusableEvent("grade", str(entry.grade))
    return kind


def unchanged_since(
    entry: VisitEntry,
    items: Iterable[ItemEntry],
    known: Mapping[str, Observation | None],
    visit: VisitRecord | None,
) -> None:
    """Refuse to write over what another person saved since the form was opened.

    Raises:
        ChangedMeanwhile: with every item that now says something else than the entry.
    """
    expected = entry.expected_versions or {}
    changes = []
    for item in items:
        now = known[item.name]
        if now is None or now.version == expected.get(item.name, 0):
            continue
        same = (now.value, now.method, now.missing_reason) == (
            item.value,
            item.method,
            item.missing_reason,
        )
        if not same:
            changes.append(Change(item.name, now.version, now.recorded_at, now.recorded_by))
    moved = visit is not None and visit.valid_on != entry.held_on
    if visit is not None and moved and visit.version != expected.get("", 0):
        changes.append(Change("", visit.version, visit.recorded_at, visit.recorded_by))
    if changes:
        raise ChangedMeanwhile(tuple(changes))

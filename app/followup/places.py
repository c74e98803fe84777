"""Where a fact belongs: what identifies it, and which planned visit a loose value fills."""

from collections.abc import Iterable, Mapping
from datetime import date

from app.db.tables.followup import ClinicalEvent, Observation
from app.db.tables.patients import Treatment, TreatmentState
from app.followup.deadlines import agreed_schedule
from app.followup.entries import (
    ONCE,
    DeathBeforeInfusion,
    EventEntry,
    EventKind,
    ItemEntry,
    ObservationEntry,
    VisitEntry,
)
from app.followup.plans import UNPLANNED, Plan
from app.patients.recording import Writing, fact_id
from app.permissions import NotFound, Permission

SAME_ANSWER = 3
"""Days between sampling and visit within which an equal value is the same answer."""


def begin(writing: Writing, treatment_id: int) -> tuple[Writing, Treatment]:
    """Check that the person may write follow-up of the treatment, and give it.

    Raises:
        NotFound: unknown, or another department's.
    """
    writing.allowed(Permission.VISIT_WRITE)
    return writing, writing.treatment(treatment_id)


def visit_key(treatment_id: int, visit: str, on: date) -> str:
    """The fact id of a visit: one per planned code, one per day for unplanned ones."""
    return fact_id("visit", treatment_id, visit, *([on] if visit == UNPLANNED else []))


def item_key(treatment_id: int, visit: str, name: str) -> str:
    """The fact id of an item of a planned visit."""
    return fact_id("observation", treatment_id, visit, name)


def value_key(treatment_id: int, name: str, on: date, method: str) -> str:
    """The fact id of a value that belongs to no planned visit."""
    return fact_id("value", treatment_id, name, on, method)


def key_of(entry: VisitEntry, item: ItemEntry) -> str:
    """The fact id of an item of a visit as entered."""
    if entry.visit == UNPLANNED:
        return value_key(entry.treatment_id, item.name, entry.held_on, item.method)
    return item_key(entry.treatment_id, entry.visit, item.name)


def item_columns(treatment_id: int, visit: str, item: ItemEntry, on: date) -> dict[str, object]:
    """What an observation row says."""
    return {
        "treatment_id": treatment_id,
        "visit": visit,
        "name": item.name,
        "value": item.value,
        "unit": item.unit,
        "method": item.method,
        "missing_reason": item.missing_reason,
        "note": item.note,
        "valid_on": on,
    }


def candidates_for(
    writing: Writing, plan: Plan | None, treatment: Treatment, entry: ObservationEntry
) -> list[str]:
    """The planned visits that ask for the value and whose window holds its date, nearest first."""
    if entry.visit:
        return [] if entry.visit == UNPLANNED else [entry.visit]
    if plan is None:
        return []
    infused = fact_id("state", entry.treatment_id, "infused")
    state = writing.latest(TreatmentState, [infused]).get(infused)
    if state is None or state.retracted:
        return []
    kind = treatment.product_id, treatment.indication_id
    near = sorted(
        (abs(visit.target - entry.valid_on), visit.code)
        for visit in agreed_schedule(writing.session, kind, state.valid_on)
        if entry.name in visit.items and visit.holds(entry.valid_on)
    )
    return [code for _, code in near]


def place_for(
    item: ItemEntry,
    on: date,
    known: Mapping[str, Observation],
    loose: str,
    planned: Mapping[str, str],
) -> tuple[str, str, date]:
    """Under which visit code (or none), fact id and date a value belongs.

    A value that a nurse has typed from the same answer, dated by the visit a few days away, is that
    value and keeps its date.
    """
    if loose in known and not known[loose].retracted:
        return known[loose].visit, loose, on
    for visit, key in planned.items():
        held = known.get(key)
        if held is None or held.retracted or not held.value:
            return visit, key, on
        if held.method == item.method and held.valid_on == on:
            return visit, key, on
        near = abs((held.valid_on - on).days) <= SAME_ANSWER
        if near and (held.value, held.method, held.source) == (item.value, item.method, "entered"):
            return visit, key, held.valid_on
    return "", loose, on


def alive_until_infused(writing: Writing, targets: Iterable[Treatment], on: date) -> None:
    """Refuse a death before the person was infused.

    Raises:
        DeathBeforeInfusion: with the latest infusion of these treatments.
    """
    keys = [fact_id("state", one.id, "infused") for one in targets]
    states = writing.latest(TreatmentState, keys).values()
    latest = max((s.valid_on for s in states if not s.retracted), default=on)
    if on < latest:
        raise DeathBeforeInfusion(on, latest)


def event_key(writing: Writing, entry: EventEntry, kind: EventKind, treatment_id: int) -> str:
    """The fact id of an event: one per kind where it happens once, else by day and term."""
    if kind in ONCE:
        return fact_id("event", treatment_id, kind)
    if entry.fact_id:
        held = writing.latest(ClinicalEvent, [entry.fact_id]).get(entry.fact_id)
        if held is None or held.treatment_id != treatment_id:
            raise NotFound
        return entry.fact_id
    again = 0
    while True:  # an event moved to another day keeps its id, so that id may be taken
        key = fact_id(
            "event", treatment_id, kind, entry.on, entry.term, *([again] if again else [])
        )
        held = writing.latest(ClinicalEvent, [key]).get(key)
        if held is None or (held.valid_on, held.term) == (entry.on, entry.term):
            return key
        again += 1

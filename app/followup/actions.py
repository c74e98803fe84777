"""Record visits, single values, events and vital status; keep drafts; retract what was wrong."""

from datetime import datetime

from sqlmodel import Session

from app.db.facts import next_version
from app.db.tables.followup import (
    ClinicalEvent,
    Observation,
    VisitRecord,
    VitalStatus,
)
from app.db.tables.patients import TreatmentState
from app.db.types import FactColumns
from app.followup.alive import record_vital_status
from app.followup.checking import checked, complete, unchanged_since
from app.followup.drafts import drop_draft, save_draft
from app.followup.entries import (
    PERSONAL,
    EventEntry,
    EventKind,
    FactRef,
    ItemEntry,
    ObservationEntry,
    Subject,
    UnknownVisit,
    VisitEntry,
)
from app.followup.places import (
    alive_until_infused,
    begin,
    candidates_for,
    event_key,
    item_columns,
    item_key,
    key_of,
    place_for,
    value_key,
    visit_key,
)
from app.followup.plans import UNPLANNED, plan_for
from app.patients.recording import ReasonNeeded, Recorded, Writing
from app.permissions import Actor, NotFound, Permission

TABLES: dict[Subject, type[FactColumns]] = {
    "observation": Observation,
    "event": ClinicalEvent,
    "visit": VisitRecord,
    "vital_status": VitalStatus,
    "state": TreatmentState,
}

__all__ = [
    "drop_draft",
    "record_event",
    "record_observation",
    "record_visit",
    "record_vital_status",
    "retract",
    "save_draft",
]


def record_visit(
    session: Session,
    actor: Actor,
    entry: VisitEntry,
    *,
    at: datetime,
    source: str,
    reason: str = "",
) -> Recorded:
    """Record a visit with its items; the same values again change nothing.

    Raises:
        NotFound: not a treatment of the actor's departments.
        UnknownVisit: the treatment's plan has no such visit.
        UnusableValue: an item is not asked for, or does not take its value, unit or method.
        ChangedMeanwhile: someone else saved other values since the form was opened.
        ReasonNeeded: a recorded value would change and no reason is given.
    """
    writing, treatment = begin(Writing(session, actor, at, source, reason), entry.treatment_id)
    plan = plan_for(treatment.product_id, treatment.indication_id)
    planned = plan.visit(entry.visit) if plan else None
    if plan and planned is None and entry.visit != UNPLANNED:
        raise UnknownVisit(entry.visit)
    items = [complete(plan, item) for item in entry.items if item.value or item.missing_reason]
    keys = {item.name: key_of(entry, item) for item in items}
    known = writing.latest(Observation, keys.values())
    visit_id = visit_key(entry.treatment_id, entry.visit, entry.held_on)
    before = writing.latest(VisitRecord, [visit_id]).get(visit_id)
    if entry.expected_versions is not None:
        unchanged_since(entry, items, {n: known.get(k) for n, k in keys.items()}, before)
    columns = _visit_columns(entry) | ({"reason": reason} if before is None else {})
    done = writing.follow(VisitRecord, visit_id, before, columns)
    for item in items:
        done += _put_item(writing, entry, item, known.get(keys[item.name]), before)
    if done.created or done.corrected:
        subject = f"treatment:{entry.treatment_id}"
        details = {"visit": entry.visit, "new": done.created, "corrected": done.corrected}
        writing.note("visit.recorded", subject, details)
    return done


def record_observation(
    session: Session,
    actor: Actor,
    entry: ObservationEntry,
    *,
    at: datetime,
    source: str,
    reason: str = "",
) -> Recorded:
    """Record one value; it fills the planned visit whose window holds its date if that is open.

    Raises:
        NotFound: not a treatment of the actor's departments.
        UnusableValue: the plan does not ask for it, or it does not take the value, unit or method.
        ReasonNeeded: another value is recorded for the same identity and no reason is given.
    """
    writing, treatment = begin(Writing(session, actor, at, source, reason), entry.treatment_id)
    plan = plan_for(treatment.product_id, treatment.indication_id)
    item = complete(
        plan,
        ItemEntry(
            entry.name, entry.value, entry.unit, entry.method, entry.missing_reason, entry.note
        ),
    )
    candidates = candidates_for(writing, plan, treatment, entry)
    loose = value_key(entry.treatment_id, entry.name, entry.valid_on, item.method)
    ids = [item_key(entry.treatment_id, code, entry.name) for code in candidates]
    known = writing.latest(Observation, [loose, *ids])
    visit, key, on = place_for(
        item, entry.valid_on, known, loose, dict(zip(candidates, ids, strict=True))
    )
    columns = item_columns(entry.treatment_id, visit, item, on)
    before = known.get(key)
    free = before is not None and not before.value
    done = writing.follow(Observation, key, before, columns, free=free)
    if done.created or done.corrected:
        writing.note("observation.recorded", f"treatment:{entry.treatment_id}", {"visit": visit})
    return done


def record_event(
    session: Session,
    actor: Actor,
    entry: EventEntry,
    *,
    at: datetime,
    source: str,
    reason: str = "",
) -> Recorded:
    """Record an event; one of the person (death, emigration …) holds for all their treatments.

    Raises:
        NotFound: not a treatment of the actor's departments.
        UnusableEvent: the kind is unknown, or lacks what it needs.
        DeathBeforeInfusion: the person was infused after that day.
        ReasonNeeded: the event is recorded otherwise and no reason is given.
    """
    writing, treatment = begin(Writing(session, actor, at, source, reason), entry.treatment_id)
    kind = checked(entry)
    targets = writing.treatments_of(treatment.patient_id) if kind in PERSONAL else [treatment]
    if kind is EventKind.DEATH:
        alive_until_infused(writing, targets, entry.on)
    done = Recorded()
    for target in targets:
        done += _put_event(writing, entry, kind, target.id or 0)
    if done.created or done.corrected:
        writing.note("event.recorded", f"treatment:{entry.treatment_id}", {"kind": kind.value})
    return done


def retract(
    session: Session,
    actor: Actor,
    fact: FactRef,
    *,
    at: datetime,
    source: str,
    reason: str,
) -> Recorded:
    """Take a fact back: a last version says who did and why; the earlier ones stay to be seen.

    Raises:
        NotFound: no such fact at the actor's departments.
        ReasonNeeded: no reason is given.
    """
    writing = Writing(session, actor, at, source, reason)
    writing.allowed(Permission.VISIT_WRITE)
    before = writing.latest(TABLES[fact.subject], [fact.key]).get(fact.key)
    if before is None:
        raise NotFound
    treatment = writing.treatment(before.treatment_id)  # type: ignore[attr-defined]
    if not reason:
        raise ReasonNeeded(fact.subject)
    if before.retracted:
        return Recorded(unchanged=1)
    stamp = {"recorded_at": at, "recorded_by": actor.user_id, "source": source}
    writing.add(next_version(before, **stamp, retracted=True, reason=reason))
    writing.note(f"{fact.subject}.retracted", f"treatment:{treatment.id}", {"fact": fact.key})
    return Recorded(corrected=1)


def _visit_columns(entry: VisitEntry) -> dict[str, object]:
    return {
        "treatment_id": entry.treatment_id,
        "visit": entry.visit,
        "valid_on": entry.held_on,
        "held": entry.held,
        "missing_reason": entry.missing_reason,
    }


def _put_item(
    writing: Writing,
    entry: VisitEntry,
    item: ItemEntry,
    known: Observation | None,
    visit_before: VisitRecord | None,
) -> Recorded:
    """A value sampled on another day than the visit keeps its own date when it is saved again."""
    own_date = (
        known is not None
        and not known.retracted
        and known.value == item.value
        and (visit_before is None or known.valid_on != visit_before.valid_on)
    )
    on = known.valid_on if known is not None and own_date else entry.held_on
    columns = item_columns(entry.treatment_id, entry.visit, item, on)
    return writing.follow(Observation, key_of(entry, item), known, columns)


def _put_event(writing: Writing, entry: EventEntry, kind: EventKind, treatment_id: int) -> Recorded:
    columns = {
        "treatment_id": treatment_id,
        "kind": kind.value,
        "valid_on": entry.on,
        "cause": entry.cause,
        "term": entry.term,
        "grade": entry.grade,
        "note": entry.note,
    }
    key = event_key(writing, entry, kind, treatment_id)
    return writing.put(ClinicalEvent, key, columns)

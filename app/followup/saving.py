"""Saving a visit: read what was typed, keep it whatever happens, and record it if it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fastapi.responses import RedirectResponse
from sqlmodel import Session

from app.db.engine import Database, read_tx, write_tx
from app.db.server_time import stamp
from app.followup.actions import drop_draft, record_event, record_visit, save_draft
from app.followup.contradictions import too_early
from app.followup.entries import Change, ChangedMeanwhile, DeathBeforeInfusion, VisitEntry
from app.followup.visit_form import Reading, fresh, kept, read
from app.followup.visit_queries import VisitNow, visit_now
from app.patients.recording import ReasonNeeded
from app.permissions import Actor
from app.web.deps import Submitted
from app.web.forms import Problem
from app.web.idempotency import once
from app.web.words import N_

ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Stay:
    """Not saved as a visit; everything typed is kept in the draft and on the page."""

    visit: VisitNow
    reading: Reading


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone else saved meanwhile; the person chooses field by field."""

    visit: VisitNow
    reading: Reading
    names: tuple[str, ...]


def save(
    store: Database, actor: Actor, where: tuple[int, str], sent: Submitted, today: date
) -> RedirectResponse | Stay | Conflict:
    """Record the visit, or say what stands in the way.

    Args:
        store: the database.
        actor: who saves.
        where: treatment number and visit code.
        sent: the form.
        today: the day against which dates are judged.

    Raises:
        NotFound: not a visit of the actor's departments.
    """
    with read_tx(store) as session:
        visit = visit_now(session, actor, *where)
    fields, undecided = merged(visit, sent.fields, today)
    reading = read(visit, fields, today)
    if undecided:
        return Conflict(visit, reading, undecided)
    if not reading.stands:
        _keep(store, actor, visit, sent)
        return Stay(visit, reading)
    try:
        with write_tx(store) as session:
            return once(session, actor, sent, lambda: _record(session, actor, visit, reading))
    except ReasonNeeded as needed:
        _keep(store, actor, visit, sent)
        return Stay(visit, reading.but(**_reason_problem(needed)))
    except DeathBeforeInfusion as early:
        _keep(store, actor, visit, sent)
        return Stay(visit, reading.but(ev_death_on=too_early(early)))
    except ChangedMeanwhile as changed:
        _keep(store, actor, visit, sent)
        with read_tx(store) as session:
            visit = visit_now(session, actor, *where)
        return Conflict(visit, reading, tuple(_field(change) for change in changed.changes))


def merged(
    visit: VisitNow, fields: Mapping[str, str], today: date
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What was typed, with the other's values where those were chosen, and what is undecided."""
    typed, theirs = dict(fields), fresh(visit, today)
    asked = [name for name in fields.get("merge", "").split(",") if name]
    undecided = []
    for name in asked:
        choice = fields.get(f"{name}_choose", "")
        if choice == "theirs":
            for part in ("", "_method", "_missing", "_note"):
                typed[f"{name}{part}"] = theirs.get(f"{name}{part}", "")
        elif choice != "mine":
            undecided.append(name)
    known = {one.name for one in visit.items} | {"held_on"}
    return typed, tuple(name for name in undecided if name in known)


def keep_draft(store: Database, actor: Actor, where: tuple[int, str], sent: Submitted) -> None:
    """Keep what was typed so far; always possible for a visit of the actor's departments.

    Raises:
        NotFound: not a visit of the actor's departments.
    """
    with read_tx(store) as session:
        visit = visit_now(session, actor, *where)
    _keep(store, actor, visit, sent)


def _keep(store: Database, actor: Actor, visit: VisitNow, sent: Submitted) -> None:
    with write_tx(store) as session:
        save_draft(
            session,
            actor,
            visit.head.treatment_id,
            visit.scheduled.code,
            kept(visit, sent.fields),
            at=stamp(session),
        )


def _record(session: Session, actor: Actor, visit: VisitNow, reading: Reading) -> str:
    at = stamp(session)
    entry = VisitEntry(
        treatment_id=visit.head.treatment_id,
        visit=visit.scheduled.code,
        held_on=reading.held_on or visit.scheduled.target,
        items=reading.items,
        expected_versions=_expected(visit, reading.typed),
    )
    reason = reading.typed.get("reason", "")
    record_visit(session, actor, entry, at=at, source=ENTERED, reason=reason)
    for event in reading.events:
        record_event(session, actor, event, at=at, source=ENTERED, reason=reason)
    drop_draft(session, actor, entry.treatment_id, entry.visit, at=at)
    return f"{visit.url}?done=visit-saved"


def _expected(visit: VisitNow, typed: Mapping[str, str]) -> dict[str, int]:
    versions = {one.name: _whole(typed.get(f"{one.name}_version", "")) for one in visit.items}
    return {"": _whole(typed.get("visit_version", "")), **versions}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _field(change: Change) -> str:
    return change.name or "held_on"


def _reason_problem(needed: ReasonNeeded) -> dict[str, Problem]:
    problem = Problem(
        N_("A recorded value would change. Write why; the earlier value stays to be seen."),
        {"name": needed.name},
    )
    return {"reason": problem}

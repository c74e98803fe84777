"""Drafts: what a person has typed but not saved; no facts, and seen by nobody else."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from app.db.tables.followup import VisitDraft
from app.followup.places import begin
from app.patients.recording import Writing
from app.permissions import Actor


def save_draft(
    session: Session,
    actor: Actor,
    treatment_id: int,
    visit: str,
    typed: Mapping[str, str],
    *,
    at: datetime,
) -> None:
    """Keep what a person has typed so far; only the same person meets it again.

    Raises:
        NotFound: not a treatment of the actor's departments.
    """
    writing, _ = begin(Writing(session, actor, at, "entered"), treatment_id)
    draft = find_draft(session, actor, treatment_id, visit)
    if draft is None:
        draft = VisitDraft(
            treatment_id=treatment_id, visit=visit, user_id=actor.user_id, typed={}, saved_at=at
        )
    elif draft.typed == dict(typed):
        return
    draft.typed, draft.saved_at = dict(typed), at
    session.add(draft)
    writing.note("draft.saved", f"treatment:{treatment_id}", {"visit": visit})


def drop_draft(
    session: Session, actor: Actor, treatment_id: int, visit: str, *, at: datetime
) -> None:
    """Forget a person's draft of a visit, if there is one."""
    writing, _ = begin(Writing(session, actor, at, "entered"), treatment_id)
    draft = find_draft(session, actor, treatment_id, visit)
    if draft is not None:
        session.delete(draft)
        writing.note("draft.dropped", f"treatment:{treatment_id}", {"visit": visit})


def find_draft(session: Session, actor: Actor, treatment_id: int, visit: str) -> VisitDraft | None:
    """The person's own draft of a visit."""
    return session.exec(
        select(VisitDraft).where(
            VisitDraft.treatment_id == treatment_id,
            VisitDraft.visit == visit,
            VisitDraft.user_id == actor.user_id,
        )
    ).first()


def saved_drafts(session: Session, actor: Actor) -> dict[tuple[int, str], datetime]:
    """When the person last saved each of their own drafts, by treatment number and visit code."""
    rows = session.exec(
        select(VisitDraft.treatment_id, VisitDraft.visit, VisitDraft.saved_at).where(
            VisitDraft.user_id == actor.user_id
        )
    )
    return {(treatment, visit): at for treatment, visit, at in rows}

"""The slow work of settlements, done by the runner: drafting a large cohort, and issuing."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, func, select

from app.db.engine import Database, read_tx, write_tx
from app.db.tables.agreements import Agreement
from app.db.tables.patients import Treatment
from app.jobs import Done, Progress, handles
from app.permissions import Actor
from app.settlements import issue
from app.settlements.actions import keep
from app.settlements.refusals import (
    EmptyRun,
    LapsedRun,
    LineOpen,
    NotNextStep,
    OtherOpen,
    StaleRun,
    StatementUnavailable,
    StepRefused,
)
from app.settlements.working import As, work_out

MOST_AT_ONCE = 300
"""Cohorts up to this many treatments are drafted while the person waits."""
REFUSED: dict[str, type[StepRefused]] = {
    "stale": StaleRun,
    "lapsed": LapsedRun,
    "moved": NotNextStep,
    "open": OtherOpen,
    "empty": EmptyRun,
    "line": LineOpen,
    "unprinted": StatementUnavailable,
}
"""What the address of the next page says about a refusal; the page has the words."""


def code_of(refused: StepRefused) -> str:
    """The code of a refusal."""
    return next((code for code, kind in REFUSED.items() if isinstance(refused, kind)), "moved")


def is_large(session: Session, agreement_id: str) -> bool:
    """Whether drafting for the agreement's cohort takes longer than a person should wait."""
    row = session.get(Agreement, agreement_id)
    if row is None:
        return False
    cohort = select(func.count()).where(
        Treatment.product_id == row.product_id, Treatment.indication_id == row.indication_id
    )
    return session.exec(cohort).one() > MOST_AT_ONCE


@handles("settlement.draft")
def draft(database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress) -> Done:
    """Work a run out beside everyone else's work, then store it wholly."""
    known = arguments.get("known_at")
    when = As(
        date.fromisoformat(arguments["settle_on"]), datetime.fromisoformat(known) if known else None
    )
    progress(5)
    with read_tx(database) as session:
        worked = work_out(session, arguments["agreement_id"], when)
    progress(70)
    with write_tx(database) as session:
        run = keep(session, actor, worked, arguments["period"])
    return Done(location=f"/settlements/{run.id}?done=drafted")


@handles("settlement.issue")
def issue_run(
    database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress
) -> Done:
    """Print the statements and issue, or say on the run's page why not."""
    progress(10)
    try:
        run = issue.issue(database, actor, arguments["run_id"])
    except StepRefused as refused:
        return Done(location=f"/settlements/{arguments['run_id']}?refused={code_of(refused)}")
    return Done(location=f"/settlements/{run.id}?done=issued")

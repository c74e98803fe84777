"""The slow work of settlements, done by the runner: drafting, checking, issuing, printing anew."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session, col, select

from app.clock import COPENHAGEN
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.operations import Job
from app.db.tables.settlements import SettlementRun
from app.jobs import Done, Lane, Progress, Rules, enqueue, handles
from app.permissions import Actor, Permission
from app.permissions import check as must_have
from app.settlements import issue
from app.settlements.actions import keep_beside
from app.settlements.checks import keep_check
from app.settlements.freshness import TRIES, freshness
from app.settlements.refusals import DraftUnderWay, StaleRun, StepRefused
from app.settlements.refused import code_of
from app.settlements.steps import run_of
from app.settlements.verify import prints_the_same
from app.settlements.working import As, NothingInForce, Told, work_out

DRAFT = "settlement.draft"
RULES = Rules(Lane.SETTLEMENTS)
_DANISH = "%d-%m-%Y"


def under_way(session: Session, agreement_id: str) -> Job | None:
    """The draft of the agreement that is waiting or being worked out; there is at most one."""
    waiting = session.exec(
        select(Job).where(Job.kind == DRAFT, Job.outcome == "").order_by(col(Job.created_at))
    )
    return next((job for job in waiting if job.arguments["agreement_id"] == agreement_id), None)


def begin_draft(session: Session, actor: Actor, arguments: dict[str, Any]) -> Job:
    """Store the intent to draft; the same draft asked for twice is the one under way.

    Raises:
        DraftUnderWay: another draft of the agreement is being worked out.
    """
    found = under_way(session, arguments["agreement_id"])
    if found is None:
        return enqueue(session, actor, DRAFT, arguments)
    if found.arguments == arguments and found.created_by == actor.user_id:
        return found
    raise DraftUnderWay(period=found.arguments["period"])


def _counted(progress: Progress) -> Told:
    """Treatments as percent: reading them is the first tenth, keeping the run the last."""
    return lambda done, total: progress(10 + 80 * done // max(total, 1), done, total)


@handles(DRAFT, RULES)
def draft(database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress) -> Done:
    """Work a run out beside everyone else's work, then store it wholly, or say why not.

    Repeated after a crash, it finds the run it stored, since equal inputs are the same run.
    """
    progress(5)
    try:
        run = _drafted(database, actor, arguments, progress)
    except (StepRefused, NothingInForce) as refused:
        return Done(location=_form(arguments, code_of(refused)))
    return Done(location=f"/settlements/{run.id}?done=drafted")


def _drafted(
    database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress
) -> SettlementRun:
    when = As(date.fromisoformat(arguments["settle_on"]), _known_at(arguments))
    for _ in range(TRIES):
        with read_tx(database) as session:
            worked = work_out(session, arguments["agreement_id"], when, _counted(progress))
        try:
            return keep_beside(database, actor, worked, arguments["period"])
        except StaleRun:  # another run was issued meanwhile: begin anew from there
            continue
    raise StaleRun


def _known_at(arguments: dict[str, Any]) -> datetime | None:
    known = arguments.get("known_at")
    return datetime.fromisoformat(known) if known else None


def _form(arguments: dict[str, Any], code: str) -> str:
    """The page of a new draft, filled in as it was, with why there is none."""
    known, settle_on = _known_at(arguments), date.fromisoformat(arguments["settle_on"])
    typed = {
        "agreement_id": arguments["agreement_id"],
        "period": arguments["period"],
        "settle_on": settle_on.strftime(_DANISH),
        "known_on": known.astimezone(COPENHAGEN).strftime(_DANISH) if known else "",
        "refused": code,
    }
    return f"/settlements/new?{urlencode(typed)}"


@handles("settlement.check", RULES)
def check(database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress) -> Done:
    """Hold a run against what was recorded since, and keep what that shows."""
    run_id = arguments["run_id"]
    progress(5)
    with read_tx(database) as session:
        found = freshness(session, run_of(session, run_id), _counted(progress))
    with write_tx(database) as session:
        keep_check(session, actor, run_of(session, run_id), found)
    return Done(location=f"/settlements/{run_id}/approve?done=checked")


@handles("settlement.reprint", RULES)
def reprint(
    database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress
) -> Done:
    """Print an issued run's documents anew and compare the bytes with those kept."""
    must_have(actor, Permission.SETTLEMENT_READ)
    progress(10)
    with read_tx(database) as session:
        same = prints_the_same(session, arguments["run_id"])
    told = "done=reprinted" if same else "refused=reprint"
    return Done(location=f"/settlements/{arguments['run_id']}?{told}")


@handles("settlement.issue", RULES)
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

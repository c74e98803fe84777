"""Pull the plug: what was acknowledged is stored, a run exists wholly or not, no money twice."""

import random
import subprocess
import sys
import threading
import time
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, func, select

from tests.serving import ROOT, environment, kill, post, served
from tests.world import make_world, treated, visited

pytestmark = pytest.mark.faults
CLIENTS, TREATMENTS, KILLS = 4, 150, 6
ITEMS = {"fix_activity": "31,4", "prophylaxis": "none", "treated_bleeds": "0", "alt": "24"}


@pytest.fixture
def cookies(db, person) -> tuple[list[tuple[str, str]], list[int]]:
    """Signed-in sessions of one department's nurses, and its many treatments."""
    from app.accounts.actions import open_session
    from app.db.engine import write_tx
    from app.db.tables.accounts import User, WebSession

    nurse = person("clinician", "rh-haem")
    treatments = [
        treated(db, nurse, cpr=None, external=("T", str(n)), infused_on=date(2025, 11, 1))[1]
        for n in range(TREATMENTS)
    ]
    with write_tx(db) as session:
        tokens = [
            open_session(session, session.get_one(User, nurse.user_id)) for _ in range(CLIENTS)
        ]
        session.flush()
        csrf = session.exec(select(WebSession.csrf_token).order_by(col(WebSession.id))).all()
    return list(zip(tokens, csrf, strict=True)), treatments


def test_an_acknowledged_visit_is_stored_wholly_whenever_the_plug_is_pulled(
    db, data_folder, cookies
) -> None:
    sessions, treatments = cookies
    chance = random.Random(20261122)
    acknowledged: set[int] = set()
    waiting = list(treatments)
    for _ in range(KILLS):
        with served(db, data_folder) as (process, port):
            clients = [
                threading.Thread(target=_save_on, args=(port, who, waiting, acknowledged))
                for who in sessions
            ]
            before = len(acknowledged)
            for client in clients:
                client.start()
            while len(acknowledged) == before:  # the plug is pulled in the midst of saving
                time.sleep(0.01)
            time.sleep(chance.uniform(0.0, 1.0))
            kill(process)
            for client in clients:
                client.join()
    assert len(acknowledged) > KILLS
    with Session(db.reader) as session:
        _whole_or_not_at_all(session, acknowledged)


def _save_on(port: int, who: tuple[str, str], waiting: list[int], done: set[int]) -> None:
    cookie, csrf = who
    while waiting:
        treatment = waiting.pop()
        fields = {"csrf_token": csrf, "request_key": f"k{treatment}", "held_on": "03-11-2026"}
        path = f"/treatments/{treatment}/visits/M12"
        extra = {"fix_inhibitor": "negative", "weight": "80", "pro_score": "70"}
        method = {"fix_activity_method": "one-stage"}
        status = post(port, path, cookie, {**fields, **ITEMS, **extra, **method})
        if status == 0:
            return
        assert status == 303, status
        done.add(treatment)


def _whole_or_not_at_all(session: Session, acknowledged: set[int]) -> None:
    from app.audit import first_broken
    from app.db.tables.followup import Observation, VisitRecord
    from app.db.tables.trail import AuditEvent

    visits = session.exec(select(VisitRecord.treatment_id)).all()
    assert len(visits) == len(set(visits))
    assert acknowledged <= set(visits)
    per_visit = session.exec(
        select(func.count()).select_from(Observation).group_by(col(Observation.treatment_id))
    ).all()
    assert set(per_visit) == {7}
    assert len(per_visit) == len(visits)
    noted = session.exec(select(AuditEvent).where(AuditEvent.action == "visit.recorded")).all()
    assert len(noted) == len(visits)
    assert first_broken(session) is None


ISSUE = """
from datetime import date
from app.db.engine import connect, write_tx
from app.settings import settings
from app.settlements import actions
from app.settlements.issue import issue
from app.web.deps import actor_of
import sys
agreement, analyst, approver = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
db = connect(settings().url)
with write_tx(db) as s:
    who, other = actor_of(s, analyst), actor_of(s, approver)
print("ready", flush=True)
with write_tx(db) as s:
    run = actions.open_run(s, agreement)
    run = run or actions.draft(s, who, agreement, "2026-H1", date(2026, 6, 30))
    run_id = run.id
for step, actor in ((actions.propose, who), (actions.approve, other)):
    try:
        with write_tx(db) as s:
            step(s, actor, run_id)
    except Exception as error:
        print(type(error).__name__, flush=True)
issue(db, who, run_id)
"""


def test_a_settlement_is_issued_wholly_or_not_and_never_twice(db, data_folder, person) -> None:
    world = make_world(db, person)
    for which in ("own", "other"):
        visited(
            db,
            world.people[which],
            world.treatments[which],
            fix_activity="31.4",
            prophylaxis="none",
        )
    chance = random.Random(7)
    for _ in range(4):
        process = _issuing(db, data_folder, world)
        time.sleep(chance.uniform(0.0, 4.0))
        kill(process)
        process.stdout.close()
        with Session(db.reader) as session:
            _issued_wholly_or_not(session)
    assert _issuing(db, data_folder, world, wait=True).wait() == 0
    with Session(db.reader) as session:
        assert _issued_wholly_or_not(session) == 1


def _issuing(db, data_folder, world, *, wait: bool = False) -> subprocess.Popen[bytes]:
    people = [str(world.people[who].user_id) for who in ("analyst", "approver")]
    process = subprocess.Popen(
        [sys.executable, "-c", ISSUE, world.agreement, *people],
        env=environment(db, data_folder),
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.readline()
    if wait:
        process.communicate()
    return process


def _issued_wholly_or_not(session: Session) -> int:
    """How many runs are issued; each with all its entries, both documents and no gap."""
    from app.db.tables.settlements import Document, LedgerEntry, SettlementLine, SettlementState

    issued = session.exec(
        select(SettlementState.run_id).where(
            SettlementState.state == "issued", col(SettlementState.line_id).is_(None)
        )
    ).all()
    entries = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.sequence))).all()
    assert [e.sequence for e in entries] == list(range(1, len(entries) + 1))
    assert len({e.key for e in entries}) == len(entries)
    assert {e.run_id for e in entries} <= set(issued)
    for run_id in issued:
        due = session.exec(
            select(SettlementLine).where(
                SettlementLine.run_id == run_id, SettlementLine.amount != 0
            )
        ).all()
        assert {e.line_id for e in entries if e.run_id == run_id} == {line.id for line in due}
        printed = session.exec(select(Document.language).where(Document.subject == run_id)).all()
        assert sorted(printed) == ["da", "da", "en", "en"]  # the regions' and the supplier's
    if session.bind.dialect.name == "sqlite":
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    return len(issued)

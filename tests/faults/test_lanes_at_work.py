"""A real worker settles while a long simulation runs, and takes the next one once it is stopped."""

from datetime import date

import pytest
from sqlmodel import Session

from tests.faults.test_kill_draft import _ended, _wait, _worker
from tests.world import make_world

pytestmark = pytest.mark.faults


@pytest.fixture
def world(db, person):
    return make_world(db, person)


def _simulation(db, analyst, futures: str) -> str:
    """Asked for patient by patient: the more futures the longer."""
    from app.agreements.actions import record_version
    from app.agreements.simulate_inputs import defaults, prices
    from app.agreements.simulate_work import KIND
    from app.db.engine import write_tx
    from app.jobs import enqueue
    from contracts.library import template
    from contracts.load import load_agreement

    asked = load_agreement(template("kymriah_dmc"))
    known = {name: "2000000.00" for name, _ in prices((asked,))}
    fields = defaults(asked, date(2026, 11, 22), known) | {"futures": futures, "patients": "5"}
    arguments = {"agreement_id": asked.id, "version": asked.version, "fields": fields}
    with write_tx(db) as session:
        if futures == "4000":
            record_version(session, analyst, template("kymriah_dmc"))
        return enqueue(session, analyst, KIND, arguments).id


def _begun(session: Session, job_id: str) -> bool:
    from app.db.tables.operations import Job

    return session.get_one(Job, job_id).progress > 2


def test_a_settlement_and_the_next_simulation_wait_for_no_long_one(
    db, world, data_folder, tmp_path
) -> None:
    from app.db.engine import read_tx, write_tx
    from app.jobs import stop
    from app.settlements.jobs import begin_draft

    analyst = world.people["analyst"]
    long, short = (_simulation(db, analyst, futures) for futures in ("4000", "2"))
    with _worker(db, tmp_path):
        _wait(db, long, _begun)
        asked = {"agreement_id": world.agreement, "period": "2026-H1", "settle_on": "2026-06-30"}
        with write_tx(db) as session:
            draft = begin_draft(session, analyst, asked).id
        _wait(db, draft, _ended)
        with read_tx(db) as session:
            assert not _ended(session, long)
        with write_tx(db) as session:
            stop(session, analyst, long)
        _wait(db, short, _ended)

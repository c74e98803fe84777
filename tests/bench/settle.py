"""Settle a large cohort through the database and print the times and peak memory as JSON.

Run it from the checkout: `python -m tests.bench.settle --treatments 10000`.
At the end others' work on the machine is told by the load average.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from typing import Any

AGREEMENT = "DK-HEMGENIX-ANNUITY"
PRICE = "illustrative-hemgenix"
REGIONS = ("hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland")
SETTLE_ON = date(2026, 6, 30)
YEARS = 4
A_FILE = 500
"""Treatments recorded in one transaction, so that the peak of memory is not the loading's."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treatments", type=int, default=10_000)
    parser.add_argument("--no-issue", action="store_true", help="stop at the approval")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EFFEKT_DATA"] = folder
        print(json.dumps(measured(asked.treatments, Path(folder), not asked.no_issue), indent=2))


def measured(count: int, folder: Path, issued: bool) -> dict[str, Any]:  # noqa: FBT001 - asked so
    """Seconds for each part of a settlement, and the peak memory of the process."""
    from app.db.engine import connect, read_tx, write_tx
    from app.evidence.facts import facts
    from app.settlements import issue
    from app.settlements.lines import pay
    from app.setup import prepare

    database = connect(f"sqlite:///{folder / 'bench.db'}")
    prepare(database)
    actors = people(database)
    seconds: dict[str, float] = {}
    with timed(seconds, "load"):
        load(database, actors, count)
    with timed(seconds, "read_facts"), read_tx(database) as session:
        read = len(facts(session, "hemgenix", "haemophilia-b"))
    slips = {"before": leaks(database, actors, seconds, "before_draft")}
    with waits(database) as waited:
        run_id = draft(database, actors, seconds)
    told = kept(database, run_id)
    finish(database, actors, run_id, seconds)
    if issued:
        with timed(seconds, "issue_with_a_look_and_four_documents"):
            issue.issue(database, actors["analyst"], run_id)
        with timed(seconds, "pay_every_line"), write_tx(database) as session:
            pay(session, actors["analyst"], run_id)
        slips["after"] = leaks(database, actors, seconds, "after_issue")
    database.dispose()
    return {
        "treatments": count,
        "facts": read,
        **told,
        "leakage": slips,
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "longest_wait_to_write_while_drafting": round(max(waited), 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "load_average": [round(one, 1) for one in os.getloadavg()],
        "python": sys.version.split()[0],
    }


def draft(database: Any, actors: dict[str, Any], seconds: dict[str, float]) -> str:
    """The job that drafts, from reading the facts to the run as it is kept."""
    from app.settlements import jobs

    asked = {"agreement_id": AGREEMENT, "period": "2026-H1", "settle_on": SETTLE_ON.isoformat()}
    marks: list[float] = [perf_counter()]

    def progress(percent: int, done: int = 0, total: int = 0) -> None:
        del percent
        if total and done == total:
            marks.append(perf_counter())

    with timed(seconds, "draft_job"):
        done = jobs.draft(database, actors["analyst"], asked, progress)
    seconds["draft_job_reading_and_judging"] = marks[-1] - marks[0]
    seconds["draft_job_sums_hashing_and_keeping"] = perf_counter() - marks[-1]
    return done.location.removeprefix("/settlements/").partition("?")[0]


@contextmanager
def waits(database: Any) -> Iterator[list[float]]:
    """How long others wait to write while the block lasts: one asks every twentieth of a second."""
    from app.db.engine import write_tx

    waited, over = [0.0], Event()

    def ask() -> None:
        while not over.wait(0.05):
            began = perf_counter()
            with write_tx(database):
                waited.append(perf_counter() - began)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    yield waited
    over.set()
    asking.join()


def kept(database: Any, run_id: str) -> dict[str, Any]:
    """How many lines the run has, what they come to, and their hash."""
    from sqlmodel import func, select

    from app.db.engine import read_tx
    from app.db.tables.settlements import SettlementLine, SettlementRun

    with read_tx(database) as session:
        sums = select(func.count(), func.sum(SettlementLine.amount))
        count, total = session.exec(sums.where(SettlementLine.run_id == run_id)).one()
        hashed = session.get_one(SettlementRun, run_id).lines_sha256
    return {"lines": count, "total_ore": int(total), "lines_sha256": hashed}


def finish(database: Any, actors: dict[str, Any], run_id: str, seconds: dict[str, float]) -> None:
    """Propose, look and sign; others' writes wait for the signing only.

    The look is timed twice: where something was recorded since the draft, and where nothing was.
    """
    from app.db.engine import read_tx, write_tx
    from app.db.server_time import stamp
    from app.settlements import actions
    from app.settlements.freshness import freshness
    from app.settlements.steps import run_of

    with timed(seconds, "propose"), write_tx(database) as session:
        actions.propose(session, actors["analyst"], run_id)
    with timed(seconds, "look_unchanged"), read_tx(database) as session:
        freshness(session, run_of(session, run_id))
    with write_tx(database) as session:
        one_treatment(session, actors["clinician"], 0, stamp(session))
    with timed(seconds, "look_changed"), read_tx(database) as session:
        found = freshness(session, run_of(session, run_id))
    with timed(seconds, "approve"), write_tx(database) as session:
        actions.approve(session, actors["approver"], run_id, found=found)


def leaks(
    database: Any, actors: dict[str, Any], seconds: dict[str, float], when: str
) -> dict[str, int]:
    """Work out what slips away, then read it as the page does; gives how much of each kind."""
    from app.db.engine import read_tx
    from app.settlements.leakage import Wanted, leakage
    from app.settlements.leakage_due import look_at

    with timed(seconds, f"leakage_job_{when}"):
        look_at(database, actors["analyst"], AGREEMENT, SETTLE_ON)
    with timed(seconds, f"leakage_page_{when}"), read_tx(database) as session:
        found = leakage(session, actors["analyst"], Wanted(), SETTLE_ON)
    return {one.kind.value: one.count for one in found.sums()}


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Write down how long the block takes, on the wall and of this process's own time."""
    began, worked = perf_counter(), process_time()
    yield
    seconds[name] = perf_counter() - began
    seconds[f"{name}_cpu"] = process_time() - worked


def people(database: Any) -> dict[str, Any]:
    """An analyst, an approver, and a nurse at Rigshospitalet."""
    from app.accounts.actions import NOBODY, NewAccount, create_user
    from app.db.engine import write_tx
    from app.permissions import Role
    from app.web.deps import actor_of

    found = {}
    for role, site in (("analyst", None), ("approver", None), ("clinician", "rh-haem")):
        with write_tx(database) as session:
            new = NewAccount(f"{role}@bench.example", role, Role(role), site)
            user = create_user(session, NOBODY, new, "no password")
            found[role] = actor_of(session, user.id or 0)
    return found


def load(database: Any, actors: dict[str, Any], count: int) -> None:
    """An agreement, its price, and treatments with a yearly look each; every 20th fails."""
    from app.agreements import actions as agreements
    from app.agreements.figures import NewFigure, record_figure
    from app.agreements.weighed import Accepted
    from app.db.engine import write_tx
    from app.db.server_time import stamp
    from app.patients.recording import in_bulk
    from contracts import library
    from contracts.fact import Kind

    name = "hemgenix_dk"
    with write_tx(database) as session:
        agreements.record_version(
            session, actors["analyst"], library.template(name), library.examples_of(name)
        )
        meant = Accepted("Bench", both=True)
        agreements.activate(session, actors["approver"], AGREEMENT, "1", accepted=meant)
        said = (PRICE, "21500000.00", date(2020, 1, 1), "Bench")
        record_figure(session, actors["analyst"], NewFigure(Kind.PRICE, *said, unit="DKK"))
    for first in range(1, count + 1, A_FILE):
        with write_tx(database) as session:
            at = stamp(session)
            with in_bulk(session, actors["clinician"], at=at, source="import:bench"):
                for number in range(first, min(first + A_FILE, count + 1)):
                    one_treatment(session, actors["clinician"], number, at)


def one_treatment(session: Any, nurse: Any, number: int, at: datetime) -> None:
    """A patient with a treatment and its yearly looks."""
    from app.followup.actions import record_observation
    from app.followup.entries import ObservationEntry
    from app.patients.actions import (
        NewPatient,
        NewTreatment,
        State,
        add_treatment,
        record_state,
        register_patient,
    )

    tail: dict[str, Any] = {"at": at, "source": "import:bench"}
    region = REGIONS[number % len(REGIONS)]
    new = NewPatient(None, None, "m", 1980, ("B", str(number)), region)
    patient = register_patient(session, nurse, new, **tail)
    chosen = NewTreatment(patient, "hemgenix", "haemophilia-b", "rh-haem")
    treatment = add_treatment(session, nurse, chosen, **tail)
    infused = date(2022, 1, 1) + timedelta(days=number % 365)
    record_state(session, nurse, treatment, State.INFUSED, infused, **tail)
    for year in range(1, YEARS + 1):
        value = "resumed" if year == 2 and number % 20 == 0 else "none"
        entry = ObservationEntry(treatment, "prophylaxis", infused + timedelta(365 * year), value)
        record_observation(session, nurse, entry, **tail)


if __name__ == "__main__":
    main()

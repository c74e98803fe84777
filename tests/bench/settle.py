"""Settle a large cohort through the database and print the times and peak memory as JSON.

Run it from the checkout: `python -m tests.bench.settle --treatments 10000`.
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
    count: int = parser.parse_args().treatments
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EFFEKT_DATA"] = folder
        print(json.dumps(measured(count, Path(folder)), indent=2))


def measured(count: int, folder: Path) -> dict[str, Any]:
    """Seconds for each part of a settlement, and the peak memory of the process."""
    from app.db.engine import connect, read_tx, write_tx
    from app.evidence.facts import facts
    from app.settlements import actions
    from app.settlements.working import As, work_out
    from app.setup import prepare

    database = connect(f"sqlite:///{folder / 'bench.db'}")
    prepare(database)
    actors = people(database)
    seconds: dict[str, float] = {}
    with timed(seconds, "load"):
        load(database, actors, count)
    with timed(seconds, "read_facts"), read_tx(database) as session:
        read = len(facts(session, "hemgenix", "haemophilia-b"))
    with timed(seconds, "work_out"), read_tx(database) as session:
        worked = work_out(session, AGREEMENT, As(SETTLE_ON))
    with timed(seconds, "keep"), write_tx(database) as session:
        run = actions.keep(session, actors["analyst"], worked, "2026-H1")
    approve(database, actors, run, seconds)
    database.dispose()
    return {
        "treatments": count,
        "facts": read,
        "lines": len(worked.shown),
        "total_ore": sum(line.amount for line, _ in worked.shown),
        "lines_sha256": worked.lines_sha256,
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "python": sys.version.split()[0],
    }


def approve(database: Any, actors: dict[str, Any], run: Any, seconds: dict[str, float]) -> None:
    """Look and then sign; others' writes wait for the signing only.

    The look is timed twice: where nothing was recorded since the draft, and where something was.
    """
    from app.db.engine import read_tx, write_tx
    from app.db.server_time import stamp
    from app.settlements import actions
    from app.settlements.freshness import freshness

    with timed(seconds, "propose"), write_tx(database) as session:
        actions.propose(session, actors["analyst"], run.id)
    with timed(seconds, "look_unchanged"), read_tx(database) as session:
        freshness(session, run)
    with write_tx(database) as session:
        one_treatment(session, actors["clinician"], 0, stamp(session))
    with timed(seconds, "look_changed"), read_tx(database) as session:
        found = freshness(session, run)
    with timed(seconds, "approve"), write_tx(database) as session:
        actions.approve(session, actors["approver"], run.id, found=found)


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
    from app.agreements.forms import PriceForm
    from app.db.engine import write_tx
    from app.db.server_time import stamp
    from app.patients.recording import in_bulk

    text = Path("contracts/library/hemgenix_dk.yaml").read_text()
    with write_tx(database) as session:
        agreements.record_version(session, actors["analyst"], text)
        agreements.activate(session, actors["approver"], AGREEMENT, "1")
        form = PriceForm(
            name=PRICE, amount="21500000.00", valid_on=date(2020, 1, 1), reason="Bench"
        )
        agreements.set_price(session, actors["analyst"], form)
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

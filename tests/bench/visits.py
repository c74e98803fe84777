"""Fifty nurses at once: saving a visit and opening the due list, p50 and p99, as JSON.

Run: `./run bench` or `python -m tests.bench.visits`. A served Effekt in a process of its own on the
embedded database; each nurse acts every five seconds (--pace). The disk's fsyncs per second stand
beside the times, since it differs by a factor of forty within an hour on shared machines.
"""

import argparse
import json
import os
import resource
import statistics
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

NURSES = 50


def main() -> None:
    """Measure, and print one JSON document."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=6)
    options.add_argument("--pace", type=float, default=5.0)
    options.add_argument("--nurses", type=int, default=NURSES)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), asked.nurses, asked.rounds, asked.pace), indent=2))


def measure(folder: Path, nurses: int, rounds: int, pace: float) -> dict[str, Any]:
    """Half the actions save a visit, half open the due list."""
    os.environ.update(EFFEKT_DATA=str(folder), EFFEKT_INSECURE_COOKIES="true")
    from app.settings import settings

    settings.cache_clear()
    database, sessions, treatments = prepared(folder, nurses, rounds)
    from tests.serving import served

    times: dict[str, list[float]] = {"save": [], "list": []}
    wrong: list[int] = []
    with served(database, folder) as (process, port):
        clients = [
            threading.Thread(
                target=nurse, args=(port, who, treatments[n::nurses], pace, times, wrong)
            )
            for n, who in enumerate(sessions)
        ]
        for client in clients:
            client.start()
            time.sleep(pace / nurses)
        for client in clients:
            client.join()
        peak = _peak_of(process.pid)
    return {
        "nurses": nurses,
        "seconds_between_actions": pace,
        "actions": sum(map(len, times.values())),
        "errors": len(wrong),
        "fsync_per_second": fsyncs(folder),
        "server_peak_mb": peak,
        **{name: quantiles(found) for name, found in times.items()},
    }


def nurse(
    port: int,
    who: tuple[str, str],
    treatments: list[int],
    pace: float,
    times: dict[str, list[float]],
    wrong: list[int],
) -> None:
    """Save a visit, then open the list, and so on through one's treatments."""
    from tests.serving import get, post

    cookie, csrf = who
    for turn in range(2 * len(treatments) - 2):
        began = time.perf_counter()
        if turn % 2:
            status = get(port, "/follow-up", cookie)
        else:
            treatment = treatments[turn // 2]
            fields = {"csrf_token": csrf, "request_key": f"k{treatment}", "held_on": "03-11-2026"}
            fields |= {"fix_activity": "31,4", "fix_activity_method": "one-stage", "alt": "24"}
            fields |= {"prophylaxis": "none", "treated_bleeds": "0", "weight": "80"}
            fields |= {"fix_inhibitor": "negative", "pro_score": "70"}
            status = post(port, f"/treatments/{treatment}/visits/M12", cookie, fields)
        spent = time.perf_counter() - began
        times["list" if turn % 2 else "save"].append(spent)
        if status not in {200, 303}:
            wrong.append(status)
        time.sleep(max(0.0, pace - spent))


def prepared(
    folder: Path, nurses: int, rounds: int
) -> tuple[Any, list[tuple[str, str]], list[int]]:
    """A department with its nurses signed in and their treated patients."""
    from sqlmodel import col, select

    from app.accounts.actions import NOBODY, NewAccount, create_user, open_session
    from app.db.engine import connect, write_tx
    from app.db.tables.accounts import User, WebSession
    from app.permissions import Role
    from app.setup import prepare
    from app.web.deps import actor_of
    from tests.world import treated

    database = connect(f"sqlite:///{folder / 'effekt.db'}")
    prepare(database)
    with write_tx(database) as session:
        account = NewAccount("nurse@example.dk", "Nurse", Role.CLINICIAN, "rh-haem")
        user = create_user(session, NOBODY, account, "no password")
        actor = actor_of(session, user.id or 0)
        tokens = [open_session(session, session.get_one(User, user.id)) for _ in range(nurses)]
        session.flush()
        csrf = session.exec(select(WebSession.csrf_token).order_by(col(WebSession.id))).all()
    treatments = [
        treated(database, actor, cpr=None, external=("B", str(n)), infused_on=date(2025, 11, 1))[1]
        for n in range(nurses * (rounds // 2 + 1))
    ]
    return database, list(zip(tokens, csrf, strict=True)), treatments


def quantiles(found: list[float]) -> dict[str, float]:
    """Milliseconds."""
    cuts = statistics.quantiles(found, n=100)
    return {"n": len(found), "p50_ms": round(cuts[49] * 1e3, 1), "p99_ms": round(cuts[98] * 1e3, 1)}


def fsyncs(folder: Path) -> int:
    """How many small synced writes the disk takes in a second."""
    count, until = 0, time.perf_counter() + 1
    with (folder / "fsync").open("wb") as file:
        while time.perf_counter() < until:
            file.write(b"x" * 512)
            file.flush()
            os.fsync(file.fileno())
            count += 1
    return count


def _peak_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main()

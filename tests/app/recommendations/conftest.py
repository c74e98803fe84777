"""A reviewer with a frozen plan and a cohort to cut."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.db.engine import Database, write_tx
from app.recommendations import actions
from tests.app.evidence.builders import EBMT_KEY, Record, add_cohort, ebmt_records

TODAY = date(2026, 11, 22)
PLANS = Path(__file__).parents[3] / "fixtures" / "analysis_plans"
KYMRIAH = ("kymriah", "b-all")
ANSWER = (("D028", "response", "CR", 28),)
COHORT = (
    *(Record("rh-born", 100 + 20 * n, "relapse", values=ANSWER) for n in range(8)),
    *(Record("rh-born", 1500 + n, values=ANSWER, adverse=(("CRS", 3, 5),)) for n in range(12)),
    *(Record("auh-haem", 1700 + n, values=ANSWER, adverse=(("CRS", 1, 5),)) for n in range(10)),
    *(Record("auh-haem", 50 + n, "death", adverse=(("ICANS", 3, 6),)) for n in range(2)),
    *(Record("auh-haem", 60, "death") for _ in range(4)),
)


def plan_text(name: str = "kymriah") -> str:
    return (PLANS / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def reviewer(person: Callable):
    return person("reviewer")


@pytest.fixture
def frozen(db: Database, reviewer) -> str:
    with write_tx(db) as session:
        return actions.freeze(session, reviewer, plan_text())


@pytest.fixture
def kymriah(db: Database, person: Callable) -> None:
    add_cohort(db, person("admin").user_id, KYMRIAH, COHORT)


@pytest.fixture
def ebmt(db: Database, person: Callable) -> None:
    add_cohort(db, person("admin").user_id, EBMT_KEY, ebmt_records())


@pytest.fixture
def take_cut(db: Database, reviewer) -> Callable[..., int]:
    """Take a data cut of a frozen plan: `take_cut("kymriah-b-all")`."""

    def take(plan: str = "kymriah-b-all", on: date = TODAY) -> int:
        with write_tx(db) as session:
            return actions.cut(session, reviewer, plan, on, today=TODAY)

    return take

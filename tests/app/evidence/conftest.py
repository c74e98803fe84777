"""Readers of the evidence pages, and the cohorts they look at."""

from collections.abc import Callable
from datetime import date

import pytest

from app.db.engine import Database, read_tx
from app.evidence.cohorts import CohortKey
from app.evidence.queries import Evidence, View, evidence
from tests.app.evidence.builders import EBMT_KEY, Record, add_cohort, ebmt_records

TODAY = date(2026, 11, 22)
KYMRIAH = ("kymriah", "b-all")


def see(db: Database, actor, key: tuple[str, str] = EBMT_KEY, **asked) -> Evidence:
    with read_tx(db) as session:
        return evidence(session, actor, View(CohortKey(*key), **asked), TODAY)


@pytest.fixture
def ebmt(db: Database, person: Callable) -> None:
    add_cohort(db, person("admin").user_id, EBMT_KEY, ebmt_records())


@pytest.fixture
def cohort(db: Database, person: Callable) -> Callable[..., list[int]]:
    """Put a cohort of records in: `cohort([Record(…), …], key)`."""
    maker = person("admin")

    def make(records: list[Record], key: tuple[str, str] = KYMRIAH) -> list[int]:
        return add_cohort(db, maker.user_id, key, records)

    return make

"""The same import on the embedded database and on PostgreSQL."""

import shutil
from datetime import date
from uuid import uuid4

import pytest

from app.db.engine import write_tx
from app.db.server_time import stamp
from app.followup.actions import record_event
from app.followup.entries import EventEntry
from tests.app.imports.conftest import EBMT_MAP, FIXTURES, number_of_facts


@pytest.fixture
def empty(engine_name, template, tmp_path):
    from app.db.engine import connect

    if engine_name == "sqlite":
        shutil.copy(template.removeprefix("sqlite:///"), tmp_path / "e.db")
        database = connect(f"sqlite:///{tmp_path / 'e.db'}")
        yield database
        database.dispose()
        return
    from tests.postgres import create_database, drop_database

    name = f"t_{uuid4().hex[:12]}"
    database = connect(create_database(name, template="template"))
    yield database
    database.dispose()
    drop_database(name)


def test_a_registry_file_comes_in_once_on_either_database(empty, tmp_path) -> None:
    from app.imports.command import run_file

    lines = (FIXTURES / "survival/ebmt3.csv").read_text(encoding="utf-8").splitlines()[:41]
    (tmp_path / "first.csv").write_text("\n".join(lines), encoding="utf-8")
    counts = [run_file(empty, tmp_path / "first.csv", EBMT_MAP).counts for _ in range(2)]
    assert [(one["create"], one["unchanged"]) for one in counts] == [(40, 0), (0, 40)]
    assert number_of_facts(empty) == 40 * 7


def test_a_registry_row_infused_after_the_recorded_death_is_refused_with_the_day(
    empty, tmp_path
) -> None:
    from app.imports.command import _operator, run_file, worded

    lines = (FIXTURES / "survival/ebmt3.csv").read_text(encoding="utf-8").splitlines()[:2]
    (tmp_path / "one.csv").write_text("\n".join(lines), encoding="utf-8")
    run_file(empty, tmp_path / "one.csv", EBMT_MAP)
    with write_tx(empty) as session:
        death, at = EventEntry(1, "death", date(2005, 3, 1), "unknown"), stamp(session)
        record_event(session, _operator(empty, make=False), death, at=at, source="import:1")
    later = EBMT_MAP.replace(
        'infused_on: {fixed: "2005-01-01"}', 'infused_on: {fixed: "2005-03-02"}'
    )
    result = run_file(empty, tmp_path / "one.csv", later, dry_run=True)
    assert result.counts["refused"] == 1
    assert "registered as dead on 1\u00a0Mar\u00a02005" in "\n".join(worded(result, "en"))

"""A draft's lines are written beside others' work; the run is kept wholly all the same."""

import pytest
from sqlalchemy import delete, func, insert, select

from app.db.engine import read_tx, write_tx
from app.db.tables.settlements import STAGED_LINE
from app.settlements.actions import keep, keep_beside
from app.settlements.staging import staged
from app.settlements.stored import kept, lines_sha256
from app.settlements.working import As, work_out
from tests.app.settlements.conftest import AGREEMENT, MID_2024, SEEN
from tests.app.settlements.reading import lines


@pytest.fixture
def worked(world):
    for region in ("hovedstaden", "syddanmark"):
        world.looks(world.patient(region), SEEN)
    with read_tx(world.db) as session:
        return work_out(session, AGREEMENT, As(MID_2024))


def left(world) -> int:
    with read_tx(world.db) as session:
        return session.execute(select(func.count()).select_from(STAGED_LINE)).scalar_one()


def test_a_run_kept_beside_has_the_lines_worked_out_in_order(world, worked) -> None:
    run = keep_beside(world.db, world.analyst, worked, "2024-H1")
    found = lines(world, run.id)
    assert len(found) == len(worked.shown) > 0
    assert lines_sha256(map(kept, found)) == run.lines_sha256
    assert [one.key for one in sorted(found, key=lambda one: one.id)] == [x.key for x in found]
    assert left(world) == 0


def test_a_run_that_is_kept_already_is_found(world, worked) -> None:
    first, second = (keep_beside(world.db, world.analyst, worked, "2024-H1") for _ in range(2))
    assert first.id == second.id


def test_what_a_process_that_died_left_behind_is_no_part_of_a_run(world, worked) -> None:
    rows = [{**row, "stage": "died"} for row in worked.rows()]
    with write_tx(world.db) as session:
        session.execute(insert(STAGED_LINE), rows[:1])
    run = keep_beside(world.db, world.analyst, worked, "2024-H1")
    assert len(lines(world, run.id)) == len(rows)
    assert left(world) == 0


def test_lines_that_went_missing_on_their_way_are_written_anew(world, worked) -> None:
    with staged(world.db, worked, "a run") as stage, write_tx(world.db) as session:
        session.execute(delete(STAGED_LINE))
        run = keep(session, world.analyst, worked, "2024-H1", stage=stage)
    assert len(lines(world, run.id)) == len(worked.shown)


def test_a_run_that_is_refused_leaves_nothing_behind(world, worked) -> None:
    with pytest.raises(ValueError, match="2024-H7"):
        keep_beside(world.db, world.analyst, worked, "2024-H7")
    assert left(world) == 0

"""The same evidence is found once; anything recorded since is in the next answer."""

from datetime import timedelta

from app.db.engine import read_tx
from app.evidence.listing import cohorts
from app.evidence.remembered import remembered
from tests.app.evidence.builders import ZERO, Record, add_event
from tests.app.evidence.conftest import KYMRIAH, TODAY, see

ALIVE = [Record("rh-born", 900 + n) for n in range(20)]


def ask(db, actor, found: list[int]) -> int:
    def find() -> int:
        found.append(1)
        return len(found)

    with read_tx(db) as session:
        return remembered(session, actor, "a question", find)


def test_an_answer_is_found_once_until_something_is_recorded(db, cohort, person) -> None:
    (number,) = cohort(ALIVE[:1])
    found: list[int] = []
    assert [ask(db, person("reviewer"), found) for _ in range(2)] == [1, 1]
    add_event(db, number, "transfusion", ZERO)
    assert ask(db, person("reviewer"), found) == 2


def test_readers_of_different_departments_share_no_answer(db, cohort, person) -> None:
    cohort(ALIVE[:1])
    found: list[int] = []
    readers = (("reviewer", None), ("site_lead", "rh-born"), ("site_lead", "auh-haem"))
    assert [ask(db, person(*one), found) for one in readers] == [1, 2, 3]


def test_a_death_recorded_since_is_on_the_page_and_in_the_list(db, cohort, person) -> None:
    numbers, lead = cohort(ALIVE), person("site_lead", "rh-born")
    assert see(db, lead, KYMRIAH, endpoint="os").curve.events == 0
    add_event(db, numbers[0], "death", ZERO + timedelta(days=900))
    assert see(db, lead, KYMRIAH, endpoint="os").curve.events == 1
    with read_tx(db) as session:
        assert [row.patients for row in cohorts(session, lead, TODAY)] == [20]

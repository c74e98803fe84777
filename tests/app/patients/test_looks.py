"""Who has looked: one row for a person, purpose, day and kind of look, with how often."""

import pytest

from app.db.engine import read_tx
from app.patients.looks import looked, looks_at


@pytest.fixture
def told(db, world):
    """Look as the clinician of the world, and tell who has looked at their patient."""

    def tell(*looks: tuple[str, str]):
        for kind, criterion in looks:
            looked(db, world.people["own"], kind, [world.patients["own"]], criterion)
        with read_tx(db) as session:
            return [
                (one.kind, one.cpr, one.count) for one in looks_at(session, world.patients["own"])
            ]

    return tell


def test_opening_a_patient_many_times_a_day_is_told_once_with_how_often(told) -> None:
    assert told(("open", ""), ("open", ""), ("open", "")) == [("open", False, 3)]


def test_seeing_the_whole_cpr_number_is_never_folded_into_an_opening(told) -> None:
    assert told(("open", ""), ("open", "CPR")) == [("open", True, 1), ("open", False, 1)]


def test_two_people_of_one_name_are_told_apart(db, world, person) -> None:
    for _ in range(2):
        looked(db, person("clinician", "rh-haem", "Ann Ny"), "open", [world.patients["own"]])
    with read_tx(db) as session:
        counts = [one.count for one in looks_at(session, world.patients["own"])]
    assert counts == [1, 1]

"""A region that closes is named in what comes; what is issued names whom it named."""

import pytest

from app.db.engine import read_tx
from app.settlements.verify import prints_the_same
from tests.app.settlements.conftest import MID_2024, SEEN
from tests.app.settlements.test_exports import Form, exported
from tests.browsers import text_of

DUE = "01-03-2024"
"""The day the issued line of Region Hovedstaden fell due."""


def closed(client_for, last: str, successor: str = "syddanmark"):
    fields = {"region": "hovedstaden", "valid_to": last, "successor": successor}
    return client_for("admin").post("/catalogue/close", fields)


def test_a_region_is_not_closed_before_a_day_for_which_it_is_named(
    world, settled, client_for
) -> None:
    before = exported(world, settled, Form.XLSX)
    answer = closed(client_for, "29-02-2024")
    assert answer.status_code == 422
    assert f"som betaler den {DUE}. Vælg den dag eller en senere" in text_of(answer)
    assert exported(world, settled, Form.XLSX) == before
    with read_tx(world.db) as session:
        assert prints_the_same(session, settled)


@pytest.mark.parametrize("last", [DUE, "31-12-2024"])
def test_on_that_day_or_later_it_closes_and_no_issued_line_is_renamed(
    world, settled, client_for, last
) -> None:
    before = exported(world, settled, Form.XLSX)
    assert closed(client_for, last).status_code == 303
    assert exported(world, settled, Form.XLSX) == before


def test_what_is_issued_under_a_successor_keeps_the_region_closed(world, client_for) -> None:
    world.looks(world.patient(), SEEN)
    assert closed(client_for, "31-01-2024").status_code == 303
    world.settled(MID_2024)
    answer = closed(client_for, "31-12-2024")
    assert answer.status_code == 422
    assert "Lad dens sidste dag og hvem der tog over stå" in text_of(answer)

"""The days an agreement may be settled on, by the form and by the command alike."""

from datetime import date, timedelta

import pytest

from app.clock import today
from app.db.engine import read_tx
from app.settlements.command import settle_agreement
from app.settlements.refusals import DayBehind, DayToCome
from app.settlements.verify import verify
from app.settlements.working import As, work_out
from tests.app.settlements.conftest import AGREEMENT, MID_2024
from tests.app.settlements.reading import ledger
from tests.browsers import text_of

FIELDS = {"agreement_id": AGREEMENT, "period": "2024-H1"}
BEFORE = MID_2024 - timedelta(days=1)
ANALYST = "analyst@settling.dk"


def test_the_command_settles_no_day_before_one_that_is_issued(world, settled) -> None:
    with pytest.raises(DayBehind) as refused:
        settle_agreement(world.db, AGREEMENT, "2024-H1", BEFORE, ANALYST)
    assert refused.value.worded("en").startswith("29-06-2024 lies before 30-06-2024")
    assert "Afregn pr. 30-06-2024 eller senere" in refused.value.worded("da")


def test_the_command_settles_no_day_to_come(world) -> None:
    with pytest.raises(DayToCome) as refused:
        settle_agreement(world.db, AGREEMENT, "2030-H1", date(2100, 6, 30), ANALYST)
    assert "30-06-2100 er ikke kommet endnu" in refused.value.worded("da")


def test_the_form_says_the_same_and_keeps_what_was_typed(settled, analyst) -> None:
    answer = analyst.post("/settlements/new", FIELDS | {"settle_on": "29-06-2024"})
    assert answer.status_code == 422
    assert "Afregn pr. 30-06-2024 eller senere" in text_of(answer)
    assert 'value="29-06-2024"' in answer.text
    later = analyst.post("/settlements/new", FIELDS | {"settle_on": "01-01-2045"})
    assert "01-01-2045 er ikke kommet endnu" in text_of(later)


@pytest.mark.parametrize("on", [MID_2024, MID_2024 + timedelta(days=1), today()])
def test_the_same_day_and_later_ones_may_be_settled(world, settled, on) -> None:
    with read_tx(world.db) as session:
        assert work_out(session, AGREEMENT, As(on)).inputs.settle_on == on


def test_what_is_issued_is_still_shown_as_of_a_day_and_derived_again(
    world, settled, analyst
) -> None:
    world.settled(date(2024, 12, 31), "2024-H2")
    shown = analyst.get(f"/settlements/{settled}?as_of={today():%d-%m-%Y}")
    assert shown.status_code == 200
    assert len(ledger(world)) == 3
    assert verify(world.db).problems == ()

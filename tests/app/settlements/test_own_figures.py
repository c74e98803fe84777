"""Whoever recorded a figure or a ruling that a run cites does not approve the run."""

from datetime import date

import pytest

from app.agreements.figures import NewFigure, record_figure
from app.agreements.rulings import NewRuling, record_ruling
from app.db.engine import read_tx, write_tx
from app.settlements import actions, queries
from app.settlements.refusals import NobodyElse, OwnFigure
from contracts.fact import Kind
from tests.app.settlements.conftest import AGREEMENT, MID_2024, PASSWORD, PRICE, SEEN, noon
from tests.app.settlements.reading import lines, state
from tests.app.settlements.test_figures_in_money import FIRST, NUMBER, STATED, in_euro
from tests.app.settlements.test_runs import same_person
from tests.browsers import text_of

__all__ = ["in_euro"]
FIGURES = [one for one in STATED if one[0] is not Kind.SUCCESSION and one[2] != "7.45"]

CORRECTED = {Kind.PRICE: "210000.00", Kind.INDEX: "104.0", Kind.FX: "7.40", Kind.VAT: "24 %"}


@pytest.fixture
def both(world, person):
    """An approver who is also an analyst, by two accounts."""
    recorder, signer = person("analyst"), person("approver", name="Bodil")
    same_person(world, signer, recorder)
    return recorder, signer


def recorded(world, actor, new: NewFigure, at: date) -> None:
    with write_tx(world.db) as session:
        record_figure(session, actor, new, at=noon(at))


def price(amount: str = "21500000.00", name: str = PRICE, since: date = date(2020, 1, 1)):
    return NewFigure(Kind.PRICE, name, amount, since, "aftale", unit="DKK")


def proposed(world, agreement: str = AGREEMENT, on: date = MID_2024) -> str:
    with write_tx(world.db) as session:
        run = actions.draft(session, world.analyst, agreement, f"{on.year}-H1", on, at=noon(on)).id
        actions.propose(session, world.analyst, run)
    return run


def test_who_recorded_the_price_is_told_which_and_who_else_may_approve(world, both) -> None:
    recorder, signer = both
    world.looks(world.patient(), SEEN)
    recorded(world, recorder, price("21000000.00"), MID_2024)
    run = proposed(world)
    with pytest.raises(OwnFigure) as refused:
        world.approve(run, signer)
    told = refused.value.worded("da")
    assert f"Du har registreret prisen {PRICE} fra 01-01-2020" in told
    assert told.endswith("En anden skal godkende den: approver.")
    world.approve(run)
    assert state(world, run) == "approved"


def test_a_price_corrected_by_another_since_is_no_longer_their_own(world, both) -> None:
    recorder, signer = both
    world.looks(world.patient(), SEEN)
    recorded(world, recorder, price("21000000.00"), MID_2024)
    recorded(world, world.analyst, price("22000000.00"), MID_2024)
    run = proposed(world)
    world.approve(run, signer)
    assert state(world, run) == "approved"


def test_a_figure_no_line_cites_keeps_nobody_from_approving(world, both) -> None:
    recorder, signer = both
    world.looks(world.patient(), SEEN)
    recorded(world, recorder, price(since=date(2024, 5, 1)), MID_2024)
    recorded(world, recorder, price(name="another"), MID_2024)
    run = proposed(world)
    world.approve(run, signer)
    assert state(world, run) == "approved"


@pytest.mark.parametrize("stated", FIGURES, ids=lambda one: f"{one[1]} {one[3]}")
def test_every_kind_of_figure_counts(in_euro, both, stated) -> None:
    world, (recorder, signer) = in_euro.world, both
    kind, name, _, on, unit, method = stated
    new = NewFigure(kind, name, CORRECTED[kind], on, "rettet", unit, method)
    recorded(world, recorder, new, date(2027, 12, 31))
    with pytest.raises(OwnFigure):
        world.approve(proposed(world, NUMBER, FIRST), signer)


def test_who_signed_for_a_ruling_does_not_approve_what_it_decides(world, settled) -> None:
    about = {"term": lines(world, settled)[0].term, "milestone": "1", "amount": "100.00"}
    said = (AGREEMENT, "P-0001", "dispute", date(2024, 7, 1), "Voldgiften", "Kendelse", "", "")
    with write_tx(world.db) as session:
        record_ruling(session, world.approver, NewRuling(*said, about))
    run = proposed(world, on=date(2024, 7, 31))
    with pytest.raises(NobodyElse) as refused:
        world.approve(run)
    assert "afgørelsen af 01-07-2024 om P-0001" in refused.value.worded("da")
    assert "Bed en administrator" in refused.value.worded("da")


def test_it_waits_for_others_and_the_page_says_why(world, both, client_for, known_by) -> None:
    recorder, signer = both
    world.looks(world.patient(), SEEN)
    recorded(world, recorder, price("21000000.00"), MID_2024)
    run = proposed(world)
    with read_tx(world.db) as session:
        assert queries.awaiting(session, signer, "da") == []
        assert [one.id for one in queries.awaiting(session, world.approver, "da")] == [run]
    page = f"/settlements/{run}/approve"
    browser = client_for("approver", actor=known_by(signer))
    signs = browser.get(page).text.partition('name="signs" value="')[2][:64]
    answer = browser.post(page, {"password": PASSWORD, "signs": signs})
    assert (answer.status_code, "Du har registreret prisen" in text_of(answer)) == (422, True)

"""Whoever recorded a figure or a ruling that a run cites does not approve the run."""

from datetime import date

import pytest
from sqlalchemy import event

from app.agreements.figures import NewFigure, record_figure
from app.agreements.rulings import NewRuling, record_ruling, retract_ruling
from app.db.engine import read_tx, write_tx
from app.settlements import actions, queries
from app.settlements.refusals import NobodyElse, OwnFigure
from app.settlements.steps import look, run_of, who_else
from contracts.fact import Kind
from tests.app.settlements.conftest import (
    AGREEMENT,
    INSTALMENT,
    MID_2024,
    PASSWORD,
    PRICE,
    SEEN,
    noon,
)
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


def named(world, run: str, refused) -> OwnFigure:
    """The refusal as the page tells it, with who else may approve."""
    with read_tx(world.db) as session:
        return who_else(session, run_of(session, run), refused.value)


def ruled(world, actor, treatment: str, name: str, about: dict[str, str], at=None) -> str:
    said = (AGREEMENT, treatment, name, date(2024, 7, 1), "Voldgiften", "Kendelse", "", "")
    with write_tx(world.db) as session:
        return record_ruling(session, actor, NewRuling(*said, about), at=at).fact_id


def test_who_recorded_the_price_is_told_which_and_who_else_may_approve(world, both) -> None:
    recorder, signer = both
    world.looks(world.patient(), SEEN)
    recorded(world, recorder, price("21000000.00"), MID_2024)
    run = proposed(world)
    with pytest.raises(OwnFigure) as refused:
        world.approve(run, signer)
    told = named(world, run, refused).worded("da")
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
    ruled(world, world.approver, "P-0001", "dispute", about)
    run = proposed(world, on=date(2024, 7, 31))
    with pytest.raises(OwnFigure) as refused:
        world.approve(run)
    told = named(world, run, refused)
    assert isinstance(told, NobodyElse)
    assert "afgørelsen af 01-07-2024 om P-0001" in told.worded("da")
    assert "Bed en administrator" in told.worded("da")


def test_who_took_a_ruling_back_does_not_approve_what_its_absence_pays(world, settled) -> None:
    about = {"term": lines(world, settled)[0].term, "milestone": "1", "amount": "100.00"}
    fact_id = ruled(world, world.analyst, "P-0001", "dispute", about)
    world.settled(date(2024, 7, 31), "2024-07")
    with write_tx(world.db) as session:
        retract_ruling(session, world.approver, AGREEMENT, fact_id, "fortrudt")
    run = proposed(world, on=date(2024, 8, 31))
    assert [one.amount for one in lines(world, run) if one.treatment == "P-0001"] != [0]
    with pytest.raises(OwnFigure) as refused:
        world.approve(run)
    assert "tilbagetagelsen af afgørelsen af 01-07-2024 om P-0001" in refused.value.worded("da")


def test_a_ruling_another_has_put_back_since_is_no_longer_taken_back(world, settled, both) -> None:
    about = {"term": lines(world, settled)[0].term, "milestone": "1", "amount": "100.00"}
    fact_id = ruled(world, world.analyst, "P-0001", "dispute", about)
    with write_tx(world.db) as session:
        retract_ruling(session, world.approver, AGREEMENT, fact_id, "fortrudt")
    ruled(world, both[0], "P-0001", "dispute", about)
    run = proposed(world, on=date(2024, 7, 31))
    world.approve(run)
    assert state(world, run) == "approved"


def test_who_merged_two_treatments_does_not_approve_what_that_takes_back(world, settled) -> None:
    ruled(world, world.approver, "P-0002", "merge", {"kept": "P-0001"})
    run = proposed(world, on=date(2024, 7, 31))
    assert [one.amount for one in lines(world, run) if one.amount] == [-INSTALMENT]
    with pytest.raises(OwnFigure) as refused:
        world.approve(run)
    assert "at P-0002 og P-0001 er samme behandling" in refused.value.worded("da")


def test_what_was_taken_back_counts_until_it_is_settled_and_no_longer(world, settled, both) -> None:
    ruled(world, world.approver, "P-0002", "merge", {"kept": "P-0001"})
    run = proposed(world, on=date(2024, 7, 31))
    world.approve(run, both[1])
    world.issue(run)
    world.looks(1, SEEN, "resumed", at=date(2024, 8, 1), why="fejl")
    run = proposed(world, on=date(2024, 8, 31))
    world.approve(run)
    assert state(world, run) == "approved"


def test_a_merge_of_others_keeps_nobody_from_approving(world, settled) -> None:
    world.patient(), world.patient()
    ruled(world, world.approver, "P-0005", "merge", {"kept": "P-0004"})
    world.looks(1, SEEN, "resumed", at=date(2024, 8, 1), why="fejl")
    run = proposed(world, on=date(2024, 8, 31))
    world.approve(run)
    assert state(world, run) == "approved"


def test_a_look_does_not_hold_for_what_is_recorded_by_then(world, settled) -> None:
    ruled(world, world.approver, "P-0002", "merge", {"kept": "P-0001"})
    run = proposed(world, on=date(2024, 7, 31))
    with read_tx(world.db) as session:
        before = look(session, world.analyst, run_of(session, run))
    assert before.fact is None
    with pytest.raises(OwnFigure), write_tx(world.db) as session:
        actions.approve(session, world.approver, run, looked=before)


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
    assert "En anden skal godkende den: approver" in text_of(answer)


@pytest.mark.parametrize("name", [PRICE, "another"])
def test_nobodys_writes_wait_while_the_lines_are_looked_through(
    world, both, client_for, known_by, name
) -> None:
    recorder, signer = both
    world.looks(world.patient(), SEEN)
    recorded(world, recorder, price("21000000.00", name), MID_2024)
    page = f"/settlements/{proposed(world)}/approve"
    browser = client_for("approver", actor=known_by(signer))
    signs = browser.get(page).text.partition('name="signs" value="')[2][:64]
    read: dict[str, list[str]] = {"reader": [], "writer": []}
    for engine, told in ((world.db.reader, read["reader"]), (world.db.writer, read["writer"])):
        event.listen(engine, "before_cursor_execute", lambda *call, to=told: to.append(call[2]))
    answer = browser.post(page, {"password": PASSWORD, "signs": signs})
    assert answer.status_code == (422 if name == PRICE else 303)
    assert any("settlement_line.explanation" in one for one in read["reader"])
    assert not any("settlement_line.explanation" in one for one in read["writer"])

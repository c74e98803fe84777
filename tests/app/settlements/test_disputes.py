"""One line is disputed with a thread; its amount is held, the rest flows on, a ruling decides."""

from datetime import timedelta

import pytest

from app.clock import now
from app.db.engine import read_tx, write_tx
from app.settlements import disputes
from app.settlements.disputes import Decided, Said
from app.settlements.one_line import line_page
from app.settlements.refusals import DisputeLate
from app.settlements.verify import verify
from contracts.ledger import DISPUTE
from tests.app.settlements.conftest import INSTALMENT, SEEN
from tests.app.settlements.reading import ledger, lines
from tests.browsers import text_of

SIGNED = "A. Holm og M. Berg"


@pytest.fixture
def line(world, settled) -> int:
    """A line of 2,150,000 kroner, issued."""
    return next(one.id for one in lines(world, settled) if one.amount == INSTALMENT)


def disputed(world, line: int) -> None:
    with write_tx(world.db) as session:
        said = Said("Prøven ønskes kontrolleret", "supplier")
        disputes.dispute(session, world.analyst, line, said)


def decided(world, line: int, decision, amount: str = "") -> None:
    with write_tx(world.db) as session:
        ruling = Decided(decision, SIGNED, amount)
        disputes.decide(session, world.analyst, line, ruling, Said("Afgjort"))


def today():
    return now().date()


def test_the_amount_is_held_and_the_next_run_neither_reverses_nor_posts_it_again(
    world, line
) -> None:
    disputed(world, line)
    held = ledger(world)[-1]
    assert (held.credit, held.amount, held.cause) == (DISPUTE, INSTALMENT, "dispute")
    again = [one for one in lines(world, world.draft(today(), "2026-H2")) if one.amount]
    assert again == []


def test_an_upheld_line_is_due_again_and_nothing_is_adjusted(world, line) -> None:
    disputed(world, line)
    decided(world, line, "upheld")
    assert (ledger(world)[-1].debit, ledger(world)[-1].cause) == (DISPUTE, "decision")
    assert not [one for one in lines(world, world.draft(today(), "2026-H2")) if one.amount]


def test_a_ruled_amount_is_posted_as_the_difference_by_the_next_run(world, line) -> None:
    disputed(world, line)
    decided(world, line, "adjusted", "1000000.00")
    run = world.draft(today(), "2026-H2")
    (later,) = [one for one in lines(world, run) if one.amount]
    assert (later.entitled, later.amount) == (100_000_000, 100_000_000 - INSTALMENT)


def test_after_the_notice_a_line_cannot_be_disputed(world, line) -> None:
    late = now() + timedelta(days=31)
    with pytest.raises(DisputeLate), write_tx(world.db) as session:
        disputes.dispute(session, world.analyst, line, Said("For sent"), at=late)
    assert "dispute" not in {one.cause for one in ledger(world)}


def test_a_corrected_value_adjusts_the_line_and_both_are_shown(world, line, analyst) -> None:
    disputed(world, line)
    treatment = next(one for one in lines_of(world, line))
    world.looks(int(treatment[2:]), SEEN, "resumed", at=today(), why="Fejlaflæst")
    decided(world, line, "adjusted")
    run = world.draft(today(), "2026-H2")
    (later,) = [one for one in lines(world, run) if one.amount]
    page = text_of(analyst.get(f"/settlements/lines/{later.id}"))
    assert "Hvad der er ændret siden sidst" in page
    assert "ingen" in page
    assert "genoptaget" in page
    assert "Regulerer" in page


def lines_of(world, line: int) -> list[str]:
    with read_tx(world.db) as session:
        return [line_page(session, world.analyst, line, "da").line.treatment]


def test_both_parties_words_stand_in_the_thread(world, line, analyst) -> None:
    url = f"/settlements/lines/{line}"
    assert "kan linjen anfægtes til og med" in text_of(analyst.get(url))
    analyst.post(url, {"text": "Prøven er for gammel", "party": "supplier"})
    analyst.post(url, {"text": "Prøven er inden for vinduet", "party": "payer"})
    page = text_of(analyst.get(url))
    assert "Leverandøren (skrevet ind af analyst)" in page
    assert "Prøven er inden for vinduet" in page


def test_the_proof_holds_through_a_dispute(world, line) -> None:
    disputed(world, line)
    decided(world, line, "upheld")
    assert verify(world.db).problems == ()


def test_a_dispute_sent_twice_is_opened_once_and_not_answered(world, line, analyst) -> None:
    url = f"/settlements/lines/{line}"
    said = {
        "text": "Prøven er for gammel",
        "party": "supplier",
        "request_key": key_of(analyst, url),
    }
    ends = [analyst.post(url, said).headers["location"] for _ in range(2)]
    assert ends == [f"{url}?done=disputed"] * 2
    assert text_of(analyst.get(url)).count("Prøven er for gammel") == 1


def key_of(browser, url: str) -> str:
    """The key in the form of what is said about a line."""
    form = browser.get(url).text.partition(f'action="{url}"')[2].partition("</form>")[0]
    return form.partition('name="request_key" value="')[2].partition('"')[0]

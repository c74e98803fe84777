"""The supplier reads no lasting name, no fact's number, no value and no day, whoever wrote them."""

from datetime import date

import pytest

from app.db.engine import read_tx, write_tx
from app.settlements import disputes
from app.settlements.disputes import Said
from app.settlements.pseudonyms import named, secret_of
from app.settlements.veil import Veil
from tests.app.settlements.reading import ledger, lines
from tests.contracts.test_explain import trued_up

SECRET = "00" * 32
OURS = named(SECRET, "P-0017")


@pytest.fixture
def url(world, settled) -> str:
    line_id = ledger(world)[0].line_id
    with write_tx(world.db) as session:
        told = Said("Samme rate (p-0001, rate 1), besøgt 01-03-2024, se også M-12", "supplier")
        disputes.dispute(session, world.analyst, line_id, told, at=None)
    return f"/settlements/lines/{line_id}"


@pytest.fixture(autouse=True)
def _before_the_notice_ends(monkeypatch) -> None:
    monkeypatch.setattr(disputes, "rule_for", lambda *_: disputes.Rule(False, None, False))


def test_nothing_on_the_preview_names_the_treatment_otherwise_than_its_supplier(
    world, settled, url, analyst
) -> None:
    page = analyst.get(f"{url}?profile=supplier").text
    with read_tx(world.db) as session:
        name = named(secret_of(session, settled), "P-0001")
    assert f"Samme rate ({name}, rate 1), besøgt [udeladt], se også [udeladt]" in page
    assert "P-0001" not in page.upper()


@pytest.mark.parametrize("part", ['name="text"', "Posteringer om denne linje"])
def test_the_preview_holds_nothing_that_is_not_the_suppliers(url, analyst, part: str) -> None:
    assert part in analyst.get(url).text
    assert part not in analyst.get(f"{url}?profile=supplier").text


def test_finance_reads_the_thread_as_it_was_written(url, analyst) -> None:
    assert "Samme rate (p-0001, rate 1), besøgt 01-03-2024" in analyst.get(url).text


def test_no_line_is_told_its_supplier_with_a_lasting_name_or_a_day(world, settled, analyst) -> None:
    for line in lines(world, settled):
        page = analyst.get(f"/settlements/lines/{line.id}?profile=supplier").text
        assert not any(mark in page for mark in ("P-0", "M-", str(date(2024, 3, 1).year)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("P-0017 og p-17", f"{OURS} og {OURS}"),
        ("faktor IX 3,8 % er lavt", "faktor IX [udeladt] er lavt"),
        ("3.80% or <3.8", "[udeladt] or <[udeladt]"),
        ("tidligere 5,2", "tidligere [udeladt]"),
        ("grænsen er 5 %, rate 2", "grænsen er 5 %, rate 2"),
        ("13,8 og 3,85 og 13.8.5", "13,8 og 3,85 og 13.8.5"),
        ("A-91 den 2027-03-12 og 12.3.27", "[udeladt] den [udeladt] og [udeladt]"),
    ],
)
def test_what_people_wrote_is_read_without_names_values_and_days(written: str, read: str) -> None:
    assert Veil(SECRET, trued_up(), "da").over(written) == read

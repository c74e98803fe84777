"""A name that clauses and departments spell differently shows on the agreement's page."""

from pathlib import Path

import pytest

from app.agreements import actions
from app.db.engine import write_tx
from tests.app.evidence.builders import Record
from tests.browsers import text_of

TEXT = (Path(__file__).parents[3] / "contracts" / "library" / "hemgenix_dk.yaml").read_text()
PAGE = "/agreements/DK-HEMGENIX-ANNUITY/versions/1"
KEY = ("hemgenix", "haemophilia-b")
FIX = ("M6", "fix_activity", "31.4", 180)


@pytest.fixture
def agreement(db, person) -> None:
    analyst = person("analyst")
    with write_tx(db) as session:
        actions.record_version(session, analyst, TEXT)


def test_a_clause_that_reads_what_nobody_records_is_named(agreement, cohort, client_for) -> None:
    cohort([Record("rh-haem", 300, values=(FIX,))], KEY)
    page = text_of(client_for("analyst").get(f"{PAGE}/names"))
    assert "læser målet «prophylaxis», som der ikke er registreret en eneste værdi af" in page
    assert "læser prisen «illustrative-hemgenix», som ikke er oplyst" in page


def test_a_value_no_clause_can_read_is_named_with_the_number_of_facts(
    agreement, cohort, client_for
) -> None:
    odd = ("M6", "prophylaxis", "nothing", 180)
    cohort([Record("rh-haem", 300, values=(odd,)) for _ in range(2)], KEY)
    page = text_of(client_for("analyst").get(f"{PAGE}/names"))
    assert "Tilstanden «nothing» findes ikke i aftalen (2)." in page


def test_what_the_plan_asks_for_and_no_clause_reads_is_left_to_others(
    agreement, cohort, client_for
) -> None:
    cohort([Record("rh-haem", 300, values=(("M6", "alt", "30", 180),))], KEY)
    page = text_of(client_for("analyst").get(f"{PAGE}/names"))
    assert "ALAT 1" in page
    assert "«alt»" not in page


def test_the_page_of_a_version_leads_to_its_names(agreement, client_for) -> None:
    assert f'href="{PAGE}/names"' in client_for("analyst").get(PAGE).text
    assert "endnu ikke registreret" in text_of(client_for("analyst").get(f"{PAGE}/names"))

"""A treatment that two agreements claim: the draft says so, the due list names the agreement."""

import pytest

from app.agreements import actions as agreements
from app.db.engine import write_tx
from contracts import library
from tests.app.settlements.conftest import AGREEMENT, MEANT, MID_2024
from tests.browsers import text_of

OTHER = "DK-HEMGENIX-2028"


@pytest.fixture
def both(world, settled) -> None:
    """A second agreement in force about the patients of the one that is issued."""
    text = library.template("hemgenix_dk").replace(AGREEMENT, OTHER)
    with write_tx(world.db) as session:
        agreements.record_version(session, world.analyst, text, library.examples_of("hemgenix_dk"))
        agreements.activate(session, world.approver, OTHER, "1", accepted=MEANT)


def draft_of(world, number):
    from app.settlements import actions

    with write_tx(world.db) as session:
        return actions.draft(session, world.analyst, number, "2024-H1", MID_2024).id


def test_a_draft_names_the_treatments_another_agreement_has_been_settled_for(
    world, both, analyst, approver
) -> None:
    run = draft_of(world, OTHER)
    page = analyst.get(f"/settlements/{run}")
    assert "3 behandlinger her er også afregnet under en anden aftale" in text_of(page)
    assert f"P-0001 under {AGREEMENT}" in text_of(page)
    line = page.text.partition('href="/settlements/lines/')[2].partition('"')[0]
    assert AGREEMENT in text_of(analyst.get(f"/settlements/lines/{line}"))
    world.propose(run)
    assert "under en anden aftale" in text_of(approver.get(f"/settlements/{run}/approve"))


def test_an_issued_settlement_and_one_alone_carry_no_such_notice(
    world, settled, both, analyst
) -> None:
    assert "under en anden aftale" not in text_of(analyst.get(f"/settlements/{settled}"))


def test_what_one_agreement_has_settled_is_still_due_by_the_other(world, both, analyst) -> None:
    from app.db.engine import read_tx
    from app.settlements.overview import due

    with read_tx(world.db) as session:
        found = due(session, world.analyst, MID_2024)
    assert {one.agreement_id for one in found if one.milestone.index == 1} == {OTHER}

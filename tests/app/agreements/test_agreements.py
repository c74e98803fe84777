from datetime import date
from pathlib import Path

import pytest

from app.agreements import actions, queries
from app.agreements.weighed import Accepted
from app.db.engine import read_tx, write_tx
from contracts import library
from contracts.faults import AgreementRefused
from tests.browsers import text_of

TEXT = (Path(__file__).parents[3] / "contracts" / "library" / "hemgenix_dk.yaml").read_text()
EXAMPLES = library.examples_of("hemgenix_dk")
ID = "DK-HEMGENIX-ANNUITY"


@pytest.fixture
def analyst(person):
    return person("analyst")


def record(db, actor, text=TEXT, examples=""):
    with write_tx(db) as session:
        return actions.record_version(session, actor, text, examples)


def activate(db, actor):
    with write_tx(db) as session:
        meant = Accepted("To see how it is settled")
        return actions.activate(session, actor, ID, "1", accepted=meant)


def test_the_same_text_again_is_the_same_version(db, analyst) -> None:
    assert record(db, analyst).id == record(db, analyst, TEXT.replace("\n", "\r\n")).id


def test_another_text_under_the_same_version_is_refused(db, analyst) -> None:
    record(db, analyst)
    with pytest.raises(actions.AgreementUnfit) as refused:
        record(
            db,
            analyst,
            TEXT.replace('count: "10"', 'count: "10"').replace("P60D, after", "P59D, after"),
        )
    assert "ændres aldrig" in refused.value.problem.worded("da")


def test_a_faulty_text_is_refused_with_every_fault(db, analyst) -> None:
    with pytest.raises(AgreementRefused) as refused:
        record(db, analyst, TEXT.replace("withdrawal: EXCUSED", "withdrawl: EXCUSED"))
    assert {fault.code for fault in refused.value.faults} >= {"undecided", "extra_forbidden"}


def test_a_product_outside_the_catalogue_is_refused(db, analyst) -> None:
    unknown = TEXT.replace("product: hemgenix", "product: nothing").replace(
        "value: hemgenix", "value: nothing"
    )
    with pytest.raises(actions.AgreementUnfit):
        record(db, analyst, unknown)


@pytest.mark.parametrize("number", ["check", "draft", "form", "library", "new"])
def test_no_agreement_takes_the_address_of_another_page(db, analyst, number: str) -> None:
    with pytest.raises(actions.AgreementUnfit) as refused:
        record(db, analyst, TEXT.replace(ID, number))
    assert f"«{number}»" in refused.value.problem.worded("da")


def test_whoever_recorded_a_version_does_not_bring_it_into_force(db, analyst, person) -> None:
    record(db, analyst, examples=EXAMPLES)
    with pytest.raises(actions.AgreementUnfit):
        activate(db, analyst)
    activate(db, person("approver"))
    with read_tx(db) as session:
        assert queries.active_agreements(session) == (ID,)


def test_a_version_is_kept_but_not_brought_into_force_while_a_case_has_no_example(
    db, analyst, person
) -> None:
    assert record(db, analyst).version == "1"
    with pytest.raises(actions.AgreementUnfit) as refused:
        activate(db, person("approver"))
    danish = refused.value.problem.worded("da")
    assert danish.startswith("14 tilfælde vises ikke af noget eksempel")
    assert "§ 1 annuity: udfald: afventer" in danish
    assert "14 cases are not shown" in refused.value.problem.worded("en")


def test_the_clinic_gets_deadlines_and_no_amounts(db, analyst, person) -> None:
    record(db, analyst, examples=EXAMPLES)
    activate(db, person("analyst"))
    with read_tx(db) as session:
        milestones = queries.milestones_for(session, "hemgenix", "haemophilia-b")
    first = milestones(date(2026, 3, 1))[0]
    assert (first.target, first.opens) == (date(2027, 3, 1), date(2026, 12, 31))
    assert not any("amount" in name or "price" in name for name in dir(first))


def test_nothing_is_due_by_an_agreement_that_is_not_in_force(db, analyst) -> None:
    record(db, analyst)
    with read_tx(db) as session:
        milestones = queries.milestones_for(session, "hemgenix", "haemophilia-b")
    assert milestones(date(2026, 3, 1)) == ()


def test_the_check_page_keeps_the_text_and_lists_the_faults(db, client_for) -> None:
    browser = client_for("analyst")
    faulty = TEXT.replace("withdrawal: EXCUSED", "withdrawl: EXCUSED")
    answer = browser.post("/agreements/new", {"text": faulty, "act": "save"})
    assert answer.status_code == 422
    assert "afgør ikke, hvad der gælder ved withdrawal" in text_of(answer)
    assert "withdrawl: EXCUSED" in answer.text


def test_a_failing_example_is_shown_red(db, client_for) -> None:
    wrong = TEXT.replace('total: "8420833.33"', 'total: "8420833.34"')
    answer = client_for("analyst").post("/agreements/new", {"text": wrong, "act": "check"})
    assert "forventet 8.420.833,34 kr., beregnet 8.420.833,33 kr." in text_of(answer)


def test_a_version_is_kept_and_shown(db, client_for) -> None:
    kept = client_for("analyst").post(
        "/agreements/new", {"text": TEXT, "examples": EXAMPLES, "act": "save"}
    )
    page = client_for("analyst").follow(kept)
    assert "Illustrative vilkår" in text_of(page)
    assert "Reglen i en sætning" in text_of(page)


@pytest.mark.parametrize("role", ["clinician", "reviewer", "admin"])
def test_others_see_no_agreement(db, analyst, client_for, role) -> None:
    record(db, analyst)
    other = client_for(role, "rh-haem" if role == "clinician" else None)
    for url in (
        "",
        "/new",
        f"/{ID}",
        f"/{ID}/versions/1",
        f"/{ID}/versions/1/activate",
        f"/{ID}/prices",
        f"/{ID}/rulings",
    ):
        assert other.get(f"/agreements{url}").status_code in {403, 404}

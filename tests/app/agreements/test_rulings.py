"""Rulings: kept as signed, corrected, taken back, and read by their agreement alone."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from app.agreements import actions
from app.agreements.reading import Reads
from app.agreements.rulings import (
    NewRuling,
    RulingRefused,
    record_ruling,
    retract_ruling,
    rulings,
)
from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.db.tables.trail import AccessRecord
from app.evidence.facts import facts
from app.patients.actions import NewPatient, NewTreatment, add_treatment, register_patient
from app.permissions import NotAllowed, NotFound
from contracts.fact import Kind
from tests.browsers import text_of

TEXT = (Path(__file__).parents[1] / "settlements" / "in_euro.yaml").read_text(encoding="utf-8")
ID = "TEST-IN-EURO"
PAGE = f"/agreements/{ID}/rulings"
TYPED = {
    "name": "switch-cost",
    "treatment": "p-0001",
    "amount": "40.000,00",
    "valid_on": "10-02-2026",
    "signed_by": "Voldgiften",
    "reason": "Kendelse af 10. februar",
}


@pytest.fixture
def kept(db, person):
    """The agreement, and a treatment it covers."""
    analyst, clinician = person("analyst"), person("clinician", "rh-haem")
    with write_tx(db) as session:
        actions.record_version(session, analyst, TEXT)
        tail = {"at": stamp(session, datetime(2026, 1, 1, tzinfo=UTC)), "source": "entered"}
        new = NewPatient(None, None, "m", 1980, ("T", "1"), "syddanmark")
        one = register_patient(session, clinician, new, **tail)
        treated = NewTreatment(one, "hemgenix", "haemophilia-b", "rh-haem")
        add_treatment(session, clinician, treated, **tail)
    return analyst


def ruling(treatment="P-0001", name="switch-cost", value="40000.00", unit="EUR", **about):
    said = (ID, treatment, name, date(2026, 2, 10), "Voldgiften", "Kendelse", value, unit)
    return NewRuling(*said, about)


def sign(db, actor, new):
    with write_tx(db) as session:
        return record_ruling(session, actor, new)


def test_the_same_day_again_is_a_correction_and_the_same_again_is_nothing(db, kept) -> None:
    for value in ("40000.00", "30000.00", "30000.00"):
        row = sign(db, kept, ruling(value=value))
    assert (row.version, row.value) == (2, "30000.00")


def test_two_lines_in_dispute_are_two_rulings(db, kept) -> None:
    for milestone in ("1", "2"):
        about = {"term": "rates", "milestone": milestone, "state": "open"}
        row = sign(db, kept, ruling(name="dispute", value="", unit="", **about))
    assert (row.version, row.attributes) == (1, "milestone=2;state=open;term=rates")


@pytest.mark.parametrize(
    "new",
    [
        ruling(value="40.000,00"),
        ruling(value="-1.00"),
        ruling(unit="XYZ"),
        ruling(name="dispute", value="", unit="", term="rates", amount="much"),
        ruling(name="dispute", value="", unit="", term="rates;state=open"),
        ruling(value="x" * 201, unit=""),
    ],
)
def test_a_ruling_that_could_not_be_read_again_is_refused(db, kept, new) -> None:
    with pytest.raises(RulingRefused):
        sign(db, kept, new)


def test_a_treatment_the_agreement_does_not_cover_is_unknown(db, kept) -> None:
    with pytest.raises(NotFound):
        sign(db, kept, ruling("P-0009"))


def test_a_clinician_signs_nothing(db, kept, person) -> None:
    with pytest.raises(NotAllowed):
        sign(db, person("clinician", "rh-haem"), ruling())


def test_no_other_agreement_reads_it(db, kept) -> None:
    sign(db, kept, ruling())
    with read_tx(db) as session:
        for reads, count in ((Reads(ID), 1), (Reads("ANOTHER"), 0), (Reads(), 0)):
            read = facts(session, "hemgenix", "haemophilia-b", reads=reads)
            assert sum(fact.kind is Kind.RULING for fact in read) == count


def test_a_signed_cost_is_kept_shown_and_taken_back(db, kept, client_for) -> None:
    browser = client_for("analyst")
    told = text_of(browser.follow(browser.post(PAGE, TYPED)))
    assert "40.000,00 EUR" in told
    assert "P-0001" in told
    with read_tx(db) as session:
        fact_id = rulings(session, kept, ID)[0].fact_id
    back = browser.post(f"{PAGE}/retract", {"fact_id": fact_id, "reason": "Trukket"})
    assert "trukket tilbage" in text_of(browser.follow(back))


DECIDED = {"name": "dispute", "amount": "-40,00", "term": "rates", "milestone": "1"}


def test_a_decided_dispute_is_kept_with_its_amount(db, kept, client_for) -> None:
    client_for("analyst").post(PAGE, TYPED | DECIDED)
    with read_tx(db) as session:
        found = rulings(session, kept, ID)[0]
    assert (found.told, found.amount) == ({"milestone": "1", "term": "rates"}, "-40.00")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"amount": ""}, "En linje bestrides på sin egen side under Afregninger"),
        ({"term": ""}, "Afgørelsen skal have dette felt"),
        ({"milestone": ""}, "Afgørelsen skal have dette felt"),
        ({"milestone": "01"}, "01 er ikke nummeret på en milepæl"),
        ({"milestone": "0"}, "0 er ikke nummeret på en milepæl"),
        ({"milestone": "3"}, "«rates» har ingen milepæl 3. Skriv et tal fra 1 til 2"),
        ({"term": "moms"}, "«moms» afregnes for flere behandlinger på én gang"),
        ({"reason": "Se 010101-1234"}, "ligner et CPR-nummer"),
    ],
)
def test_a_dispute_that_is_open_or_read_by_nothing_is_refused(
    db, kept, client_for, typed, told
) -> None:
    answer = client_for("analyst").post(PAGE, TYPED | DECIDED | typed)
    assert (answer.status_code, told in text_of(answer)) == (422, True)
    with read_tx(db) as session:
        assert rulings(session, kept, ID) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"treatment": "P-0009"}, "dækker ingen behandling «P-0009»"),
        ({"name": "other"}, "Ingen version bruger afgørelsen «other»"),
        ({"amount": "4,123"}, "4,123"),
        ({"term": "annuity"}, "Ingen version har et vilkår «annuity»"),
        ({"milestone": "x"}, "er ikke nummeret på en milepæl"),
        ({"amount": "-5,00"}, "er ikke et beløb på mindst 0"),
        ({"name": "waiver", "amount": ""}, "Afgørelsen skal have dette felt"),
        ({"name": "merge", "amount": ""}, "Afgørelsen skal have dette felt"),
        ({"name": "merge", "amount": "", "kept": "P-0001"}, "ikke en anden behandling"),
        ({"name": "merge", "amount": "", "kept": "P-0009"}, "ikke en anden behandling"),
        ({"name": "waiver", "counts_on": "snart"}, "snart"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_why(kept, client_for, typed, told) -> None:
    answer = client_for("analyst").post(PAGE, TYPED | typed)
    assert answer.status_code == 422
    assert told in text_of(answer) or told in answer.text


def test_a_value_let_in_names_its_milestone_and_its_day(db, kept, client_for) -> None:
    about = {"name": "waiver", "amount": "", "term": "rates", "milestone": "1"}
    client_for("analyst").post(PAGE, TYPED | about | {"counts_on": "25-04-2025"})
    with read_tx(db) as session:
        read = facts(session, "hemgenix", "haemophilia-b", reads=Reads(ID))
    (found,) = (fact for fact in read if fact.kind is Kind.RULING)
    assert (found.name, found.value) == ("waiver", "counts_on=2025-04-25;milestone=1;term=rates")


def test_the_same_patient_twice_is_read_as_a_merge(db, kept, person, client_for) -> None:
    clinician = person("clinician", "rh-haem")
    with write_tx(db) as session:
        tail = {"at": stamp(session, datetime(2026, 1, 2, tzinfo=UTC)), "source": "entered"}
        new = NewPatient(None, None, "m", 1980, ("T", "2"), "syddanmark")
        twin = register_patient(session, clinician, new, **tail)
        treated = NewTreatment(twin, "hemgenix", "haemophilia-b", "rh-haem")
        add_treatment(session, clinician, treated, **tail)
    about = {"name": "merge", "amount": "", "treatment": "P-0002", "kept": "p-0001"}
    client_for("analyst").post(PAGE, TYPED | about)
    with read_tx(db) as session:
        read = facts(session, "hemgenix", "haemophilia-b", reads=Reads(ID))
    (found,) = (fact for fact in read if fact.kind is Kind.MERGE)
    assert (found.treatment, found.value) == ("P-0002", "P-0001")


@pytest.fixture
def three(db, kept, person):
    """Three treatments under the agreement."""
    clinician = person("clinician", "rh-haem")
    with write_tx(db) as session:
        tail = {"at": stamp(session, datetime(2026, 1, 2, tzinfo=UTC)), "source": "entered"}
        for number in ("2", "3"):
            new = NewPatient(None, None, "m", 1980, ("T", number), "syddanmark")
            one = register_patient(session, clinician, new, **tail)
            treated = NewTreatment(one, "hemgenix", "haemophilia-b", "rh-haem")
            add_treatment(session, clinician, treated, **tail)
    return kept


def merge(duplicate: str, into: str):
    return ruling(duplicate, "merge", "", "", kept=into)


def test_merges_that_would_run_in_a_ring_are_refused_with_why(db, three) -> None:
    sign(db, three, merge("P-0001", "P-0002"))
    sign(db, three, merge("P-0002", "P-0003"))
    for into in ("P-0001", "P-0002"):
        with pytest.raises(RulingRefused) as refused:
            sign(db, three, merge("P-0003", into))
    assert refused.value.problem.worded("da").startswith("P-0002 er selv lagt sammen med P-0003.")


def test_a_merge_taken_back_leaves_no_ring(db, three) -> None:
    wrong = sign(db, three, merge("P-0001", "P-0002"))
    with write_tx(db) as session:
        retract_ruling(session, three, ID, wrong.fact_id, "omvendt")
    assert sign(db, three, merge("P-0002", "P-0001")).version == 1


def test_a_ruling_of_the_same_day_without_an_amount_leaves_the_one_that_stands(db, kept) -> None:
    about = {"name": "dispute", "value": "", "unit": "", "term": "rates", "milestone": "1"}
    sign(db, kept, ruling(**about, state="adjusted", amount="40.00"))
    row = sign(db, kept, ruling(**about, state="upheld"))
    assert row.attributes == "amount=40.00;milestone=1;state=upheld;term=rates"
    sign(db, kept, ruling(**about, amount="30.00"))
    with write_tx(db) as session:
        retract_ruling(session, kept, ID, row.fact_id, "fejl")
    assert "amount" not in sign(db, kept, ruling(**about, state="upheld")).attributes


@pytest.mark.parametrize("role", ["clinician", "site_lead", "reviewer", "admin", "auditor"])
def test_others_see_and_sign_no_ruling(kept, client_for, role) -> None:
    other = client_for(role, "rh-haem" if role in {"clinician", "site_lead"} else None)
    assert other.get(PAGE).status_code in {403, 404}
    assert other.post(PAGE, TYPED).status_code == 403


def test_who_looks_at_the_rulings_is_on_record(db, kept, client_for) -> None:
    client_for("approver").get(PAGE)
    client_for("analyst").post(PAGE, TYPED | {"treatment": "P-0009"})
    with read_tx(db) as session:
        looks = session.exec(select(AccessRecord)).all()
    assert [(one.kind, one.criterion) for one in looks] == [("list", f"ruling:{ID}")] * 2

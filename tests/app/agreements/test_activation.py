"""Bringing a version into force: the password, what is open, who else pays, and what follows."""

from datetime import date

import pytest
from sqlmodel import select

from app.accounts import passwords
from app.agreements import actions, queries
from app.agreements.overlaps import beside
from app.agreements.readiness import worded
from app.agreements.waiting import waiting
from app.agreements.weighed import Accepted, weighed
from app.db.engine import read_tx, write_tx
from app.db.tables.accounts import User
from app.db.tables.trail import AuditEvent
from contracts.library import examples_of, template
from contracts.load import load_agreement
from contracts.offered.offer import UNCONFIRMED, unconfirmed
from tests.browsers import text_of

TEXT, EXAMPLES = template("hemgenix_dk"), examples_of("hemgenix_dk")
ID = "DK-HEMGENIX-ANNUITY"
PASSWORD = "en lang sætning her"
HERE = f"/agreements/{ID}/versions/1"
SAID = {"anyway": "yes", "reason": "Prisen kommer i morgen", "password": PASSWORD}
UNTIL_2019 = "2015-01-01\n  effective_until: 2019-12-31"
MEANT = Accepted("To see how it is settled", both=True)


def record(db, actor, text=TEXT, examples=EXAMPLES):
    with write_tx(db) as session:
        return actions.record_version(session, actor, text, examples)


def in_force(db, actor, number=ID, version="1", accepted=MEANT):
    with write_tx(db) as session:
        actions.activate(session, actor, number, version, accepted=accepted)


@pytest.fixture
def analyst(person):
    return person("analyst")


@pytest.fixture
def approver(db, person, client_for):
    actor = person("approver")
    with write_tx(db) as session:
        row = session.get_one(User, actor.user_id)
        row.password_hash = passwords.hashed(PASSWORD)
        session.add(row)
    return client_for("approver", actor=actor)


def active(db):
    with read_tx(db) as session:
        return queries.active_agreements(session)


def second(text=TEXT):
    changed = text.replace('version: "1"', 'version: "2"\n  supersedes: "1"')
    assert changed != text
    return changed


def without_examples(text):
    return text[: text.index("examples:\n")]


def other(number="DK-HEMGENIX-2028"):
    return TEXT.replace(ID, number)


def test_it_comes_into_force_with_the_password_and_a_reason_that_is_kept(
    db, analyst, approver
) -> None:
    record(db, analyst)
    assert "illustrative-hemgenix er endnu ikke oplyst" in text_of(approver.get(f"{HERE}/activate"))
    done = approver.post(f"{HERE}/activate", SAID)
    assert done.headers["location"] == f"{HERE}?done=version-active"
    assert active(db) == (ID,)
    assert "Prisen kommer i morgen" in text_of(approver.follow(done))
    with read_tx(db) as session:
        event = session.exec(
            select(AuditEvent).where(AuditEvent.action == "agreement.activated")
        ).one()
    assert event.details["open"] == 1
    assert "reason" not in event.details


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"password": "nej"}, "Det er ikke din adgangskode"),
        ({"password": ""}, "Feltet er tomt"),
        ({"anyway": ""}, "lad versionen vente, til alt ovenfor er rettet"),
        ({"reason": ""}, "Skriv hvorfor"),
        ({"reason": "Efter aftale om 010190-1234"}, "ligner et CPR-nummer"),
        ({"saw": "0" * 64}, "Noget er ændret, siden siden blev åbnet"),
    ],
)
def test_without_one_of_them_nothing_comes_into_force(db, analyst, approver, typed, told) -> None:
    record(db, analyst)
    answer = approver.post(f"{HERE}/activate", SAID | typed)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert PASSWORD not in answer.text
    assert active(db) == ()


def test_the_rule_does_not_rest_on_the_page(db, analyst, person) -> None:
    record(db, analyst)
    with pytest.raises(actions.AgreementUnfit) as refused:
        in_force(db, person("approver"), accepted=Accepted())
    assert "gælde trods dem" in refused.value.problem.worded("da")


def test_whoever_recorded_it_is_not_asked_for_a_password(db, client_for) -> None:
    browser = client_for("analyst")
    record(db, browser.actor)
    page = browser.get(f"{HERE}/activate")
    assert "Du har selv registreret denne version" in text_of(page)
    assert 'name="password"' not in page.text


def test_offered_examples_are_open_until_their_title_is_changed(db, analyst, approver) -> None:
    titled = TEXT.replace(
        "da: Forebyggelse genoptaget", f"da: '{UNCONFIRMED.da}: genoptaget'", 1
    ).replace("genoptaget' i måned 47", "genoptaget'")
    (example,) = unconfirmed(load_agreement(titled).document.examples)
    record(db, analyst, titled)
    page = text_of(approver.get(f"{HERE}/activate"))
    assert f"Eksempler, som parterne ikke har bekræftet: 1 ({example.id})" in page
    assert unconfirmed(load_agreement(TEXT, EXAMPLES).document.examples) == ()


def test_a_number_that_text_and_rule_disagree_on_is_open(db, analyst, approver) -> None:
    wrong = TEXT.replace("højst 60 dage før", "højst 70 dage før")
    record(db, analyst, wrong)
    with read_tx(db) as session:
        found = weighed(session, approver.actor, load_agreement(wrong, EXAMPLES), "da")
    told = [worded(one.finding.said, "da") for one in found.open if one.finding.asks]
    assert any("70" in one for one in told)
    assert found.mark in approver.get(f"{HERE}/activate").text


def test_two_agreements_for_the_same_treatments_ask_whether_both_are_meant(
    db, analyst, approver
) -> None:
    record(db, analyst)
    in_force(db, approver.actor)
    record(db, analyst, other())
    there = "/agreements/DK-HEMGENIX-2028/versions/1"
    assert f"{ID} betaler for de samme behandlinger" in text_of(approver.get(f"{there}/readiness"))
    refused = approver.post(f"{there}/activate", SAID)
    assert refused.status_code == 422
    assert "Sæt kryds her, hvis begge skal gælde" in text_of(refused)
    approver.post(f"{there}/activate", SAID | {"both": "yes"})
    assert active(db) == ("DK-HEMGENIX-2028", ID)
    with read_tx(db) as session:
        events = session.exec(
            select(AuditEvent).where(AuditEvent.action == "agreement.activated")
        ).all()
    assert [one.details.get("beside") for one in events] == [None, [ID]]


def test_agreements_with_no_day_in_common_or_that_pay_nothing_are_not_beside(
    db, analyst, person
) -> None:
    record(db, analyst)
    in_force(db, person("analyst"), ID)
    whole = load_agreement(other(), EXAMPLES)
    ended = load_agreement(without_examples(other("DK-H-2015").replace("2020-01-01", UNTIL_2019)))
    with read_tx(db) as session:
        assert [one.agreement_id for one in beside(session, whole)] == [ID]
        assert beside(session, ended) == ()
        assert beside(session, load_agreement(template("kymriah_dmc"))) == ()


def test_a_version_that_another_rules_instead_of_is_no_longer_called_in_force(
    db, analyst, approver
) -> None:
    record(db, analyst)
    in_force(db, approver.actor)
    record(db, analyst, second())
    in_force(db, approver.actor, version="2")
    page = text_of(approver.get(f"/agreements/{ID}"))
    begins = load_agreement(TEXT).document.agreement.effective_from.strftime("%d-%m-%Y")
    assert f"afløst af version 2 for behandlinger fra {begins}" in page
    assert page.count("I kraft") == 2  # the column's head, and version 2
    with read_tx(db) as session:
        entry = queries.agreement(session, approver.actor, ID, "da")
    assert entry.active is not None
    assert entry.active.version == "2"


def test_a_later_beginning_leaves_the_older_version_its_own_treatments(
    db, analyst, approver
) -> None:
    record(db, analyst)
    in_force(db, approver.actor)
    record(
        db, analyst, second().replace("effective_from: 2020-01-01", "effective_from: 2024-01-01")
    )
    in_force(db, approver.actor, version="2")
    with read_tx(db) as session:
        first = queries.agreement(session, approver.actor, ID, "da").versions[-1]
    assert first.taken_over is not None
    assert (first.taken_over.begins, first.rules_none) == (date(2024, 1, 1), False)
    page = text_of(approver.get(HERE))
    assert "afløst af version 2 for behandlinger fra 01-01-2024; " in page


def test_versions_that_wait_stand_on_the_approvers_front_page(db, client_for, approver) -> None:
    author = client_for("analyst")
    record(db, author.actor)
    page = text_of(approver.get("/settlements"))
    assert f"Læs {ID}, version 1" in page
    with read_tx(db) as session:
        assert waiting(session, author.actor, "da") == []
    in_force(db, approver.actor)
    assert f"Læs {ID}" not in text_of(approver.get("/settlements"))

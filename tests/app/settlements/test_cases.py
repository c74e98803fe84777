"""The design's adversarial cases that live in the program, each by its number."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from sqlmodel import col, delete, select

from app import clock
from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.db.tables.followup import Observation
from app.db.tables.patients import PatientIdentity
from app.db.tables.settlements import Document
from app.followup.actions import record_observation
from app.followup.entries import ObservationEntry
from app.patients.actions import (
    NewPatient,
    NewTreatment,
    State,
    add_treatment,
    record_state,
    register_patient,
)
from app.settlements import actions
from app.settlements import lines as issued
from app.settlements.cash import Payment, open_items
from app.settlements.refusals import OwnProposal
from app.settlements.verify import verify
from tests.app.settlements.conftest import (
    AGREEMENT,
    INFUSED,
    INSTALMENT,
    MID_2024,
    SEEN,
    SITE,
    noon,
)
from tests.app.settlements.reading import ledger, lines, sections, state
from tests.app.settlements.test_runs import same_person
from tests.browsers import text_of

END_2024 = date(2024, 12, 31)


def posted(world, run: str) -> list[int]:
    return [one.amount for one in lines(world, run) if one.amount]


def test_case_19_a_consent_withdrawn_after_payment_claws_nothing_back(world, settled) -> None:
    before = [(one.key, one.amount, one.hash) for one in ledger(world)]
    world.happens(1, "consent_withdrawn", date(2024, 8, 1))
    assert posted(world, world.draft(END_2024, "2024-H2")) == []
    assert [(one.key, one.amount, one.hash) for one in ledger(world)] == before
    assert verify(world.db).problems == ()


@pytest.mark.parametrize("profile", ["finance", "auditor", "clinician"])
def test_case_19_the_values_of_a_patient_who_withdrew_are_shown_to_nobody(
    world, settled, analyst, profile: str
) -> None:
    entry = ledger(world)[0]
    line = f"/settlements/lines/{entry.line_id}?profile={profile}"
    assert HIDDEN not in text_of(analyst.get(line))
    world.happens(1, "consent_withdrawn", date(2024, 8, 1))
    assert HIDDEN in text_of(analyst.get(line))
    assert ledger(world)[0].hash == entry.hash
    assert verify(world.db).problems == ()


HIDDEN = "[vises ikke, samtykket er trukket]"


def a_named_patient(world) -> int:
    """Ada Holm, treated and known by her number."""
    person = NewPatient("010190-1234", "Ada Holm", "f", 1990, None, "hovedstaden")
    with write_tx(world.db) as session:
        at = stamp(session, noon(INFUSED))
        one = register_patient(session, world.clinician, person, at=at, source="entered")
        new = NewTreatment(one, "hemgenix", "haemophilia-b", SITE)
        number = add_treatment(session, world.clinician, new, at=at, source="entered")
        told = (session, world.clinician, number, State.INFUSED, INFUSED)
        record_state(*told, at=at, source="entered")
    return number


def test_case_20_an_erased_identity_leaves_the_chain_and_every_sum(world) -> None:
    world.looks(a_named_patient(world), SEEN)
    run = world.settled(MID_2024)
    with write_tx(world.db) as session:
        assert session.exec(delete(PatientIdentity)).rowcount == 1
    assert verify(world.db).problems == ()
    kept = str([vars(row) for row in (*lines(world, run), *ledger(world))])
    assert "P-0001" in kept
    assert not any(name in kept for name in ("Ada", "010190"))
    assert sum(one.amount for one in ledger(world)) == INSTALMENT


@pytest.mark.parametrize(
    ("instant", "local"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_case_32_late_in_the_evening_it_is_tomorrow_in_copenhagen(
    instant: datetime, local: date
) -> None:
    assert instant.astimezone(clock.COPENHAGEN).date() == local


def test_case_32_the_local_day_and_the_instant_are_both_stored(world) -> None:
    late = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    entry = ObservationEntry(world.patient(), "prophylaxis", date(2024, 7, 1), "none")
    with write_tx(world.db) as session:
        record_observation(session, world.clinician, entry, at=late, source="entered")
    with read_tx(world.db) as session:
        row = session.exec(select(Observation)).one()
    assert (row.valid_on, row.recorded_at) == (date(2024, 7, 1), late)


def test_case_61_an_assessor_reads_neither_money_nor_consequence(world, settled, analyst) -> None:
    line = ledger(world)[0].line_id
    page = analyst.get(f"/settlements/lines/{line}?profile=clinician").text
    said = page.partition('class="sentence">')[2].partition("</p>")[0]
    assert said
    assert not any(word in said for word in ("kr.", "etales", "2.150"))


def test_case_61_a_clinician_opens_no_settlement(world, settled, client_for) -> None:
    clinician = client_for("clinician", actor=world.clinician)
    assert clinician.get(f"/settlements/{settled}").status_code in {403, 404}


def test_case_64_two_runs_started_at_once_are_one_run_and_post_once(world) -> None:
    world.looks(world.patient(), SEEN)
    known = datetime(2024, 7, 1, tzinfo=UTC)
    drafts: list[str] = []
    several(lambda: drafts.append(world.draft(MID_2024, known=known)))
    (run,) = set(drafts)
    world.propose(run)
    world.approve(run)
    several(lambda: world.issue(run))
    assert (len(drafts), [entry.sequence for entry in ledger(world)]) == (2, [1])


def several(do) -> None:
    threads = [Thread(target=do) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_case_65_a_run_issued_again_after_a_crash_sends_the_same_document(world, settled) -> None:
    def printed() -> list[tuple[str, str, str]]:
        with read_tx(world.db) as session:
            rows = session.exec(select(Document).order_by(col(Document.id))).all()
        return [(row.subject, row.language, row.sha256) for row in rows]

    before, entries = printed(), len(ledger(world))
    world.issue(settled)
    assert (printed(), len(ledger(world))) == (before, entries)


def test_case_66_a_payment_that_arrives_short_or_twice_is_an_open_item(world, settled) -> None:
    line = next(one for one in lines(world, settled) if one.amount == INSTALMENT)
    payment = Payment(date(2024, 7, 15), "Bilag 77")
    found = []
    for amount in (INSTALMENT - 500, 500, INSTALMENT):
        with write_tx(world.db) as session:
            issued.note_payment(session, world.analyst, line.id, amount, payment)
        with read_tx(world.db) as session:
            found.append([one.difference for one in open_items(session, world.analyst)])
    assert found == [[-500], [], [INSTALMENT]]
    assert posted(world, world.draft(END_2024, "2024-H2")) == []


def test_case_67_nobody_approves_the_own_run_through_a_second_account(world, person) -> None:
    world.looks(world.patient(), SEEN)
    proposer, twin = person("analyst"), person("approver")
    same_person(world, twin, proposer)
    run = world.draft(MID_2024)
    with write_tx(world.db) as session:
        actions.propose(session, proposer, run)
    with pytest.raises(OwnProposal):
        world.approve(run, twin)
    assert state(world, run) == "proposed"


def test_case_68_one_request_key_with_another_body_is_refused(world, analyst) -> None:
    form = {"agreement_id": AGREEMENT, "period": "2024-H1", "settle_on": "30-06-2024"}
    world.looks(world.patient(), SEEN)
    first, again, other = (
        analyst.post("/settlements/new", fields | {"request_key": "k" * 32})
        for fields in (form, form, form | {"settle_on": "31-05-2024"})
    )
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert other.status_code == 409


def test_case_69_an_instant_dated_back_is_moved_after_the_last_one_given(world) -> None:
    treatment = world.patient()
    world.looks(treatment, SEEN, at=date(2024, 7, 1))
    world.looks(treatment, SEEN + timedelta(days=2), "resumed", at=date(2024, 3, 1))
    with read_tx(world.db) as session:
        rows = session.exec(select(Observation).order_by(col(Observation.valid_on))).all()
    first, second = (row.recorded_at for row in rows)
    assert second == first + timedelta(microseconds=1)
    assert sections(world, world.draft(MID_2024, known=datetime(2024, 6, 30, tzinfo=UTC)))

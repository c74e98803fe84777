from datetime import date

import pytest
from sqlmodel import col, select

from app.db.engine import read_tx
from app.db.tables.trail import AccessRecord
from app.settlements.next_up import NextUp, due_first, next_of
from app.settlements.periods import parse_period
from app.worker import run as do_job
from tests.app.settlements.conftest import AGREEMENT, MID_2024, PASSWORD, SEEN, noon
from tests.app.settlements.reading import ledger, state
from tests.browsers import text_of


def done(world, client, answer):
    """What the page of a job leads to once the runner has done it."""
    queued = answer.headers["location"]
    do_job(world.db, queued.removeprefix("/jobs/"))
    return client.get(queued)


def test_from_draft_to_issue_through_the_pages(world, analyst, approver) -> None:
    world.looks(world.patient(), SEEN)
    fields = {"agreement_id": AGREEMENT, "period": "2024-h1", "settle_on": "30-06-2024"}
    drafted = done(world, analyst, analyst.post("/settlements/new", fields))
    here = drafted.headers["location"].partition("?")[0]
    assert "2.150.000,00" in text_of(analyst.follow(drafted))
    analyst.post(f"{here}/propose")
    page = approver.get(f"{here}/approve").text
    signs = page.partition('name="signs" value="')[2][:64]
    approver.post(f"{here}/approve", {"password": PASSWORD, "signs": signs})
    issued = done(world, analyst, analyst.post(f"{here}/issue"))
    assert issued.headers["location"] == f"{here}?done=issued"
    assert len(ledger(world)) == 1


def test_a_wrong_password_approves_nothing(world, approver) -> None:
    world.looks(world.patient(), SEEN)
    run = world.draft(MID_2024)
    world.propose(run)
    answer = approver.post(f"/settlements/{run}/approve", {"password": "nej", "signs": "0" * 64})
    assert answer.status_code == 422
    assert "Det er ikke din adgangskode" in text_of(answer)
    assert state(world, run) == "proposed"


def test_pressing_twice_drafts_once(world, analyst) -> None:
    world.looks(world.patient(), SEEN)
    fields = {"agreement_id": AGREEMENT, "period": "2024-H1", "settle_on": "30-06-2024"}
    key = {"request_key": "k" * 32}
    first, second = (analyst.post("/settlements/new", fields | key) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]


def test_a_day_to_come_and_a_bad_period_are_sent_back_with_what_was_typed(analyst) -> None:
    fields = {"agreement_id": AGREEMENT, "period": "forår", "settle_on": "30-06-2024"}
    answer = analyst.post("/settlements/new", fields)
    assert answer.status_code == 422
    assert "«FORÅR»" in answer.text or "«forår»" in answer.text
    late = analyst.post("/settlements/new", fields | {"period": "2099", "settle_on": "31-12-2045"})
    assert "31-12-2045 er ikke kommet endnu" in text_of(late)


@pytest.mark.parametrize("role", ["clinician", "site_lead", "reviewer", "admin", "auditor"])
def test_nobody_else_sees_amounts(world, settled, client_for, role) -> None:
    other = client_for(role, "rh-haem" if role in {"clinician", "site_lead"} else None)
    for url in ("", f"/{settled}", f"/{settled}/statement.pdf", f"/{settled}/lines.csv", "/new"):
        answer = other.get(f"/settlements{url}")
        assert answer.status_code in {403, 404}
        assert "2.150.000" not in answer.text


def test_analysts_see_pseudonyms_and_departments_only(world, settled, analyst) -> None:
    page = text_of(analyst.get(f"/settlements/{settled}"))
    assert "P-0001" in page
    assert "Rigshospitalet" in page
    unknown = analyst.get("/settlements/" + "0" * 64)
    assert unknown.status_code == 404


def test_every_list_and_file_opens(world, settled, analyst) -> None:
    for which in ("due", "blocked", "unpaid", "unclaimed"):
        assert analyst.get(f"/settlements/lists/{which}").status_code == 200
    csv = analyst.get(f"/settlements/{settled}/lines.csv")
    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert "2150000,00" in csv.text
    assert "Afsnit;Punkt" in csv.text
    plain = analyst.get(f"/settlements/{settled}/lines.csv?form=standard")
    assert "2150000.00" in plain.text
    pdf = analyst.get(f"/settlements/{settled}/statement.pdf?lang=en")
    assert f'filename="{AGREEMENT}-001-en.pdf"' in pdf.headers["content-disposition"]


def test_the_list_is_narrowed_by_treatment(world, settled, analyst) -> None:
    other = text_of(analyst.get(f"/settlements/{settled}?treatment=P-0099"))
    assert "Ingen linjer her" in other
    assert "2.150.000" in text_of(analyst.get(f"/settlements/{settled}?treatment=p-0001"))


def test_a_line_is_disputed_and_decided_on_its_page(world, settled, analyst) -> None:
    url = f"/settlements/lines/{ledger(world)[0].line_id}"
    disputed = analyst.follow(analyst.post(url, {"text": "Prøven ønskes kontrolleret"}))
    assert "Linjen er anfægtet" in text_of(disputed)
    fields = {"text": "Enige", "decision": "upheld"}
    assert "Skriv, hvem der har underskrevet" in text_of(analyst.post(url, fields))
    decided = analyst.post(url, fields | {"signed_by": "A. Holm og M. Berg"})
    assert "linjen står ved magt" in text_of(analyst.follow(decided))


def test_a_region_that_is_gone_is_shown_as_its_successor(world, analyst) -> None:
    world.looks(world.patient("sjaelland", infused=date(2026, 2, 1)), date(2027, 1, 20))
    run = world.draft(date(2027, 6, 30), "2027-H1", at=noon(date(2027, 6, 30)))
    page = text_of(analyst.get(f"/settlements/{run}"))
    assert "Region Østdanmark" in page
    assert ledger(world) == []


def test_a_double_click_approves_once_and_answers_the_same(world, approver) -> None:
    world.looks(world.patient(), SEEN)
    run = world.draft(MID_2024)
    world.propose(run)
    assert "Afventer dig" in text_of(approver.get("/settlements"))
    page = approver.get(f"/settlements/{run}/approve").text
    signs = page.partition('name="signs" value="')[2][:64]
    fields = {"password": PASSWORD, "signs": signs, "request_key": "k" * 32}
    answers = [approver.post(f"/settlements/{run}/approve", fields) for _ in range(2)]
    assert {one.headers["location"] for one in answers} == {f"/settlements/{run}?done=approved"}


def test_a_cpr_number_in_a_dispute_is_refused_and_the_text_kept(world, settled, analyst) -> None:
    line = ledger(world)[0].line_id
    answer = analyst.post(f"/settlements/lines/{line}", {"text": "Se 010180-1234 i journalen"})
    assert answer.status_code == 422
    assert "ligner et CPR-nummer" in text_of(answer)
    assert "Se 010180-1234 i journalen" in answer.text


def test_a_payment_is_noted_with_its_day_and_reference(world, settled, analyst) -> None:
    fields = {"paid_on": "15-07-2024", "reference": "Bilag 77"}
    page = text_of(analyst.follow(analyst.post(f"/settlements/{settled}/pay", fields)))
    assert "3 betalt" in page
    empty = analyst.get(f"/settlements/{settled}?standing=disputed")
    assert "Ingen linjer her" in text_of(empty)


def test_a_day_outside_the_period_must_be_meant(world, analyst) -> None:
    world.looks(world.patient(), SEEN)
    fields = {"agreement_id": AGREEMENT, "period": "2024-Q1", "settle_on": "30-06-2024"}
    assert "ligger uden for perioden" in text_of(analyst.post("/settlements/new", fields))
    meant = analyst.post("/settlements/new", fields | {"anyway": "yes"})
    page = analyst.follow(done(world, analyst, meant))
    assert "Afregningsdagen 30-06-2024 ligger uden for perioden 2024-Q1" in text_of(page)


def test_a_draft_is_discarded_and_made_again(world, analyst) -> None:
    world.looks(world.patient(), SEEN)
    run = world.draft(MID_2024)
    analyst.post(f"/settlements/{run}/reject", {"reason": "Forkert dag"})
    assert state(world, run) == "rejected"
    assert world.draft(MID_2024) == run
    assert state(world, run) == "draft"


def test_no_code_is_shown_among_the_evidence(world, settled, analyst) -> None:
    page = text_of(analyst.get(f"/settlements/{settled}"))
    assert "aftalt pris" in page
    assert "genoptaget" in page
    for code in ("illustrative-hemgenix:", "sjaelland", "resumed"):
        assert code not in page


def last_look(world) -> tuple[str, str]:
    with read_tx(world.db) as session:
        query = select(AccessRecord).order_by(col(AccessRecord.id).desc()).limit(1)
        row = session.exec(query).one()
        return row.kind, row.criterion


def test_the_approval_page_is_logged_before_it_shows(world, approver) -> None:
    world.looks(world.patient(), SEEN)
    run = world.draft(MID_2024)
    world.propose(run)
    approver.get(f"/settlements/{run}/approve")
    assert last_look(world) == ("list", f"settlement:{run}")


def test_a_line_sent_back_is_logged_before_it_shows(world, settled, analyst) -> None:
    line = ledger(world)[0].line_id
    assert analyst.post(f"/settlements/lines/{line}", {"text": ""}).status_code == 422
    assert last_look(world) == ("open", f"line:{line}")


@pytest.mark.parametrize("after", ["x", "-1", "9" * 19, "9" * 5000, "²"])
def test_a_list_from_a_row_that_cannot_be_leads_nowhere(world, analyst, after) -> None:
    answer = analyst.get("/settlements/lists/blocked", params={"after": after})
    assert answer.status_code == 404


@pytest.mark.parametrize("line", ["x", "9" * 19, "9" * 5000])
def test_a_payment_of_what_is_no_line_is_sent_back(world, settled, analyst, line) -> None:
    answer = analyst.post(f"/settlements/{settled}/pay", {"line": line, "paid_on": "15-07-2024"})
    assert "Betalingen er ikke noteret" in text_of(analyst.follow(answer))


def test_a_payment_of_no_line_of_the_settlement_is_not_noted(world, settled, analyst) -> None:
    answer = analyst.post(
        f"/settlements/{settled}/pay", {"line": "9" * 18, "paid_on": "15-07-2024"}
    )
    assert answer.status_code == 404


def test_a_rejection_takes_no_cpr_number(world, approver) -> None:
    world.looks(world.patient(), SEEN)
    run = world.draft(MID_2024)
    world.propose(run)
    answer = approver.post(f"/settlements/{run}/reject", {"reason": "Fejl ved 010180-1234"})
    assert "uden CPR-numre" in text_of(approver.follow(answer))
    assert state(world, run) == "proposed"


@pytest.mark.parametrize(
    ("period", "on", "then", "following", "until"),
    [
        ("2024-H1", date(2024, 6, 30), date(2024, 11, 22), "2024-H2", date(2024, 11, 22)),
        ("2024-H1", date(2024, 7, 31), date(2025, 2, 1), "2024-H2", date(2024, 12, 31)),
        ("2024-12", date(2024, 12, 31), date(2025, 3, 1), "2025-01", date(2025, 1, 31)),
        ("2024-Q4", date(2024, 12, 31), date(2025, 3, 1), "2025-Q1", date(2025, 3, 1)),
        ("2024", date(2024, 12, 31), date(2026, 1, 1), "2025", date(2025, 12, 31)),
    ],
)
def test_what_follows_an_issued_settlement_is_proposed(
    world, period, on, then, following, until
) -> None:
    world.looks(world.patient(), SEEN)
    world.settled(on, period)
    with read_tx(world.db) as session:
        found = next_of(session, AGREEMENT, then)
    assert (found.period.label, found.settle_on, found.issued_to) == (following, until, on)


def test_an_agreement_settled_before_goes_before_one_that_never_was() -> None:
    early, late = parse_period("2024-H1"), parse_period("2024-H2")
    never = NextUp("A", early, early.ends, None)
    rhythm = NextUp("B", late, late.ends, MID_2024)
    assert due_first([never, rhythm]) == rhythm
    assert due_first([never]) == never


def test_the_form_opens_at_what_is_due(world, settled, analyst) -> None:
    page = analyst.get("/settlements/new").text
    assert 'value="2024-H2"' in page
    assert 'value="31-12-2024"' in page

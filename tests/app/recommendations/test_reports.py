"""The council's report: what it says, what it hides, and that it can be made again."""

import io
import json
import re
from datetime import date
from html import unescape

import pytest
from pypdf import PdfReader

from app import worker
from app.db.engine import read_tx, write_tx
from app.db.tables.evidence import DataCut
from app.recommendations import actions
from app.recommendations.actions import CutInFuture, PlanNotFrozen
from app.recommendations.command import report_council
from app.recommendations.gathering import for_cut, one_cut
from app.recommendations.report import build, summary
from reports.council_report import html
from reports.tables import json_bytes
from tests.app.evidence.builders import Record, add_cohort
from tests.app.recommendations.conftest import ANSWER, KYMRIAH, TODAY, plan_text
from tests.browsers import text_of


def report_of(db, cut_id: int):
    with read_tx(db) as session:
        return build(for_cut(session, one_cut(session, cut_id)))


def words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_day_365_of_the_reference_cohort_stands_in_the_pdf(db, ebmt, reviewer) -> None:
    with write_tx(db) as session:
        actions.freeze(session, reviewer, plan_text("ebmt"))
    told = words(report_council(db, "ebmt-reference", TODAY, "da"))
    assert "Efter 12 måneder: 71,7 % (69,8–73,6), 1.452 i risiko" in told
    assert "mod publiceret 64 % (42–79)" in told


def test_the_report_is_filed_in_both_languages_and_made_again_byte_for_byte(
    db, kymriah, frozen, client_for
) -> None:
    browser = client_for("reviewer")
    answer = browser.post(f"/recommendations/{frozen}/cut", {"cut_on": "22-11-2026"})
    job = answer.headers["location"].rpartition("/")[2]
    worker.run(db, job)
    cut = browser.follow(browser.get(f"/jobs/{job}"))
    assert "arkiveret på dansk og engelsk" in text_of(cut)
    stored = browser.get("/recommendations/cuts/1/report.pdf?lang=en")
    assert stored.headers["content-type"] == "application/pdf"
    assert stored.content == report_council(db, frozen, TODAY, "en")
    assert "28" in text_of(browser.get("/recommendations"))


def test_a_data_cut_before_the_plan_is_frozen_is_refused(db, kymriah, reviewer) -> None:
    with write_tx(db) as session, pytest.raises(PlanNotFrozen):
        actions.cut(session, reviewer, "kymriah-b-all", TODAY, today=TODAY)
    with read_tx(db) as session:
        assert session.get(DataCut, 1) is None


def test_a_data_cut_in_the_future_is_refused(db, kymriah, frozen, reviewer, client_for) -> None:
    with write_tx(db) as session, pytest.raises(CutInFuture):
        actions.cut(session, reviewer, frozen, date(2026, 12, 1), today=TODAY)
    answer = client_for("reviewer").post(f"/recommendations/{frozen}/cut", {"cut_on": "01-01-2099"})
    assert answer.status_code == 422


def test_the_same_cut_gives_the_same_report_when_more_is_known(
    db, kymriah, frozen, take_cut, person
) -> None:
    cut = take_cut()
    before = json_bytes(report_of(db, cut))
    add_cohort(db, person("admin").user_id, KYMRIAH, [Record("rh-born", 30, "death")] * 6)
    assert json_bytes(report_of(db, cut)) == before


def test_page_one_answers_beside_what_was_promised(db, kymriah, frozen, take_cut) -> None:
    answer = report_of(db, take_cut()).decision.answer
    assert answer.da.startswith("Recidivfri overlevelse blandt respondenter efter 24 måneder")
    assert "Reglen kræver, at intervallet rummer 58 %" in answer.da.replace("\u00a0", " ")
    assert "Planens regel samlet:" in answer.da


def test_every_endpoint_of_the_plan_stands_at_every_landmark(db, kymriah, frozen, take_cut) -> None:
    (table,) = report_of(db, take_cut()).tables
    assert len(table.rows) == 3 * 5
    competing = {row[2].en for row in table.rows if row[0].en.startswith("Relapse, death")}
    assert competing == {"not computed"}


def test_the_flow_goes_from_ordered_to_analysed(db, kymriah, frozen, take_cut) -> None:
    flow = report_of(db, take_cut()).flow
    assert [(step.label.en, step.patients) for step in flow] == [
        ("had the treatment ordered", 36),
        ("infused", 36),
        ("analysed", 30),
    ]
    assert [one.patients for one in flow[1].excluded] == [6]


def test_small_counts_are_hidden_in_every_number_of_the_report(
    db, kymriah, frozen, take_cut
) -> None:
    told = json.loads(json_bytes(report_of(db, take_cut())))
    safety = {one["event"]["en"]: one["patients"] for one in told["safety"]}
    assert safety["CRS, any grade"] == 22
    assert safety["ICANS, any grade"] is None
    assert not small_counts(told)


def small_counts(value, key: str = "") -> list[tuple[str, int]]:
    """Every count of persons from 1 to 4 anywhere in a report's numbers."""
    names = {"patients", "events", "at_risk", "censored", "expected", "registered"}
    if isinstance(value, dict):
        return [found for k, v in value.items() for found in small_counts(v, k)]
    if isinstance(value, list):
        return [found for one in value for found in small_counts(one, key)]
    return [(key, value)] if key in names and isinstance(value, int) and 0 < value < 5 else []


def test_neither_pseudonym_nor_price_reaches_the_report(db, kymriah, frozen, take_cut) -> None:
    report = report_of(db, take_cut())
    for lang in ("da", "en"):
        assert not re.search(r"P-\d{4}|kr\.|DKK", html(report, lang))


def test_an_amendment_is_a_deviation_with_its_reason(
    db, kymriah, frozen, reviewer, take_cut
) -> None:
    text = plan_text().replace('version: "1"', 'version: "2"', 1)
    with write_tx(db) as session:
        actions.freeze(session, reviewer, text, "Censurering afklaret")
    first = report_of(db, take_cut()).deviations[0]
    assert (first.planned.da, first.done.da) == ("Version 1", "Version 2")
    assert first.reason.da == "Censurering afklaret"


def test_the_report_says_where_its_numbers_come_from(db, kymriah, frozen, take_cut) -> None:
    origin = report_of(db, take_cut()).provenance
    assert (origin.cut_on, len(origin.dataset_sha256), len(origin.plan_sha256)) == (TODAY, 64, 64)
    assert origin.plan_frozen_at < origin.known_at
    assert origin.cross_check.largest_difference <= 1e-9


def test_patients_who_refuse_secondary_use_are_in_no_number(
    db, kymriah, frozen, take_cut, person
) -> None:
    refusing = [Record("rh-born", 900, opted_out=True)] * 6
    add_cohort(db, person("admin").user_id, KYMRIAH, refusing)
    assert report_of(db, take_cut()).flow[0].patients == 36


def test_page_and_report_release_the_same_times(db, kymriah, frozen, take_cut, reviewer) -> None:
    from tests.app.evidence.conftest import see

    report = report_of(db, take_cut())
    page = see(db, reviewer, KYMRIAH, endpoint="rfs")
    assert {p.day for p in report.primary.chart.curves[0].points} == {
        p.day for p in page.curve.points
    }


@pytest.fixture
def summed(db, frozen, take_cut, reviewer):
    """Take a data cut and file its numbers alone, without the slow printing."""

    def file() -> None:
        cut = take_cut()
        with read_tx(db) as session:
            numbers = summary(for_cut(session, one_cut(session, cut)))
        with write_tx(db) as session:
            actions.file_report(session, reviewer, cut, {("council_numbers", "-"): numbers})

    return file


def test_the_card_tells_no_small_step_since_the_cut_before(
    db, kymriah, summed, person, client_for
) -> None:
    summed()
    add_cohort(db, person("admin").user_id, KYMRIAH, [Record("rh-born", 900, values=ANSWER)])
    summed()
    assert "<5 flere patienter" in unescape(client_for("reviewer").get("/recommendations").text)


def test_the_council_alone_reads_recommendations(frozen, client_for) -> None:
    for role, site in (("analyst", None), ("clinician", "rh-born"), ("site_lead", "rh-born")):
        assert client_for(role, site).get(f"/recommendations/{frozen}").status_code == 403
    assert client_for("reviewer").get("/recommendations/no-such-plan").status_code == 404

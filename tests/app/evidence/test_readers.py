"""Who sees which evidence: departments their own, the council all of it, and neither a patient."""

import csv
import io
import re
from datetime import timedelta

import pytest

from app.db.engine import read_tx
from app.evidence.cohorts import CohortKey, follow, whole_cohort
from app.evidence.endpoints import watched
from app.permissions import NotFound
from tests.app.evidence.builders import ZERO, Record, add_event
from tests.app.evidence.conftest import KYMRIAH, TODAY, see
from tests.browsers import text_of

PAGE = "/evidence/kymriah/b-all?endpoint=os"
FEW = [Record("rh-born", 40 + 10 * n, "death") for n in range(3)]
ALIVE = [Record("rh-born", 900 + n) for n in range(20)]
AARHUS = [Record("auh-haem", 500 + n, "death" if n % 2 else "") for n in range(14)]
SMALL = [Record("ouh-haem", 300), Record("ouh-haem", 310)]


def test_a_site_lead_sees_the_department_and_no_other(db, cohort, person) -> None:
    cohort([*FEW, *ALIVE, *AARHUS])
    found = see(db, person("site_lead", "auh-haem"), KYMRIAH, endpoint="os")
    assert (found.curve.patients, found.curve.events) == (14, 7)
    assert [one.site.id for one in found.departments] == ["auh-haem"]


def test_another_departments_evidence_is_not_there_for_a_site_lead(cohort, client_for) -> None:
    cohort([*FEW, *ALIVE])
    browser = client_for("site_lead", "auh-haem")
    for url in (PAGE, "/evidence/kymriah/b-all/curve.csv", f"{PAGE}&site=rh-born"):
        assert browser.get(url).status_code == 404


def test_naming_another_department_in_the_address_finds_nothing(db, cohort, person) -> None:
    cohort([*FEW, *ALIVE, *AARHUS])
    with pytest.raises(NotFound):
        see(db, person("site_lead", "auh-haem"), KYMRIAH, endpoint="os", site="rh-born")


def test_the_council_reads_all_departments_together(db, cohort, person) -> None:
    cohort([*FEW, *ALIVE, *AARHUS])
    found = see(db, person("reviewer"), KYMRIAH, endpoint="os")
    assert found.curve.patients == 37
    assert {one.site.id: one.patients for one in found.departments} == {
        "rh-born": 23,
        "auh-haem": 14,
    }


def test_a_small_departments_number_is_hidden_and_cannot_be_subtracted(db, cohort, person) -> None:
    cohort([*FEW, *ALIVE, *AARHUS, *SMALL])
    found = see(db, person("reviewer"), KYMRIAH, endpoint="os")
    told = {one.site.id: one.patients for one in found.departments}
    assert told == {"rh-born": 23, "auh-haem": None, "ouh-haem": None}
    with pytest.raises(NotFound):
        see(db, person("reviewer"), KYMRIAH, endpoint="os", site="ouh-haem")


def test_cells_under_five_are_hidden_on_the_page_and_in_its_files(cohort, client_for) -> None:
    cohort([*FEW, *ALIVE])
    browser = client_for("reviewer")
    page = text_of(browser.get(PAGE))
    assert "færre end 5 hændelser, så mindst 80" in page
    assert not re.search(r"Hændelser (\d+ )*[1-4]\b", page)
    for name in ("curve", "risk"):
        rows = csv.DictReader(
            io.StringIO(browser.get(f"/evidence/kymriah/b-all/{name}.csv?endpoint=os").text)
        )
        told = [row[key] for row in rows for key in row if key in ("at_risk", "events_before")]
        assert not [n for n in told if n and 0 < int(n) < 5]


def test_the_departments_own_reader_sees_the_same_numbers_unhidden(cohort, client_for) -> None:
    cohort([*FEW, *ALIVE])
    page = text_of(client_for("site_lead", "rh-born").get(PAGE))
    assert "3 hændelser" in page


def test_a_patient_who_refuses_secondary_use_is_left_out_for_the_council_only(
    db, cohort, person
) -> None:
    refusing = [Record("rh-born", 800, opted_out=True) for _ in range(6)]
    cohort([*ALIVE, *refusing])
    assert see(db, person("reviewer"), KYMRIAH, endpoint="os").curve.patients == 20
    own = see(db, person("site_lead", "rh-born"), KYMRIAH, endpoint="os")
    assert own.curve.patients == 26


def test_no_pseudonym_and_no_price_reaches_the_page(cohort, client_for) -> None:
    cohort([*FEW, *ALIVE])
    for role, site in (("reviewer", None), ("site_lead", "rh-born")):
        html = client_for(role, site).get(PAGE).text
        assert not re.search(r"P-\d{4}|kr\.|DKK", html)


def test_responders_alone_are_analysed_where_the_endpoint_says_so(db, cohort, person) -> None:
    answer = (("D028", "response", "CR", 28),)
    responders = [Record("rh-born", 700 + n, values=answer) for n in range(12)]
    cohort([*responders, *[Record("rh-born", 700) for _ in range(6)]])
    assert see(db, person("site_lead", "rh-born"), KYMRIAH, endpoint="rfs").curve.patients == 12


def test_the_rest_of_one_to_four_hides_a_number_and_no_result(db, cohort, person) -> None:
    answer = (("D028", "response", "CR", 28),)
    responders = [Record("rh-born", 700 + n, values=answer) for n in range(12)]
    cohort([*responders, *[Record("rh-born", 700) for _ in range(3)]])
    found = see(db, person("reviewer"), KYMRIAH, endpoint="rfs")
    assert (found.treated, found.curve.patients, found.curve.events) == (15, None, None)
    assert {point.at_risk for point in found.curve.points} == {5, 10}
    assert see(db, person("reviewer"), KYMRIAH, endpoint="os").curve.patients == 15


def test_a_day_of_another_kind_is_refused_with_the_days_allowed(cohort, client_for) -> None:
    cohort(ALIVE)
    answer = client_for("reviewer").get(f"{PAGE}&at=15-08-2026")
    assert answer.status_code == 422
    assert "den sidste dag i et kvartal" in text_of(answer)


def test_contradicting_dates_are_counted_and_left_out(db, cohort, person) -> None:
    cohort([*ALIVE, *[Record("rh-born", -3, "death") for _ in range(5)]])
    found = see(db, person("reviewer"), KYMRIAH, endpoint="os")
    assert found.curve.patients == 20
    assert [n for _, n in found.unusable] == [5]


def test_a_transplant_before_the_infusion_is_history_and_leaves_nobody_out(db, cohort) -> None:
    numbers = cohort(ALIVE)
    add_event(db, numbers[0], "transplant", ZERO - timedelta(days=400))
    with read_tx(db) as session:
        known = whole_cohort(session, CohortKey(*KYMRIAH), None, TODAY, leave_out_opted_out=True)
    endpoint = watched(*KYMRIAH).endpoint("os")
    assert len(follow(known, endpoint).durations) == len(ALIVE)


def test_a_second_date_of_death_leaves_the_treatment_out_and_says_why(db, cohort, person) -> None:
    dead = cohort([*ALIVE, Record("rh-born", 40, "death")])[-1]
    add_event(db, dead, "death", ZERO + timedelta(days=50))
    found = see(db, person("site_lead", "rh-born"), KYMRIAH, endpoint="os")
    assert [(words.da, n) for words, n in found.unusable] == [("to dødsdatoer", 1)]
    assert (found.curve.patients, found.curve.events) == (20, 0)


def test_reasons_that_would_tell_of_fewer_than_five_are_hidden_together(db, cohort, person) -> None:
    early = [Record("rh-born", -3, "death") for _ in range(7)]
    twice = cohort([*ALIVE, *early, *(Record("rh-born", 40, "death") for _ in range(2))])[-2:]
    for number in twice:
        add_event(db, number, "death", ZERO + timedelta(days=50))
    told = see(db, person("reviewer"), KYMRIAH, endpoint="os").unusable
    assert [n for _, n in told] == [None, None]


def test_files_are_saved_under_the_name_of_cohort_and_endpoint(cohort, client_for) -> None:
    cohort([*FEW, *ALIVE])
    browser = client_for("reviewer")
    for name in ("curve.csv", "risk.csv", "curve.svg"):
        answer = browser.get(f"/evidence/kymriah/b-all/{name}?endpoint=os")
        disposition = answer.headers["content-disposition"]
        assert disposition == f'attachment; filename="effekt-kymriah-b-all-os-{name}"'


def test_the_council_looks_back_to_quarters_only(cohort, client_for) -> None:
    cohort(ALIVE)
    browser = client_for("reviewer")
    assert browser.get(f"{PAGE}&at=30-09-2026").status_code == 200
    refused = browser.get(f"{PAGE}&at=17-09-2026")
    assert refused.status_code == 422
    assert "sidste dag i et kvartal" in text_of(refused)


def test_a_date_that_is_none_comes_back_with_what_was_typed(cohort, client_for) -> None:
    cohort(ALIVE)
    refused = client_for("site_lead", "rh-born").get(f"{PAGE}&at=31-02-2026")
    assert refused.status_code == 422
    assert 'value="31-02-2026"' in refused.text


def test_clinicians_and_analysts_do_not_open_evidence(cohort, client_for) -> None:
    cohort(ALIVE)
    for role, site in (("clinician", "rh-born"), ("analyst", None), ("admin", None)):
        assert client_for(role, site).get(PAGE).status_code == 403

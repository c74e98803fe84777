"""The checklist before signing: measured, by whom, when, at what burden, and what is missing."""

from dataclasses import replace

from app.agreements.readiness import (
    Asked,
    Followed,
    Level,
    Seen,
    burden,
    measured,
    worded,
    worst,
)
from app.agreements.readiness_written import figure, written
from contracts.library import examples_of, template
from contracts.load import load_agreement
from tests.browsers import text_of

ROCTAVIAN = load_agreement(template("us_roctavian_warranty"))
HEMGENIX = load_agreement(template("hemgenix_dk"))
LUXTURNA = load_agreement(template("luxturna_dk"))
YEARLY = tuple(range(365, 3700, 365))
PLAN = Followed(
    "haemophilia-b", {"prophylaxis": Asked("", (), YEARLY)}, frozenset({"prophylaxis_resumed"})
)


def said(found, lang="da"):
    return " ".join(worded(one.said, lang) for one in found)


def about(agreement, plan, seen=Seen(), name=0):
    return measured(agreement, plan, seen, "da")[name]


def test_an_outcome_the_plan_asks_for_in_every_window_is_in_order() -> None:
    found = about(HEMGENIX, PLAN, Seen(30, {"prophylaxis": 30}))
    assert found.level is Level.OK
    assert "30 af 30" in said(found.findings)


def test_an_outcome_no_plan_asks_for_is_missing() -> None:
    found = about(HEMGENIX, Followed())
    assert found.level is Level.MISSING
    assert "Ingen opfølgningsplan" in said(found.findings)


def test_a_window_without_a_visit_is_named() -> None:
    plan = replace(PLAN, items={"prophylaxis": Asked("", (), YEARLY[1:])})
    found = about(HEMGENIX, plan)
    assert found.level is Level.ATTENTION
    assert "milepæl 1 (1 af 10)" in said(found.findings)


def test_what_is_only_collected_has_to_be_asked_in_its_own_window_too() -> None:
    collected = load_agreement(template("kymriah_dmc"), examples_of("kymriah_dmc"))
    for day, level in ((100, Level.OK), (28, Level.MISSING)):
        plan = Followed("car-t", {"response": Asked("", (), (day,))})
        found = next(
            one for one in measured(collected, plan, Seen(), "en") if one.name == "response"
        )
        assert found.level is level


def test_no_visit_in_any_window_is_missing() -> None:
    plan = replace(PLAN, items={"prophylaxis": Asked("", (), (14,))})
    assert about(HEMGENIX, plan).level is Level.MISSING


def test_another_unit_is_missing_and_a_convertible_one_is_not() -> None:
    for unit, level in (("%", Level.OK), ("g/L", Level.MISSING)):
        plan = Followed("p", {"fviii_activity": Asked(unit, ("chromogenic", "one-stage"), (365,))})
        found = next(one for one in measured(ROCTAVIAN, plan, Seen(), "en") if "VIII" in one.name)
        assert found.level is level


def test_a_method_the_plan_does_not_ask_for_is_told() -> None:
    plan = Followed("p", {"fviii_activity": Asked("%", ("one-stage",), (365,))})
    found = next(one for one in measured(ROCTAVIAN, plan, Seen(), "en") if "VIII" in one.name)
    assert "chromogenic" in said(found.findings)


def test_an_event_that_departments_record_is_told_when_no_plan_asks() -> None:
    found = about(HEMGENIX, Followed(), name=1)
    assert found.level is Level.ATTENTION


def test_values_seldom_recorded_are_worth_a_look() -> None:
    found = about(HEMGENIX, PLAN, Seen(30, {"prophylaxis": 3}))
    assert found.level is Level.ATTENTION


def test_the_burden_counts_visits_and_values_a_year() -> None:
    found = burden(HEMGENIX, PLAN)
    assert found is not None
    assert (found.years, found.visits, found.values) == ("10.2", 10, 10)
    assert found.visits_a_year == "1.0"


def test_the_text_is_told_to_be_illustrative_and_uncovered() -> None:
    found = written(HEMGENIX, 3)
    assert worst(found) is Level.MISSING
    assert "Tilfælde uden eksempel: 3" in said(found)
    assert "illustrative" in said(found)
    assert "Every case the terms tell apart has an example." in said(written(HEMGENIX, 0), "en")


def test_a_figure_not_stated_is_missing() -> None:
    assert figure("price", stated=False).level is Level.MISSING
    assert figure("price", stated=True).level is Level.OK


def test_the_page_tells_plan_share_and_figures(client_for, world) -> None:
    url = f"/agreements/{world.agreement}/versions/1/readiness"
    page = text_of(client_for("approver").get(url))
    assert "Opfølgningsplan: haemophilia-b" in page
    assert "illustrative-hemgenix" in page
    assert client_for("analyst").get("/agreements/no/versions/1/readiness").status_code == 404

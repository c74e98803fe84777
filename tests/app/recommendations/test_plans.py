"""A plan is frozen once; what changes afterwards is an amendment with a reason."""

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from app.db.engine import read_tx, write_tx
from app.db.tables.evidence import AnalysisPlan
from app.permissions import NotAllowed
from app.recommendations import actions
from app.recommendations.actions import AmendmentNeeded
from app.recommendations.faults import PlanRefused
from app.recommendations.gathering import versions
from app.recommendations.plan import read_plan
from tests.app.recommendations.conftest import PLANS, plan_text
from tests.browsers import text_of

NEW = "/recommendations/plans/new"


@pytest.mark.parametrize("path", sorted(PLANS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_example_plans_are_read(path) -> None:
    assert read_plan(path.read_text(encoding="utf-8")).plan.primary.primary


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("primary: true", "primary: maybe", "endpoints.0.primary: “maybe” is neither"),
        ('suppression_threshold: "5"', 'suppression_threshold: "4"', "may be raised above 5"),
        ("completeness_gate", "completenes_gate", "No plan has this field"),
        ("set: eliana-b-all", "set: eliana", "No published cohort is called “eliana”"),
        (
            "events: [relapse, death]",
            "events: [relapse, transplant]",
            "“transplant” is named twice",
        ),
        ("primary: true", "primary: false", "There are 0 primary endpoints"),
        ("frozen_on: null", "frozen_on: 2026-01-01", "only freezing here can say so"),
        ('version: "1"', 'version: "1"\nversion: "2"', "“version” stands twice"),
        ("sources:", "sources: &a", "uses an anchor"),
        ('horizon_days: "1826"', 'horizon_days: "100"', "lies after the horizon"),
    ],
)
def test_each_fault_of_a_plan_is_told_with_its_place_and_what_to_do(old, new, fault) -> None:
    with pytest.raises(PlanRefused) as refused:
        read_plan(plan_text().replace(old, new, 1))
    assert any(fault in one.worded("en") for one in refused.value.faults)
    assert all(one.worded("da") != one.worded("en") for one in refused.value.faults)


def test_a_pasted_plan_has_the_hash_of_the_file() -> None:
    pasted = plan_text().replace("\n", "\r\n").strip()
    assert read_plan(pasted).sha256 == read_plan(plan_text()).sha256


def test_a_frozen_plan_cannot_be_changed_in_the_database(db, frozen) -> None:
    with pytest.raises(DatabaseError, match=r"(?i)append|never"), write_tx(db) as session:
        session.connection().exec_driver_sql("UPDATE analysis_plan SET text = ''")


def test_a_changed_plan_needs_a_new_version_and_a_reason(db, frozen, reviewer) -> None:
    changed = plan_text().replace('"183", ', "", 1)
    with write_tx(db) as session:
        with pytest.raises(AmendmentNeeded, match="version"):
            actions.freeze(session, reviewer, changed)
        changed = changed.replace('version: "1"', 'version: "2"', 1)
        with pytest.raises(AmendmentNeeded, match="reason"):
            actions.freeze(session, reviewer, changed)
        actions.freeze(session, reviewer, changed, "6 måneder måles ikke længere")
        kept = versions(session, frozen)
    assert [(one.plan.version, bool(one.reason)) for one in kept] == [("1", False), ("2", True)]


def test_a_plan_for_an_unknown_product_is_not_frozen(db, reviewer) -> None:
    with write_tx(db) as session, pytest.raises(PlanRefused, match="no product"):
        actions.freeze(session, reviewer, plan_text().replace("kymriah\n", "kymria\n"))


def test_only_those_who_make_reports_freeze_plans(db, person) -> None:
    analyst = person("analyst")
    with write_tx(db) as session, pytest.raises(NotAllowed):
        actions.freeze(session, analyst, plan_text())


def test_the_form_lists_the_faults_and_keeps_the_text(db, client_for) -> None:
    broken = plan_text().replace("primary: true", "primary: maybe", 1)
    answer = client_for("reviewer").post(NEW, {"text": broken})
    assert answer.status_code == 422
    assert "endpoints.0.primary: ”maybe” er hverken true eller false" in text_of(answer)
    assert "primary: maybe" in answer.text


def test_an_uploaded_plan_is_frozen_and_shown_with_its_hash(db, client_for) -> None:
    browser = client_for("reviewer")
    files = {"file": ("plan.yaml", plan_text().encode(), "application/yaml")}
    page = browser.follow(browser.post(NEW, files=files))
    assert read_plan(plan_text()).sha256 in page.text
    with read_tx(db) as session:
        assert len(session.exec(select(AnalysisPlan)).all()) == 1


def test_an_amendment_without_a_reason_is_asked_for_one(frozen, client_for) -> None:
    text = plan_text().replace('version: "1"', 'version: "2"', 1)
    answer = client_for("reviewer").post(NEW, {"text": text})
    assert answer.status_code == 422
    assert "Skriv, hvorfor denne ændring erstatter den" in text_of(answer)

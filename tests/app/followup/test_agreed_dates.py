"""Where an agreement asks for a visit its dates hold: months, where the plan counts days."""

from datetime import date, timedelta

import pytest

from app.db.engine import read_tx, write_tx
from app.db.facts import known
from app.db.server_time import stamp
from app.db.tables.followup import Observation
from app.followup.actions import record_observation
from app.followup.deadlines import agreed_dates
from app.followup.entries import ObservationEntry
from app.followup.plans import plan_for, schedule
from app.web.deps import date_today
from tests.app.followup.people import FIELDS, treated
from tests.browsers import text_of
from tests.world import World, in_force

BEFORE_LEAP = date(2027, 3, 10)  # 29 February 2028 lies in the first year: 366 days
LAST = date(2028, 5, 9)  # the agreement: 10-03-2028 + 60 days; the plan: day 365 + 60, 08-05-2028


@pytest.fixture
def agreed(db, nurse, person):
    """A Hemgenix patient under an agreement in force."""
    world = World(db, {"analyst": person("analyst"), "approver": person("approver")})
    in_force(world)
    return treated(db, nurse, infused=BEFORE_LEAP)


@pytest.fixture
def on(app, browser):
    """The browser on a given day."""

    def day(today):
        app.dependency_overrides[date_today] = lambda: today
        return browser

    return day


def m12(browser, treatment, held_on):
    fields = {**FIELDS, "held_on": held_on.strftime("%d-%m-%Y")}
    return browser.follow(browser.post(f"/treatments/{treatment}/visits/M12", fields))


def test_hemgenix_counts_a_calendar_year_where_the_plan_counts_365_days(db, agreed):
    plan = plan_for("hemgenix", "haemophilia-b")
    planned = next(v for v in schedule(plan, BEFORE_LEAP) if v.code == "M12")
    with read_tx(db) as session:
        dates = agreed_dates(session, ("hemgenix", "haemophilia-b"), [BEFORE_LEAP])
    asked = dates[BEFORE_LEAP]["M12"]
    assert planned.closes == LAST - timedelta(days=1)
    assert (asked.opens, asked.closes, asked.by) == (date(2028, 1, 10), LAST, LAST)


def test_the_list_shows_the_agreements_window_and_deadline(on, agreed):
    page = text_of(on(LAST).get("/follow-up"))
    assert "10-01-2028 – 09-05-2028" in page
    assert "kræves til aftalen senest 09-05-2028" in page
    assert "lukker i dag" in page


def test_a_visit_on_the_agreements_last_day_is_in_time_everywhere(on, agreed):
    page = text_of(m12(on(LAST), agreed, LAST))
    assert "Aftalens frist er overholdt." in page
    assert "efter vinduet" not in page


def test_a_visit_the_day_after_is_late_by_the_agreements_date(on, agreed):
    after = LAST + timedelta(days=1)
    page = text_of(m12(on(after), agreed, after))
    assert "Besøget ligger 1 dag efter vinduet. Aftalens frist var 09-05-2028." in page


def test_a_visit_before_the_agreement_looks_is_told_from_when(on, agreed):
    page = text_of(m12(on(LAST), agreed, date(2028, 1, 9)))
    assert "Besøget ligger 1 dag før vinduet. Aftalen ser på det fra 10-01-2028." in page


def test_a_visit_that_was_not_held_meets_no_deadline(on, agreed):
    address = f"/treatments/{agreed}/visits/M12/not-held"
    browser = on(LAST)
    page = browser.follow(browser.post(address, {"why_not_held": "refused"}))
    assert "Aftalens frist" not in text_of(page)


def test_a_visit_no_agreement_asks_for_keeps_the_plans_window(on, agreed):
    page = text_of(on(LAST).get(f"/treatments/{agreed}/visits/M18"))
    assert "vindue 10-07-2028 – 07-11-2028" in page


def test_a_laboratory_value_on_the_agreements_last_day_fills_its_visit(db, nurse, agreed):
    entry = ObservationEntry(agreed, "fix_activity", LAST, "31.4", method="one-stage")
    with write_tx(db) as session:
        record_observation(session, nurse, entry, at=stamp(session), source="import:1")
        assert [row.visit for row in session.exec(known(Observation))] == ["M12"]

"""Patients to test with: treated at Rigshospitalet, under follow-up for a known time."""

from datetime import date, timedelta

from app.db.engine import write_tx
from app.db.server_time import stamp
from app.patients.actions import (
    NewPatient,
    NewTreatment,
    add_treatment,
    record_state,
    register_patient,
)

SITE, OTHER_SITE = "rh-haem", "auh-haem"
INFUSED = date(2026, 1, 5)
TODAY = date(2027, 1, 12)
CPR = "010190-1234"


def treated(
    db, actor, *, infused=INFUSED, cpr=CPR, product=("hemgenix", "haemophilia-b"), site=SITE
):
    """One treated patient; gives the treatment's number."""
    with write_tx(db) as session:
        tail = {"at": stamp(session), "source": "entered"}
        new = NewPatient(cpr, "Ada Testesen", "f", 1990, None, "hovedstaden")
        patient = register_patient(session, actor, new, **tail)
        number = add_treatment(session, actor, NewTreatment(patient, *product, site), **tail)
        record_state(session, actor, number, "infused", infused, **tail)
    return number


def after(days):
    """A day counted from the infusion."""
    return INFUSED + timedelta(days=days)


def seen_in(page):
    """What a page says it was opened on."""
    return page.text.split('name="seen" value="')[1].split('"')[0]


def seen_at(browser, address):
    """What the form at an address is opened on now."""
    return seen_in(browser.get(address))


def correct(browser, address, fields, way=""):
    """Send what a person sends who has just opened the form at an address."""
    return browser.post(address + way, {**fields, "seen": seen_at(browser, address)})


FIELDS = {
    "held_on": "05-01-2027",
    "fix_activity": "31,4",
    "fix_activity_method": "one-stage",
    "prophylaxis": "none",
    "treated_bleeds": "0",
    "alt": "34",
    "fix_inhibitor": "negative",
    "weight": "71,5",
    "pro_score": "80",
}
"""A whole 12-month visit as a nurse types it."""

"""Completeness: what was due, what is there, and why the rest is not."""

import re

from tests.app.evidence.builders import Record
from tests.app.evidence.conftest import KYMRIAH, see

SEEN = ("D028", "response", "CR", 28)


def test_a_value_is_due_when_its_window_has_closed(db, cohort, person) -> None:
    cohort([Record("rh-born", 7000, values=(SEEN,))])
    found = see(db, person("site_lead", "rh-born"), KYMRIAH)
    first, cells = found.completeness.table.rows[0]
    assert first.da == "Dag 28"
    assert (cells[0].seen, cells[0].expected) == (1, 1)


def test_after_a_death_nothing_more_is_missing(db, cohort, person) -> None:
    cohort([Record("rh-born", 40, "death", values=(SEEN,))])
    reasons = dict(see(db, person("site_lead", "rh-born"), KYMRIAH).completeness.reasons)
    assert {words.en for words in reasons} == {"dead", "no reason given"}


def test_a_reason_for_a_missing_value_is_counted(db, cohort, person) -> None:
    cohort([Record("rh-born", 60, values=(("D028", "response", "!refused", 28),))])
    reasons = {
        w.en: n for w, n in see(db, person("site_lead", "rh-born"), KYMRIAH).completeness.reasons
    }
    assert reasons["refused"] == 1


def test_few_values_seen_are_not_told_to_the_council(db, cohort, person) -> None:
    seen = [Record("rh-born", 7000, values=(SEEN,)) for _ in range(3)]
    cohort([*seen, *[Record("rh-born", 7000) for _ in range(9)]])
    cell = see(db, person("reviewer"), KYMRIAH, endpoint="os").completeness.table.rows[0][1][0]
    assert (cell.seen, cell.expected, cell.share) == (None, None, None)


def test_the_lag_from_visit_to_entry_is_told(db, cohort, person, client_for) -> None:
    cohort([Record("rh-born", 7000, values=(SEEN,))])
    page = client_for("site_lead", "rh-born").get("/evidence/kymriah/b-all").text
    assert re.search(r"halvdelen inden for [\d.]+\s(dag|dage)", page)

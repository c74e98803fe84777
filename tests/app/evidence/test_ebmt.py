"""The public EBMT cohort of 2,204 transplants, whose day 365 is known."""

from tests.app.evidence.conftest import see
from tests.browsers import text_of

PAGE = "/evidence/allo-hct/acute-leukaemia-ebmt"


def test_day_365_of_the_cohort_is_that_of_the_reference(db, ebmt, person) -> None:
    found = see(db, person("reviewer"))
    year = next(one.landmark for one in found.curve.readings if one.day == 365)
    assert (year.estimate, year.lower, year.upper) == (0.7174, 0.6977, 0.7360)
    assert (year.at_risk, found.curve.patients) == (1452, 2204)


def test_the_page_says_the_landmark_in_words_in_both_languages(ebmt, client_for, person) -> None:
    page = text_of(client_for("reviewer").get(PAGE))
    assert "Efter 12 måneder: 71,7\u00a0% (69,8–73,6), 1.452 i risiko".replace("\u00a0", " ") in (
        page.replace("\u00a0", " ")
    )
    assert "64 % (42–79)" in page.replace("\u00a0", " ")


def test_the_page_is_quick_with_two_thousand_patients(db, ebmt, person) -> None:
    import time

    reader = person("reviewer")
    see(db, reader)
    began = time.process_time()
    see(db, reader)
    assert time.process_time() - began < 3

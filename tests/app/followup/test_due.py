"""Who is due: the rule, without a database."""

from datetime import date, timedelta

import pytest

from app.followup.due import Followed, Standing, urgency, visits_of, waiting
from app.followup.plans import Asked, plan_for

INFUSED = date(2026, 1, 5)
PLAN = plan_for("hemgenix", "haemophilia-b")
M12 = INFUSED + timedelta(days=365)
EARLY = frozenset({"BL", "W02", "W04", "W06", "W08", "M03", "M06", "M09"})


def asked(by):
    """M06 as an agreement asks for it, its result due later than its window ends."""
    target = INFUSED + timedelta(days=183)
    return Asked(target - timedelta(days=30), target + timedelta(days=30), by)


def standing(code, today, *, done=EARLY, ended=None, agreed=None):
    followed = Followed(7, INFUSED, done, ended)
    return {v.visit: v for v in visits_of(PLAN, followed, today, agreed)}[code].standing


@pytest.mark.parametrize(
    ("day", "expected"),
    [(-61, Standing.UPCOMING), (-60, Standing.DUE), (60, Standing.DUE), (61, Standing.OVERDUE)],
)
def test_both_ends_of_the_window_belong_to_it(day, expected):
    assert standing("M12", M12 + timedelta(days=day)) is expected


def test_a_visit_that_is_accounted_for_is_done():
    assert standing("M12", M12, done=EARLY | {"M12"}) is Standing.DONE


def test_an_overdue_visit_is_missed_once_a_later_one_is_held():
    assert standing("M06", M12, done=EARLY - {"M06"}) is Standing.MISSED


def test_a_missed_visit_that_an_agreement_still_needs_stays_overdue():
    wanted = {"M06": asked(M12 + timedelta(days=1))}
    assert standing("M06", M12, done=EARLY - {"M06"}, agreed=wanted) is Standing.OVERDUE


def test_nobody_is_called_in_after_the_follow_up_ended():
    assert standing("M12", M12, ended=M12 - timedelta(days=90)) is Standing.ENDED


def test_a_visit_that_was_over_before_the_end_is_still_asked_for():
    late = INFUSED + timedelta(days=300)
    assert standing("M03", M12, done=frozenset(), ended=late) is Standing.OVERDUE


def test_a_visit_waits_from_fourteen_days_before_its_window_opens():
    opens = M12 - timedelta(days=60)
    followed = Followed(7, INFUSED, EARLY)
    assert waiting(PLAN, followed, opens - timedelta(days=15)) == ()
    assert [v.visit for v in waiting(PLAN, followed, opens - timedelta(days=14))] == ["M12"]


def test_the_agreements_deadline_goes_before_an_earlier_window():
    followed = Followed(7, INFUSED, EARLY - {"M03", "M06", "M09"})
    wanted = {"M06": asked(M12 + timedelta(days=5))}
    assert min(visits_of(PLAN, followed, M12, wanted), key=urgency).visit == "M06"

"""Everything R's survival prints about real cohorts, to 1e-8."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analytics.analyse import analyse
from analytics.cohort import Cohort
from analytics.events import event_table
from analytics.logrank import LogRank, log_rank
from analytics.reading import cohort_from_table
from analytics.survival import cross_check, follow_up_curve, kaplan_meier

Tables = Callable[[str], pd.DataFrame]

COHORTS = {
    ("lung", "all"): ("time", "status", None, "2"),
    ("lung", "sex1"): ("time", "status", "sex == 1", "2"),
    ("lung", "sex2"): ("time", "status", "sex == 2", "2"),
    ("ovarian", "all"): ("futime", "fustat", None, None),
    ("ovarian", "rx1"): ("futime", "fustat", "rx == 1", None),
    ("ovarian", "rx2"): ("futime", "fustat", "rx == 2", None),
    ("ebmt3", "rfs"): ("rfstime", "rfsstat", None, None),
}
LOG_RANKS = {
    ("lung", "logrank_sex"): ("time", "status", "sex", "2", None),
    ("lung", "logrank_ecog"): ("time", "status", "ph.ecog", "2", "`ph.ecog` < 3"),
    ("ovarian", "logrank_rx"): ("futime", "fustat", "rx", None, None),
    ("ebmt3", "logrank_dissub"): ("rfstime", "rfsstat", "dissub", None, None),
}


@pytest.fixture(params=COHORTS, ids="-".join)
def case(request, table_of, r):
    time, event, chosen, value = COHORTS[request.param]
    frame = table_of(request.param[0])
    frame = frame if chosen is None else frame.query(chosen)
    cohort = cohort_from_table(frame, time, event, event_value=value).cohort
    return cohort, r[request.param[0]][request.param[1]]


def close(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return ours == pytest.approx(theirs, rel=0, abs=1e-8)


def test_the_curve_is_the_same_at_every_landmark(case) -> None:
    cohort, answer = case
    at, curve = answer["log-log"]["at"], kaplan_meier(cohort)
    for i, time in enumerate(at["times"]):
        ours = curve.at(time)
        assert ours.at_risk == at["n_risk_before"][i]
        if time > at["last_time"]:
            assert ours.survival is None
            continue
        assert close(ours.survival, at["surv"][i])
        assert close(ours.std_err, at["se"][i])
        if at["surv"][i] < 1:
            assert close(ours.lower, at["lower"][i])
            assert close(ours.upper, at["upper"][i])


@pytest.mark.parametrize("which", ["event", "follow-up"])
def test_quartiles_and_their_limits_are_the_same(case, which) -> None:
    cohort, answer = case
    curve = kaplan_meier(cohort) if which == "event" else follow_up_curve(cohort)
    theirs = answer["log-log"]["quantiles"] if which == "event" else answer["reverse_km"]
    for i, share in enumerate(theirs["p"]):
        ours = curve.quantile(share)
        assert close(ours.estimate, theirs["q"][i])
        assert close(ours.lower, theirs["lower"][i])
        assert close(ours.upper, theirs["upper"][i])


@pytest.mark.parametrize("which", LOG_RANKS, ids="-".join)
def test_the_log_rank_test_is_the_same(which, table_of: Tables, r) -> None:
    time, event, group, value, chosen = LOG_RANKS[which]
    frame = table_of(which[0])
    frame = frame if chosen is None else frame.query(chosen)
    cohort = cohort_from_table(frame, time, event, group=group, event_value=value).cohort
    theirs = r[which[0]][which[1]]
    ours = log_rank({name: event_table(part) for name, part in cohort.by_group().items()})
    assert isinstance(ours, LogRank)
    assert (ours.chi2, ours.p) == pytest.approx((theirs["chisq"], theirs["p"]), rel=0, abs=1e-8)
    assert ours.df == theirs["df"]
    assert list(ours.observed) == theirs["obs"]
    assert list(ours.expected) == pytest.approx(theirs["exp"], rel=0, abs=1e-8)


def test_every_row_of_the_lung_curve_is_the_same(table_of: Tables, r) -> None:
    frame, full = table_of("lung"), r["lung"]["all"]["full_loglog"]
    curve = kaplan_meier(Cohort(frame.time, frame.status == 2))
    assert curve.time.tolist() == full["time"]
    assert curve.at_risk.tolist() == full["n_risk"]
    assert curve.events.tolist() == full["n_event"]
    assert curve.censored.tolist() == full["n_censor"]
    np.testing.assert_allclose(curve.survival, full["surv"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(curve.lower, full["lower"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(curve.upper, full["upper"], rtol=0, atol=1e-12)


def test_delayed_entry_on_the_age_scale_is_the_same(table_of: Tables, r) -> None:
    frame, theirs = table_of("mgus2").query("futime > 0"), r["mgus2"]["left_trunc_km"]
    ages = frame.assign(exit=frame.age + frame.futime / 12)
    curve = kaplan_meier(cohort_from_table(ages, "exit", "death", entry="age").cohort)
    for i, age in enumerate(theirs["times"]):
        ours = curve.at(age)
        assert close(ours.survival, theirs["surv"][i])
        assert close(ours.lower, theirs["lower"][i])
        assert close(ours.upper, theirs["upper"][i])
    medians = theirs["median"]
    for i, share in enumerate(medians["p"]):
        found = curve.quantile(share)
        assert close(found.estimate, medians["q"][i])
        assert close(found.lower, medians["lower"][i])
        assert close(found.upper, medians["upper"][i])


def test_the_transplant_registry_is_as_published_at_one_year(table_of: Tables) -> None:
    frame = table_of("ebmt3")
    year = kaplan_meier(Cohort(frame.rfstime, frame.rfsstat)).at(365)
    assert year.at_risk == 1452
    assert [round(x, 4) for x in (year.survival, year.lower, year.upper)] == [
        0.7174,
        0.6977,
        0.7360,
    ]


def test_lifelines_gives_the_same_curve_and_leaves_numpy_as_it_was(case) -> None:
    cohort, _ = case
    before = np.geterr()
    assert cross_check(cohort, kaplan_meier(cohort)) == pytest.approx(0, abs=1e-12)
    assert np.geterr() == before


def test_the_plain_command_answers_the_same(table_of: Tables, r) -> None:
    reading = cohort_from_table(table_of("lung"), "time", "status", group="sex", event_value="2")
    answer = analyse(reading.cohort, [365])
    assert (answer["n"], answer["events"]) == (228, 165)
    assert answer["median"] == {"estimate": 310, "lower": 284, "upper": 361}
    assert answer["follow_up_median"] == {"estimate": 588, "lower": 511, "upper": 821}
    assert answer["logrank"]["chi2"] == pytest.approx(r["lung"]["logrank_sex"]["chisq"], abs=1e-8)
    assert list(answer["groups"]) == ["1", "2"]
    assert answer["groups"]["2"]["median"] == {"estimate": 426, "lower": 345, "upper": 524}

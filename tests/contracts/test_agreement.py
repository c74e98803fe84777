from datetime import date

import pytest

from contracts import library
from contracts.agreement import schedule
from contracts.load import load_agreement
from tests.contracts.builders import MET_WHEN, TERM, UPFRONT, WARRANTY, an_agreement, printed


def test_the_clinic_sees_the_windows_and_deadlines_without_amounts() -> None:
    found = schedule(printed(), date(2026, 3, 10))
    assert [m.index for m in found] == [2, 3, 4, 5, 6]
    first = found[0]
    assert (first.opens, first.target, first.closes, first.report_by) == (
        date(2027, 2, 8),
        date(2027, 3, 10),
        date(2027, 4, 24),
        date(2027, 5, 9),
    )
    assert not {"price", "amount", "share"} & set(type(first).__slots__)


def test_29_a_leap_day_schedule_is_counted_from_the_infusion_each_time() -> None:
    targets = [m.target for m in schedule(printed(), date(2028, 2, 29))]
    assert targets[0] == date(2029, 2, 28)
    assert targets[3] == date(2032, 2, 29)


def test_a_warranty_is_one_long_window_and_an_upfront_share_has_none() -> None:
    (milestone,) = schedule(an_agreement(WARRANTY, UPFRONT), date(2024, 3, 10))
    assert (milestone.term, milestone.opens, milestone.closes) == (
        "warranty",
        date(2024, 3, 10),
        date(2028, 3, 10),
    )


def test_an_agreement_tells_which_outcomes_it_needs_by_unit_and_method() -> None:
    named = TERM | {"met_when": {"all": [MET_WHEN | {"method": "one-stage"}, {"event": "relapse"}]}}
    found = {need.name: need for need in an_agreement(named).needed()}
    assert (found["fix_activity"].unit, found["fix_activity"].methods) == ("%", ("one-stage",))
    assert (found["relapse"].unit, found["relapse"].methods) == ("", ())
    (need,) = an_agreement(TERM).needed()
    assert need.methods == ("one-stage", "chromogenic")
    assert need.terms == ("rates",)


def test_a_term_is_found_by_its_id() -> None:
    clause, term = an_agreement(TERM).term("rates")
    assert (clause.id, term.id) == ("1", "rates")
    with pytest.raises(KeyError):
        an_agreement(TERM).term("other")


def test_a_template_says_what_it_covers() -> None:
    agreement = load_agreement(library.template("hemgenix_dk"))
    assert (agreement.product, agreement.indication) == ("hemgenix", "haemophilia-b")
    assert agreement.parties.supplier.id == "csl-behring"
    assert agreement.titles.into("en").startswith("Hemgenix")
    assert an_agreement(TERM).indication is None

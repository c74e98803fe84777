from datetime import date

import pytest

from contracts import library
from contracts.agreement import Agreement, schedule
from contracts.entitlement import entitlements
from contracts.examples import snapshot_of
from contracts.load import AgreementRefused, load_agreement
from contracts.money import parse_minor
from contracts.reason import Status

TEMPLATES = library.names()


def template(name: str) -> Agreement:
    return load_agreement(library.template(name))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_loads_with_examples_and_says_it_is_illustrative(name: str) -> None:
    agreement = template(name)
    assert agreement.illustrative
    assert agreement.document.provenance
    assert agreement.document.examples


def test_there_is_no_template_of_another_name() -> None:
    with pytest.raises(KeyError):
        library.template("../load")


def amounts(name: str, example_id: str) -> list[int]:
    agreement = template(name)
    example = next(e for e in agreement.document.examples if e.id == example_id)
    lines = entitlements(agreement, snapshot_of(example), example.settle_on)
    return sorted((line.amount for line in lines if line.amount), reverse=True)


def test_prophylaxis_resumed_in_month_47_pays_three_years_and_eleven_months() -> None:
    found = amounts("hemgenix_dk", "prophylaxis-resumed-month-47")
    assert found == [215000000, 215000000, 215000000, 197083333]
    assert sum(found) == parse_minor("8420833.33")


def test_kymriah_pays_52_per_cent_and_then_48_or_nothing() -> None:
    assert amounts("kymriah_es", "sustained") == [16640000, 15360000]
    assert amounts("kymriah_es", "relapsed") == [16640000]


def test_luxturna_pays_a_quarter_for_each_check_up_that_succeeds() -> None:
    assert amounts("luxturna_dk", "two-of-three") == [125000000] * 3


def test_luxturna_gives_a_fifth_back_where_the_effect_is_lost_by_month_30() -> None:
    assert amounts("us_luxturna_rebate", "lost-by-month-30") == [42500000, -8500000]


def test_roctavian_lost_at_month_30_of_48_gives_back_18_48ths() -> None:
    found = amounts("us_roctavian_warranty", "lost-in-month-30")
    assert found == [290000000, -parse_minor("1087500.00")]


def test_roctavian_without_response_at_month_6_gives_all_back() -> None:
    assert amounts("us_roctavian_warranty", "no-response") == [290000000, -290000000]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_with_a_changed_amount_is_refused_by_its_own_examples(name: str) -> None:
    text = library.template(name)
    total = next(line for line in text.splitlines() if "total:" in line)
    with pytest.raises(AgreementRefused) as refused:
        load_agreement(text.replace(total, total.replace('"', '"9', 1), 1))
    assert {fault.code for fault in refused.value.faults} == {"example_fails"}


def test_the_reference_cohort_is_looked_at_365_days_after_infusion() -> None:
    (milestone,) = schedule(template("ebmt_illustrative"), date(2000, 1, 1))
    assert (milestone.opens, milestone.closes) == (date(2000, 12, 31), date(2001, 3, 1))
    assert milestone.report_by == date(2001, 3, 31)


def test_the_examples_of_the_templates_meet_most_statuses() -> None:
    seen = {
        line.status
        for name in TEMPLATES
        for example in template(name).document.examples
        for line in example.expect.lines
    }
    assert seen >= {Status.MET, Status.NOT_MET, Status.EXCUSED, Status.PRO_RATA, Status.AWAITING}

"""What is wrong with terms that act on others, and how they and their lines are told."""

from functools import partial
from typing import Any

import pytest

from contracts.entitlement import Entitlement
from contracts.explain import explain, sentence
from contracts.facts import Kind
from contracts.faults import AgreementRefused
from contracts.wording import phrases_of_terms
from contracts.wording.terms import conduct, conversion, paying, refunds, totals
from tests.contracts import test_conduct, test_conversion
from tests.contracts.builders import TERM, UPFRONT, WARRANTY, an_agreement, fix
from tests.contracts.figures import figures
from tests.contracts.term_builders import (
    AT_COST,
    BASKET,
    BUDGET,
    CURRENCY,
    DISPUTE,
    DOSES,
    DUTY,
    END,
    INDEX,
    NETTING,
    PATIENT_CAP,
    PAYER,
    SWITCH,
    TIERS,
    VAT,
    batch,
    lines,
    ruled,
    treated,
)

REBATED = TERM | {"type": "milestone_rebate", "id": "rebate"}
ENDS = END | {"ends_on": "2030-01-01", "survives": ["rates", "rebate"]}
RICH: list[dict[str, Any]] = [
    SWITCH,
    SWITCH | {"stacking": "first"},
    AT_COST | {"stacking": "sum"},
    DOSES,
    DOSES | {"out_of_specification": "10 %", "not_infused": "5 %"},
    {key: value for key, value in DOSES.items() if key != "second_dose"},
    PATIENT_CAP,
    PATIENT_CAP | {"per": "patient", "floor": "10.00 DKK", "of": ["rates", "rebate"]},
    BUDGET,
    BUDGET | {"per": "agreement_year", "of": ["rates", "rebate"], "excess": "50 %"},
    TIERS,
    TIERS | {"mode": "all_units", "per": "agreement", "counts": "paid"},
    TIERS | {"tiers": [{"share": "90 %"}], "of": "rates"},
    BASKET | {"members": [{"term": "rates", "weight": "1"}, {"term": "rebate", "weight": "2"}]},
    INDEX,
    INDEX | {"floor": "100 %", "cap": "110 %", "revised": "first_published"},
    CURRENCY,
    CURRENCY | {"fixing": "treated_on"},
    VAT,
    NETTING,
    PAYER,
    PAYER | {"rule": "at_treatment", "otherwise": "staten"},
    PAYER | {"rule": "at_due_date"},
    DUTY,
    DUTY | {"party": "supplier", "otherwise": "NOT_MET"},
    DISPUTE,
    END,
    ENDS,
    {key: value for key, value in ENDS.items() if key not in {"corrections_until", "clawback"}}
    | {"survives": "rates", "lapses": "rebate"},
]


@pytest.mark.parametrize("which", range(len(RICH)))
def test_the_sentence_of_a_term_has_the_same_figures_in_both_languages(which: int) -> None:
    agreement = an_agreement(TERM, REBATED, RICH[which])
    term = list(agreement.terms())[-1][1]
    danish, english = sentence(term, "da"), sentence(term, "en")
    assert figures(danish, "da") == figures(english, "en"), (danish, english)
    assert danish != english
    assert ".." not in danish + english


def test_any_change_of_a_term_changes_its_sentence() -> None:
    agreements = [an_agreement(TERM, REBATED, term) for term in RICH]
    said = {sentence(list(a.terms())[-1][1], "da") for a in agreements}
    assert len(said) == len(RICH)


@pytest.mark.parametrize(
    "words",
    [phrases_of_terms.PHRASES, *(m._WORDS for m in (conduct, conversion, paying, refunds, totals))],
)
def test_every_phrase_takes_the_same_values_in_both_languages(
    words: dict[str, tuple[str, str]],
) -> None:
    for danish, english in words.values():
        assert figures(danish, "da") == figures(english, "en"), (danish, english)
        slots = [{part.partition("}")[0] for part in t.split("{")[1:]} for t in (danish, english)]
        assert slots[0] == slots[1], (danish, english)


NETTED = BASKET | {"members": [{"term": "rates", "weight": "1"}, {"term": "bound", "weight": "1"}]}
OUTER = NETTED | {
    "id": "outer",
    "members": [{"term": "rates", "weight": "1"}, {"term": "basket", "weight": "1"}],
}
FAULTY: list[tuple[str, str, tuple[dict[str, Any], ...], dict[str, Any]]] = [
    ("said_twice", "clauses.2.terms.0", (PAYER, PAYER | {"id": "again"}), {}),
    ("said_twice", "clauses.1.terms.0", (PAYER,), {"parties": "otherwise"}),
    ("said_twice", "clauses.1.terms.0", (DISPUTE,), {"disputes": "short"}),
    ("said_twice", "clauses.1.terms.0", (END,), {"limitation": "short"}),
    ("said_twice", "clauses.2.terms.0", (INDEX, INDEX | {"id": "again"}), {}),
    ("said_twice", "clauses.2.terms.0", (UPFRONT, DOSES | {"not_infused": "1 %"}), {}),
    (
        "said_twice",
        "clauses.1.terms.0.lapses",
        (END | {"ends_on": "2030-01-01", "survives": "rates", "lapses": "rates"},),
        {},
    ),
    ("unknown_term", "clauses.1.terms.0.of", (BUDGET | {"of": "nothing"},), {}),
    ("unknown_term", "clauses.1.terms.0.of", (BUDGET | {"of": "budget"},), {}),
    ("unknown_term", "clauses.1.terms.0.members", (BASKET,), {}),
    (
        "floor_unpaid",
        "clauses.2.terms.0.floor",
        (REBATED, PATIENT_CAP | {"of": "rebate", "floor": "1.00 DKK"}),
        {},
    ),
    ("counted_later", "clauses.1.terms.0.of", (BUDGET | {"of": "basket"}, NETTED), {}),
    (
        "counted_later",
        "clauses.1.terms.0.of",
        (BUDGET | {"of": ["rates", "later"]}, BUDGET | {"id": "later"}),
        {},
    ),
    ("counted_later", "clauses.1.terms.0.members", (OUTER, NETTED), {}),
    ("payer_nobody", "clauses.1.terms.0.otherwise", (PAYER | {"otherwise": "unknown"},), {}),
    ("payer_nobody", "parties.payer.otherwise", (), {"parties": "nobody"}),
    ("repeated_id", "clauses.1.terms.0.of", (BUDGET | {"of": ["rates", "rates"]},), {}),
    (
        "repeat_dose_empty",
        "clauses.1.terms.0",
        ({k: DOSES[k] for k in ("type", "id", "price")},),
        {},
    ),
    ("switch_unclear", "clauses.1.terms.0", (AT_COST | {"share": "1 %"},), {}),
    (
        "switch_needs_event",
        "clauses.1.terms.0.failed_when",
        (SWITCH | {"failed_when": TERM["met_when"]},),
        {},
    ),
    (
        "patient_cap_empty",
        "clauses.1.terms.0",
        ({"type": "patient_cap", "id": "x", "per": "course"},),
        {},
    ),
    ("bounds_crossed", "clauses.1.terms.0", (PATIENT_CAP | {"floor": "999.00 DKK"},), {}),
    ("bounds_crossed", "clauses.1.terms.0", (INDEX | {"floor": "2", "cap": "1"},), {}),
    ("tiers_open", "clauses.1.terms.0", (TIERS | {"tiers": TIERS["tiers"][:2]},), {}),
    ("tiers_open", "clauses.1.terms.0", (TIERS | {"tiers": [TIERS["tiers"][2]] * 2},), {}),
    (
        "tiers_unordered",
        "clauses.1.terms.0",
        (TIERS | {"tiers": [TIERS["tiers"][1], *TIERS["tiers"]]},),
        {},
    ),
    ("unit_nothing", "clauses.1.terms.0", (NETTING | {"unit": "0.00 DKK"},), {}),
    ("end_undecided", "clauses.1.terms.0.survives", (END | {"ends_on": "2030-01-01"},), {}),
    ("converts_itself", "clauses.1.terms.0.to", (CURRENCY | {"to": "DKK"},), {}),
    ("currency_mismatch", "clauses.1.terms.0.unit", (NETTING | {"unit": "1.00 EUR"},), {}),
    ("currency_mismatch", "clauses.1.terms.0.amount", (BUDGET | {"amount": "1.00 EUR"},), {}),
    (
        "currency_mismatch",
        "clauses.1.terms.0.actual_cost.up_to",
        (AT_COST | {"actual_cost": {"ruling": "x", "up_to": "1.00 EUR"}},),
        {},
    ),
    ("unknown_outcome", "clauses.1.terms.0.deliver", (DUTY | {"deliver": "relapse"},), {}),
    ("unknown_outcome", "clauses.1.terms.0.deliver", (DUTY | {"deliver": "nothing"},), {}),
    ("bad_ratio", "clauses.1.terms.0.floor", (INDEX | {"floor": "-1"},), {}),
    ("bad_currency", "clauses.1.terms.0.to", (CURRENCY | {"to": "ISK"},), {}),
]
SHORT: dict[str, dict[str, Any]] = {
    "parties": {
        "payer": {"role": "payer", "otherwise": "staten"},
        "supplier": {"role": "supplier"},
    },
    "nobody": {
        "payer": {"role": "payer", "otherwise": "unknown"},
        "supplier": {"role": "supplier"},
    },
    "disputes": {"hold": "disputed_lines_only", "notice": "P30D", "adjudicator": "x"},
    "limitation": {"corrections_until": END["corrections_until"], "clawback": "both_ways"},
}


@pytest.mark.parametrize(("code", "path", "terms", "top"), FAULTY)
def test_a_fault_is_found_where_it_is_and_told_in_both_languages(
    code: str, path: str, terms: tuple[dict[str, Any], ...], top: dict[str, Any]
) -> None:
    with pytest.raises(AgreementRefused) as refused:
        an_agreement(TERM, *terms, **{key: SHORT.get(top[key], SHORT[key]) for key in top})
    faults = {fault.code: fault for fault in refused.value.faults}
    assert faults[code].path == path
    assert faults[code].message("da") != faults[code].message("en")


def test_a_sum_may_count_one_worked_out_before_it() -> None:
    later = BUDGET | {"id": "later", "of": ["rates", "bound", "budget"]}
    outer = OUTER | {"members": [{"term": n, "weight": "1"} for n in ("basket", "later")]}
    an_agreement(TERM, PATIENT_CAP, BUDGET, later, NETTED, outer)


def test_a_ceiling_of_one_term_that_has_one_says_it_twice() -> None:
    cap = {"per": "calendar_year", "amount": "1.00 DKK", "excess": "rebate_100"}
    capped = TERM | {"cap": cap | {"allocate": "largest_remainder"}}
    with pytest.raises(AgreementRefused) as refused:
        an_agreement(capped, BUDGET | {"of": "rates"})
    assert [fault.code for fault in refused.value.faults] == ["said_twice"]
    an_agreement(capped, BUDGET)


def test_two_refunds_of_one_price_need_a_rule_for_both() -> None:
    an_agreement(SWITCH | {"share": "100 %"}, WARRANTY | {"price": SWITCH["price"]})


WAIVED = "term=rates;milestone=1;counts_on=2025-04-25"


def situations() -> list[tuple[Any, dict[str, Entitlement]]]:
    """Lines that meet every reason of these terms."""
    three, values = treated("T1"), test_conduct.VALUES
    rate, vat = test_conversion.rate, test_conversion.vat
    first, corrected = rate("0.1", fact_id="r"), partial(rate, recorded="2026-01-01")
    now = test_conversion.figure(Kind.INDEX, "pris", "104.5", "2025-01-01")
    cases: list[tuple[tuple[dict[str, Any], ...], tuple[Any, ...]]] = [
        ((UPFRONT, SWITCH, WARRANTY | {"price": SWITCH["price"]}), (switched(),)),
        ((UPFRONT, DOSES), (batch("dose", "2"),)),
        ((UPFRONT, DOSES), (batch("out_of_specification", "yes"),)),
        ((UPFRONT, PATIENT_CAP, BUDGET | {"amount": "1.00 DKK", "excess": "50 %"}), ()),
        ((UPFRONT, TIERS | {"tiers": [{"share": "50 %"}]}), ()),
        ((UPFRONT, REBATED, BASKET | {"net": "not_below_zero"}), (fix("1", "2025-03-10"),)),
        ((TERM, INDEX), (test_conversion.BASE, now, *values)),
        ((TERM, CURRENCY), (*values, first, corrected("0.2", fact_id="r", version=2))),
        ((TERM, CURRENCY), (*values, first, corrected("0.2", fact_id="q"))),
        ((UPFRONT, CURRENCY), tuple(treated("T2", "2029-12-30"))),
        ((TERM, VAT, NETTING), (*values, vat("25 %"))),
        ((TERM, VAT), values),
        ((TERM, DUTY), ()),
        ((TERM, DISPUTE), (*values, test_conduct.dispute("state=open"))),
        ((TERM, DISPUTE), (*values, test_conduct.dispute("state=open", "2026-01-01"))),
        ((TERM, DISPUTE), (*values, test_conduct.dispute("amount=1.00"))),
        ((TERM, END | {"ends_on": "2026-01-01", "lapses": "rates"}), values),
        ((test_conduct.ONCE, PAYER), test_conduct.MOVED[2:]),
        ((TERM,), (fix("9", "2025-04-25"), ruled("waiver", WAIVED))),
        ((TERM,), (test_conduct.figure(Kind.SUCCESSION, "syddanmark", "syd", "2027-01-01"),)),
    ]
    agreements = [(an_agreement(*terms), facts) for terms, facts in cases]
    return [(agreement, lines(agreement, *three, *facts)) for agreement, facts in agreements]


def switched() -> Any:
    return test_conduct.event("next_therapy", "2024-06-10")


def test_every_line_is_told_with_the_same_figures_in_both_languages() -> None:
    told: set[str] = set()
    for agreement, found in situations():
        for line in found.values():
            danish, english = (explain(line, agreement, code, "auditor") for code in ("da", "en"))
            assert figures(danish.headline, "da") == figures(english.headline, "en")
            assert len(danish.arithmetic) == len(english.arithmetic)
            told |= {node.code for node in line.reason.walk()}
            told |= {"payer_share" for node in line.reason.children if node.get("days")}
    assert set(phrases_of_terms.PHRASES) - told == set()


def test_a_balance_carried_and_a_rate_are_told_as_such() -> None:
    agreement = an_agreement(TERM, NETTING)
    line = lines(agreement, *test_conversion.PAID)["syddanmark|*|netting|1|carry"]
    assert explain(line, agreement, "da", "finance").headline.startswith(
        "§ 2, overført: Overføres (−100,00 kr.). I alt 100,00 kr., heraf til betaling 0 kr."
    )
    euro = an_agreement(TERM, CURRENCY)
    paid = lines(euro, *test_conversion.PAID, test_conversion.rate("0.1341"))
    said = explain(paid["syddanmark|T1|rates|1|instalment"], euro, "en", "finance")
    assert "DKK 100.00 at the rate 0.1341 of 10 Mar 2025." in said.headline
    assert [step.value for step in said.arithmetic][-2:] == ["0.1341", "EUR 13.41"]


def test_a_ruling_is_told_with_its_id() -> None:
    agreement = an_agreement(UPFRONT, AT_COST)
    cost = ruled("switch-cost", "120.00", unit="DKK", fact_id="R-7")
    found = lines(agreement, *treated("T1"), switched(), cost)
    assert ("R-7", 1) in found["syddanmark|T1|switch|1|switch"].evidence

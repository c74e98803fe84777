"""What keeps an agreement from loading, each at its place; numbers are a review's."""

from typing import Any

import pytest

from contracts.faults import AgreementRefused, Fault
from contracts.load import load_agreement
from tests.contracts.builders import (
    ANNUITY,
    EXCEPTIONS,
    MET_WHEN,
    OUTCOMES,
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    YEARLY,
    an_agreement,
    an_agreement_tree,
    as_text,
)
from tests.contracts.refusals import codes, refused, without

CAP = {
    "per": "calendar_year",
    "amount": "9.00 DKK",
    "excess": "rebate_100",
    "allocate": "largest_remainder",
}
LATE = {"event": "relapse", "after": "P40M", "before": "window_open"}
STEPPED = [{"until": "P60M", "share": "50 %"}]
MEASURED = WARRANTY | {"failed_when": MET_WHEN | {"op": "<"}}
MONEY_FAULTS: list[tuple[dict[str, Any], str, str]] = [
    (TERM | {"price": {"amount": "-300.00 DKK"}}, "price.amount", "amount_negative"),
    (TERM | {"cap": CAP | {"amount": "-1.00 DKK"}}, "cap.amount", "amount_negative"),
    (REBATE | {"cap": CAP}, "cap", "cap_idle"),
    (TERM | {"price": {"amount": "5.000,00 kr."}}, "price.amount", "danish_number"),
    (TERM | {"price": {"amount": "5000 kr"}}, "price.amount", "danish_number"),
    (TERM | {"price": "L"}, "price", "price_unclear"),
    (TERM | {"price": {"amount": "1 DKK", "list": "L"}}, "price.amount", "extra_forbidden"),
    (TERM | {"shares": ["33,4 %", "1/3", "1/3"]}, "shares.0", "danish_number"),
    (MEASURED, "watch_from", "watch_needed"),
    (MEASURED | {"watch_from": "P49M"}, "watch_from", "watch_too_late"),
    (
        WARRANTY | {"linear": {"by": "months", "until": "P365D"}},
        "linear.until",
        "whole_months_needed",
    ),
    (WARRANTY | {"linear": {"by": "days", "until": "P0D"}}, "linear.until", "until_nothing"),
    (
        WARRANTY | {"linear": {"by": "months", "until": "P20D"}},
        "linear.until",
        "whole_months_needed",
    ),
    (WARRANTY | {"steps": STEPPED}, "steps", "steps_past_end"),
]
SENSE_FAULTS: list[tuple[dict[str, Any], str, str]] = [
    (TERM | {"milestone": YEARLY | {"every": "P999Y"}}, "milestone.every", "bad_period"),
    (TERM | {"milestone": YEARLY | {"every": "P99999D"}}, "milestone.every", "bad_period"),
    (
        TERM | {"milestone": YEARLY | {"every": "P2Y", "count": "200"}},
        "milestone",
        "milestones_too_far",
    ),
    (TERM | {"met_when": MET_WHEN | {"op": "=>"}}, "met_when.op", "literal_error"),
    (TERM | {"met_when": MET_WHEN | {"value": "5,0"}}, "met_when.value", "danish_number"),
    (TERM | {"met_when": without(MET_WHEN, "value")}, "met_when.value", "missing"),
    (
        TERM | {"met_when": {"not": {"any": [MET_WHEN | {"op": "~"}]}}},
        "met_when.not.any.0.op",
        "literal_error",
    ),
    (
        TERM | {"met_when": {"all": [MET_WHEN, MET_WHEN | {"op": "<"}]}},
        "met_when",
        "never_holds",
    ),
    (
        TERM | {"met_when": {"any": [MET_WHEN, MET_WHEN | {"op": "<", "value": "6"}]}},
        "met_when",
        "always_holds",
    ),
    (TERM | {"met_when": {"not": LATE}}, "met_when.not", "event_window_inverted"),
    (
        TERM
        | {
            "exceptions": EXCEPTIONS
            | {"competing_therapy": {"result": "HOLD", "list": [], "lasting": "P0D"}}
        },
        "exceptions.competing_therapy.list",
        "no_therapies",
    ),
    (
        TERM
        | {
            "exceptions": EXCEPTIONS
            | {"competing_therapy": {"result": "HOLD", "list": ["emi"], "lasting": "P0D"}}
        },
        "exceptions.competing_therapy.list",
        "unknown_therapy",
    ),
]
TERM_FAULTS: list[tuple[dict[str, Any], str, str]] = [
    (TERM | {"met_when": MET_WHEN | {"outcome": "fix_activty"}}, "met_when", "unknown_outcome"),
    (TERM | {"met_when": MET_WHEN | {"unit": "g/L"}}, "met_when.unit", "unit_mismatch"),
    (TERM | {"met_when": MET_WHEN | {"value": "5.05"}}, "met_when.value", "too_fine"),
    (TERM | {"met_when": MET_WHEN | {"method": "guess"}}, "met_when.method", "unknown_method"),
    (TERM | {"met_when": {"state": "fix_activity", "is": "CR"}}, "met_when", "wrong_type"),
    (TERM | {"met_when": {"known": "relapse"}}, "met_when", "wrong_type"),
    (TERM | {"met_when": {"state": "response", "is": "SD"}}, "met_when.is", "unknown_state"),
    (TERM | {"met_when": {"free_of": "nothing"}}, "met_when", "unknown_endpoint"),
    (TERM | {"met_when": {"free_of": ["a"]}}, "met_when", "unknown_endpoint"),
    (
        TERM | {"met_when": {"event": "relapse", "where": {"site": ["x"]}}},
        "met_when.where.site",
        "unknown_attribute",
    ),
    (
        TERM | {"met_when": {"event": "relapse", "where": {"grade": ["3"]}}},
        "met_when.where.grade",
        "unknown_state",
    ),
    (
        TERM | {"met_when": {"change_from_baseline": MET_WHEN | {"unit": "g"}}},
        "met_when.change_from_baseline.unit",
        "unit_mismatch",
    ),
    (TERM | {"met_when": {"perhaps": "x"}}, "met_when", "union_tag_not_found"),
    (TERM | {"met_when": "always"}, "met_when", "union_tag_not_found"),
    (TERM | {"met_when": {"all": []}}, "met_when.all", "too_short"),
    (TERM | {"shares": ["1/3", "1/3", "1/4"]}, "shares", "shares_not_one"),
    (TERM | {"shares": ["1/2", "1/2"]}, "shares", "share_count"),
    (REBATE | {"shares": ["60 %", "30 %", "20 %"]}, "shares", "shares_above_one"),
    (REBATE | {"shares": ["10 %"] * 4}, "shares", "share_count"),
    (UPFRONT | {"share": "60 %"}, "share", "shares_not_one"),
    (TERM | {"price": {"amount": "300.00 EUR"}}, "price", "currency_mismatch"),
    (
        TERM
        | {
            "cap": {
                "per": "calendar_year",
                "amount": "9 EUR",
                "excess": "rebate_100",
                "allocate": "largest_remainder",
            }
        },
        "cap",
        "currency_mismatch",
    ),
    (
        TERM | {"milestone": YEARLY | {"window": {"before": "P400D", "after": "P45D"}}},
        "milestone",
        "window_before_anchor",
    ),
    (
        TERM | {"milestone": YEARLY | {"window": {"before": "P200D", "after": "P200D"}}},
        "milestone",
        "windows_overlap",
    ),
    (TERM | {"milestone": YEARLY | {"report_by": "P44D"}}, "milestone", "report_before_close"),
    (
        TERM | {"milestone": without(YEARLY, "every", "count") | {"at": ["P3M", "P2M", "P9M"]}},
        "milestone",
        "milestones_unordered",
    ),
    (TERM | {"milestone": YEARLY | {"at": ["P3M"]}}, "milestone", "milestones_unclear"),
    (TERM | {"milestone": without(YEARLY, "count")}, "milestone", "milestones_unclear"),
    (TERM | {"milestone": YEARLY | {"count": "0"}}, "milestone.count", "bad_count"),
    (
        ANNUITY | {"milestone": YEARLY | {"every": "P365D"}, "pro_rata_by": "months"},
        "milestone",
        "months_needed",
    ),
    (
        TERM | {"exceptions": EXCEPTIONS | {"death": {"later": "same"}}},
        "exceptions.death",
        "death_undecided",
    ),
    (
        TERM | {"exceptions": EXCEPTIONS | {"death": {"result": "HOLD", "unknown_after": "P1D"}}},
        "exceptions.death",
        "death_hold_open",
    ),
    (
        UPFRONT | {"exceptions": EXCEPTIONS},
        "exceptions.death",
        "pro_rata_here",
    ),
    (
        WARRANTY | {"exceptions": EXCEPTIONS | {"death": "HOLD", "withdrawal": "PRO_RATA"}},
        "exceptions.withdrawal",
        "pro_rata_here",
    ),
    (without(WARRANTY, "linear"), "", "warranty_open"),
    (
        WARRANTY | {"steps": [{"until": "P2Y", "share": "1"}, {"until": "P1Y", "share": "0.5"}]},
        "steps",
        "steps_unordered",
    ),
    (TERM | {"type": "subscription"}, "", "union_tag_invalid"),
    *MONEY_FAULTS,
    *SENSE_FAULTS,
    (TERM | {"id": "a|b"}, "id", "string_pattern_mismatch"),
    (ANNUITY | {"on_failure": "forgive"}, "on_failure", "literal_error"),
    (TERM | {"shares": ["forty"] * 3}, "shares.0", "bad_share"),
]


@pytest.mark.parametrize(("term", "place", "code"), TERM_FAULTS, ids=lambda v: str(v)[:24])
def test_a_faulty_term_is_refused_at_its_place(term: dict[str, Any], place: str, code: str) -> None:
    path = f"clauses.0.terms.0.{place}".removesuffix(".")
    assert (path, code) in codes(term)


def test_6_two_terms_that_could_give_back_one_price_twice_do_not_load() -> None:
    warranty = WARRANTY | {"price": {"amount": "300.00 DKK"}}
    assert codes(UPFRONT, REBATE, warranty) == {("clauses.2.terms.0", "refunded_twice")}
    small = warranty | {"steps": [{"until": "P1Y", "share": "50 %"}]}
    assert an_agreement(UPFRONT, REBATE, without(small, "linear")).id == "A1"


@pytest.mark.parametrize("name", ["A B æ*", "A|B", "*", "{found}"])
def test_18_an_agreements_id_is_an_id(name: str) -> None:
    header = an_agreement_tree()["agreement"] | {"id": name}
    assert codes(agreement=header) == {("agreement.id", "string_pattern_mismatch")}


@pytest.mark.parametrize(
    ("convert", "found"),
    [
        ({"a": "0"}, ("outcomes.fix_activity.convert.a", "greater_than")),
        ({"a": "-10"}, ("outcomes.fix_activity.convert.a", "greater_than")),
        ({"%": "50"}, ("outcomes.fix_activity.convert", "converts_itself")),
    ],
)
def test_17_a_unit_is_converted_by_a_factor_above_nothing(
    convert: dict[str, str], found: tuple[str, str]
) -> None:
    fix_activity = OUTCOMES["fix_activity"] | {"convert": convert}
    assert codes(outcomes=OUTCOMES | {"fix_activity": fix_activity}) == {found}


def test_26_an_unknown_field_hides_no_other_fault() -> None:
    wrong = TERM | {"shares": ["20 %"] * 2, "met_when": MET_WHEN | {"outcome": "zzz"}, "more": "x"}
    assert {code for _, code in codes(wrong, extra="1")} == {
        "extra_forbidden",
        "share_count",
        "shares_not_one",
        "unknown_outcome",
    }


def test_26_faults_quote_the_file_and_never_the_program() -> None:
    term = TERM | {"exceptions": EXCEPTIONS | {"withdrawal": "MET"}}
    calendar = an_agreement_tree()["calendar"] | {"holidays": "DE"}
    tree = an_agreement_tree(term, calendar=calendar, outcomes=["fix"])
    with pytest.raises(AgreementRefused) as caught:
        load_agreement(as_text(tree))
    said = caught.value.message("en")
    assert "Use one of: DK, TARGET, none." in said
    assert "Use one of: NOT_MET, EXCUSED, PRO_RATA, HOLD, TERMINATED." in said
    for inside in ("Status.", "Node(", "['"):
        assert inside not in said


def test_26_an_unknown_endpoint_is_one_fault() -> None:
    assert codes(TERM | {"met_when": {"free_of": ["zz"]}}) == {
        ("clauses.0.terms.0.met_when", "unknown_endpoint")
    }


def test_26_a_danish_amount_is_answered_with_its_spelling_here() -> None:
    (fault,) = refused(as_text(an_agreement_tree(TERM | {"price": {"amount": "5.000,00 kr."}})))
    assert fault.remedy("da") == "Skriv 5000.00 DKK."


def test_a_fault_is_one_line_with_clause_place_reason_and_remedy() -> None:
    (fault,) = refused(as_text(an_agreement_tree(TERM | {"discount": "5\n%"})))
    assert fault.message("en") == (
        "§ 1 clauses.0.terms.0.discount: The field is not known: “discount”. Correct the name or "
        "delete the field; a field that nothing reads agrees nothing. What may stand here: cap, "
        "on_failure, pro_rata_by, select."
    )
    assert Fault("", "", "no_terms").message("da").startswith("Aftalen har ingen vilkår. ")

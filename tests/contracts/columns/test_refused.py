"""What the arrays do not work out is refused by its name, never guessed."""

from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest

from contracts.columns import accepted
from contracts.columns.build import table_of
from contracts.columns.evaluate import evaluate
from contracts.columns.refused import NO_SOURCE, NotInColumns
from contracts.columns.table import Table
from contracts.facts import Kind
from contracts.terms import Term
from tests.contracts.builders import (
    ANNUITY,
    EXCEPTIONS,
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    an_agreement,
    at,
    day,
    event,
    infused,
    lives_in,
)
from tests.contracts.columns.test_tables import a_cohort, a_series
from tests.contracts.node_builders import BLEEDS, agreed, count, lasting
from tests.contracts.population_builders import RESPONSE, SURVIVAL, guaranteeing
from tests.contracts.term_builders import (
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
)

ON = day("2025-12-01")
KNOWN = at("2025-12-01")
SUMS = [TIERS, BUDGET]
REFUSED = [CURRENCY, VAT, NETTING, INDEX, PATIENT_CAP, DUTY, PAYER, *SUMS]
AT_DUE = PAYER | {"rule": "at_due_date"}
WORKED_OUT = [TERM, ANNUITY, REBATE, UPFRONT, WARRANTY, SWITCH, DOSES, DISPUTE, END, AT_DUE]


def refused(agreement: Any, table: Table | None = None) -> NotInColumns:
    with pytest.raises(NotInColumns) as found:
        evaluate(agreement, table or a_cohort(), KNOWN, ON)
    return found.value


@pytest.mark.parametrize("term", REFUSED, ids=lambda term: term["type"])
def test_a_term_is_refused_by_its_name_in_both_languages(term: dict[str, Any]) -> None:
    of = {"of": ["rates"]} if "of" in term else {}
    found = refused(an_agreement(TERM, term | of))
    assert found.term == term["id"]
    assert f"{term['id']}: " in found.into("da")
    assert "kan ikke beregnes kolonnevis" in found.into("da")
    assert "cannot be worked out in columns" in found.into("en")


@pytest.mark.parametrize("term", [SURVIVAL, RESPONSE], ids=lambda term: term["type"])
def test_the_result_of_a_population_is_refused(term: dict[str, Any]) -> None:
    assert refused(guaranteeing(term)).what == term["type"]


def test_a_basket_is_refused() -> None:
    paid = UPFRONT | {"price": {"amount": "300.00 DKK"}}
    rebate = REBATE | {"id": "rebate"}
    assert refused(an_agreement(paid, rebate, BASKET)).what == "basket"


def test_every_type_of_term_is_either_worked_out_or_refused() -> None:
    told = [*REFUSED, *WORKED_OUT, SURVIVAL, RESPONSE, BASKET]
    types = {kind.model_fields["type"].annotation for kind in get_args(get_args(Term)[0])}
    assert {term["type"] for term in told} == {get_args(kind)[0] for kind in types}


@pytest.mark.parametrize("term", WORKED_OUT, ids=lambda term: term["type"])
def test_a_term_that_is_worked_out_is_accepted(term: dict[str, Any]) -> None:
    terms = (term,) if "price" in term else (TERM, term)
    accepted.accepted(an_agreement(*terms))


def test_numbers_added_up_are_refused_and_events_counted_are_not() -> None:
    found = refused(agreed(count(BLEEDS)))
    assert (found.what, found.term) == ("count_in_window: outcome", "rates")
    accepted.accepted(agreed(count()))
    accepted.accepted(agreed(lasting()))


def test_a_ceiling_inside_a_term_is_refused_by_the_name_of_its_term() -> None:
    cap = {"per": "calendar_year", "amount": "100.00 DKK", "excess": "rebate_100"}
    found = refused(an_agreement(TERM | {"cap": cap | {"allocate": "largest_remainder"}}))
    assert (found.what, found.term) == ("cap", "rates")


def test_what_came_too_late_to_count_is_refused() -> None:
    missing = {"missing_assessment": {"grace": "P90D", "then": "NOT_MET", "cure": "none"}}
    found = refused(an_agreement(TERM | {"exceptions": EXCEPTIONS | missing}))
    assert (found.what, found.term) == ("cure: none", "rates")


def test_an_intricate_history_without_its_facts_is_refused() -> None:
    found = refused(an_agreement(TERM), a_cohort(odd=np.array([True])))
    assert "uden oplysningerne bag tabellen" in found.into("da")
    assert "without the facts behind the table" in found.into("en")


def test_two_registrations_of_a_patient_without_their_facts_are_refused() -> None:
    merge = {(Kind.MERGE, "same"): a_series("2024-03-10", texts=("T2",))}
    found = refused(an_agreement(TERM), a_cohort(series=a_cohort().series | merge))
    assert found.what == NO_SOURCE


def test_an_amount_that_leaves_64_bits_is_refused() -> None:
    dear = WARRANTY | {"price": {"amount": "999999999999999.00 DKK"}}
    facts = (infused(), lives_in("syd"), event("relapse", "2024-04-10"))
    ruling = an_agreement(dear | {"linear": {"by": "days", "until": "P99Y"}})
    found = refused(ruling, table_of(facts, ruling))
    assert "et beløb på over 64 bit kan ikke beregnes kolonnevis" in found.into("da")
    assert "an amount of more than 64 bits" in str(found)


def test_a_patient_under_another_version_of_the_agreement_is_not_its_concern() -> None:
    header = an_agreement(TERM).document.agreement.model_copy(
        update={"effective_from": day("2025-01-01")}
    )
    document = an_agreement(TERM).document.model_copy(update={"agreement": header})
    result = evaluate(replace(an_agreement(TERM), document=document), a_cohort(), KNOWN, ON)
    assert not result.status.any()

"""Cases of later doses, products out of specification, cells never given, and two refunds."""

import pytest

from contracts.facts import Kind
from contracts.reason import Status
from tests.contracts.builders import (
    TERM,
    UPFRONT,
    WARRANTY,
    a_fact,
    an_agreement,
    event,
)
from tests.contracts.cases.asked import asks_for
from tests.contracts.population_builders import (
    SURVIVAL,
    a_tree,
    dying,
    guaranteeing,
    result,
    survivors,
)
from tests.contracts.refusals import without
from tests.contracts.term_builders import (
    DOSES,
    PATIENT_CAP,
    SWITCH,
    amounts,
    batch,
    lines,
    treated,
)

FIRST = "syddanmark|T1|first|1"
TWO_EYES = (*treated("T1"), *treated("T2", "2024-04-10"), batch("dose", "2", treatment="T2"))
SAME_PATIENT = batch("first_dose", "T1", treatment="T2")


@pytest.mark.parametrize(("share", "second"), [("0 %", 0), ("50 %", 15000), ("100 %", 30000)])
def test_case_21_a_second_dose_is_a_course_of_its_own_at_its_own_price(
    share: str, second: int
) -> None:
    found = lines(an_agreement(UPFRONT, DOSES | {"second_dose": share}), *TWO_EYES)
    assert found[f"{FIRST}|upfront"].amount == 30000
    assert found["syddanmark|T2|first|1|upfront"].amount == second
    assert asks_for("terms.0", UPFRONT, {key: DOSES[key] for key in ("id", "type", "price")})


@pytest.mark.parametrize(("per", "total"), [("course", 50000), ("patient", 25000)])
def test_case_21_one_ceiling_for_each_course_or_for_the_patient(per: str, total: int) -> None:
    agreement = an_agreement(UPFRONT, PATIENT_CAP | {"per": per})
    found = lines(agreement, *TWO_EYES, SAME_PATIENT)
    assert sum(amounts(found).values()) == total
    assert asks_for("per", UPFRONT, without(PATIENT_CAP, "per"))


@pytest.mark.parametrize(("share", "amount"), [("80 %", 24000), ("0 %", 0)])
def test_case_22_a_product_out_of_specification_has_its_own_price(share: str, amount: int) -> None:
    agreement = an_agreement(UPFRONT, DOSES | {"out_of_specification": share})
    found = lines(agreement, *treated("T1"), batch("out_of_specification", "yes"))
    assert found[f"{FIRST}|upfront"].amount == amount


@pytest.mark.parametrize(("rule", "status"), [("in", Status.NOT_MET), ("out", Status.MET)])
def test_case_22_a_product_out_of_specification_is_in_or_out_of_the_population(
    rule: str, status: Status
) -> None:
    who = SURVIVAL["population"]
    term = SURVIVAL | {"population": who | {"out_of_specification": rule}}
    rejected = batch("out_of_specification", "yes", treatment="T500")
    assert result(guaranteeing(term), *survivors(2), *dying([30]), rejected).status is status
    silent = SURVIVAL | {"population": without(who, "out_of_specification")}
    assert asks_for("population.out_of_specification", UPFRONT, silent, **a_tree(silent))


@pytest.mark.parametrize(("fee", "owed"), [("0 %", {}), ("10 %", {FIRST: 3000})])
def test_case_23_cells_made_and_never_infused_cost_the_fee_and_have_no_milestones(
    fee: str, owed: dict[str, int]
) -> None:
    never = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")
    agreement = an_agreement(UPFRONT | {"not_infused": fee}, TERM)
    found = lines(agreement, never, treated("T1")[1])
    assert amounts(found) == owed
    assert {line.term for line in found.values()} == {"first"}
    assert asks_for("not_infused", without(UPFRONT, "not_infused"))


LOSS = WARRANTY | {"price": {"amount": "300.00 DKK"}, "linear": {"by": "months", "until": "P12M"}}
BOTH = (event("next_therapy", "2024-06-10"), event("relapse", "2024-06-11"))


@pytest.mark.parametrize(
    ("stacking", "share", "back"),
    [
        ("max", "90 %", 27000),
        ("max", "40 %", 22500),
        ("first", "10 %", 3000),
        ("sum", "10 %", 25500),
    ],
)
def test_case_50_a_switch_and_a_warranty_refund_for_one_failure(
    stacking: str, share: str, back: int
) -> None:
    switch = SWITCH | {"stacking": stacking, "share": share}
    found = lines(an_agreement(UPFRONT, switch, LOSS), *treated("T1"), *BOTH)
    assert sum(amounts(found).values()) == 30000 - back
    assert asks_for("stacking", UPFRONT, without(SWITCH, "stacking"), LOSS)


def test_case_50_refunds_never_come_to_more_than_was_paid() -> None:
    agreement = an_agreement(UPFRONT, SWITCH | {"stacking": "sum", "share": "90 %"}, LOSS)
    found = lines(agreement, *treated("T1"), *BOTH)
    assert sum(amounts(found).values()) == 0

"""Laws of a patient's ceiling over several courses, and of parts held back for want of a payer."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.explain import explain
from contracts.facts import Fact
from tests.contracts.builders import (
    TERM,
    UPFRONT,
    WARRANTY,
    alive,
    an_agreement,
    event,
    fix,
    lives_in,
)
from tests.contracts.laws.histories import BEGIN, HISTORIES, MOMENTS, START, Dice, owed
from tests.contracts.laws.law import law
from tests.contracts.laws.reckoned import CODES, number, reckoned
from tests.contracts.population_builders import ENDPOINTS, SURVIVAL, settles
from tests.contracts.term_builders import PATIENT_CAP, batch, treated

Facts = tuple[Fact, ...]
CEILING = 40000
REFUND = {key: value for key, value in WARRANTY.items() if key != "linear"} | {
    "price": {"amount": "300.00 DKK"},
    "steps": [{"until": "P2Y", "share": "100 %"}, {"until": "P4Y", "share": "1/3"}],
}
AT_DUE = {
    "payer": {"role": "payer", "of_record": "region_at_due_date"},
    "supplier": {"role": "supplier"},
}


@cache
def paying(*ceilings: str) -> Agreement:
    """Payments at infusion and later and a refund, with or without a ceiling of the patient."""
    rates = TERM | {"price": {"amount": "77.77 DKK"}}
    bounds = [PATIENT_CAP | {"per": "patient", "ceiling": one} for one in ceilings]
    return an_agreement(UPFRONT, rates, REFUND, *bounds, parties=AT_DUE)


def a_course(dice: Dice, name: str) -> Iterator[Fact]:
    """One course: infused, perhaps moved, perhaps lost, seen at some of its visits."""

    def after(day: date, most: int) -> str:
        return str(day + timedelta(days=dice.below(most)))

    begun = BEGIN + timedelta(days=dice.below(700))
    yield from treated(name, str(begun), dice.pick(("nord", "syd")))
    yield alive(str(begun + timedelta(days=1500)), treatment=name)
    if dice.chance(30):
        yield lives_in("midt", after(begun, 1000), treatment=name)
    if dice.chance(60):
        yield event("relapse", after(begun, 1400), treatment=name)
    for year in (1, 2, 3):
        on = str(begun + timedelta(days=365 * year))
        yield fix(dice.pick(("9", "9", "1")), on, treatment=name)


def two_courses(rolls: bytes) -> Facts:
    """One patient with two courses."""
    dice = Dice(rolls)
    both = (*a_course(dice, "T1"), *a_course(dice, "T2"))
    return (*both, batch("first_dose", "T1", treatment="T2"))


COURSES = st.binary(min_size=40, max_size=40).map(two_courses)
LATE, LAST = (
    st.integers(first, 44).map(lambda n: START + timedelta(days=50 * n)) for first in (15, 26)
)


def by_payer(lines: tuple[Entitlement, ...]) -> Counter[tuple[str, str]]:
    """What each payer comes to for each course."""
    sums: Counter[tuple[str, str]] = Counter()
    for line in lines:
        sums[line.treatment, line.payer] += line.amount
    return sums


@law(COURSES, LATE, taken=30, returned=10, regions=30)
def test_i07_no_payer_pays_more_for_a_course_under_a_ceiling_nor_less_than_nothing(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    lines = owed(paying("400.00 DKK"), facts, moment)
    free, bound = by_payer(owed(paying(), facts, moment)), by_payer(lines)
    for key, without in free.items():
        assert min(0, without) <= bound[key] <= max(0, without)
    assert sum(bound.values()) == min(sum(free.values()), CEILING)
    yield from ["taken"] * (bound != free)
    yield from ["returned"] * any(one.term == "bound" and one.amount > 0 for one in lines)
    yield from ["regions"] * (len({payer for _, payer in bound}) > 1)


@law(COURSES, LATE, part=30, given_earlier=15)
def test_the_steps_shown_of_every_part_of_a_ceiling_add_up(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    agreement, met = paying("400.00 DKK"), set[str]()
    for line in owed(agreement, facts, moment):
        met |= reckoned(explain(line, agreement, "en", "finance").arithmetic)
    yield from sorted(met)


@cache
def guaranteed() -> Agreement:
    """A result is guaranteed, the price of which is paid outside the agreement."""
    rule = settles(price={"amount": "77.77 DKK"}, above={"steps": [{"share": "1/7"}]})["settles"]
    del rule["of"]
    return an_agreement(SURVIVAL | {"settles": rule}, endpoints=ENDPOINTS)


@cache
def guaranteed_twice() -> Agreement:
    """Two results of patients who may be the same, after refunds for single ones."""
    price = {"price": {"amount": "77.77 DKK"}}
    rule = settles(below={"steps": [{"share": "1/2"}]}, guarantee="99 %", **price)["settles"]
    del rule["of"]
    asked = {"met_when": {"estimate": "point", "op": ">=", "value": "99 %"}}
    whole = SURVIVAL["population"] | {"infused_to": "2024-06-30"}
    first = SURVIVAL | asked | {"settles": rule, "horizon": "P30M", "data_cut": {"after": "P30M"}}
    first |= {"population": whole, "report_delay": "P60D"}
    fewer = whole | {"infused_from": "2024-03-15"}
    second = first | {"id": "second", "population": fewer, "report_delay": "P0D"}
    refund = WARRANTY | price | {"failed_when": {"event": "relapse"}}
    return an_agreement(UPFRONT | price, refund, first, second, endpoints=ENDPOINTS)


@law(HISTORIES, LAST, both=8, cut=6)
def test_i17_two_results_and_refunds_together_give_back_no_more_than_was_paid(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    lines = owed(guaranteed_twice(), facts, moment)
    assert sum(line.amount for line in lines) >= 0
    results = [line for line in lines if line.treatment == "*" and line.amount < 0]
    yield from ["both"] * (len({line.term for line in results}) > 1)
    codes = {node.code for line in lines if line.treatment == "*" for node in line.reason.walk()}
    yield from ["cut"] * ("refund_limited" in codes)


@law(HISTORIES, MOMENTS, together=5, withheld=5)
def test_the_parts_shown_of_a_result_add_up_though_one_is_held_back(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    parts, whole = Fraction(0), Fraction(0)
    for line in owed(guaranteed(), facts, moment):
        steps = explain(line, guaranteed(), "en", "finance").arithmetic
        yield from reckoned(steps)
        told = {CODES[step.label]: number(step.value) for step in steps}
        parts += told["result"] - told.get("withheld", 0)
        whole = told.get("together", told["result"] - told.get("withheld", 0))
    assert parts == whole

"""Laws of amounts: ceilings hold, parts add up, refunds stay within what was paid."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import cache

from hypothesis import assume
from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.facts import Fact, Kind
from contracts.money import apportion, split
from contracts.reason import Reason
from contracts.settle import settle
from tests.contracts.builders import REBATE, UPFRONT, WARRANTY, an_agreement, day
from tests.contracts.laws.histories import (
    ANNUITIES,
    FIGURES,
    HISTORIES,
    MOMENTS,
    RUNS,
    START,
    everything,
    free,
    owed,
    paid_for,
)
from tests.contracts.laws.law import law
from tests.contracts.term_builders import BUDGET, PATIENT_CAP, VAT

Facts = tuple[Fact, ...]
YEAR_CEILING, COURSE_CEILING = 45000, 32000


@cache
def capped() -> Agreement:
    return an_agreement(
        ANNUITIES,
        UPFRONT,
        PATIENT_CAP | {"ceiling": "320.00 DKK"},
        BUDGET | {"amount": "450.00 DKK"},
    )


def year_of(line: Entitlement) -> int:
    """The year a line counts in: that of the day agreed, or the year of a sum."""
    target = line.reason.get("target") if line.window or line.term == "first" else ""
    return int(target[:4]) if target else line.milestone


@law(HISTORIES, MOMENTS, year=20, course=20, room=10)
def test_i07_caps_are_never_exceeded_and_take_only_what_lies_above(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    lines = owed(capped(), facts, moment)
    years: Counter[int] = Counter()
    for line in lines:
        years[year_of(line)] += line.amount if line.term != "budget" else 0
    for year, plain in years.items():
        caps = [one for one in lines if one.term == "budget" and one.milestone == year]
        assert all(one.amount < 0 for one in caps)
        assert -sum(one.amount for one in caps) == max(0, plain - YEAR_CEILING)
        yield "year" if caps else "room"
    courses = paid_for([line for line in lines if line.treatment != "*"])
    assert all(total <= COURSE_CEILING for total in courses.values())
    yield from ["course"] * any(line.term == "bound" for line in lines)


def nearest(value: Fraction) -> int:
    """The nearest whole number, halves away from zero, worked out without the engine."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


WEIGHTS = st.lists(st.fractions(0, 5, max_denominator=9), min_size=1, max_size=6)


@law(st.integers(-(10**12), 10**12), WEIGHTS, st.randoms(use_true_random=False), left=30, even=10)
def test_i08_parts_add_up_and_are_within_one_unit_and_follow_their_owners(
    total: int, weights: list[Fraction], dice: object
) -> Iterator[str]:
    assume(any(weights))
    parts = split(total, weights)
    exact = [total * weight / sum(weights) for weight in weights]
    assert sum(parts) == total
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))
    order = list(range(len(weights)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    moved = split(total, [weights[i] for i in order])
    even = len({abs(share) % 1 for share in exact}) < len(exact)
    if not even:  # where remainders tie, the earlier part has the unit
        assert moved == tuple(parts[i] for i in order)
    assert sorted(moved) == sorted(parts) or even
    yield from ["even"] * even
    yield from ["left"] * any(share.denominator > 1 for share in exact)


@law(WEIGHTS, st.lists(st.integers(-(10**9), 10**9), min_size=6, max_size=6), signs=30)
def test_i08_exact_parts_of_either_sign_add_up_to_their_rounded_sum(
    weights: list[Fraction], amounts: list[int]
) -> Iterator[str]:
    exact = [weight * amount for weight, amount in zip(weights, amounts, strict=False)]
    parts = apportion(exact)
    assert sum(parts) == nearest(sum(exact, Fraction(0)))
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))
    yield from ["signs"] * (min(exact) < 0 < max(exact))


def worked(line: Entitlement) -> Reason | None:
    """The arithmetic of a line; none where it has no price."""
    return next((node for node in line.reason.children if node.code == "amount"), None)


@law(HISTORIES, MOMENTS, st.integers(2, 1000), st.integers(1, 99999), rounded=5, scaled=60)
def test_i16_a_price_n_times_as_high_pays_n_times_as_much_but_for_rounding(
    facts: Facts, moment: datetime, times: int, minor: int
) -> Iterator[str]:
    def priced(amount: int) -> dict[str, Reason]:
        text = f"{amount // 100}.{amount % 100:02d}"
        moved = [replace(f, value=text) if f.kind is Kind.PRICE else f for f in facts]
        found = {line.key: worked(line) for line in owed(free(), moved, moment)}
        return {key: node for key, node in found.items() if node and "|annuity|" in key}

    one, many = priced(minor), priced(minor * times)
    assert one.keys() == many.keys()
    for key, node in one.items():
        share = Fraction(node.get("share")) * Fraction(node.get("factor"))
        assert Fraction(many[key].get("factor")) == Fraction(node.get("factor"))
        for told, price in ((node, minor), (many[key], minor * times)):
            exact = Fraction(told.get("instalment")) * Fraction(told.get("factor"))
            assert abs(int(told.get("amount")) - exact) <= Fraction(1, 2)
            assert abs(int(told.get("amount")) - price * share) < Fraction(3, 2)
        yield "scaled"
        yield from ["rounded"] * (int(node.get("amount")) * times != int(many[key].get("amount")))


@cache
def refunding() -> Agreement:
    """A price is paid, and several terms may give back more than that."""
    part = UPFRONT | {"price": {"list": "list"}}
    rebate = REBATE | {"id": "rebate", "price": {"amount": "200.00 DKK"}}
    return an_agreement(part, rebate, WARRANTY | {"price": {"amount": "290.00 DKK"}})


@law(HISTORIES, MOMENTS, refunded=30, cut=10)
def test_i17_no_treatment_is_refunded_more_than_was_paid_for_it(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    for agreement in (refunding(), free()):
        lines = owed(agreement, facts, moment)
        assert all(total >= 0 for total in paid_for(lines).values())
        yield from ["refunded"] * any(line.amount < 0 for line in lines)
        codes = {node.code for line in lines for node in line.reason.children}
        yield from ["cut"] * ("refund_limited" in codes)


@cache
def taxed() -> Agreement:
    return an_agreement(
        UPFRONT | {"price": {"amount": "69.79 DKK"}},
        REBATE | {"id": "rebate", "price": {"amount": "33.33 DKK"}},
        VAT,
    )


RATES = st.one_of(st.sampled_from([5000, 2500, 1250]), st.integers(1, 9999))


@law(HISTORIES, RUNS, RATES, credited=15, odd=30, half=10)
def test_i22_vat_is_at_all_times_the_rounded_rate_of_all_that_was_invoiced(
    facts: Facts, moments: list[datetime], rate: int
) -> Iterator[str]:
    text = f"{rate // 100}.{rate % 100:02d} %"
    moms = Fact("V", 1, "*", Kind.VAT, "moms", text, "", "", day("2020-01-01"), START)
    position: Counter[str] = Counter()
    for moment in moments:
        lines = settle(owed(taxed(), (*facts, moms), moment), position, currency="DKK")
        position.update({line.key: line.amount for line in lines})
        for payer in ("nord", "syd"):
            ours = {key: n for key, n in position.items() if key.split("|")[1] == payer}
            base = sum(n for key, n in ours.items() if not key.endswith("|vat"))
            exact = base * Fraction(rate, 10000)
            assert sum(ours.values()) - base == nearest(exact)
            yield from ["odd"] * (exact.denominator > 1)
            yield from ["half"] * (exact.denominator == 2)
        yield from ["credited"] * any(line.amount < 0 and line.term == "vat" for line in lines)


@law(HISTORIES, FIGURES, MOMENTS, carried=10, paid=60)
def test_i08_what_each_payer_pays_is_whole_units_of_one_currency(
    told: Facts, figures: Facts, moment: datetime
) -> Iterator[str]:
    paid: Counter[str] = Counter()
    for line in owed(everything(), (*told, *figures), moment):
        assert line.currency == "EUR"
        paid[line.payer] += line.amount
        yield from ["carried"] * (line.term == "netting" and line.amount != 0)
    assert all(total % 100 == 0 for total in paid.values())
    yield from ["paid"] * any(paid.values())

"""The facts of terms that act on others: what is refused, what is not read, what nobody states."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.facts import COLUMNS, Fact, FactsRefused, Kind, Snapshot, read_facts
from contracts.money import apportion, round_half_away
from contracts.unread import unread, unrecorded
from tests.contracts.builders import TERM, UPFRONT, an_agreement, at
from tests.contracts.term_builders import (
    AT_COST,
    BASKET,
    CURRENCY,
    DISPUTE,
    INDEX,
    VAT,
    batch,
    figure,
    lines,
    ruled,
    treated,
)
from tests.contracts.test_totals import REBATED

ALL = an_agreement(TERM, AT_COST, INDEX, CURRENCY, VAT, DISPUTE)


def row(kind: str, name: str, value: str, unit: str = "") -> str:
    cells = ("F1", "1", "*", kind, name, value, unit, "", "2025-01-01", "2025-01-01T00:00:00Z")
    return ",".join(COLUMNS) + "\n" + ",".join((*cells, "false"))


@pytest.mark.parametrize(
    ("kind", "name", "value", "reason"),
    [
        ("index", "pris", "0", "figure"),
        ("fx", "DKK/EUR", "7,46", "figure"),
        ("vat", "moms", "25.001 %", "rate"),
        ("vat", "moms", "moms", "rate"),
        ("batch", "dose", "two", "batch"),
        ("batch", "out_of_specification", "maybe", "batch"),
        ("ruling", "dispute", "amount=much", "ruling"),
        ("ruling", "dispute", "term=rates;milestone=1;state=open;issued=01-05-2024", "ruling"),
        ("ruling", "waiver", "term=rates;milestone=1;counts_on=25.4.2025", "ruling"),
        ("succession", "hovedstaden", "", "party"),
        ("residence", "region", "", "region"),
        ("residence", "region", "unknown", "region"),
        ("succession", "hovedstaden", "unknown", "party"),
    ],
)
def test_a_figure_that_is_none_is_refused_in_both_languages(
    kind: str, name: str, value: str, reason: str
) -> None:
    text = row(kind, name, f'"{value}"')
    with pytest.raises(FactsRefused) as refused:
        read_facts(text)
    (problem,) = refused.value.problems
    assert (problem.column, problem.reason) == ("value", reason)
    assert problem.into("da") != problem.into("en")


@pytest.mark.parametrize(
    "text",
    [
        row("index", "pris", "104.5"),
        row("vat", "moms", "25 %"),
        row("batch", "dose", "2"),
        row("batch", "first_dose", "T1"),
        row("batch", "out_of_specification", "yes"),
        row("ruling", "switch-cost", "120.00", "DKK"),
        row("ruling", "dispute", "term=rates;milestone=1;state=open;issued=2024-05-01"),
        row("ruling", "waiver", "term=rates;milestone=1;counts_on=2025-04-25"),
        row("succession", "hovedstaden", "ostdanmark"),
    ],
)
def test_a_figure_is_read(text: str) -> None:
    assert len(read_facts(text)) == 1


def told(*facts: Fact) -> list[tuple[str, str, str]]:
    snapshot = Snapshot.known_at(facts, at("2030-01-01"))
    return [(one.reason, one.found, one.near) for one in unread(ALL, snapshot)]


READ = (
    figure(Kind.INDEX, "pris", "100", "2024-01-01"),
    figure(Kind.FX, "DKK/EUR", "0.13", "2024-01-01"),
    figure(Kind.VAT, "moms", "25 %", "2024-01-01"),
    figure(Kind.SUCCESSION, "a", "b", "2024-01-01"),
    ruled("switch-cost", "1.00", unit="DKK"),
    ruled("dispute", "state=open"),
    batch("dose", "2"),
)


def test_what_the_terms_read_is_not_told() -> None:
    assert told(*READ) == []


def test_a_misspelled_figure_ruling_or_batch_is_told_with_what_is_near_it() -> None:
    assert told(
        figure(Kind.INDEX, "priss", "100", "2024-01-01"),
        ruled("switch-costs", "1.00", unit="DKK"),
        batch("doze", "2"),
    ) == [
        ("batch", "doze", "dose"),
        ("figure", "priss", "pris"),
        ("ruling", "switch-costs", "switch-cost"),
    ]


def test_a_figure_nobody_states_is_told() -> None:
    snapshot = Snapshot.known_at(READ[1:2], at("2030-01-01"))
    lacking = {one.name for one in unrecorded(ALL, snapshot) if one.reason == "figure"}
    assert lacking == {"pris", "moms"}


@given(st.lists(st.fractions(-1000, 1000, max_denominator=97), max_size=6))
def test_parts_add_up_to_the_rounded_sum_and_none_is_a_unit_off(exact: list[Fraction]) -> None:
    parts = apportion(exact)
    assert sum(parts) == round_half_away(sum(exact, Fraction(0)))
    assert all(abs(part - value) < 1 for part, value in zip(parts, exact, strict=True))


def test_a_basket_leaves_other_terms_alone() -> None:
    second: dict[str, Any] = UPFRONT | {"id": "other", "price": {"amount": "10.00 DKK"}}
    found = lines(an_agreement(UPFRONT, REBATED, second, BASKET), *treated("T1"))
    baskets = [line.amount for line in found.values() if line.treatment == "*"]
    assert sum(baskets) == -15000

"""The laws of settlement hold with every term type at once, and each of them bites."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, entitlements
from contracts.facts import Fact, Kind, Snapshot
from contracts.settle import settle
from tests.contracts.builders import ANNUITY, EXCEPTIONS, REBATE, UPFRONT, WARRANTY, an_agreement
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
from tests.contracts.test_settle_properties import START, histories, moments, runs

FEW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@cache
def everything() -> Agreement:
    annuity = ANNUITY | {"price": {"list": "list"}, "exceptions": EXCEPTIONS}
    return an_agreement(
        annuity,
        REBATE | {"id": "rebate"},
        UPFRONT,
        WARRANTY,
        SWITCH,
        DOSES,
        PATIENT_CAP | {"ceiling": "280.00 DKK", "floor": "90.00 DKK"},
        BUDGET,
        TIERS,
        BASKET,
        INDEX,
        CURRENCY | {"fixing": "treated_on"},
        VAT,
        NETTING | {"unit": "1.00 EUR", "de_minimis": "20.00 EUR"},
        PAYER,
        DUTY,
        DISPUTE,
        END,
    )


@st.composite
def figures(draw: st.DrawFn) -> tuple[Fact, ...]:
    """What the conversion reads, some of it corrected later; and a dispute."""
    facts: list[Fact] = []
    rows = [(Kind.FX, "DKK/EUR", "0.1341", f"2024-03-{n:02d}") for n in range(8, 32)]
    rows += [(Kind.FX, "DKK/EUR", "0.1341", f"{y}-12-31") for y in range(2023, 2030)]
    rows += [(Kind.INDEX, "pris", "100", "2024-01-01"), (Kind.VAT, "moms", "25 %", "2020-01-01")]
    months = [f"{y}-{m:02d}-01" for y in (2025, 2026, 2027) for m in (1, 2)]
    rows += [(Kind.INDEX, "pris", "104.5", month) for month in months]
    later = {Kind.FX: "0.135", Kind.INDEX: "103", Kind.VAT: "24 %"}
    for n, (kind, name, value, on) in enumerate(rows):
        day = datetime.fromisoformat(on).date()
        first = Fact(f"G{n}", 1, "*", kind, name, value, "", "nb", day, START)
        facts.append(first)
        if draw(st.integers(0, 9)) == 0:
            clock = START + timedelta(days=draw(st.integers(1, 900)))
            facts.append(replace(first, version=2, value=later[kind], recorded_at=clock))
    dispute = f"term=rates;milestone=1;state={draw(st.sampled_from(['open', 'withdrawn']))}"
    opened = START + timedelta(days=450)
    ruling = Fact("D", 1, "T1", Kind.RULING, "dispute", dispute, "", "", opened.date(), opened)
    second = Fact("S", 1, "T2", Kind.BATCH, "dose", "2", "", "", START.date(), START)
    return (*facts, ruling, second)


def known(facts: tuple[Fact, ...], moment: datetime) -> tuple[Entitlement, ...]:
    return entitlements(everything(), Snapshot.known_at(facts, moment), moment.date())


@given(histories(), figures(), runs)
@FEW
def test_any_sequence_of_runs_adds_up_and_a_rerun_posts_nothing(
    told: tuple[Fact, ...], figures: tuple[Fact, ...], offsets: list[int]
) -> None:
    position: Counter[str] = Counter()
    facts = (*told, *figures)
    for offset in [*offsets, offsets[-1]]:
        owed = known(facts, START + timedelta(days=offset))
        lines = settle(owed, position, currency="EUR")
        position.update({line.key: line.amount for line in lines})
    assert {k: v for k, v in position.items() if v} == {e.key: e.amount for e in owed if e.amount}
    assert not any(line.posts for line in lines)


@given(histories(), figures(), moments, st.integers(0, 9))
@FEW
def test_the_order_of_facts_changes_nothing_and_keys_are_unique(
    told: tuple[Fact, ...], figures: tuple[Fact, ...], offset: int, seed: int
) -> None:
    facts, moment = [*told, *figures], START + timedelta(days=offset)
    before = known(tuple(facts), moment)
    Random(seed).shuffle(facts)
    assert known(tuple(facts), moment) == before
    assert len({line.key for line in before}) == len(before)


@given(histories(), figures(), st.integers(0, 5))
@FEW
def test_nothing_recorded_after_every_limitation_moves_money(
    told: tuple[Fact, ...], figures: tuple[Fact, ...], which: int
) -> None:
    facts, over = (*told, *figures), START + timedelta(days=3600)
    newer = {Kind.FX: "0.2", Kind.INDEX: "150", Kind.VAT: "1 %", Kind.PRICE: "999.00"}
    late = [
        replace(
            f, version=9, recorded_at=over, value=newer.get(f.kind, f.value), retracted=n % 2 == 0
        )
        for n, f in enumerate(facts)
        if n % 6 == which
    ]
    before = {line.key: line.amount for line in known(facts, over) if line.amount}
    after = known((*facts, *late), over + timedelta(days=1))
    assert {line.key: line.amount for line in after if line.amount} == before


@given(histories(), figures(), moments)
@FEW
def test_everything_is_paid_in_whole_units_of_one_currency(
    told: tuple[Fact, ...], figures: tuple[Fact, ...], offset: int
) -> None:
    paid: Counter[str] = Counter()
    for line in known((*told, *figures), START + timedelta(days=offset)):
        assert line.currency == "EUR"
        paid[line.payer] += line.amount
    assert all(total % 100 == 0 for total in paid.values())


def test_the_laws_are_not_empty() -> None:
    """The histories reach every kind of line there is."""
    seen: Counter[str] = Counter()

    @given(histories(), figures(), moments)
    @settings(FEW, max_examples=60)
    def look(told: tuple[Fact, ...], figures: tuple[Fact, ...], offset: int) -> None:
        for line in known((*told, *figures), START + timedelta(days=offset)):
            seen[line.key.rpartition("|")[2]] += line.amount != 0

    look()
    expected = {"patient_cap", "cap", "tiers", "basket", "vat", "carry", "fx", "switch", "refund"}
    assert {name for name in expected if seen[name] < 3} == set(), seen

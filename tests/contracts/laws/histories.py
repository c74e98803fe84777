"""Histories: facts recorded over time about a few patients, corrected, moved and retracted.

A history is read from a string of bytes as from dice, so that one draw makes all of it and zeros,
to which a failing example shrinks, mean the plainest choice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, entitlements
from contracts.facts import Fact, Kind, Snapshot
from tests.contracts.builders import (
    ANNUITY,
    EXCEPTIONS,
    MET_WHEN,
    REBATE,
    UPFRONT,
    WARRANTY,
    YEARLY,
    an_agreement,
    at,
    day,
)
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

T = TypeVar("T")

START = at("2024-01-01")
BEGIN = day("2024-03-10")
PATIENTS = ("T1", "T2", "T3")
ENDINGS = (
    "death",
    "relapse",
    "next_therapy",
    "emigrated",
    "consent_withdrawn",
    "lost_to_follow_up",
)
OFTEN = (*ENDINGS, "death", "next_therapy")
VALUES = ("31.4", "31.4", "5.0", "4.9", "<1", "<9", "n/a", "")
LIMITATION = {
    "corrections_until": {"anchor": "window_close", "plus": "P36M"},
    "clawback": "both_ways",
}
CAP = {
    "per": "calendar_year",
    "amount": "30.00 DKK",
    "excess": "rebate_100",
    "allocate": "largest_remainder",
}
ANNUITIES: dict[str, Any] = ANNUITY | {
    "id": "annuity",
    "price": {"list": "list"},
    "partial_period": "pro_rata",
    "met_when": {"all": [MET_WHEN, {"not": {"event": "relapse"}}]},
    "milestone": YEARLY | {"report_by": "P60D"},
    "exceptions": EXCEPTIONS | {"missing_assessment": {"then": "HOLD"}},
}


class Dice:
    """Choices read from bytes; after the last one every choice is the first."""

    def __init__(self, rolls: bytes) -> None:
        self.rolls = iter(rolls)

    def below(self, number: int) -> int:
        high, low = next(self.rolls, 0), next(self.rolls, 0)
        return (256 * high + low) % number

    def pick(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def chance(self, percent: int) -> bool:
        return self.below(100) >= 100 - percent


Row = tuple[Kind, str, str, str, date]


def _after(days: int) -> date:
    return BEGIN + timedelta(days=days)


def _rows(dice: Dice) -> list[Row]:
    """What one patient may come to: infused, living somewhere, measured, and sometimes worse."""
    rows = [
        (Kind.TREATMENT, "infused", "x", "", _after(dice.below(20))),
        (Kind.RESIDENCE, "region", dice.pick(("nord", "syd")), "", day("2020-01-01")),
    ]
    for year in (1, 2, 3):
        on = _after(365 * year - 35 + dice.below(95))
        rows.append((Kind.OBSERVATION, "fix_activity", dice.pick(VALUES), "%", on))
    for _ in range(dice.pick((0, 1, 2, 2))):
        cause = dice.pick(("related=no", "related=no", "related=yes", ""))
        rows.append((Kind.EVENT, dice.pick(OFTEN), cause, "", _after(dice.below(1400))))
    deaths = [on for _, name, _, _, on in rows if name == "death"]
    if deaths and dice.chance(80):  # else the values after it contradict the death
        rows = [row for row in rows if row[-1] <= min(deaths)]
    return rows


def _versions(dice: Dice, first: Fact) -> list[Fact]:
    """A fact and the corrections of it; some are taken back, and some move its day."""
    found = [first]
    for _ in range(dice.pick((0, 0, 1, 2))):
        last = found[-1]
        value = dice.pick((last.value, "31.4")) if first.kind is Kind.OBSERVATION else last.value
        later = replace(
            last,
            version=last.version + 1,
            value=value,
            valid_on=last.valid_on + timedelta(days=dice.pick((0, 0, 30))),
            recorded_at=last.recorded_at + timedelta(days=dice.pick((1, 400, 900))),
            retracted=dice.chance(30),
        )
        found.append(later)
    return found


def history(rolls: bytes) -> tuple[Fact, ...]:
    """One to three patients and the price, as they came to be known."""
    dice, recorded = Dice(rolls), list[Fact]()
    rows: list[tuple[str, Row]] = [
        ("*", (Kind.PRICE, "list", "100.00", "DKK", day("2020-01-01"))),
        *((who, row) for who in PATIENTS[: 1 + dice.below(3)] for row in _rows(dice)),
    ]
    for n, (who, (kind, name, value, unit, on)) in enumerate(rows):
        clock = START + timedelta(days=dice.below(100))
        first = Fact(f"F{n}", 1, who, kind, name, value, unit, "", on, clock)
        recorded += _versions(dice, first)
    return tuple(recorded)


def figures(rolls: bytes) -> tuple[Fact, ...]:
    """What the conversion reads, some of it corrected later; a dispute, and a second dose."""
    dice, facts = Dice(rolls), list[Fact]()
    rows = [(Kind.FX, "DKK/EUR", "0.1341", f"2024-03-{n:02d}") for n in range(8, 32)]
    rows += [(Kind.FX, "DKK/EUR", "0.1341", f"{y}-12-31") for y in range(2023, 2030)]
    rows += [(Kind.INDEX, "pris", "100", "2024-01-01"), (Kind.VAT, "moms", "25 %", "2020-01-01")]
    months = [f"{y}-{m:02d}-01" for y in (2025, 2026, 2027) for m in (1, 2)]
    rows += [(Kind.INDEX, "pris", "104.5", month) for month in months]
    later = {Kind.FX: "0.135", Kind.INDEX: "103", Kind.VAT: "24 %"}
    for n, (kind, name, value, on) in enumerate(rows):
        first = Fact(f"G{n}", 1, "*", kind, name, value, "", "nb", day(on), START)
        facts.append(first)
        if dice.chance(10):
            clock = START + timedelta(days=1 + dice.below(900))
            facts.append(replace(first, version=2, value=later[kind], recorded_at=clock))
    dispute = f"term=rebate;milestone=1;state={dice.pick(('open', 'withdrawn'))}"
    opened = START + timedelta(days=450)
    ruling = Fact("D", 1, "T1", Kind.RULING, "dispute", dispute, "", "", opened.date(), opened)
    second = Fact("S", 1, "T2", Kind.BATCH, "dose", "2", "", "", START.date(), START)
    return (*facts, ruling, second)


HISTORIES = st.binary(min_size=300, max_size=300).map(history)
FIGURES = st.binary(min_size=90, max_size=90).map(figures)
MOMENTS = st.integers(3, 44).map(lambda n: START + timedelta(days=50 * n))
RUNS = st.lists(MOMENTS, min_size=1, max_size=5).map(sorted)


@cache
def free() -> Agreement:
    """Terms of one treatment each, with nothing that bounds or bars them."""
    return an_agreement(ANNUITIES, REBATE | {"id": "rebate"}, UPFRONT, WARRANTY)


@cache
def limited() -> Agreement:
    """The same with a yearly ceiling, and an end to corrections."""
    capped = ANNUITIES | {"cap": CAP}
    rebate = REBATE | {"id": "rebate"}
    return an_agreement(capped, rebate, UPFRONT, WARRANTY, limitation=LIMITATION)


@cache
def everything() -> Agreement:
    """Every term type of single treatments, sums, conversion and conduct at once."""
    return an_agreement(
        ANNUITY | {"price": {"list": "list"}, "exceptions": EXCEPTIONS},
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


def owed(agreement: Agreement, facts: Sequence[Fact], moment: datetime) -> tuple[Entitlement, ...]:
    """What is owed at a moment, as known then."""
    return entitlements(agreement, Snapshot.known_at(facts, moment), moment.date())


def amounts(lines: Sequence[Entitlement]) -> dict[str, int]:
    """The keys that are owed something."""
    return {line.key: line.amount for line in lines if line.amount}


def paid_for(lines: Sequence[Entitlement]) -> Counter[str]:
    """What each treatment comes to in all."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.treatment] += line.amount
    return sums

"""The sum of all runs is what one run with the final truth would post."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from app.db.engine import read_tx
from app.settlements.working import As, every_line, inputs
from contracts.entitlement import entitlements
from contracts.settle import settle
from tests.app.settlements.conftest import AGREEMENT, INFUSED, days_after
from tests.app.settlements.reading import ledger

SETTLED = (date(2024, 6, 30), date(2026, 6, 30))


def position(world) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in ledger(world):
        sign = 1 if entry.debit.startswith("payer:") else -1
        found[entry.key] = found.get(entry.key, 0) + sign * entry.amount
    return {key: amount for key, amount in found.items() if amount}


def truth(world, on: date) -> dict[str, int]:
    with read_tx(world.db) as session:
        given = inputs(session, AGREEMENT, As(on))
    return {line.key: line.entitled for line in every_line(given) if line.entitled}


def a_year_passes(world, dice: Random, treated: list[int], until: date) -> None:
    """Visits come, late ones too, and some that were recorded turn out to be wrong."""
    known = until + timedelta(days=1)
    for treatment in treated:
        for year in range(1, until.year - INFUSED.year + 1):
            if dice.random() < 0.6:
                value = dice.choice(("none", "none", "none", "resumed"))
                day = days_after(INFUSED, year, -10)
                world.looks(treatment, day, value, at=known, why="rettet")


@pytest.mark.parametrize("seed", range(2))
def test_the_sum_of_all_runs_is_one_final_run(world, seed) -> None:
    dice = Random(seed)
    treated = [world.patient(dice.choice(("hovedstaden", "syddanmark"))) for _ in range(4)]
    for on in SETTLED:
        a_year_passes(world, dice, treated, on)
        world.settled(on, f"{on.year}-H1")
        assert position(world) == truth(world, on)
    assert len({entry.run_id for entry in ledger(world)}) > 1


def test_settling_treatment_by_treatment_is_settling_them_all(world) -> None:
    moved, stands = world.patient(), world.patient()
    for one in (moved, stands):
        world.looks(one, days_after(INFUSED, 1, -10))
    world.settled(date(2024, 6, 30))
    world.looks(moved, days_after(INFUSED, 1, -10), "resumed", at=date(2025, 1, 5), why="rettet")
    held = {"X|syddanmark|P-9999|annuity|1|instalment": 700}
    with read_tx(world.db) as session:
        given = inputs(session, AGREEMENT, As(date(2025, 6, 30)))
    position = {**given.history.position, **held}
    given = replace(given, history=replace(given.history, position=position))
    whole = entitlements(given.newest, given.snapshot, given.settle_on)
    expected = settle(whole, position, currency="DKK")
    assert sorted(every_line(given), key=lambda line: line.key) == list(expected)

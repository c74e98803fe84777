"""The law of the arithmetic shown: whoever works the steps through comes to the amount."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from contracts.explain import Profile, explain
from contracts.facts import Fact
from tests.contracts.laws.histories import FIGURES, HISTORIES, MOMENTS, everything, owed
from tests.contracts.laws.law import law
from tests.contracts.laws.reckoned import reckoned
from tests.contracts.laws.test_decided import DECISIONS, MOVED

Facts = tuple[Fact, ...]
PROFILES: tuple[Profile, ...] = ("finance", "supplier")


def decided_of(ruling: Fact) -> Fact:
    """The decision under a number of its own; of the terms here the rates are paid by results."""
    return replace(ruling, fact_id="R", value=ruling.value.replace("annuity", "rates"))


@law(
    HISTORIES,
    FIGURES,
    MOMENTS,
    DECISIONS,
    price=50,
    dose=20,
    ratio=30,
    part_of_days=20,
    ruled=15,
    gives_way=3,
    paid_for=10,
    bound=30,
    tier_sum=20,
    excess=2,
    weighted=20,
    rate=50,
    rate_now=2,
    withheld=5,
    vat_rate=50,
    paid_of_it=50,
)
def test_the_steps_shown_of_every_line_add_up_to_its_amount(
    told: Facts, figures: Facts, moment: datetime, ruling: Fact
) -> Iterator[str]:
    agreement, met = everything(), set[str]()
    for line in owed(agreement, (*told, *figures, MOVED, decided_of(ruling)), moment):
        for profile in PROFILES:
            met |= reckoned(explain(line, agreement, "en", profile).arithmetic)
    yield from sorted(met)

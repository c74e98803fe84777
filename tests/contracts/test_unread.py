"""What an agreement does not read is told, with what was probably meant."""

from typing import Any

import pytest

from contracts.facts import Fact, Kind, Snapshot
from contracts.unread import Unread, Unrecorded, unread, unrecorded
from contracts.wording.unread import UNREAD
from tests.contracts.builders import (
    TERM,
    UPFRONT,
    a_fact,
    alive,
    an_agreement,
    an_agreement_tree,
    at,
    event,
    fix,
    infused,
    lives_in,
    price,
    response,
)

HEADER = an_agreement_tree()["agreement"] | {"product": "hemgenix"}
LIST = {"list": "L"}
PROGRESSED = {
    "id": "progressed",
    "label": {"da": "Progression", "en": "Progression"},
    "lost_when": {"any": [{"state": "response", "is": "PD"}, {"event": "relapse"}]},
}
AGREEMENT = an_agreement(TERM | {"price": {"list": "L"}}, agreement=HEADER, endpoints=[PROGRESSED])


def told(*facts: Fact) -> list[tuple[str, str, str, int]]:
    snapshot = Snapshot.known_at(facts, at("2030-01-01"))
    return [(u.reason, u.found, u.near, u.count) for u in unread(AGREEMENT, snapshot)]


def test_facts_that_are_read_are_not_told() -> None:
    facts = [
        infused(),
        lives_in("syddanmark"),
        price("1.00", "L"),
        alive("2025-03-10"),
        fix("31", "2025-03-10", method="one-stage"),
        fix("", "2025-03-11"),
        response("not_assessed", "2025-03-10"),
        event("relapse", "2025-03-10", "grade=1"),
        event("death", "2026-03-10", "related=no;cause=progression"),
    ]
    assert told(*facts) == []


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        (a_fact(Kind.OBSERVATION, "fix_activty", "9"), ("outcome", "fix_activty", "fix_activity")),
        (event("deth", "2025-03-10"), ("event", "deth", "death")),
        (a_fact(Kind.TREATMENT, "Infused", "hemgenix"), ("state", "Infused", "infused")),
        (a_fact(Kind.TREATMENT, "infused", "Hemgenix"), ("product", "Hemgenix", "hemgenix")),
        (event("death", "2025-03-10", "related=NO"), ("relation", "NO", "no")),
        (event("death", "2025-03-10", "relatd=no"), ("attribute", "relatd", "related")),
        (a_fact(Kind.VITAL_STATUS, "dead"), ("vital_status", "dead", "")),
        (fix("5,2", "2025-03-10"), ("value", "fix_activity 5,2 %", "")),
        (fix("5", "2025-03-10", "g/L"), ("value", "fix_activity 5 g/L", "")),
        (fix("5", "2025-03-10", method="one-stge"), ("method", "one-stge", "one-stage")),
        (response("cr", "2025-03-10"), ("value_state", "cr", "CR")),
        (lives_in(" "), ("residence", "T1-region-2020-01-01", "")),
        (price("1.00", "M"), ("price", "M", "")),
        (a_fact(Kind.RULING, "pardon"), ("ruling", "pardon", "")),
    ],
)
def test_a_misspelling_is_told_with_what_is_near_it(fact: Fact, found: tuple[str, ...]) -> None:
    assert told(fact) == [(*found, 1)]


def test_a_price_at_a_treatment_or_in_another_currency_is_told() -> None:
    listed: dict[str, Any] = {"kind": Kind.PRICE, "name": "L", "value": "1.00"}
    euro = a_fact(**listed, unit="EUR")
    assert told(euro) == [("currency", "EUR", "", 1)]
    (placed,) = Snapshot.known_at((euro,), at("2030-01-01")).about("*")
    moved = Fact(**{name: getattr(placed, name) for name in Fact.__slots__} | {"treatment": "T1"})
    assert told(moved) == [("price_place", "T1", "", 1)]


def test_facts_of_one_spelling_are_counted_together() -> None:
    facts = [event("deth", f"2025-03-1{n}") for n in range(3)]
    assert told(*facts) == [("event", "deth", "death", 3)]


def test_an_agreement_for_any_product_reads_every_product() -> None:
    snapshot = Snapshot.known_at((infused(),), at("2030-01-01"))
    assert unread(an_agreement(TERM), snapshot) == ()


def test_a_message_is_one_line_in_each_language() -> None:
    one = Unread("event", "event", "deth", "death", 3)
    assert one.message("da") == "Hændelsen «deth» læses ikke (3). Mente du «death»?"
    assert Unread("event", "event", "x", "", 1).message("en") == "The event “x” is not read (1)."
    assert all(len(words) == 2 for words in UNREAD.values())


def lacks(*facts: Fact, **term: Any) -> list[tuple[str, str, str]]:
    snapshot = Snapshot.known_at(facts, at("2030-01-01"))
    agreement = an_agreement(TERM | term)
    return [(one.reason, one.name, one.near) for one in unrecorded(agreement, snapshot)]


def test_an_outcome_of_which_no_value_is_recorded_is_told_with_what_is_near_it() -> None:
    misspelled = a_fact(Kind.OBSERVATION, "fix_activty", "9")
    assert lacks(infused(), misspelled) == [("outcome", "fix_activity", "fix_activty")]
    assert lacks(infused(), fix("9", "2025-03-10")) == []


def test_a_price_that_is_not_stated_is_told() -> None:
    value = fix("9", "2025-03-10")
    assert lacks(value, price=LIST) == [("price", "L", "")]
    assert lacks(value, price("1.00", "L"), price=LIST) == []


def test_a_method_by_which_nothing_is_measured_is_told() -> None:
    met = TERM["met_when"] | {"method": "chromogenic"}
    value = fix("9", "2025-03-10", method="one-stage")
    assert lacks(value, met_when=met) == [("method", "fix_activity (chromogenic)", "")]
    assert lacks(fix("9", "2025-03-10", method="chromogenic"), met_when=met) == []


def test_a_payment_at_infusion_reads_no_outcome() -> None:
    snapshot = Snapshot.known_at((infused(),), at("2030-01-01"))
    assert unrecorded(an_agreement(UPFRONT), snapshot) == ()


def test_an_event_that_did_not_happen_is_not_told_and_an_unknown_one_is() -> None:
    assert lacks(infused(), met_when={"not": {"event": "relapse"}}) == []
    unknown = an_agreement(
        TERM | {"met_when": {"not": {"event": "seizure"}}},
        outcomes={"seizure": {"type": "event", "attributes": {}}},
    )
    snapshot = Snapshot.known_at((infused(),), at("2030-01-01"))
    assert unrecorded(unknown, snapshot) == (Unrecorded("1", "event", "seizure", ""),)


def test_what_nobody_records_is_one_line_in_each_language() -> None:
    one = Unrecorded("4.2", "outcome", "fix_activity", "fix_activty")
    assert one.message("da").endswith("Mente du «fix_activty»?")
    assert one.message("en").startswith("§ 4.2 reads the outcome “fix_activity”")

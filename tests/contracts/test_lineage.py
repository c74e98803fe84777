"""Amendments: which version rules a treatment, from when, and what all versions owe together."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, entitlements
from contracts.facts import Fact, Kind, Snapshot
from contracts.lineage import (
    Gap,
    gaps,
    lineage_faults,
    lineage_owed,
    newest_first,
    ruling,
)
from contracts.load import load_agreement
from contracts.settle import settle
from tests.contracts.builders import (
    OUTCOMES,
    TERM,
    UPFRONT,
    a_fact,
    an_agreement_tree,
    as_text,
    at,
    day,
    fix,
    infused,
    lives_in,
)
from tests.contracts.term_builders import BUDGET, CURRENCY, NETTING, TIERS, VAT

USED = {name: OUTCOMES[name] for name in ("fix_activity", "next_therapy")}
CHEAPER = TERM | {"price": {"amount": "150.00 DKK"}}
HEAD = an_agreement_tree()["agreement"]


def version(
    number: str, begins: str, *terms: dict[str, Any], ends: str | None = None, **header: Any
) -> Agreement:
    head = HEAD | {"version": number, "effective_from": begins} | header
    head |= {} if ends is None else {"effective_until": ends}
    terms = terms or (TERM,)
    reads = any("met_when" in term for term in terms)
    used = USED if reads else {"next_therapy": OUTCOMES["next_therapy"]}
    return load_agreement(as_text(an_agreement_tree(*terms, agreement=head, outcomes=used)))


FIRST = version("1", "2020-01-01", signed_at="2019-12-01T09:00:00Z")
SECOND = version("2", "2025-01-01", CHEAPER, supersedes="1", signed_at="2025-06-01T09:00:00Z")
BOTH = (SECOND, FIRST)


def codes(*versions: Agreement) -> list[str]:
    return [fault.code for fault in lineage_faults(versions)]


def owed(versions: tuple[Agreement, ...], *facts: Fact, known: str) -> dict[str, Entitlement]:
    snapshot = Snapshot.known_at(facts, at(known))
    found = lineage_owed(versions, snapshot, day(known))
    return {line.key: line for _, lines in found for line in lines}


def a_patient(name: str, on: str) -> list[Fact]:
    tested = f"{int(on[:4]) + 1}{on[4:]}"
    return [
        infused(on, treatment=name),
        lives_in("syddanmark", treatment=name),
        fix("31", tested, treatment=name),
    ]


def rate(name: str) -> str:
    return f"A1|syddanmark|{name}|rates|1|instalment"


def test_25_an_amendment_rules_those_treated_from_its_day_and_nobody_before() -> None:
    facts = [*a_patient("T1", "2024-03-10"), *a_patient("T2", "2025-03-10")]
    found = owed(BOTH, *facts, known="2027-01-01")
    assert [found[rate(name)].amount for name in ("T1", "T2")] == [100_00, 50_00]


def test_26_a_retroactive_amendment_is_seen_from_its_signature_and_then_settled() -> None:
    facts = a_patient("T1", "2025-01-10")
    late = version("2", "2024-01-01", CHEAPER, supersedes="1", signed_at="2026-06-01T09:00:00Z")
    before = owed((late, FIRST), *facts, known="2026-04-30")
    after = owed((late, FIRST), *facts, known="2026-06-30")
    assert before[rate("T1")].amount == 100_00
    held = {key: line.amount for key, line in before.items()}
    moved = {line.key: line.amount for line in settle(after.values(), held) if line.posts}
    assert moved == {rate("T1"): -50_00}
    assert owed((late, FIRST), *facts, known="2026-04-30") == before


def test_27_two_versions_that_both_govern_a_day_are_refused_unless_one_supersedes_the_other() -> (
    None
):
    rival = version("2", "2025-01-01", CHEAPER)
    assert codes(FIRST, rival) == ["ranges_overlap"]
    assert codes(version("1", "2020-01-01", ends="2024-12-31"), rival) == []
    assert codes(FIRST, SECOND) == []


def test_27_a_version_that_supersedes_through_another_may_govern_the_same_days() -> None:
    third = version("3", "2025-06-01", supersedes="2", signed_at="2026-01-01T09:00:00Z")
    assert codes(FIRST, SECOND, third) == []
    rival = version("3", "2025-06-01", supersedes="1", signed_at="2026-01-01T09:00:00Z")
    assert codes(FIRST, SECOND, rival) == ["ranges_overlap"]


@pytest.mark.parametrize(
    ("header", "terms", "code"),
    [
        ({"id": "A2", "supersedes": "1"}, (), "other_agreement"),
        ({"supersedes": "7"}, (), "supersedes_nothing"),
        ({"supersedes": "2"}, (), "supersedes_nothing"),
        ({"supersedes": "1", "signed_at": "2019-01-01T09:00:00Z"}, (), "signed_backwards"),
        ({"version": "1", "supersedes": "1"}, (), "version_twice"),
        ({"supersedes": "1"}, (TERM, CURRENCY), "other_currency"),
    ],
)
def test_versions_that_are_no_lineage_are_refused(
    header: dict[str, Any], terms: tuple[dict[str, Any], ...], code: str
) -> None:
    second = version("2", "2025-01-01", *terms, **header)
    assert code in codes(FIRST, second)
    fault = next(fault for fault in lineage_faults((FIRST, second)) if fault.code == code)
    assert fault.message("da") != fault.message("en")


def test_days_that_no_version_governs_are_told() -> None:
    first = version("1", "2020-01-01", ends="2024-12-31")
    later = version("2", "2025-03-01", ends="2025-12-31")
    assert gaps((later, first, version("3", "2026-01-01"))) == (
        Gap(date(2025, 1, 1), date(2025, 2, 28)),
    )
    assert gaps((FIRST, later)) == ()
    (gap,) = gaps((first, later))
    assert gap.into("da").startswith("Fra 2025-01-01 til 2025-02-28 gælder ingen version")
    assert gap.into("en").startswith("From 2025-01-01 to 2025-02-28 no version governs")


def test_a_treatment_of_a_day_nobody_governs_is_owed_nothing() -> None:
    first = version("1", "2020-01-01", ends="2024-12-31")
    facts = a_patient("T1", "2025-01-10")
    assert owed((version("2", "2025-03-01"), first), *facts, known="2027-01-01") == {}
    assert ruling((FIRST,), date(2019, 1, 1), at("2027-01-01")) is None


def test_before_any_version_is_signed_nothing_is_owed() -> None:
    assert owed(BOTH, *a_patient("T1", "2024-03-10"), known="2019-06-01") == {}


def test_the_newest_comes_first_however_the_versions_are_given() -> None:
    third = version("3", "2025-06-01", supersedes="2", signed_at="2026-01-01T09:00:00Z")
    for told in ((FIRST, third, SECOND), (third, SECOND, FIRST), (SECOND, FIRST, third)):
        assert [one.version for one in newest_first(told)] == ["3", "2", "1"]


def test_of_versions_that_follow_without_superseding_the_later_signed_is_newer() -> None:
    early = version("1", "2020-01-01", ends="2024-12-31", signed_at="2019-12-01T09:00:00Z")
    later = version("2", "2025-01-01", signed_at="2024-12-01T09:00:00Z")
    assert newest_first((later, early)) == newest_first((early, later)) == (later, early)


def test_one_version_owes_what_it_owes_by_itself() -> None:
    facts = [*a_patient("T1", "2024-03-10"), *a_patient("T2", "2025-03-10")]
    snapshot = Snapshot.known_at(facts, at("2027-01-01"))
    alone = entitlements(FIRST, snapshot, day("2027-01-01"))
    assert owed((FIRST,), *facts, known="2027-01-01") == {line.key: line for line in alone}


def test_a_ceiling_of_a_year_is_one_ceiling_whichever_versions_rule_the_treatments() -> None:
    limit = BUDGET | {"amount": "400.00 DKK"}
    first = version("1", "2020-01-01", UPFRONT, limit)
    second = version("2", "2025-06-01", UPFRONT, limit, supersedes="1")
    facts = [*a_patient("T1", "2025-03-10"), *a_patient("T2", "2025-09-10")]
    found = owed((second, first), *facts, known="2027-01-01")
    paid = [line.amount for line in found.values() if line.treatment != "*"]
    assert sum(paid) == 600_00
    assert sum(line.amount for line in found.values()) == 400_00


def test_a_treatment_retracted_after_its_limitation_is_ruled_as_before() -> None:
    facts = a_patient("T1", "2024-03-10")
    gone = [
        Fact(**{name: getattr(f, name) for name in f.__slots__} | change)
        for f in facts
        for change in [{"version": 2, "retracted": True, "recorded_at": at("2026-06-01")}]
    ]
    assert owed(BOTH, *facts, *gone, known="2027-01-01") == {}


EVERYTHING = (
    UPFRONT | {"price": {"amount": "400.00 DKK"}},
    TIERS | {"of": ["first"]},
    BUDGET | {"amount": "600.00 DKK"},
    VAT,
    NETTING,
)


@given(st.lists(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=6), st.dates())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_an_amendment_that_changes_nothing_changes_nothing_owed(
    infusions: list[date], cut: date
) -> None:
    cut = min(max(cut, date(2024, 1, 1)), date(2026, 12, 31))
    first, second = (
        version("1", "2020-01-01", *EVERYTHING),
        version("2", cut.isoformat(), *EVERYTHING, supersedes="1"),
    )
    facts = [f for i, on in enumerate(infusions) for f in a_patient(f"T{i}", on.isoformat())[:2]]
    facts.append(a_fact(Kind.VAT, "moms", "25 %", "2020-01-01"))
    alone = owed((first,), *facts, known="2029-01-01")
    both = owed((second, first), *facts, known="2029-01-01")
    assert {key: line.amount for key, line in both.items()} == {
        key: line.amount for key, line in alone.items()
    }

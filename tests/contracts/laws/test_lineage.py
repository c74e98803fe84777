"""Laws of amendments: they move nobody they do not govern, and nothing before they are signed."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.facts import Fact, Snapshot
from contracts.lineage import begun_on, lineage_owed
from contracts.load import load_agreement
from contracts.settle import settle
from tests.contracts.builders import REBATE, UPFRONT, an_agreement_tree, as_text
from tests.contracts.laws.histories import ANNUITIES, BEGIN, HISTORIES, MOMENTS, START, owed
from tests.contracts.laws.law import law

Facts = tuple[Fact, ...]
HEAD = an_agreement_tree()["agreement"]
CHEAPER = UPFRONT | {"price": {"amount": "150.00 DKK"}}


def version(number: str, begins: str, first: dict[str, Any], **header: str) -> Agreement:
    head = HEAD | {"version": number, "effective_from": begins} | header
    terms = (ANNUITIES, REBATE | {"id": "rebate"}, first)
    return load_agreement(as_text(an_agreement_tree(*terms, agreement=head)))


@cache
def first() -> Agreement:
    return version("1", "2000-01-01", UPFRONT, signed_at="2000-01-01T00:00Z")


@cache
def amendment(days: int, signed: int) -> Agreement:
    begins = (BEGIN + timedelta(days=days)).isoformat()
    when = (START + timedelta(days=signed)).isoformat()
    return version("2", begins, CHEAPER, supersedes="1", signed_at=when)


def of_both(newer: Agreement, facts: Facts, moment: datetime) -> dict[str, Entitlement]:
    snapshot = Snapshot.known_at(facts, moment)
    found = lineage_owed((newer, first()), snapshot, moment.date())
    return {line.key: line for _, lines in found for line in lines}


AMENDMENTS = st.builds(amendment, st.sampled_from([0, 5, 10, 15, 60]), st.sampled_from([200, 900]))


@law(HISTORIES, MOMENTS, AMENDMENTS, kept=30, governed=20)
def test_i21_an_amendment_leaves_the_keys_of_those_it_does_not_govern(
    facts: Facts, moment: datetime, newer: Agreement
) -> Iterator[str]:
    alone = {line.key: line for line in owed(first(), facts, moment)}
    both = of_both(newer, facts, moment)
    snapshot = Snapshot.known_at(facts, moment)
    assert both.keys() == alone.keys()
    for key, line in both.items():
        begun = begun_on(snapshot, line.treatment)
        governed = begun is not None and newer.governs(begun)
        if governed and moment >= newer.document.agreement.signed_at:
            assert line.term != "first" or line.amount in {0, alone[key].amount // 2}
            yield from ["governed"] * (line.amount != alone[key].amount)
        else:
            assert line == alone[key]
            yield "kept"


@law(HISTORIES, st.lists(MOMENTS, min_size=2, max_size=4).map(sorted), AMENDMENTS, moved=15)
def test_i03_runs_across_an_amendment_add_up_and_pay_nobody_twice(
    facts: Facts, moments: list[datetime], newer: Agreement
) -> Iterator[str]:
    position: Counter[str] = Counter()
    for moment in moments:
        found = of_both(newer, facts, moment)
        posted = settle(found.values(), position, currency="DKK")
        position.update({line.key: line.amount for line in posted})
        back = [line for line in posted if line.term == "first" and line.amount < 0]
        yield from ["moved"] * any(line.previous == 2 * line.entitled for line in back)
    assert {k: n for k, n in position.items() if n} == {
        key: line.amount for key, line in found.items() if line.amount
    }

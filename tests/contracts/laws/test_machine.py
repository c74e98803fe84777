"""A settlement's whole life, step by step in any order: what is recorded, signed, paid, amended.

After every step the ledger holds exactly what the issued runs add up to, the chain is sound, and
the newest issued run left on every key what is owed by it.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.agreement import Agreement
from contracts.canonical import sha256
from contracts.entitlement import Entitlement
from contracts.facts import Fact, Kind, Snapshot
from contracts.ledger import GENESIS, Entry, balances, chain, issued, verify
from contracts.lineage import lineage_owed, newest_first
from contracts.load import load_agreement
from contracts.settle import Line, settle
from contracts.states import Move, MoveRefused, State, lapsed, may_move, state_of
from tests.contracts.builders import REBATE, TERM, UPFRONT, an_agreement_tree, as_text
from tests.contracts.laws.histories import BEGIN, LIMITATION, START
from tests.contracts.laws.law import ENOUGH, SLOW
from tests.contracts.term_builders import BUDGET, DISPUTE

HEAD = an_agreement_tree()["agreement"]
PEOPLE = ("ann", "bo", "cy")
REACHED: Counter[str] = Counter()
OFTEN = {"issued": 50, "taken back": 3, "corrected": 50, "amended": 30, "refused": 30, "lapsed": 10}
"""In how many per cent of the lives each step is taken, some of them more than once."""


def version(number: int, price: int, signed: datetime) -> Agreement:
    head = HEAD | {"version": str(number), "signed_at": signed.isoformat()}
    head |= {"supersedes": str(number - 1)} if number > 1 else {}
    terms = (
        UPFRONT | {"price": {"amount": f"{price}.00 DKK"}},
        TERM,
        REBATE | {"id": "rebate"},
        BUDGET | {"amount": "450.00 DKK"},
        DISPUTE,
    )
    tree = an_agreement_tree(*terms, agreement=head, limitation=LIMITATION)
    return load_agreement(as_text(tree))


FIRST = version(1, 300, START - timedelta(days=1))


class Settlement(RuleBasedStateMachine):
    """One agreement, three patients, and everything people do with them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.facts: list[Fact] = []
        self.versions: tuple[Agreement, ...] = (FIRST,)
        self.position: Counter[str] = Counter()
        self.entries: list[Entry] = []
        self.rows: list[tuple[str, dict[str, Any]]] = []
        self.run: tuple[Line, ...] = ()
        self.drafted = START
        self.history: list[Move] = []
        self.left: dict[str, int] = {}
        for n, who in enumerate(("T1", "T2")):
            self.treat(who, ("nord", "syd")[n])
        self.wait(400)

    def owed(self, moment: datetime) -> dict[str, Entitlement]:
        snapshot = Snapshot.known_at(self.facts, moment)
        found = lineage_owed(newest_first(self.versions), snapshot, moment.date())
        return {line.key: line for _, lines in found for line in lines}

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def record(self, kind: Kind, name: str, value: str, on: datetime, who: str) -> None:
        number, unit = f"F{len(self.facts)}", "%" if kind is Kind.OBSERVATION else ""
        told = (number, 1, who, kind, name, value, unit, "", on.date(), self.tick())
        self.facts.append(Fact(*told))

    @rule(days=st.sampled_from([30, 400, 400]))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(who=st.sampled_from(["T1", "T2", "T3"]), region=st.sampled_from(["nord", "syd"]))
    def treat(self, who: str, region: str) -> None:
        if any(fact.treatment == who for fact in self.facts):
            return
        begun = datetime.combine(BEGIN, START.timetz())
        self.record(Kind.RESIDENCE, "region", region, START, who)
        self.record(Kind.TREATMENT, "infused", "x", begun, who)

    @precondition(lambda self: self.facts)
    @rule(who=st.sampled_from(["T1", "T2", "T3"]), year=st.sampled_from([1, 2, 3]),
          value=st.sampled_from(["31.4", "4.9"]))  # fmt: skip
    def measure(self, who: str, year: int, value: str) -> None:
        on = datetime.combine(BEGIN, START.timetz()) + timedelta(days=365 * year)
        self.record(Kind.OBSERVATION, "fix_activity", value, on, who)

    @precondition(lambda self: self.facts)
    @rule(place=st.integers(0, 99), value=st.sampled_from(["31.4", "1"]), gone=st.booleans())
    def correct_or_retract(self, place: int, value: str, gone: bool) -> None:  # noqa: FBT001
        chosen = self.facts[place % len(self.facts)]
        last = max((f for f in self.facts if f.fact_id == chosen.fact_id), key=lambda f: f.version)
        value = value if last.kind is Kind.OBSERVATION else last.value
        more = {"version": last.version + 1, "value": value, "recorded_at": self.tick()}
        self.facts.append(replace(last, retracted=gone, **more))
        REACHED["corrected"] += 1

    @precondition(lambda self: self.facts)
    @rule(state=st.sampled_from(["open", "withdrawn", "decided;amount=40.00"]))
    def dispute(self, state: str) -> None:
        on = datetime.combine(BEGIN, START.timetz()) + timedelta(days=365)
        told = f"term=rates;milestone=1;state={state}"
        self.record(Kind.RULING, "dispute", told, on, "T1")

    @precondition(lambda self: len(self.versions) < 3)
    @rule(price=st.sampled_from([300, 150, 400]))
    def amend(self, price: int) -> None:
        self.versions += (version(len(self.versions) + 1, price, self.tick()),)
        REACHED["amended"] += 1

    @precondition(
        lambda self: state_of(self.history) in {State.DRAFT, State.REJECTED, State.ISSUED}
    )
    @rule()
    def draft(self) -> None:
        self.drafted, self.history = self.tick(), []
        self.run = settle(self.owed(self.drafted).values(), self.position, currency="DKK")

    def run_hash(self) -> str:
        """The hash of the run as it would come out now."""
        now = settle(self.owed(self.now).values(), self.position, currency="DKK")
        return sha256([[line.key, line.amount] for line in now])

    @precondition(lambda self: self.drafted != START)
    @rule(to=st.sampled_from([State.PROPOSED, State.APPROVED, State.REJECTED]),
          person=st.sampled_from(PEOPLE))  # fmt: skip
    def sign(self, to: State, person: str) -> None:
        try:
            self.history.append(may_move(self.history, to, person, self.run_hash()))
        except MoveRefused:
            REACHED["refused"] += 1

    @precondition(lambda self: state_of(self.history) is State.APPROVED)
    @rule(person=st.sampled_from(PEOPLE))
    def issue(self, person: str) -> None:
        moment = self.now
        if lapsed(self.history, self.run_hash()):
            REACHED["lapsed"] += 1
            self.history.append(may_move(self.history, State.REJECTED, person))
            return
        self.history.append(may_move(self.history, State.ISSUED, person, self.run_hash()))
        lines = settle(self.owed(moment).values(), self.position, currency="DKK")
        for line in lines:
            self.post(line)
        self.left = {key: one.amount for key, one in self.owed(moment).items() if one.amount}
        again = settle(self.owed(moment).values(), self.position, currency="DKK")
        assert not any(line.posts for line in again)
        REACHED["issued"] += 1
        REACHED["taken back"] += any(line.amount < 0 < line.previous for line in lines)

    def post(self, line: Line) -> None:
        self.position[line.key] += line.amount
        entry = issued(line)
        if entry is not None:
            self.entries.append(entry)
            payload = {"key": line.key, "amount": line.amount}
            before = self.rows[-1][0] if self.rows else GENESIS
            self.rows.append((chain(before, payload), payload))

    @rule(first=st.sampled_from(PEOPLE), second=st.sampled_from(PEOPLE),
          between=st.sampled_from([0, 0, 0, 0, 200]))  # fmt: skip
    def settle(self, first: str, second: str, between: int) -> None:
        """The usual way: drafted, signed by two and issued, with nothing or some time between."""
        if state_of(self.history) in {State.PROPOSED, State.APPROVED}:
            self.history.append(may_move(self.history, State.REJECTED, first))
        self.draft()
        self.sign(State.PROPOSED, first)
        self.sign(State.APPROVED, second)
        if state_of(self.history) is State.APPROVED:
            self.wait(between)
            self.issue(first)

    @invariant()
    def the_ledger_holds_what_the_last_issued_run_owed(self) -> None:
        assert {key: held for key, held in self.position.items() if held} == self.left

    @invariant()
    def every_entry_has_two_sides_and_the_chain_is_sound(self) -> None:
        assert sum(balances(self.entries).values()) == 0
        assert verify(self.rows) is None
        posted: Counter[str] = Counter()
        for _, payload in self.rows:
            posted[payload["key"]] += payload["amount"]
        assert {key: n for key, n in posted.items() if n} == self.left

    @invariant()
    def nobody_signed_alone(self) -> None:
        who = {move.to: move.person for move in self.history}
        if State.APPROVED in who:
            assert who[State.PROPOSED] != who[State.APPROVED]


def test_every_life_of_a_settlement_adds_up() -> None:
    REACHED.clear()
    Settlement.TestCase.settings = settings(stateful_step_count=15, suppress_health_check=SLOW)
    Settlement.TestCase("runTest").runTest()
    if settings().max_examples >= ENOUGH:
        rates = {name: 100 * REACHED[name] // settings().max_examples for name in OFTEN}
        assert {name: rate for name, rate in rates.items() if rate < OFTEN[name]} == {}

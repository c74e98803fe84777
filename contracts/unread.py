"""Facts that an agreement does not read, so that a misspelling is not taken for silence."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from contracts.agreement import Agreement
from contracts.decisions import EVENT_KINDS
from contracts.fact import EVERYONE, Fact, Kind
from contracts.outcome import Event, Quantity, State
from contracts.reason import Language
from contracts.sight import readable
from contracts.snapshot import Snapshot
from contracts.terms import ListPrice
from contracts.wording.unread import UNREAD

STATES = frozenset(
    {"ordered", "apheresis", "manufactured", "out_of_specification", "infused", "not_infused"}
)
_RELATIONS = frozenset({"yes", "no", "unknown"})


@dataclass(frozen=True, slots=True, order=True)
class Unread:
    """Facts of one spelling that are not read: how many, and what was probably meant.

    `near` is empty where nothing known is spelled alike.
    """

    kind: str
    reason: str
    found: str
    near: str
    count: int

    def message(self, language: Language) -> str:
        """What is not read, how often, and what to do, in one line."""
        which = 0 if language == "da" else 1
        said = UNREAD[self.reason][which].format(found=self.found, count=self.count)
        if not self.near:
            return said
        return f"{said} {UNREAD['near'][which].format(near=self.near)}"


Found = tuple[str, str, frozenset[str]]
"""A code, what stands in the fact, and the spellings that would have been read."""


def unread(agreement: Agreement, snapshot: Snapshot) -> tuple[Unread, ...]:
    """What an agreement does not read of a snapshot, by kind of fact and spelling.

    Observations of outcomes it does not use are among them: they may be meant for others.
    """
    found: Counter[tuple[str, str, str, str]] = Counter()
    for treatment in (EVERYONE, *snapshot.treatments()):
        for fact in snapshot.about(treatment):
            for code, text, known in _READERS[fact.kind](agreement, fact):
                found[fact.kind.value, code, text, _near(text, known)] += 1
    return tuple(sorted(Unread(*key, count) for key, count in found.items()))


def _near(text: str, known: frozenset[str]) -> str:
    folded = {name.casefold(): name for name in sorted(known)}
    close = get_close_matches(text.casefold(), sorted(folded), n=1)
    return folded[close[0]] if close else ""


def _treatment(agreement: Agreement, fact: Fact) -> Iterator[Found]:
    product = agreement.product
    if fact.name not in STATES:
        yield "state", fact.name, STATES
    elif product is not None and fact.value != product:
        yield "product", fact.value, frozenset({product})


def _observation(agreement: Agreement, fact: Fact) -> Iterator[Found]:
    outcomes = agreement.document.outcomes
    measured = {name: one for name, one in outcomes.items() if not isinstance(one, Event)}
    if fact.name not in measured:
        yield "outcome", fact.name, frozenset(measured)
    elif fact.value:
        yield from _value(measured[fact.name], fact)


def _value(outcome: Quantity | State, fact: Fact) -> Iterator[Found]:
    if isinstance(outcome, Quantity):
        if not readable(fact, outcome):
            yield "value", f"{fact.name} {fact.value} {fact.unit}".strip(), frozenset()
        elif fact.method and outcome.methods and fact.method not in outcome.methods:
            yield "method", fact.method, frozenset(outcome.methods)
        return
    known = {*outcome.values, *outcome.unknown_values}
    if fact.value not in known:
        yield "value_state", fact.value, frozenset(known)


def _event(agreement: Agreement, fact: Fact) -> Iterator[Found]:
    outcomes = agreement.document.outcomes
    declared = {name for name, outcome in outcomes.items() if isinstance(outcome, Event)}
    known = frozenset(EVENT_KINDS | declared)
    if fact.name not in known:
        yield "event", fact.name, known
    elif fact.name == "death":
        for name, value in fact.attributes.items():
            if name == "related" and value not in _RELATIONS:
                yield "relation", value, _RELATIONS
            elif name not in {"related", "cause"}:
                yield "attribute", name, frozenset({"related", "cause"})


def _vital_status(_: Agreement, fact: Fact) -> Iterator[Found]:
    if fact.name != "alive":
        yield "vital_status", fact.name, frozenset({"alive"})


def _residence(_: Agreement, fact: Fact) -> Iterator[Found]:
    if not fact.value.strip():
        yield "residence", fact.fact_id, frozenset()


def _price(agreement: Agreement, fact: Fact) -> Iterator[Found]:
    prices = (term.price for _, term in agreement.terms())
    names = frozenset(price.list for price in prices if isinstance(price, ListPrice))
    if fact.name not in names:
        yield "price", fact.name, names
    elif fact.treatment != EVERYONE:
        yield "price_place", fact.treatment, frozenset()
    elif fact.unit != agreement.currency:
        yield "currency", fact.unit, frozenset({agreement.currency})


def _ruling(_: Agreement, fact: Fact) -> Iterator[Found]:
    yield "ruling", fact.name, frozenset()


_READERS: Mapping[Kind, Callable[[Agreement, Fact], Iterator[Found]]] = MappingProxyType(
    {
        Kind.TREATMENT: _treatment,
        Kind.OBSERVATION: _observation,
        Kind.EVENT: _event,
        Kind.VITAL_STATUS: _vital_status,
        Kind.RESIDENCE: _residence,
        Kind.PRICE: _price,
        Kind.RULING: _ruling,
    }
)

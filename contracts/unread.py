"""Facts that no clause reads, and clauses that read what nobody records.

A misspelling on either side would otherwise be taken for silence.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from contracts.agreement import Agreement
from contracts.checks.decisions import EVENT_KINDS
from contracts.criterion import methods_for, outcomes_in
from contracts.fact import EVERYONE, Fact, Kind
from contracts.outcome import Event, Outcome, Quantity, State
from contracts.reason import Language
from contracts.ruled import rulings_of
from contracts.sight import readable
from contracts.snapshot import Snapshot
from contracts.terms import (
    Currency,
    Guaranteed,
    Indexation,
    Judged,
    ListPrice,
    Price,
    Term,
    Vat,
    criterion_of,
)
from contracts.wording.unread import UNREAD, UNRECORDED

STATES = frozenset(
    {"ordered", "apheresis", "manufactured", "out_of_specification", "infused", "not_infused"}
)
BATCHES = frozenset({"dose", "first_dose", "out_of_specification"})
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


@dataclass(frozen=True, slots=True, order=True)
class Unrecorded:
    """What a clause reads and nobody has recorded, and what was probably meant."""

    clause: str
    reason: str
    name: str
    near: str

    def message(self, language: Language) -> str:
        """Which clause reads what, and what to do, in one line."""
        which = 0 if language == "da" else 1
        said = UNRECORDED[self.reason][which].format(clause=self.clause, name=self.name)
        return f"{said} {UNREAD['near'][which].format(near=self.near)}" if self.near else said


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


def unrecorded(agreement: Agreement, snapshot: Snapshot) -> tuple[Unrecorded, ...]:
    """What the clauses read of which a snapshot has nothing, by clause.

    An event of a known kind is not among them: that it has not happened is no misspelling.
    """
    recorded = _Recorded.of(snapshot)
    found = {
        Unrecorded(clause.id, reason, name, _near(name, known))
        for clause, term in agreement.terms()
        for reason, name, known in _lacking(agreement, term, recorded)
    }
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class _Recorded:
    observations: frozenset[str]
    methods: frozenset[tuple[str, str]]
    events: frozenset[str]
    prices: frozenset[str]
    figures: frozenset[str]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "_Recorded":
        everyone = (EVERYONE, *snapshot.treatments())
        facts = [fact for treatment in everyone for fact in snapshot.about(treatment)]

        def named(kind: Kind) -> frozenset[str]:
            return frozenset(fact.name for fact in facts if fact.kind is kind)

        measured = frozenset((f.name, f.method) for f in facts if f.kind is Kind.OBSERVATION)
        figures = named(Kind.INDEX) | named(Kind.FX) | named(Kind.VAT)
        outcomes, events, prices = (
            named(kind) for kind in (Kind.OBSERVATION, Kind.EVENT, Kind.PRICE)
        )
        return cls(outcomes, measured, events, prices, figures)


def _lacking(agreement: Agreement, term: Term, recorded: _Recorded) -> Iterator[Found]:
    price = price_of(term)
    if isinstance(price, ListPrice) and price.list not in recorded.prices:
        yield "price", price.list, recorded.prices
    for name in figures_of(agreement, term):
        if name not in recorded.figures:
            yield "figure", name, recorded.figures
    criterion = criterion_of(term)
    if criterion is None:
        return
    for name in outcomes_in(criterion):
        methods = methods_for(criterion, name)
        yield from _not_recorded(agreement.document.outcomes[name], name, methods, recorded)


def price_of(term: Term) -> Price | None:
    """The price a term is reckoned on; None where it has none of its own."""
    if isinstance(term, Guaranteed):
        return term.settles.price
    return term.price if isinstance(term, Judged) else None


def figures_of(agreement: Agreement, term: Term) -> tuple[str, ...]:
    """The index series, exchange rate or VAT scheme a term reads, as the facts name it."""
    match term:
        case Indexation():
            return (term.series,)
        case Currency():
            return (f"{agreement.currency}/{term.to}",)
        case Vat():
            return (term.scheme,)
        case _:
            return ()


def _not_recorded(
    outcome: Outcome, name: str, methods: tuple[str, ...], recorded: _Recorded
) -> Iterator[Found]:
    if isinstance(outcome, Event):
        known = EVENT_KINDS | recorded.events
        if name not in known:
            yield "event", name, known
    elif name not in recorded.observations:
        yield "outcome", name, recorded.observations
    else:
        for method in methods:
            if (name, method) not in recorded.methods:
                yield "method", f"{name} ({method})", frozenset()


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
    prices = (price_of(term) for _, term in agreement.terms())
    names = frozenset(price.list for price in prices if isinstance(price, ListPrice))
    if fact.name not in names:
        yield "price", fact.name, names
    elif fact.treatment != EVERYONE:
        yield "price_place", fact.treatment, frozenset()
    elif fact.unit != agreement.currency:
        yield "currency", fact.unit, frozenset({agreement.currency})


def _ruling(agreement: Agreement, fact: Fact) -> Iterator[Found]:
    known = rulings_of(agreement)
    if fact.name not in known:
        yield "ruling", fact.name, known


def _batch(_: Agreement, fact: Fact) -> Iterator[Found]:
    if fact.name not in BATCHES:
        yield "batch", fact.name, BATCHES


def _figure(agreement: Agreement, fact: Fact) -> Iterator[Found]:
    every = agreement.terms()
    known = frozenset(name for _, term in every for name in figures_of(agreement, term))
    if fact.name not in known:
        yield "figure", fact.name, known


def _succession(_: Agreement, __: Fact) -> Iterator[Found]:
    yield from ()


_READERS: Mapping[Kind, Callable[[Agreement, Fact], Iterator[Found]]] = MappingProxyType(
    {
        Kind.TREATMENT: _treatment,
        Kind.OBSERVATION: _observation,
        Kind.EVENT: _event,
        Kind.VITAL_STATUS: _vital_status,
        Kind.RESIDENCE: _residence,
        Kind.PRICE: _price,
        Kind.RULING: _ruling,
        Kind.BATCH: _batch,
        Kind.INDEX: _figure,
        Kind.FX: _figure,
        Kind.VAT: _figure,
        Kind.SUCCESSION: _succession,
        Kind.MERGE: _succession,
    }
)

"""What agreements read besides the treatments: dated figures by name, and their own rulings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.agreement import Agreement
from contracts.fact import Kind
from contracts.terms import Currency, Indexation, ListPrice, Vat


@dataclass(frozen=True, slots=True, order=True)
class Needed:
    """One dated figure an agreement reads, as its facts have to name it."""

    kind: Kind
    name: str
    unit: str = ""
    """The currency of a price."""
    method: str = ""
    """The source of an exchange rate."""


@dataclass(frozen=True, slots=True)
class Reads:
    """Which figures and whose rulings belong to a settlement; nobody else is given any."""

    agreement_id: str = ""
    figures: frozenset[tuple[Kind, str]] = frozenset()

    @classmethod
    def of(cls, versions: Iterable[Agreement]) -> "Reads":
        """What the versions of one agreement read between them."""
        known = tuple(versions)
        names = frozenset((one.kind, one.name) for version in known for one in needed(version))
        return cls(known[0].id if known else "", names)

    def names(self, kind: Kind) -> tuple[str, ...]:
        """The names of one kind, sorted."""
        return tuple(sorted(name for found, name in self.figures if found is kind))


NOTHING = Reads()
"""For everyone who does not settle."""


def needed(agreement: Agreement) -> tuple[Needed, ...]:
    """The dated figures a version reads, each once, by kind and name."""
    return tuple(sorted({*_prices(agreement), *_others(agreement)}))


def _prices(agreement: Agreement) -> Iterator[Needed]:
    for _, term in agreement.judged:
        if isinstance(term.price, ListPrice):
            yield Needed(Kind.PRICE, term.price.list, unit=agreement.currency)


def _others(agreement: Agreement) -> Iterator[Needed]:
    for _, term in agreement.terms():
        match term:
            case Indexation():
                yield Needed(Kind.INDEX, term.series)
            case Currency():
                pair = f"{agreement.currency}/{term.to}"
                yield Needed(Kind.FX, pair, method=term.source)
            case Vat():
                yield Needed(Kind.VAT, term.scheme)
            case _:
                continue


def terms_named(versions: Iterable[Agreement]) -> tuple[tuple[str, str], ...]:
    """Every term of the versions by its name, each once, with the clause it stands in."""
    found = {
        term.id: f"§ {clause.id}, {term.id}"
        for version in versions
        for clause, term in version.terms()
    }
    return tuple(sorted(found.items(), key=lambda one: one[1]))

"""Money that slips away: treated without an agreement, due and not settled, claimed and not paid.

What is due and not settled takes seconds to work out for a large cohort, so it is looked up in the
newest look (`leakage_due`); everything else is read as it stands.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, func, select

from app.catalogue.payers import Regions, regions
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.catalogue import Product
from app.db.tables.settlements import SettlementLine
from app.permissions import Actor, Permission, check
from app.settlements.leakage_due import Look, due_items, looks
from app.settlements.leakage_items import Item, Kind
from app.settlements.leakage_treated import WAIT_DAYS, treated_items
from app.settlements.leakage_unpaid import unpaid_items

BANDS = ((0, 30), (31, 90), (91, 180), (181, None))
"""Ages in days, from and to; None for no end."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part to show; empty for everything."""

    kind: Kind | None = None
    agreement: str = ""
    region: str = ""
    supplier: str = ""
    wait: int = WAIT_DAYS
    """After how many days a product that was ordered and not given counts."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What one kind comes to in one currency, by age; amounts are without sign."""

    kind: Kind
    currency: str
    """Empty where no amounts are known."""
    counts: tuple[int, ...]
    amounts: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many there are, of every age."""
        return sum(self.counts)

    @property
    def amount(self) -> int:
        """What they come to, of every age."""
        return sum(self.amounts)


class Ends(StrEnum):
    """When the limitation of something that is due and not settled passes."""

    PASSED = "passed"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    LATER = "later"


ENDS_WITHIN = {Ends.PASSED: -1, Ends.MONTH: 30, Ends.QUARTER: 90, Ends.YEAR: 365}
"""Days from today to the last day, at most; LATER has no end."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """What can no longer be corrected after a time, in one currency."""

    ends: Ends
    first: date
    """The earliest last day among them."""
    currency: str
    refunds: int
    payments: int
    undecided: int
    """How many cannot be decided, so that no amount is known."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed by: codes with names."""

    agreements: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]
    suppliers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Leakage:
    """Everything found, the largest amounts first."""

    items: tuple[Item, ...]
    looks: tuple[Look, ...]
    """When each agreement was last worked out."""
    choices: Choices
    today: date
    regions: Regions = field(repr=False)

    def of(self, kind: Kind) -> tuple[Item, ...]:
        """The items of one kind."""
        return tuple(one for one in self.items if one.kind is kind)

    def region(self, item: Item) -> str:
        """The name of the region that answers for an item."""
        return self.regions.name(item.payer, self.today) if item.payer else "–"

    def sums(self) -> tuple[Sum, ...]:
        """What each kind comes to in each currency, the kinds in their order."""
        found: dict[tuple[Kind, str], tuple[list[int], list[int]]] = {}
        for one in self.items:
            key = (one.kind, one.currency if one.amount else "")
            counts, amounts = found.setdefault(key, ([0] * len(BANDS), [0] * len(BANDS)))
            band = band_of(one.days(self.today))
            counts[band] += 1
            amounts[band] += abs(one.amount)
        order = list(Kind)
        keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
        return tuple(Sum(*key, tuple(found[key][0]), tuple(found[key][1])) for key in keys)

    def lapses(self) -> tuple[Lapse, ...]:
        """What is lost when: amounts due and not settled by the end of their limitation."""
        found: dict[tuple[Ends, str], list[Item]] = {}
        for one in self.items:
            if one.last_day is not None:
                key = (ends_of((one.last_day - self.today).days), one.currency)
                found.setdefault(key, []).append(one)
        order = list(Ends)
        keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
        return tuple(_lapse(*key, found[key]) for key in keys)


def _lapse(ends: Ends, currency: str, items: list[Item]) -> Lapse:
    return Lapse(
        ends,
        min(one.last_day for one in items if one.last_day is not None),
        currency,
        -sum(one.amount for one in items if one.amount < 0),
        sum(one.amount for one in items if one.amount > 0),
        sum(1 for one in items if not one.amount),
    )


def band_of(days: int) -> int:
    """The place of an age among the bands; what is not due yet is in the first."""
    return next(place for place, (_, until) in enumerate(BANDS) if until is None or days <= until)


def ends_of(days: int) -> Ends:
    """When a last day comes that lies so many days ahead."""
    within = (ends for ends, most in ENDS_WITHIN.items() if days <= most)
    return next(within, Ends.LATER)


def leakage(session: Session, actor: Actor, wanted: Wanted, today: date) -> Leakage:
    """What slips away as of a day, the largest amounts first and among equal ones the oldest."""
    check(actor, Permission.SETTLEMENT_READ)
    covered = _covered(session)
    found, names = list(_every(session, wanted, today)), regions(session)
    items = [one for one in found if _shown(one, wanted, covered, names, today)]
    items.sort(key=lambda one: (-abs(one.amount), one.since, one.treatment, one.key))
    choices = _choices(found, covered, names, today)
    return Leakage(tuple(items), looks(session, today), choices, today, names)


def _every(session: Session, wanted: Wanted, today: date) -> Iterator[Item]:
    yield from due_items(session)
    yield from unpaid_items(session)
    yield from treated_items(session, today, wanted.wait)


def _shown(
    one: Item, wanted: Wanted, covered: Mapping[str, str], names: Regions, today: date
) -> bool:
    return (
        wanted.kind in {None, one.kind}
        and wanted.agreement in {"", one.agreement_id}
        and wanted.supplier in {"", covered.get(one.product_id, "")}
        and (not wanted.region or wanted.region == names.on(one.payer, today))
    )


def _covered(session: Session) -> dict[str, str]:
    """The supplier of every product an agreement was ever written for."""
    rows = session.execute(
        select(Product.id, Product.supplier)
        .join(AgreementRow, col(AgreementRow.product_id) == col(Product.id))
        .distinct()
    )
    return dict(tuple(row) for row in rows)


def _choices(
    found: Iterable[Item], covered: Mapping[str, str], names: Regions, today: date
) -> Choices:
    items = list(found)
    agreements = {one.agreement_id for one in items if one.agreement_id}
    payers = {names.on(one.payer, today) for one in items if one.payer}
    suppliers = {covered[one.product_id] for one in items if one.product_id in covered}
    return Choices(
        tuple((one, one) for one in sorted(agreements)),
        tuple(sorted(((one, names.name(one, today)) for one in payers), key=lambda p: p[1])),
        tuple((one, one) for one in sorted(suppliers)),
    )


def newest_lines(session: Session, items: Collection[Item]) -> dict[str, int]:
    """The newest line of each item's key, issued or not: where to read why."""
    keys, treatments = {one.key for one in items if one.key}, {one.treatment for one in items}
    rows = session.execute(
        select(SettlementLine.key, func.max(SettlementLine.id))
        .where(
            col(SettlementLine.treatment).in_(sorted(treatments)),
            col(SettlementLine.key).in_(sorted(keys)),
        )
        .group_by(col(SettlementLine.key))
    )
    return {key: line or 0 for key, line in rows}

"""What instalments come to: prices and doses as small tables, amounts rounded exactly."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import Asked, Block
from contracts.columns.days import Whole, day_of, number
from contracts.columns.refused import TOO_LARGE, NotInColumns
from contracts.fact import EVERYONE, Kind
from contracts.money import share_of
from contracts.price import Priced, find_price, instalments, reference
from contracts.snapshot import Snapshot
from contracts.terms import Judged, ListPrice, RepeatDose, Scheduled

PLAIN, LATER_DOSE, OUT_OF_SPECIFICATION = 0, 1, 2
_MOST = 1 << 61


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """The prices a term has had: which one on a day, and its instalments for each dose.

    `owed` has a row for each price and dose, a place for each instalment; `missing` and
    `disputed` name the prices that are not known.
    """

    breaks: Whole
    owed: Whole
    missing: NDArray[np.bool_]
    disputed: NDArray[np.bool_]
    shares: tuple[Fraction, ...]
    minor: Whole

    def of(
        self, dose: NDArray[np.int8], price: NDArray[np.intp], place: int
    ) -> tuple[Whole, Whole]:
        """The instalment of each dose at its price, and the whole of it."""
        if self.minor.size == 1:
            owed, minor = self.owed[0, 0, place], self.minor[0, 0]
            return np.broadcast_to(owed, len(dose)), np.broadcast_to(minor, len(dose))
        return self.owed[dose, price, place], self.minor[dose, price]

    def on(self, days: Whole) -> NDArray[np.intp]:
        """Which price is in force on each day."""
        if not len(self.breaks):
            return np.broadcast_to(np.intp(0), len(days))
        return np.searchsorted(self.breaks, days, side="right")


def prices_of(asked: Asked, term: Judged, snapshot: Snapshot) -> Prices:
    """The prices of a term as known."""
    price = term.price
    breaks: list[int] = []
    found: list[Priced | None]
    if isinstance(price, ListPrice):
        facts = snapshot.about(EVERYONE)
        named = (f for f in facts if f.kind is Kind.PRICE and f.name == price.list)
        breaks = sorted({number(fact.valid_on) for fact in named})
        since = [find_price(asked.agreement, snapshot, price, day_of(day)) for day in breaks]
        found = [None, *since]
    else:
        found = [Priced(price.amount.minor)]
    shares = dose_shares(asked, term)
    minors = [0 if one is None or one.minor is None else one.minor for one in found]
    owed = [
        instalments(asked.agreement, term, share_of(minor, share))
        for share in shares
        for minor in minors
    ]
    return Prices(
        np.array(breaks, np.int64),
        np.array(owed, np.int64).reshape(len(shares), len(found), -1),
        np.array([one is None or one.minor is None for one in found]),
        np.array([one is not None and one.minor is None for one in found]),
        shares,
        np.array([[share_of(m, share) for m in minors] for share in shares], np.int64),
    )


def _rule(asked: Asked, term: Judged) -> RepeatDose | None:
    if isinstance(term, RepeatDose):
        return None
    rules = (rule for _, rule in asked.agreement.of_type(RepeatDose))
    return next((r for r in rules if reference(r.price) == reference(term.price)), None)


def dose_shares(asked: Asked, term: Judged) -> tuple[Fraction, ...]:
    """The share of the price for a plain dose, a later one, and one out of specification."""
    rule = _rule(asked, term)
    if rule is None:
        return (Fraction(1),)
    one = Fraction(1)
    return one, rule.second_dose or Fraction(0), rule.out_of_specification or Fraction(0)


def doses(block: Block, term: Judged, who: Whole) -> NDArray[np.int8]:
    """Which dose each treatment was; where it was both, the one that costs less."""
    rule = _rule(block.asked, term)
    if rule is None:
        return np.broadcast_to(np.int8(PLAIN), len(who))
    dose = np.full(len(block), PLAIN, np.int8)
    later = block.texts(block.facts(Kind.BATCH, "dose"), lambda text: int(text) > 1)
    name = "out_of_specification"
    rejected = block.texts(block.facts(Kind.BATCH, name), lambda text: text == "yes")
    second, out = rule.second_dose, rule.out_of_specification
    if out is not None:
        dose[rejected.treatments] = OUT_OF_SPECIFICATION
        dose[block.facts(Kind.TREATMENT, name).treatments] = OUT_OF_SPECIFICATION
    if second is not None:
        found = np.unique(later.treatments)
        cheaper = out is None or second <= out
        dose[found if cheaper else found[dose[found] == PLAIN]] = LATER_DOSE
    return dose[who]


def place_of(term: Judged, index: int) -> int:
    """Which of a term's instalments a key is."""
    return index - 1 if isinstance(term, Scheduled) else 0


def parts_of(amounts: Whole, past: Whole, whole: Whole, *, in_parts: bool = True) -> Whole:
    """A share of each amount, rounded half away from zero; all wholes are 1 unless in parts.

    Raises:
        NotInColumns: an amount times its share leaves 64 bits.
    """
    _fits(amounts, past)
    paid: Whole = amounts * past
    if not in_parts:
        return paid
    rest = np.flatnonzero(whole != 1)
    exact, over = paid[rest], whole[rest]
    _fits(over, np.full(1, 2))
    rounded = (2 * np.abs(exact) + over) // (2 * over)
    paid[rest] = np.where(exact < 0, -rounded, rounded)
    return paid


def _fits(amounts: Whole, factors: Whole) -> None:
    if len(amounts) and _largest(amounts) * _largest(factors) >= _MOST:
        raise NotInColumns(TOO_LARGE)


def _largest(found: Whole) -> int:
    return max(abs(int(found.max())), abs(int(found.min())))

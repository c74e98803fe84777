"""What the lines of each payer come to in all: VAT on them, and what is carried forward."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.counted import Total, entitled
from contracts.currencies import Basis
from contracts.document import Clause
from contracts.fact import EVERYONE, Fact, Kind
from contracts.limits import final_at
from contracts.money import parse_ratio, round_half_away, split
from contracts.position import Entitlement, held
from contracts.reason import Owner, Reason
from contracts.snapshot import Snapshot
from contracts.terms import RoundingNetting, Vat

_NONE = Fraction(0)
_PARTS = 10000
"""VAT keys are numbered by their rate in hundredths of a per cent."""


@dataclass(slots=True)
class _Account:
    """What one payer owes, by VAT rate and month; None is what no rate is known for."""

    months: dict[tuple[int, int], dict[Fraction | None, int]] = field(default_factory=dict)
    common: dict[tuple[int, int], int] = field(default_factory=dict)
    last: date = date.min

    def add(self, rate: Fraction | None, month: tuple[int, int], amount: int) -> None:
        rates = self.months.setdefault(month, {})
        rates[rate] = rates.get(rate, 0) + amount

    def bases(self) -> dict[Fraction | None, int]:
        """The whole amount under each rate."""
        sums: dict[Fraction | None, int] = defaultdict(int)
        for rates in self.months.values():
            for rate, amount in rates.items():
                sums[rate] += amount
        return sums

    def spread(self, otherwise: Fraction | None) -> None:
        """Give what sums over treatments came to the rates of what was supplied."""
        bases = {rate: base for rate, base in self.bases().items() if base > 0}
        rates = sorted(bases, key=lambda rate: (rate is None, rate or _NONE)) or [otherwise]
        weights = [Fraction(bases.get(rate, 1)) for rate in rates]
        for month, amount in sorted(self.common.items()):
            for rate, part in zip(rates, split(amount, weights), strict=True):
                self.add(rate, month, part)
        self.common.clear()


@dataclass(slots=True)
class Closing:
    """Takes in every line of a run, and then gives what they come to together."""

    agreement: Agreement
    snapshot: Snapshot
    accounts: dict[str, _Account] = field(default_factory=dict)
    rates: dict[Basis, tuple[Fraction | None, tuple[Fact, ...]]] = field(default_factory=dict)

    def take(self, line: Entitlement, basis: Basis) -> None:
        """Count a line as it is paid."""
        if not line.amount or line.due_on is None:
            return
        account = self.accounts.setdefault(line.payer, _Account())
        account.last = max(account.last, line.due_on)
        month = (line.due_on.year, line.due_on.month)
        if basis.supplied_on is None:
            account.common[month] = account.common.get(month, 0) + line.amount
        else:
            account.add(self._rate(basis)[0], month, line.amount)

    def lines(self) -> Iterator[Entitlement]:
        """VAT of each payer and rate on the whole amount, and then what is carried forward."""
        for payer in sorted(self.accounts):
            account = self.accounts[payer]
            final = final_at(self.agreement, self.snapshot, account.last)
            account.spread(self._rate(Basis(account.last, final))[0])
            yield from self._vat(payer, account)
            yield from self._carried(payer, account)

    def _rate(self, basis: Basis) -> tuple[Fraction | None, tuple[Fact, ...]]:
        """The rate in force at the supply; none where no fact or several tell it."""
        if basis not in self.rates:
            self.rates[basis] = self._found(basis)
        return self.rates[basis]

    def _found(self, basis: Basis) -> tuple[Fraction | None, tuple[Fact, ...]]:
        terms = self.agreement.of_type(Vat)
        if not terms or basis.supplied_on is None:
            return _NONE, ()
        facts = [
            fact
            for fact in self.snapshot.about(EVERYONE, basis.as_known)
            if fact.kind is Kind.VAT and fact.name == terms[0][1].scheme
            if fact.valid_on <= basis.supplied_on
        ]
        latest = tuple(fact for fact in facts if fact.valid_on == facts[-1].valid_on)
        rates = {parse_ratio(fact.value) for fact in latest}
        return (rates.pop(), latest[:1]) if len(rates) == 1 else (None, latest)

    def _vat(self, payer: str, account: _Account) -> Iterator[Entitlement]:
        cites = {rate: cited(facts) for rate, facts in self.rates.values()}
        for clause, term in self.agreement.of_type(Vat):
            bases = account.bases()
            for rate in sorted(bases, key=lambda rate: (rate is None, rate or _NONE)):
                base = ("taxable", str(bases[rate]))
                number = 0 if rate is None else int(rate * _PARTS)
                reason = Reason("vat", (("share", str(rate or 0)), base), cites.get(rate, ()))
                amount = round_half_away((rate or _NONE) * bases[rate])
                total = Total(payer, number, "vat", account.last, amount, reason)
                line = self._line(clause, term.id, total)
                if rate is None:
                    line = held(line, "vat", Owner.PAYER, Reason("vat_missing", (base,)))
                yield line

    def _carried(self, payer: str, account: _Account) -> Iterator[Entitlement]:
        for clause, term in self.agreement.of_type(RoundingNetting):
            owed, paid = _settled(term, account)
            values = (("sum", str(owed)), ("paid", str(paid)))
            reason = Reason("carried", values)
            total = Total(payer, 1, "carry", account.last, paid - owed, reason)
            yield self._line(clause, term.id, total)

    def _line(self, clause: Clause, term: str, total: Total) -> Entitlement:
        line = entitled(self.agreement, clause, term, total)
        return replace(line, currency=self.agreement.paid_in)


def _settled(term: RoundingNetting, account: _Account) -> tuple[int, int]:
    """What is owed in all, and what is paid of it month by month as balances grow large enough."""
    bases: dict[Fraction | None, int] = defaultdict(int)
    owed = paid = 0
    for month in sorted(account.months):
        for rate, amount in account.months[month].items():
            bases[rate] += amount
        owed = sum(base + round_half_away((rate or _NONE) * base) for rate, base in bases.items())
        if abs(owed - paid) >= term.de_minimis.minor:
            paid = round_half_away(Fraction(owed, term.unit.minor)) * term.unit.minor
    return owed, paid

"""Agreed amounts in the currency they are paid in, each at the rate of one day for good."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.dates import is_bank_day
from contracts.fact import EVERYONE, Fact, Kind
from contracts.money import parse_number, round_half_away
from contracts.position import Entitlement, changed, held
from contracts.reason import Owner, Reason
from contracts.snapshot import Snapshot
from contracts.terms import Currency


@dataclass(frozen=True, slots=True)
class Basis:
    """When a line was supplied, and the moment at which what it rests on became final."""

    supplied_on: date | None = None
    as_known: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Converts the lines of one run."""

    agreement: Agreement
    snapshot: Snapshot
    term: Currency

    def paid(self, line: Entitlement, basis: Basis) -> tuple[Entitlement, ...]:
        """The line in the currency paid, and beside it what a corrected fixing adds."""
        if not line.amount or line.due_on is None:
            return (replace(line, currency=self.term.to),)
        supplied = self.term.fixing == "treated_on" and basis.supplied_on is not None
        day = (basis.supplied_on if supplied else None) or line.due_on
        fixing = self._fixing(day, basis.as_known)
        values = (("agreed", f"{line.amount} {line.currency}"), ("on", day.isoformat()))
        line = replace(line, currency=self.term.to)
        if fixing is None:
            return (held(line, "fx", Owner.PAYER, Reason("rate_missing", values)),)
        versions = self.snapshot.history(EVERYONE)
        first = next(f for f in versions if f.fact_id == fixing.fact_id)
        amount = round_half_away(line.amount * parse_number(first.value))
        told = (*values, ("rate", first.value), ("fixed_on", first.valid_on.isoformat()))
        paid = changed(line, amount, Reason("converted", told, cited((first,))))
        difference = round_half_away(line.amount * parse_number(fixing.value)) - amount
        return (paid, _corrected(paid, difference, fixing)) if difference else (paid,)

    def _fixing(self, day: date, as_known: datetime | None) -> Fact | None:
        """The rate of a day, or of one of the bank days before it; none where two disagree."""
        pair = f"{self.agreement.currency}/{self.term.to}"
        rates = [
            fact
            for fact in self.snapshot.about(EVERYONE, as_known)
            if fact.kind is Kind.FX and fact.name == pair and fact.method == self.term.source
        ]
        holidays = self.agreement.document.calendar.holidays
        for _ in range(self.term.fallback.previous_bank_days + 1):
            found = [fact for fact in rates if fact.valid_on == day]
            if found:
                return found[0] if len({fact.value for fact in found}) == 1 else None
            day -= timedelta(days=1)
            while not is_bank_day(day, holidays):
                day -= timedelta(days=1)
        return None


def _corrected(line: Entitlement, difference: int, fixing: Fact) -> Entitlement:
    """What a corrected fixing adds to a line, under a key of its own."""
    head, _, _ = line.key.rpartition("|")
    told = (("status", line.status.value), ("component", "fx"))
    reason = Reason("line", told, (Reason("fixing_corrected", (), cited((fixing,))),))
    return replace(line, key=f"{head}|fx", amount=difference, reason=reason)

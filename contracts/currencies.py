"""Agreed amounts in the currency they are paid in, each at the rate of one day for good."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.dates import end_of, is_bank_day
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
    """Converts the lines of one run, settled on a day."""

    agreement: Agreement
    snapshot: Snapshot
    on: date
    term: Currency

    def paid(self, line: Entitlement, basis: Basis) -> tuple[Entitlement, ...]:
        """The line in the currency paid, and beside it what a later fixing adds.

        The line's rate is the first that could be read once it was due, so until then it waits.
        What is published or corrected later moves the other key alone, whenever runs were made.
        """
        due_on, agreed = line.due_on, ("agreed", f"{line.amount} {line.currency}")
        line = replace(line, currency=self.term.to)
        if not line.amount or due_on is None:
            return (line,)
        if basis.as_known is None and self.on < due_on:
            why = Reason("rate_to_come", (agreed, ("on", due_on.isoformat())))
            return (held(line, "fx", Owner.PAYER, why),)
        supplied = self.term.fixing == "treated_on" and basis.supplied_on is not None
        day = (basis.supplied_on if supplied else None) or due_on
        return self._converted(line, (day, due_on), basis, agreed)

    def _converted(
        self, line: Entitlement, days: tuple[date, date], basis: Basis, told: tuple[str, str]
    ) -> tuple[Entitlement, ...]:
        """The line at the rate of one day, due on another."""
        (day, due_on), agreed = days, line.amount
        values, rates = (told, ("on", day.isoformat())), self._rates(day)
        first = self._first(rates, day, due_on, basis.as_known)
        if first is None:
            return (held(line, "fx", Owner.PAYER, Reason("rate_missing", values)),)
        amount = round_half_away(agreed * parse_number(first.value))
        fixed = (*values, ("rate", first.value), ("fixed_on", first.valid_on.isoformat()))
        paid = changed(line, amount, Reason("converted", fixed, cited((first,))))
        now = rates.at(basis.as_known)
        if now is None:
            why = Reason("fixing_unclear", (("on", day.isoformat()),))
            return (paid, held(_beside(paid), "fx", Owner.PAYER, why))
        difference = round_half_away(agreed * parse_number(now.value)) - amount
        moved = (told, ("first", first.value), ("now", now.value))
        why = Reason("fixing_corrected", moved, cited((now,)))
        return (paid, changed(_beside(paid), difference, why)) if difference else (paid,)

    def _first(
        self, rates: "_Rates", day: date, due_on: date, as_known: datetime | None
    ) -> Fact | None:
        """The first rate that could be read when a line was due; none while there is none yet.

        Until the day is over its own rate may still come, so no earlier day's is taken before,
        unless the line is final by then. A run on a later day knows that it is over, though
        nothing was recorded since.
        """
        zone = self.agreement.document.calendar.tz
        until = min(as_known or self.snapshot.at, self.snapshot.at)
        due, over = end_of(due_on - timedelta(days=1), zone), end_of(day, zone)
        over = min(as_known or over, over)
        ended = over > due and (over <= until or day < self.on)
        later = {f.recorded_at for f in rates.versions if due < f.recorded_at <= until}
        for moment in sorted({min(due, until), *later, *({over} if ended else ())}):
            found = rates.at(moment)
            if found is not None and (found.valid_on == day or moment >= over):
                return found
        return None

    def _rates(self, day: date) -> "_Rates":
        """The rates of a day and of the bank days before it that may stand in for it."""
        pair = f"{self.agreement.currency}/{self.term.to}"
        days = tuple(self._days(day))
        every = self.snapshot.history(EVERYONE)
        ours = {
            fact.fact_id
            for fact in every
            if fact.kind is Kind.FX and fact.name == pair and fact.method == self.term.source
            if fact.valid_on in days
        }
        versions = tuple(fact for fact in every if fact.fact_id in ours)
        return _Rates(pair, self.term.source, days, versions)

    def _days(self, day: date) -> Iterator[date]:
        holidays = self.agreement.document.calendar.holidays
        yield day
        for _ in range(self.term.fallback.previous_bank_days):
            day -= timedelta(days=1)
            while not is_bank_day(day, holidays):
                day -= timedelta(days=1)
            yield day


@dataclass(frozen=True, slots=True)
class _Rates:
    """Every version of the rates that a line may be paid at, and the days in their order."""

    pair: str
    source: str
    days: tuple[date, ...]
    versions: tuple[Fact, ...]

    def at(self, moment: datetime | None) -> Fact | None:
        """The rate as known at a moment; none where there is none, or two of a day disagree."""
        newest: dict[str, Fact] = {}
        for fact in self.versions:
            if moment is None or fact.recorded_at <= moment:
                newest[fact.fact_id] = fact
        known = [fact for fact in newest.values() if self._reads(fact)]
        for day in self.days:
            found = [fact for fact in known if fact.valid_on == day]
            if found:
                return found[0] if len({fact.value for fact in found}) == 1 else None
        return None

    def _reads(self, fact: Fact) -> bool:
        named = (fact.kind, fact.name, fact.method) == (Kind.FX, self.pair, self.source)
        return named and not fact.retracted


def _beside(line: Entitlement) -> Entitlement:
    """The key of what a later fixing adds to a line, with nothing on it yet."""
    head, _, _ = line.key.rpartition("|")
    told = (("status", line.status.value), ("component", "fx"))
    return replace(line, key=f"{head}|fx", amount=0, reason=Reason("line", told))

"""What is owed: a pure function of an agreement, a snapshot of facts and a day.

It is worked out in stages, each on all that is owed so far and never on what is new:

1. each treatment's terms are judged and priced: dose, index, share, payer (`pricing`);
2. of each treatment: refunds that stack, refunds within what was paid, ceilings and floors of a
   course or patient, what disputes were decided to be (`refunds`, `patient_caps`, `disputes`);
3. results of the whole population;
4. sums over treatments: volumes, ceilings of a year, baskets (`totals`);
5. conversion: what is in dispute is held back, amounts become those paid in their currency
   (`currencies`), VAT on them and what is carried forward for each payer (`closing`).

Treatments go through one patient at a time, so that a large cohort is never held whole; of each
only what the later stages count is kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from contracts.agreement import Agreement
from contracts.closing import Closing
from contracts.counted import Counted, counted
from contracts.currencies import Basis, Exchange
from contracts.disputes import adjudicated, withheld
from contracts.fact import EVERYONE
from contracts.limits import final_at
from contracts.patient_caps import patient_capped
from contracts.patients import patients
from contracts.payer import UNKNOWN_PAYER
from contracts.position import Charge, Entitlement, to_json
from contracts.pricing import Desk
from contracts.refunds import stacked, within_paid
from contracts.snapshot import Snapshot
from contracts.terms import Currency
from contracts.totals import has_totals, totals

__all__ = ["UNKNOWN_PAYER", "Entitlement", "entitlements", "owed", "to_json"]


def entitlements(agreement: Agreement, snapshot: Snapshot, on: date) -> tuple[Entitlement, ...]:
    """Everything owed under an agreement on a day, as known in a snapshot, sorted by key."""
    found = (line for _, lines in owed(agreement, snapshot, on) for line in lines)
    return tuple(sorted(found, key=lambda line: line.key))


def owed(
    agreement: Agreement, snapshot: Snapshot, on: date
) -> Iterator[tuple[str, tuple[Entitlement, ...]]]:
    """Like `entitlements`, treatment by treatment, so that a large cohort is never held whole.

    What is owed for all of them together comes last, under `*`.
    """
    desk = Desk(agreement, snapshot, on)
    till = _Till(agreement, snapshot, Closing(agreement, snapshot), has_totals(agreement))
    for courses in patients(agreement, snapshot):
        charges = [_of_one_treatment(desk, treatment) for treatment in courses]
        for treatment, found in zip(courses, patient_capped(agreement, charges), strict=True):
            yield treatment, till.take([adjudicated(agreement, charge) for charge in found])
    yield EVERYONE, tuple(till.together())


def _of_one_treatment(desk: Desk, treatment: str) -> list[Charge]:
    """Stages 1 and 2 for a single course."""
    charges = stacked(desk.agreement, desk.charges(treatment))
    return within_paid(desk.agreement, charges)


@dataclass(slots=True)
class _Till:
    """Stages 4 and 5: converts line by line, and keeps what the sums count."""

    agreement: Agreement
    snapshot: Snapshot
    closing: Closing
    sums: bool
    counts: list[Counted] = field(default_factory=list)

    def take(self, charges: list[Charge]) -> tuple[Entitlement, ...]:
        """The lines of one treatment as they are paid."""
        if self.sums:
            self.counts += counted(charges)
        lines: list[Entitlement] = []
        for charge in charges:
            line = withheld(self.agreement, charge)
            if self.agreement.converts:
                case = charge.due.case
                lines += self._paid(line, Basis(case.infused_on, case.as_known))
            else:
                lines.append(line)
        return tuple(lines)

    def together(self) -> Iterator[Entitlement]:
        """The lines of all treatments together."""
        for line in totals(self.agreement, self.counts):
            due = line.due_on or date.max
            final = final_at(self.agreement, self.snapshot, due)
            yield from self._paid(line, Basis(None, final))
        yield from self.closing.lines()

    def _paid(self, line: Entitlement, basis: Basis) -> Iterable[Entitlement]:
        lines: tuple[Entitlement, ...] = (line,)
        for _, term in self.agreement.of_type(Currency):
            lines = Exchange(self.agreement, self.snapshot, term).paid(line, basis)
        for one in lines:
            self.closing.take(one, basis)
        return lines

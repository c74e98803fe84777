"""What is owed: a pure function of an agreement, a snapshot of facts and a day.

It is worked out in stages, each on all that is owed so far and never on what is new:

1. each treatment's terms are judged and priced: dose, index, share, payer (`pricing`);
2. of each treatment: what disputes were decided to be, refunds that stack, refunds within what was
   paid, ceilings and floors of a course or patient (`disputes`, `refunds`, `patient_caps`);
3. results of the whole population, on what was paid for its members (`population`);
4. sums over treatments: volumes, ceilings of a year, baskets (`totals`);
5. conversion: what is in dispute is held back, amounts become those paid in their currency
   (`currencies`), VAT on them and what is carried forward for each payer (`closing`).

Treatments go through one patient at a time, so that a large cohort is never held whole; of each
only what the later stages count is kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from contracts.agreement import Agreement
from contracts.closing import Closing
from contracts.counted import Counted, counted
from contracts.currencies import Basis, Exchange
from contracts.disputes import withheld
from contracts.fact import EVERYONE
from contracts.limits import final_at
from contracts.patient_caps import patient_capped
from contracts.patients import patients
from contracts.payer import UNKNOWN_PAYER
from contracts.population.guarantee import guaranteed, has_guarantees
from contracts.position import Charge, Entitlement, to_json
from contracts.pricing import Desk
from contracts.refunds import of_one_treatment
from contracts.snapshot import Snapshot
from contracts.terms import Currency
from contracts.totals import has_totals, totals

__all__ = ["UNKNOWN_PAYER", "Entitlement", "entitlements", "owed", "to_json"]


def entitlements(agreement: Agreement, snapshot: Snapshot, on: date) -> tuple[Entitlement, ...]:
    """Everything owed under an agreement on a day, as known in a snapshot, sorted by key."""
    found = (line for _, lines in owed(agreement, snapshot, on) for line in lines)
    return tuple(sorted(found, key=lambda line: line.key))


def owed(
    agreement: Agreement,
    snapshot: Snapshot,
    on: date,
    ruled_by: Callable[[str], Agreement] | None = None,
) -> Iterator[tuple[str, tuple[Entitlement, ...]]]:
    """Like `entitlements`, treatment by treatment, so that a large cohort is never held whole.

    What is owed for all of them together comes last, under `*`. Where other versions rule some
    treatments, `ruled_by` names them; results and sums of all of them are still `agreement`'s.
    """
    desk = Desk(agreement, snapshot, on)
    desks = _desks(desk, ruled_by)
    kept = has_totals(agreement) or has_guarantees(agreement)
    till = _Till(desk, Closing(agreement, snapshot), kept)
    for courses in patients(agreement, snapshot):
        charges = [of_one_treatment(desks(treatment), treatment) for treatment in courses]
        # What bounds a patient with several courses is what was agreed for the first of them.
        bounded = patient_capped(desks(courses[0]).agreement, charges)
        for treatment, found in zip(courses, bounded, strict=True):
            yield treatment, till.take(found)
    yield EVERYONE, tuple(till.together())


def _desks(desk: Desk, ruled_by: Callable[[str], Agreement] | None) -> Callable[[str], Desk]:
    """The desk at which each treatment is worked out, one for each version that rules any."""
    if ruled_by is None:
        return lambda _: desk
    desks = {desk.agreement.sha256: desk}

    def of(treatment: str) -> Desk:
        ruling = ruled_by(treatment)
        if ruling.sha256 not in desks:
            desks[ruling.sha256] = Desk(ruling, desk.snapshot, desk.on)
        return desks[ruling.sha256]

    return of


@dataclass(slots=True)
class _Till:
    """Stages 3 to 5: converts line by line, and keeps what results and sums count."""

    desk: Desk
    closing: Closing
    kept: bool
    counts: list[Counted] = field(default_factory=list)

    @property
    def agreement(self) -> Agreement:
        """The agreement of the run."""
        return self.desk.agreement

    def take(self, charges: list[Charge]) -> tuple[Entitlement, ...]:
        """The lines of one treatment as they are paid."""
        if self.kept:
            self.counts += counted(charges)
        lines: list[Entitlement] = []
        for charge in charges:
            case = charge.due.case
            line = withheld(case.agreement, charge)
            if self.agreement.converts or case.agreement.converts:
                basis = Basis(case.infused_on, case.as_known)
                lines += self._paid(case.agreement, line, basis)
            else:
                lines.append(line)
        return tuple(lines)

    def together(self) -> Iterator[Entitlement]:
        """The lines of all treatments together."""
        for line, count in tuple(guaranteed(self.desk, self.counts)):
            self.counts.append(count)
            yield from self._together(line)
        for line in totals(self.agreement, self.counts):
            yield from self._together(line)
        yield from self.closing.lines()

    def _together(self, line: Entitlement) -> Iterable[Entitlement]:
        final = final_at(self.agreement, self.desk.snapshot, line.due_on or date.max)
        return self._paid(self.agreement, line, Basis(None, final))

    def _paid(self, ruling: Agreement, line: Entitlement, basis: Basis) -> Iterable[Entitlement]:
        lines: tuple[Entitlement, ...] = (line,)
        for _, term in ruling.of_type(Currency):
            lines = Exchange(ruling, self.desk.snapshot, self.desk.on, term).paid(line, basis)
        for one in lines:
            self.closing.take(one, basis)
        return lines

"""The case a judge is given, the verdict it gives, and what exceptions make of it."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.checks.decisions import ExceptionName, Exceptions
from contracts.cited import fact_reason
from contracts.course import Course
from contracts.dates import Rounding
from contracts.evaluate import Finding
from contracts.exceptions import Fired
from contracts.fact import Fact
from contracts.reason import Owed, Owner, Reason, Status
from contracts.snapshot import Snapshot

PAID = frozenset({Status.MET, Status.EXCUSED})


@dataclass(frozen=True, slots=True)
class Case:
    """One treatment under one agreement version, as known in a snapshot, on a day.

    `starts` are the facts that say when it was infused, or that it never was. `as_known` is the
    moment at which what this key rests on was settled for good; None while it may still change.
    """

    agreement: Agreement
    snapshot: Snapshot
    course: Course
    starts: tuple[Fact, ...]
    on: date
    as_known: datetime | None = None

    @property
    def infused_on(self) -> date:
        """Time zero; where the treatment was never infused, the day that was decided."""
        return self.starts[0].valid_on

    @property
    def infused(self) -> bool:
        """Whether the treatment was given at all."""
        return self.starts[0].name == "infused"

    @property
    def rounding(self) -> Rounding:
        """How the agreement rounds short months."""
        return self.agreement.document.calendar.month_rounding


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a milestone came to: `share` of the instalment is paid, and `on` is the deciding day."""

    status: Status
    share: Fraction
    on: date | None
    reason: Reason
    facts: tuple[Fact, ...] = ()
    owed: tuple[Owed, ...] = ()


_OWED: dict[ExceptionName, tuple[str, Owner]] = {
    "death": ("death_cause", Owner.SITE),
    "withdrawal": ("ruling", Owner.PARTIES),
    "lost_to_follow_up": ("vital_status", Owner.SITE),
    "relocation_abroad": ("follow_up_abroad", Owner.SUPPLIER),
    "competing_therapy": ("ruling", Owner.PARTIES),
}


def choose(found: tuple[Fired, ...], exceptions: Exceptions) -> tuple[Fired, ...]:
    """The exceptions that compete: the decided before the waiting, then by agreed priority."""
    decided = tuple(f for f in found if f.status is not Status.AWAITING) or found
    for name in exceptions.priority:
        first = tuple(f for f in decided if f.name == name)
        if first:
            return first
    return decided


def unreadable(finding: Finding) -> Verdict:
    """The verdict while the only values recorded cannot be read: someone has to correct them."""
    owed = tuple(Owed(name, None, Owner.SITE) for name in finding.missing)
    reason = Reason("unreadable", (), (finding.reason,))
    return Verdict(Status.HOLD, Fraction(0), None, reason, finding.unusable, owed)


def conflict(found: tuple[Fired, ...]) -> Verdict:
    """No money moves while two exceptions give different answers."""
    facts = tuple(f.fact for f in found)
    children = tuple(
        Reason("exception", (("name", f.name), ("status", f.status)), (fact_reason(f.fact),))
        for f in found
    )
    owed = (Owed("ruling", None, Owner.PARTIES),)
    return Verdict(
        Status.CONFLICT, Fraction(0), None, Reason("conflict", (), children), facts, owed
    )


def by_fired(found: Fired, share: Fraction | None) -> Verdict:
    """The verdict one exception gives."""
    part = () if share is None else (("share", str(share)),)
    days = (("until", found.until), ("ran_out", found.ran_out))
    told = tuple((name, day.isoformat()) for name, day in days if day is not None)
    values = (
        ("name", found.name),
        ("status", found.status),
        ("on", found.on.isoformat()),
        *told,
        *part,
    )
    reason = Reason("exception", values, (fact_reason(found.fact),))
    paid = Fraction(1) if found.status in PAID else share or Fraction(0)
    owed: tuple[Owed, ...] = ()
    if found.status in {Status.HOLD, Status.AWAITING}:
        outcome, owner = _OWED[found.name]
        owed = (Owed(outcome, found.until, owner),)
    return Verdict(found.status, paid, found.on, reason, (found.fact,), owed)


def missing_final(status: Status, finding: Finding, deadline: date) -> Verdict:
    """The verdict when no usable assessment came before its deadline."""
    values = (("deadline", deadline.isoformat()), ("status", status))
    reason = Reason("missing_final", values, (finding.reason,))
    owed: tuple[Owed, ...] = ()
    if status is Status.HOLD:
        owed = tuple(Owed(name, None, Owner.SITE) for name in finding.missing)
    share = Fraction(1 if status in PAID else 0)
    return Verdict(status, share, None, reason, finding.facts, owed)

"""Which version in force rules in the place of another, and from which treatment on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.agreements.loading import loaded
from app.clock import now
from app.db.tables.agreements import AgreementActivation, AgreementVersion
from contracts.agreement import Agreement
from contracts.lineage import newest_first, visible


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The version that rules instead of another, and the treatments from when it does."""

    version: str
    begins: date


def taken_over(session: Session) -> dict[int, TakenOver]:
    """Which versions in force another one rules instead of, as far as it is signed by now."""
    rows = session.exec(
        select(AgreementVersion).join(
            AgreementActivation,
            col(AgreementActivation.agreement_version_id) == AgreementVersion.id,
        )
    ).all()
    found: dict[int, TakenOver] = {}
    for number in {row.agreement_id for row in rows}:
        known = {row.version: row.id or 0 for row in rows if row.agreement_id == number}
        lineage = [loaded(row) for row in rows if row.agreement_id == number]
        for old, new, begins in _in_order(lineage) if len(known) > 1 else ():
            found[known[old]] = TakenOver(new, begins)
    return found


def _in_order(lineage: list[Agreement]) -> Iterator[tuple[str, str, date]]:
    """Each version with the nearest that rules its days instead, and the first such day."""
    ordered = newest_first(visible(lineage, now()))
    for place, old in enumerate(ordered):
        header = old.document.agreement
        days = (header.effective_from, header.effective_until or date.max)
        later = [(_first_shared(new, days), new.version) for new in reversed(ordered[:place])]
        shared = [(begins, version) for begins, version in later if begins is not None]
        if shared:
            begins, version = min(shared, key=lambda one: one[0])
            yield old.version, version, begins


def _first_shared(agreement: Agreement, days: tuple[date, date]) -> date | None:
    header = agreement.document.agreement
    first = max(header.effective_from, days[0])
    last = min(header.effective_until or date.max, days[1])
    return first if first <= last else None

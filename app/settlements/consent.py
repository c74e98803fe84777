"""Patients who have withdrawn consent: their lines stand, their values are shown to nobody here."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col

from app.db.facts import known
from app.db.tables.followup import ClinicalEvent
from app.db.tables.patients import pseudonym, treatment_number
from app.db.tables.settlements import SettlementLine
from app.settlements.stored import line_from
from contracts.redacted import redacted
from contracts.settle import Line

_AT_ONCE = 500


def withdrawn(session: Session, treatments: Iterable[str]) -> frozenset[str]:
    """The treatments, by pseudonym, whose patients have withdrawn consent by now."""
    numbers = sorted({number for name in treatments if (number := treatment_number(name))})
    found: set[str] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        asked = col(ClinicalEvent.treatment_id).in_(numbers[start : start + _AT_ONCE])
        events = known(ClinicalEvent).where(ClinicalEvent.kind == "consent_withdrawn", asked)
        found |= {pseudonym(event.treatment_id) for event in session.exec(events)}
    return frozenset(found)


def shown(row: SettlementLine, hidden: Collection[str]) -> Line:
    """The line that was stored, as it may be shown."""
    line = line_from(row)
    return redacted(line) if row.treatment in hidden else line

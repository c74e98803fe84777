"""What is known about the people in a file: their treatments at the actor's departments, and facts.

Only that much is read, so a small file is quick whatever the register holds. The recording
functions of patients and follow-up then run in memory: what they would add is the plan, and is
inserted as it stands when the person says so.
"""

from bisect import bisect_right, insort
from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

from sqlmodel import Session, SQLModel, col, func, select

from app.db.tables.catalogue import Indication, Product, Region
from app.db.tables.followup import ClinicalEvent, Observation, VitalStatus
from app.db.tables.patients import (
    ExternalPatient,
    PatientIdentity,
    Residence,
    Treatment,
    TreatmentState,
)
from app.db.types import FactColumns
from app.followup.values import number
from app.patients.identity import NotACpr, cpr_hmacs
from app.patients.recording import BULK, Bulk
from app.permissions import Actor

T = TypeVar("T")
_CHUNK = 800
_OF_TREATMENT: tuple[Any, ...] = (TreatmentState, Observation, ClinicalEvent, VitalStatus)

ValueKey = tuple[int, str, date, str]
"""Treatment, outcome, day and method: what identifies a value."""


@dataclass(slots=True)
class Known:
    """What is known, in memory, with the rows that wait to be inserted."""

    bulk: Bulk
    facts: ChainMap[str, FactColumns]
    """The bulk's own mapping of facts; its first part is what the present row adds."""
    people: ChainMap[str, str]
    """The bulk's own mapping of patients, likewise."""
    values: dict[ValueKey, Observation] = field(default_factory=dict)
    course: dict[tuple[int, str], list[tuple[date, str]]] = field(default_factory=dict)
    """Per treatment and outcome its numbers with their days, the earliest first."""
    catalogue: dict[str, frozenset[str]] = field(default_factory=dict)
    """Ids of products, indications and regions."""
    sought: dict[str, Any] = field(default_factory=dict)
    """What was near each unknown patient cell, so that it is looked for once."""

    def keep(self, row: FactColumns) -> None:
        """Find a value again by what identifies it."""
        if isinstance(row, Observation) and row.value and not row.retracted:
            self.values[row.treatment_id, row.name, row.valid_on, row.method] = row
            if number(row.value) is not None:
                course = self.course.setdefault((row.treatment_id, row.name), [])
                insort(course, (row.valid_on, row.value))

    def last_number(self, treatment_id: int, name: str, until: date) -> tuple[date, str] | None:
        """The latest number of an outcome up to a day; several on one day: the greatest text."""
        course = self.course.get((treatment_id, name), [])
        past = bisect_right(course, until, key=lambda one: one[0])
        return course[past - 1] if past else None

    @contextmanager
    def one_row(self) -> Iterator[None]:
        """Everything in the block, or nothing of it if it raises."""
        begun, counts = len(self.bulk.rows), Counter(self.bulk.counts)
        try:
            yield
        except Exception:
            self._drop(self.bulk.rows[begun:])
            del self.bulk.rows[begun:]
            self.facts.maps[0].clear()
            self.people.maps[0].clear()
            self.bulk.counts = counts
            raise
        for row in self.bulk.rows[begun:]:
            if isinstance(row, FactColumns):
                self.keep(row)
        for memory in (self.facts.maps, self.people.maps):
            memory[1].update(memory[0])  # type: ignore[arg-type]
            memory[0].clear()

    def _drop(self, rows: Sequence[SQLModel]) -> None:
        for row in rows:
            if isinstance(row, Treatment):
                del self.bulk.treatments[row.id or 0]
                self.bulk.of_patient[row.patient_id].remove(row)


@contextmanager
def in_memory(session: Session, bulk: Bulk) -> Iterator[None]:
    """Let the recording functions read and write `bulk` instead of the database."""
    session.info[BULK] = bulk
    try:
        yield
    finally:
        del session.info[BULK]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Whom a file is about, as far as its cells say."""

    cprs: frozenset[str] = frozenset()
    treatments: frozenset[int] = frozenset()
    external: frozenset[str] = frozenset()
    namespace: str = ""


def read_known(session: Session, actor: Actor, mentioned: Mentioned) -> Known:
    """Everything the file's rows may meet, of the actor's own departments only."""
    people = ChainMap({}, _people(session, mentioned))
    own = _treatments(session, sorted(set(people.values())))
    for ids in _chunks(sorted(mentioned.treatments)):
        own += session.exec(select(Treatment).where(col(Treatment.id).in_(ids)))
    facts: ChainMap[str, FactColumns] = ChainMap({}, {})
    bulk = Bulk(cast("dict[str, str]", people), {}, cast("dict[str, FactColumns]", facts), {})
    known = Known(bulk, facts, people, catalogue=_catalogue(session))
    _meet(session, actor, known, own)
    _leave_room(session, bulk)
    return known


def meet(session: Session, actor: Actor, known: Known, patients: Sequence[str]) -> None:
    """Know more people, whom no cell of the file names but one may mean."""
    new = [one for one in patients if one not in known.bulk.of_patient]
    _meet(session, actor, known, _treatments(session, new))
    if held := known.bulk.treatments:
        highest = max(held)
        held[highest] = held.pop(highest)  # new treatments are counted from the last one


def _meet(session: Session, actor: Actor, known: Known, found: Iterable[Treatment]) -> None:
    mine = {t.id or 0: t for t in found if t.site_id in actor.site_ids}
    for _, treatment in sorted(mine.items()):
        known.bulk.keep_treatment(treatment)
    newest = {
        row.fact_id: row
        for row in _facts(session, sorted(mine), sorted({t.patient_id for t in mine.values()}))
    }
    known.facts.maps[1].update(newest)
    for row in newest.values():
        known.keep(row)


def _treatments(session: Session, patients: Sequence[str]) -> list[Treatment]:
    return [
        row
        for ids in _chunks(patients)
        for row in session.exec(select(Treatment).where(col(Treatment.patient_id).in_(ids)))
    ]


def _people(session: Session, mentioned: Mentioned) -> dict[str, str]:
    """Patient ids by the keys that `find_patient` looks under."""
    found: dict[str, str] = {}
    digests = [digest for cpr in sorted(mentioned.cprs) for digest in _hmacs(cpr)]
    for chunk in _chunks(digests):
        for row in session.exec(
            select(PatientIdentity).where(col(PatientIdentity.cpr_hmac).in_(chunk))
        ):
            found[f"hmac:{row.cpr_hmac}"] = row.patient_id
    for chunk in _chunks(sorted(mentioned.external)):
        for other in session.exec(
            select(ExternalPatient).where(
                ExternalPatient.namespace == mentioned.namespace,
                col(ExternalPatient.number).in_(chunk),
            )
        ):
            found[f"{other.namespace}:{other.number}"] = other.patient_id
    return found


def _hmacs(cpr: str) -> tuple[str, ...]:
    try:
        return cpr_hmacs(cpr)
    except NotACpr:
        return ()


def _facts(session: Session, treatments: list[int], patients: list[str]) -> Iterator[FactColumns]:
    for table in _OF_TREATMENT:
        for ids in _chunks(treatments):
            yield from session.exec(
                select(table).where(col(table.treatment_id).in_(ids)).order_by(col(table.version))
            )
    for keys in _chunks(patients):
        yield from session.exec(
            select(Residence)
            .where(col(Residence.patient_id).in_(keys))
            .order_by(col(Residence.version))
        )


def _leave_room(session: Session, bulk: Bulk) -> None:
    """Know the highest treatment number, after which new ones are counted."""
    highest = session.exec(select(func.max(Treatment.id))).one()
    if highest is not None:
        last = bulk.treatments.pop(highest, None) or session.get_one(Treatment, highest)
        bulk.treatments[highest] = last


def _catalogue(session: Session) -> dict[str, frozenset[str]]:
    return {
        "product": frozenset(session.exec(select(Product.id))),
        "indication": frozenset(session.exec(select(Indication.id))),
        "residence": frozenset(session.exec(select(Region.code))),
    }


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(items), _CHUNK):
        yield items[begin : begin + _CHUNK]


def times_apart(one: str, other: str) -> Decimal | None:
    """How many times the larger of two numbers is the smaller; None where one is 0."""
    first, second = number(one), number(other)
    if first is None or second is None or first <= 0 or second <= 0:
        return None
    return max(first, second) / min(first, second)


def patients_of(known: Known, treatments: Iterable[int]) -> frozenset[str]:
    """The patients behind treatments, for the log of looks."""
    held = known.bulk.treatments
    return frozenset(held[one].patient_id for one in treatments if one in held)

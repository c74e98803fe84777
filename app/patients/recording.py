"""How facts are added: one identity per fact, corrections as versions, one by one or in bulk."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, func, select

from app.audit import record
from app.db.facts import next_version, says
from app.db.tables.followup import ClinicalEvent, Observation, VisitRecord, VitalStatus
from app.db.tables.patients import (
    ExternalPatient,
    PatientIdentity,
    Residence,
    SecondaryUse,
    Treatment,
    TreatmentState,
)
from app.db.types import FactColumns, metadata
from app.permissions import Actor, NotFound, Permission, Role, check

F = TypeVar("F", bound=FactColumns)
BULK = "effekt.bulk"
_NAMESPACE = UUID("5f6f0a5e-7c1d-4b59-9a0e-8c1f5d0b6a11")
FACT_TABLES: tuple[type[FactColumns], ...] = (
    *(TreatmentState, Residence, SecondaryUse),
    *(VisitRecord, Observation, ClinicalEvent, VitalStatus),
)


class ReasonNeeded(Exception):  # noqa: N818 - told to the person
    """A recorded value would change; that needs a reason. `name` says which."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many facts a write made, corrected and found already there."""

    created: int = 0
    corrected: int = 0
    unchanged: int = 0

    def __add__(self, other: "Recorded") -> "Recorded":
        return Recorded(
            self.created + other.created,
            self.corrected + other.corrected,
            self.unchanged + other.unchanged,
        )


CREATED, CORRECTED, UNCHANGED = Recorded(created=1), Recorded(corrected=1), Recorded(unchanged=1)


def fact_id(kind: str, *parts: object) -> str:
    """The id of a fact from what identifies it, so the database refuses the same fact twice."""
    return str(uuid5(_NAMESPACE, "|".join((kind, *(str(part) for part in parts)))))


@dataclass(slots=True)
class Bulk:
    """What is known, and what waits to be inserted, during a large write (see `in_bulk`)."""

    patients: dict[str, str]
    """Patient ids by `hmac:<CPR HMAC>` and `<namespace>:<number>`."""
    treatments: dict[int, Treatment]
    facts: dict[str, FactColumns]
    """The newest version of every fact, by fact id."""
    of_patient: dict[str, list[Treatment]]
    rows: list[SQLModel] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, session: Session) -> "Bulk":
        """Everything known now, in one statement per table."""
        facts: dict[str, FactColumns] = {}
        for table in FACT_TABLES:
            for row in session.exec(select(table).order_by(col(table.version))):
                facts[row.fact_id] = row
        patients = {
            f"hmac:{row.cpr_hmac}": row.patient_id for row in session.exec(select(PatientIdentity))
        }
        for known in session.exec(select(ExternalPatient)):
            patients[f"{known.namespace}:{known.number}"] = known.patient_id
        bulk = cls(patients, {}, facts, {})
        for treatment in session.exec(select(Treatment).order_by(col(Treatment.id))):
            bulk.keep_treatment(treatment)
        return bulk

    def keep_treatment(self, row: Treatment) -> None:
        """Know a treatment from now on."""
        self.treatments[row.id or 0] = row
        self.of_patient.setdefault(row.patient_id, []).append(row)

    def write(self, session: Session) -> None:
        """Insert the waiting rows, parents before children."""
        waiting: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows:
            columns = row.model_dump()
            if columns.get("id", "") is None:
                del columns["id"]
            waiting.setdefault(str(row.__tablename__), []).append(columns)
        for table in metadata.sorted_tables:
            if rows := waiting.get(table.name):
                session.execute(insert(table), rows)
        self.rows.clear()


@contextmanager
def in_bulk(session: Session, actor: Actor, *, at: datetime, source: str) -> Iterator[Bulk]:
    """Make the recording functions of this transaction fast: thousands of rows in a few seconds.

    Everything known is read once, rows wait and are inserted together when the block ends (or at
    `write`), so do not read them back before; the trail gets one line with the counts.
    """
    bulk = Bulk.read(session)
    session.info[BULK] = bulk
    try:
        yield bulk
        bulk.write(session)
        record(session, actor, "bulk.recorded", f"source:{source}", dict(bulk.counts), at)
    finally:
        del session.info[BULK]


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes, in which transaction, with which stamp, from where and why."""

    session: Session
    actor: Actor
    at: datetime
    source: str
    reason: str = ""

    @property
    def bulk(self) -> Bulk | None:
        """The large write this one is part of, if any."""
        found: Bulk | None = self.session.info.get(BULK)
        return found

    def allowed(self, permission: Permission) -> None:
        """Refuse unless the actor holds the permission, or is an administrator's import.

        Raises:
            NotAllowed: neither.
        """
        if not (self.source.startswith("import:") and Role.ADMIN in self.actor.roles):
            check(self.actor, permission)

    def treatment(self, treatment_id: int) -> Treatment:
        """A treatment at one of the actor's departments.

        Raises:
            NotFound: unknown, or another department's.
        """
        if self.bulk is not None:
            found = self.bulk.treatments.get(treatment_id)
        else:
            found = self.session.get(Treatment, treatment_id)
        if found is None or found.site_id not in self.actor.site_ids:
            raise NotFound
        return found

    def treatments_of(self, patient_id: str) -> list[Treatment]:
        """The patient's treatments at the actor's departments, by number."""
        if self.bulk is not None:
            every: Iterable[Treatment] = self.bulk.of_patient.get(patient_id, ())
        else:
            every = self.session.exec(select(Treatment).where(Treatment.patient_id == patient_id))
        own = [t for t in every if t.patient_id == patient_id and t.site_id in self.actor.site_ids]
        return sorted(own, key=lambda t: t.id or 0)

    def latest(self, table: type[F], ids: Iterable[str]) -> dict[str, F]:
        """The newest version of each of these facts that exists, also retracted ones."""
        wanted = list(ids)
        if self.bulk is not None:
            held = self.bulk.facts
            return {key: held[key] for key in wanted if key in held}  # type: ignore[misc]
        rows = self.session.exec(
            select(table).where(col(table.fact_id).in_(wanted)).order_by(col(table.version))
        )
        return {row.fact_id: row for row in rows}

    def put(
        self, table: type[F], key: str, columns: Mapping[str, Any], *, free: bool = False
    ) -> Recorded:
        """Make the fact, correct it, or leave it as it is.

        Args:
            table: the fact's table.
            key: the fact's id.
            columns: what the fact says.
            free: a change is news, not a correction, and needs no reason.

        Raises:
            ReasonNeeded: another value is recorded, and no reason is given.
        """
        return self.follow(table, key, self.latest(table, [key]).get(key), columns, free=free)

    def follow(
        self,
        table: type[F],
        key: str,
        before: F | None,
        columns: Mapping[str, Any],
        *,
        free: bool = False,
    ) -> Recorded:
        """Like `put`, for a caller that has the newest version at hand, or knows there is none."""
        stamped: dict[str, Any] = {
            "recorded_at": self.at,
            "recorded_by": self.actor.user_id,
            "source": self.source,
        }
        if before is None:
            self.add(table(fact_id=key, version=1, **columns, **stamped))
            return CREATED
        if says(before, columns):
            return UNCHANGED
        if not (self.reason or free or before.retracted):
            raise ReasonNeeded(str(columns.get("name") or table.__tablename__))
        changed = {**columns, **stamped, "retracted": False, "reason": self.reason}
        self.add(next_version(before, **changed))
        return CORRECTED

    def add(self, row: SQLModel) -> None:
        """Add one row, now or with the bulk."""
        if self.bulk is None:
            self.session.add(row)
            return
        self.bulk.rows.append(row)
        if isinstance(row, FactColumns):
            self.bulk.facts[row.fact_id] = row
        elif isinstance(row, Treatment):
            self.bulk.keep_treatment(row)

    def flush(self) -> None:
        """Send pending rows to the database, so that rows that refer to them may follow."""
        if self.bulk is None:
            self.session.flush()

    def next_treatment(self) -> int:
        """The next treatment number; writers queue, so the highest plus one is free."""
        if self.bulk is not None:
            return next(reversed(self.bulk.treatments), 0) + 1
        highest = self.session.exec(select(func.max(Treatment.id))).one()
        return (highest or 0) + 1

    def note(self, action: str, subject: str, details: dict[str, Any] | None = None) -> None:
        """Flush, and put the change into the trail, or count it for the bulk's one line."""
        if self.bulk is not None:
            self.bulk.counts[action] += 1
            return
        self.session.flush()
        record(self.session, self.actor, action, subject, details, self.at)

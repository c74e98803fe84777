"""Last known alive: a day and where it is known from; it holds for all the person's treatments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.db.facts import known, next_version
from app.db.tables.accounts import User
from app.db.tables.followup import VitalStatus
from app.followup.places import begin
from app.patients.current import every_version
from app.patients.queries import own_treatment
from app.patients.recording import ReasonNeeded, Recorded, Writing, fact_id
from app.permissions import Actor, NotFound


@dataclass(frozen=True, slots=True)
class AliveVersion:
    """One version of a day on which the patient was known to be alive."""

    on: date
    basis: str
    source: str
    recorded_at: datetime
    recorded_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class AliveLine:
    """A day on which the patient was known to be alive, with every version."""

    fact_id: str
    versions: tuple[AliveVersion, ...]

    @property
    def now(self) -> AliveVersion:
        """What holds now."""
        return self.versions[-1]

    @property
    def seen(self) -> str:
        """What a form was opened on, to tell whether anything was saved since."""
        return f"{len(self.versions)}"


def record_vital_status(  # noqa: PLR0913 - what, when, and the tail every recording function has
    session: Session,
    actor: Actor,
    treatment_id: int,
    on: date,
    *,
    at: datetime,
    source: str,
    basis: str = "",
    reason: str = "",
    instead_of: date | None = None,
) -> Recorded:
    """Record that the patient was known to be alive on a day, for censoring.

    Args:
        session: a writer.
        actor: who records it.
        treatment_id: one of the person's treatments; it is recorded for each of them.
        on: the day.
        at: the transaction's instant.
        source: how it reached us.
        basis: where it is known from; empty where a file does not say.
        reason: why another day or basis is recorded.
        instead_of: the day that stands and is corrected.

    Raises:
        NotFound: not a treatment of the actor's departments, or the day to correct stands no more.
        ReasonNeeded: something else is recorded and no reason is given.
    """
    writing, treatment = begin(Writing(session, actor, at, source, reason), treatment_id)
    done = Recorded()
    for target in writing.treatments_of(treatment.patient_id):
        done += _put(writing, target.id or 0, on, basis, instead_of)
    if done == Recorded():
        raise NotFound
    if done.created or done.corrected:
        writing.note("vital_status.recorded", f"treatment:{treatment_id}")
    return done


def retract_vital_status(
    session: Session, actor: Actor, treatment_id: int, on: date, *, at: datetime, reason: str
) -> Recorded:
    """Take back that the patient was known to be alive on a day, for all their treatments.

    Raises:
        NotFound: no such day, or not a treatment of the actor's departments.
        ReasonNeeded: no reason is given.
    """
    writing, treatment = begin(Writing(session, actor, at, "entered", reason), treatment_id)
    if not reason:
        raise ReasonNeeded("vital_status")
    done = Recorded()
    stamp = {"recorded_at": at, "recorded_by": actor.user_id, "source": "entered"}
    for target in writing.treatments_of(treatment.patient_id):
        for row in _standing(writing, target.id or 0, on):
            writing.add(next_version(row, **stamp, retracted=True, reason=reason))
            done += Recorded(corrected=1)
    if not done.corrected:
        raise NotFound
    writing.note("vital_status.retracted", f"treatment:{treatment_id}")
    return done


def alive_on(session: Session, actor: Actor, treatment_id: int, fact: str) -> AliveLine:
    """One day on which the patient was known to be alive.

    Raises:
        NotFound: unknown, taken back, or another department's.
    """
    own_treatment(session, actor, treatment_id)
    found = [line for line in alive_days(session, treatment_id) if line.fact_id == fact]
    if not found:
        raise NotFound
    return found[0]


def alive_days(session: Session, treatment_id: int) -> tuple[AliveLine, ...]:
    """The days on which the patient was known to be alive; the caller has checked the place."""
    facts = every_version(session, VitalStatus, col(VitalStatus.treatment_id) == treatment_id)
    ids = sorted({row.recorded_by for rows in facts.values() for row in rows})
    names = dict(session.exec(select(User.id, User.name).where(col(User.id).in_(ids))).all())
    lines = (
        AliveLine(
            key,
            tuple(
                AliveVersion(
                    row.valid_on,
                    row.basis,
                    row.source,
                    row.recorded_at,
                    names.get(row.recorded_by, ""),
                    row.reason,
                )
                for row in rows
            ),
        )
        for key, rows in facts.items()
        if not rows[-1].retracted
    )
    return tuple(sorted(lines, key=lambda line: (line.now.on, line.fact_id)))


def _put(
    writing: Writing, treatment_id: int, on: date, basis: str, instead_of: date | None
) -> Recorded:
    columns = {"treatment_id": treatment_id, "status": "alive", "valid_on": on, "basis": basis}
    if instead_of is not None:
        rows = _standing(writing, treatment_id, instead_of)
        puts = (writing.follow(VitalStatus, row.fact_id, row, columns) for row in rows)
        return sum(puts, Recorded())
    key, held = _free(writing, treatment_id, on)
    if held is not None and not held.retracted and basis in {"", held.basis}:
        return Recorded(unchanged=1)
    return writing.follow(VitalStatus, key, held, columns, free=bool(held and not held.basis))


def _free(writing: Writing, treatment_id: int, on: date) -> tuple[str, VitalStatus | None]:
    """The id under which the day is recorded, and what is: a corrected day keeps its first id."""
    for key in _keys(treatment_id, on):
        held = writing.latest(VitalStatus, [key]).get(key)
        if held is None or held.valid_on == on:
            return key, held
    raise AssertionError


def _keys(treatment_id: int, on: date) -> Iterator[str]:
    yield fact_id("vital_status", treatment_id, on)
    again = 1
    while True:
        yield fact_id("vital_status", treatment_id, on, again)
        again += 1


def _standing(writing: Writing, treatment_id: int, on: date) -> list[VitalStatus]:
    found = known(VitalStatus).where(
        VitalStatus.treatment_id == treatment_id, VitalStatus.valid_on == on
    )
    return list(writing.session.exec(found.order_by(VitalStatus.fact_id)))

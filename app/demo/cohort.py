"""The synthetic cohort as a chronicle: what was entered on which day, by whose department."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from app.clock import COPENHAGEN, now
from app.db.tables.patients import pseudonym
from app.followup import actions as followup
from app.followup.entries import PERSONAL, EventEntry, ItemEntry, VisitEntry
from app.patients import actions as patients
from app.permissions import Actor
from fixtures.shapes import (
    SyntheticCohort,
    SyntheticCorrection,
    SyntheticEvent,
    SyntheticPatient,
    SyntheticTreatment,
    SyntheticValue,
    SyntheticVisit,
)

ENTERED = "entered"
Entry = Callable[[Session, datetime], None]


@dataclass(slots=True)
class Chronicle:
    """Everything to be entered, each with its day; `ids` fills as patients are registered."""

    cohort: SyntheticCohort
    actor_at: dict[str, Actor]
    """The person who enters data at each department."""
    patient_ids: dict[str, str] = field(default_factory=dict)
    treatment_ids: dict[str, int] = field(default_factory=dict)

    def entries(self) -> list[tuple[date, int, Entry]]:
        """What was entered, in the order it happened."""
        by_number = {p.number: p for p in self.cohort.patients}
        rows: list[tuple[date, int, Entry]] = []
        for treatment in self.cohort.treatments:
            first = treatment.steps[0].on
            rows.append((first, 0, self._register(by_number[treatment.patient], treatment)))
            rows += [
                (step.on, 1, self._step(treatment, step.state, step.on)) for step in treatment.steps
            ]
        rows += [(v.entered_on, 2, self._visit(v)) for v in self.cohort.visits]
        rows += [(e.entered_on, 3, self._event(e)) for e in self._events()]
        rows += [
            (v.entered_on, 4, self._alive(v.treatment, v.on)) for v in self.cohort.vital_statuses
        ]
        rows += [(c.corrected_on, 5, self._correction(c)) for c in self.cohort.corrections]
        return sorted(rows, key=lambda row: (row[0], row[1]))

    def pseudonym(self, treatment: str) -> str:
        """The name under which a synthetic treatment was registered."""
        return pseudonym(self.treatment_ids[treatment])

    def _events(self) -> list[SyntheticEvent]:
        """The events, those of the person (a death, say) once though both eyes were treated."""
        patient = {t.number: t.patient for t in self.cohort.treatments}
        kept: dict[tuple[str, str], SyntheticEvent] = {}
        for event in sorted(self.cohort.events, key=lambda e: e.on):
            whose = patient if event.kind in PERSONAL else {}
            own = f"{event.treatment} {event.on} {event.text}"
            key = (whose.get(event.treatment, own), event.kind)
            kept.setdefault(key, event)
        return list(kept.values())

    def _who(self, treatment: str) -> Actor:
        site = next(t.site for t in self.cohort.treatments if t.number == treatment)
        return self.actor_at[site]

    def _register(self, person: SyntheticPatient, treatment: SyntheticTreatment) -> Entry:
        def enter(session: Session, at: datetime) -> None:
            who = self.actor_at[treatment.site]
            if person.number not in self.patient_ids:
                self.patient_ids[person.number] = self._person(session, who, person, at)
            new = patients.NewTreatment(
                self.patient_ids[person.number],
                treatment.product,
                treatment.indication,
                treatment.site,
                treatment.eye or "",
            )
            self.treatment_ids[treatment.number] = patients.add_treatment(
                session, who, new, at=at, source=ENTERED
            )
            for home in person.residences[1:]:
                patients.record_residence(
                    session,
                    who,
                    new.patient_id,
                    home.region,
                    home.valid_from,
                    at=at,
                    source=ENTERED,
                )

        return enter

    @staticmethod
    def _person(session: Session, who: Actor, person: SyntheticPatient, at: datetime) -> str:
        new = patients.NewPatient(
            cpr=person.cpr,
            name=person.name,
            sex="m" if person.sex == "male" else "f",
            birth_year=person.birth_date.year,
            external=None,
            region=person.residences[0].region,
            opted_out=not person.secondary_use,
        )
        return patients.register_patient(session, who, new, at=at, source=ENTERED)

    def _step(self, treatment: SyntheticTreatment, state: str, on: date) -> Entry:
        def enter(session: Session, at: datetime) -> None:
            patients.record_state(
                session,
                self.actor_at[treatment.site],
                self.treatment_ids[treatment.number],
                state,
                on,
                at=at,
                source=ENTERED,
            )

        return enter

    def _visit(self, visit: SyntheticVisit) -> Entry:
        def enter(session: Session, at: datetime) -> None:
            entry = VisitEntry(
                self.treatment_ids[visit.treatment],
                visit.code,
                visit.on,
                tuple(_item(value) for value in visit.values),
            )
            followup.record_visit(session, self._who(visit.treatment), entry, at=at, source=ENTERED)

        return enter

    def _correction(self, correction: SyntheticCorrection) -> Entry:
        visit = next(
            v
            for v in self.cohort.visits
            if (v.treatment, v.code) == (correction.treatment, correction.code)
        )

        def enter(session: Session, at: datetime) -> None:
            number, values = self.treatment_ids[visit.treatment], (_item(correction.value),)
            entry = VisitEntry(number, visit.code, visit.on, values)
            followup.record_visit(
                session,
                self._who(visit.treatment),
                entry,
                at=at,
                source=ENTERED,
                reason=correction.reason,
            )

        return enter

    def _event(self, event: SyntheticEvent) -> Entry:
        said = dict(event.attributes)

        def enter(session: Session, at: datetime) -> None:
            entry = EventEntry(
                self.treatment_ids[event.treatment],
                event.kind,
                event.on,
                cause=said.get("cause", ""),
                term=said.get("term", ""),
                grade=int(said["grade"]) if "grade" in said else None,
            )
            followup.record_event(session, self._who(event.treatment), entry, at=at, source=ENTERED)

        return enter

    def _alive(self, treatment: str, on: date) -> Entry:
        def enter(session: Session, at: datetime) -> None:
            followup.record_vital_status(
                session,
                self._who(treatment),
                self.treatment_ids[treatment],
                on,
                at=at,
                source="register",
            )

        return enter


def _item(value: SyntheticValue) -> ItemEntry:
    return ItemEntry(
        value.item,
        value.value or "",
        value.unit or "",
        value.method or "",
        value.missing or "",
    )


def office_hour(day: date, minutes: int = 0) -> datetime:
    """A moment in working hours of that day in Denmark, never later than now."""
    return min(datetime.combine(day, time(9), COPENHAGEN) + timedelta(minutes=minutes), now())

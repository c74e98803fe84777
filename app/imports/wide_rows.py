"""One row of a registry's file to a patient, a treatment and what happened to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.db.tables.followup import ClinicalEvent, Observation
from app.db.tables.patients import Residence, TreatmentState
from app.followup.actions import record_event, record_observation, record_vital_status
from app.followup.entries import (
    DeathBeforeInfusion,
    EventEntry,
    ObservationEntry,
    UnusableEvent,
)
from app.followup.values import UnusableValue
from app.imports import cells
from app.imports.cells import CellFault
from app.imports.maps import DaySource, FactDay, Source, WideMap
from app.imports.problems import RowProblem
from app.imports.setting import Answers, Fate, Look, Outcome, Reader, Setting
from app.patients.actions import (
    BEFORE_ALL,
    NewPatient,
    NewTreatment,
    add_treatment,
    record_residence,
    record_state,
    register_patient,
)
from app.patients.finding import find_patient
from app.patients.infusion import InfusionAfterDeath
from app.patients.recording import ReasonNeeded, Recorded, Writing
from app.permissions import NotFound


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as the row tells it."""

    kind: str
    name: str
    on: date
    value: str = ""
    unit: str = ""
    method: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A row that could be read: the patient's number, the treatment, and the facts."""

    number: str
    product: str
    indication: str
    site: str
    residence: str
    infused_on: date
    told: tuple[Told, ...]


@dataclass(slots=True)
class WideRows:
    """Plans the rows of a wide file one after the other; earlier rows count as known."""

    by: WideMap
    setting: Setting
    seen: dict[str, Case] = field(default_factory=dict)

    def plan(self, reader: Reader, answers: Answers) -> Outcome:
        """What becomes of a row that has its cells."""
        case = self._read(reader)
        if case is None:
            return Outcome(Fate.REFUSED, tuple(reader.problems))
        if self.seen.setdefault(case.number, case) is not case and self.seen[case.number] == case:
            return Outcome(Fate.DUPLICATE)
        accepted = answers.by_row.get(reader.row.number) == "accept"
        return self._record(reader, case, answers.reason if accepted else "")

    def look(self, reader: Reader) -> Look | None:
        """A look that asks nothing, or None where the row cannot be read; records nothing."""
        return None if self._read(reader) is None else Look()

    def _read(self, reader: Reader) -> Case | None:
        new = self.by.row.treatment
        number = self._text(reader, Source(column=self.by.row.patient.external))
        product = self._known(reader, new.product, "product")
        indication = self._known(reader, new.indication, "indication")
        residence = self._known(reader, new.residence, "residence")
        site = self._site(reader, new.site)
        infused_on = self._day(reader, new.infused_on)
        if infused_on is None:
            return None
        told = tuple(self._facts(reader, infused_on))
        if reader.problems:
            return None
        return Case(number, product, indication, site, residence, infused_on, told)

    def _text(self, reader: Reader, source: Source) -> str:
        """The text of a source, or nothing where the problem is already told."""
        if source.column is None:
            return source.fixed or ""
        try:
            cell = reader.needed(source.column)
            return cells.one_of(cell, source.values) if source.values else cell
        except CellFault as fault:
            reader.add(source.column, fault)
            return ""

    def _known(self, reader: Reader, source: Source, kind: str) -> str:
        text = self._text(reader, source)
        held = self.setting.known.catalogue[kind]
        if text and text not in held:
            self._refuse(reader, source, text, "not_in_catalogue", cells.listed(held))
        return text

    def _site(self, reader: Reader, source: Source) -> str:
        text = self._text(reader, source)
        if text and text not in self.setting.actor.site_ids:
            self._refuse(reader, source, text, "unknown_site", "")
        return text

    def _refuse(
        self, reader: Reader, source: Source, text: str, reason: str, expected: str
    ) -> None:
        details = (("expected", expected),)
        reader.problems.append(
            RowProblem(reader.row.number, source.column or "", text, reason, "", details)
        )

    def _day(self, reader: Reader, source: DaySource) -> date | None:
        if source.fixed is not None:
            return source.fixed
        return self._date_in(reader, source.column or "", source.format or "")

    def _date_in(self, reader: Reader, column: str, form: str) -> date | None:
        try:
            return cells.day(reader.needed(column), form, self.setting.today)
        except CellFault as fault:
            reader.add(column, fault)
            return None

    def _facts(self, reader: Reader, infused_on: date) -> Iterator[Told]:
        for fact in self.by.facts:
            if fact.when is not None and reader.cell(fact.when.column) != fact.when.equals:
                continue
            on = self._fact_day(reader, fact.valid_on, infused_on)
            value = self._text(reader, fact.value) if fact.value else ""
            attributes = tuple(
                (key, self._text(reader, source)) for key, source in sorted(fact.attributes.items())
            )
            if on is not None:
                yield Told(fact.kind, fact.name, on, value, fact.unit, fact.method, attributes)

    def _fact_day(self, reader: Reader, source: FactDay, infused_on: date) -> date | None:
        if source.fixed_to:
            return infused_on
        column = source.column or ""
        if source.format:
            return self._date_in(reader, column, source.format)
        try:
            days = cells.days(reader.needed(column), self.by.decimal, source.fraction or "")
            return cells.not_after(infused_on + timedelta(days=days), self.setting.today)
        except OverflowError:
            reader.add(column, CellFault("too_many_digits"))
        except CellFault as fault:
            reader.add(column, fault)
        return None

    def _record(self, reader: Reader, case: Case, reason: str) -> Outcome:
        external = self.by.row.patient.namespace
        held = find_patient(self.setting.session, None, (external, case.number))
        reader.patients.update({held} if held else ())
        try:
            with self.setting.known.one_row():
                done, treatment_id = self._recorded(case, reason)
        except (NotFound, UnusableValue, UnusableEvent, InfusionAfterDeath) as error:
            return Outcome(Fate.REFUSED, (self._refused(reader, error),))
        except ReasonNeeded as error:
            return Outcome(Fate.ASKED, self._otherwise(reader, case, error.name))
        fate = Fate.CREATE if done.created or done.corrected else Fate.UNCHANGED
        return Outcome(fate, treatment_id=treatment_id)

    def _refused(self, reader: Reader, error: Exception) -> RowProblem:
        """Why a row that could be read cannot be recorded, at the column it is about."""
        column = self.by.row.patient.external
        fault = CellFault("unknown_patient")
        match error:
            case DeathBeforeInfusion():
                deaths = (one.valid_on.column for one in self.by.facts if one.name == "death")
                column = next(deaths, None) or column
                days = (("died_on", error.found), ("infused_on", error.infused.isoformat()))
                fault = CellFault("early_death", details=days)
            case UnusableValue() | UnusableEvent():
                fault = CellFault("not_taken", details=(("outcome", error.part),))
            case InfusionAfterDeath():
                column = self.by.row.treatment.infused_on.column or column
                fault = CellFault("after_death", details=(("died_on", error.died.isoformat()),))
        return reader.told(column, fault)

    def _recorded(self, case: Case, reason: str) -> tuple[Recorded, int]:
        setting = self.setting
        session, actor, at, source = setting.session, setting.actor, setting.at, setting.source
        done = Recorded()
        external = (self.by.row.patient.namespace, case.number)
        patient = find_patient(session, None, external)
        if patient is None:
            new = NewPatient(None, None, "", None, external, case.residence)
            patient = register_patient(session, actor, new, at=at, source=source)
            done += Recorded(created=1)
        else:
            done += record_residence(
                session, actor, patient, case.residence, BEFORE_ALL,
                at=at, source=source, reason=reason,
            )  # fmt: skip
        treatment_id, added = self._treatment(patient, case)
        done += added + record_state(
            session, actor, treatment_id, "infused", case.infused_on,
            at=at, source=source, reason=reason,
        )  # fmt: skip
        for told in case.told:
            done += self._put(treatment_id, told, reason)
        return done, treatment_id

    def _treatment(self, patient: str, case: Case) -> tuple[int, Recorded]:
        setting = self.setting
        writing = Writing(setting.session, setting.actor, setting.at, setting.source)
        for held in writing.treatments_of(patient):
            if (held.product_id, held.indication_id) == (case.product, case.indication):
                return held.id or 0, Recorded()
        new = NewTreatment(patient, case.product, case.indication, case.site)
        added = add_treatment(
            setting.session, setting.actor, new, at=setting.at, source=setting.source
        )
        return added, Recorded(created=1)

    def _put(self, treatment_id: int, told: Told, reason: str) -> Recorded:
        setting = self.setting
        session, actor, at, source = setting.session, setting.actor, setting.at, setting.source
        if told.kind == "vital_status":
            return record_vital_status(session, actor, treatment_id, told.on, at=at, source=source)
        if told.kind == "event":
            entry = _event(treatment_id, told)
            return record_event(session, actor, entry, at=at, source=source, reason=reason)
        value = ObservationEntry(
            treatment_id, told.name, told.on, told.value, told.unit, told.method
        )
        return record_observation(session, actor, value, at=at, source=source, reason=reason)

    def _otherwise(self, reader: Reader, case: Case, name: str) -> tuple[RowProblem, ...]:
        """What is registered and what the file says, side by side."""
        held, says = self._sides(case, name)
        details = (("expected", name), ("known", held))
        return (RowProblem(reader.row.number, "", says, "sides", "", details),)

    def _sides(self, case: Case, name: str) -> tuple[str, str]:
        """The registered text and the file's, of the fact that would change."""
        external = (self.by.row.patient.namespace, case.number)
        patient = find_patient(self.setting.session, None, external) or ""
        bulk = self.setting.known.bulk
        own = {one.id or 0: one for one in bulk.of_patient.get(patient, [])}
        for fact in bulk.facts.values():
            match fact:
                case Residence() if name == "residence" and fact.patient_id == patient:
                    return fact.region_code, case.residence
                case TreatmentState() if name == "treatment_state" and fact.treatment_id in own:
                    return fact.valid_on.isoformat(), case.infused_on.isoformat()
                case Observation() | ClinicalEvent() if fact.treatment_id in own:
                    for told in case.told:
                        if sides := _differing(fact, told, name):
                            return sides
                case _:
                    continue
        return "–", "–"


def _differing(fact: Observation | ClinicalEvent, told: Told, name: str) -> tuple[str, str] | None:
    if isinstance(fact, Observation):
        same = fact.name == told.name == name and fact.valid_on == told.on
        return (fact.value, told.value) if same and fact.value != told.value else None
    same = name == "clinical_event" and fact.kind == told.name
    sides = (fact.valid_on.isoformat(), told.on.isoformat())
    return sides if same and sides[0] != sides[1] else None


def _event(treatment_id: int, told: Told) -> EventEntry:
    given: Mapping[str, str] = dict(told.attributes)
    grade = given.get("grade", "")
    return EventEntry(
        treatment_id,
        told.name,
        told.on,
        cause=given.get("cause", ""),
        term=given.get("term", ""),
        grade=int(grade) if grade.isascii() and grade.isdigit() else None,
    )

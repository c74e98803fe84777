"""One row of a laboratory file, read: whose it is, which outcome, what number, on which day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.db.tables.patients import Treatment, TreatmentState
from app.followup.entries import ObservationEntry
from app.followup.plans import Item, Plan, plan_for
from app.imports import cells
from app.imports.cells import CellFault
from app.imports.finding import own_treatments
from app.imports.maps import Analysis, LongMap
from app.imports.setting import Reader, Said, Setting
from app.patients.recording import fact_id


@dataclass(frozen=True, slots=True)
class LabValue:
    """A row that could be read: the value in the plan's unit and in the file's, and its place."""

    treatment: Treatment
    plan: Plan
    item: Item
    infused_on: date
    entry: ObservationEntry
    written: str
    """The number as the file's unit has it, with a decimal point."""
    converted_from: str = ""
    """The file's own number and unit, where that is not the plan's unit."""

    @property
    def said(self) -> Said:
        """The value as it is stored."""
        one = self.entry
        return Said(
            one.name, one.value, self.item.unit, one.method, one.valid_on, self.converted_from
        )


@dataclass(frozen=True, slots=True)
class LabReader:
    """Reads rows by a map; every problem of a row is left with the row's reader."""

    by: LongMap
    setting: Setting

    def read(self, reader: Reader) -> LabValue | None:
        """The row's value, or None where a problem was found."""
        fact = self.by.facts[0]
        pool = self._pool(reader)
        on = self._day(reader)
        analysis = self._analysis(reader, fact.name.column or "")
        written = self._number(reader, fact.value.column or "")
        if analysis is None:
            return None
        factor = self._unit(reader, fact.unit.column or "", analysis)
        method = self._method(reader, fact.method.column or "", analysis)
        if pool is None or on is None or written is None or factor is None or method is None:
            return None
        try:
            treatment, plan, infused_on = self._treatment(pool, analysis.name, on)
        except CellFault as fault:
            reader.add(reader.patient_column, fault)
            return None
        entry = ObservationEntry(
            treatment.id or 0, analysis.name, on, cells.scaled(written, factor), "", method
        )
        told = f"{reader.cell(fact.value.column or '')} {reader.cell(fact.unit.column or '')}"
        item = plan.items[analysis.name]
        return LabValue(
            treatment, plan, item, infused_on, entry, written, "" if factor == 1 else told
        )

    def _pool(self, reader: Reader) -> list[Treatment] | None:
        find = self.by.row.patient
        try:
            return own_treatments(self.setting, reader, find)
        except CellFault as fault:
            reader.add(find.column, fault)
            return None

    def _day(self, reader: Reader) -> date | None:
        source = self.by.facts[0].valid_on
        if source.fixed is not None:
            return source.fixed
        column = source.column or ""
        try:
            return cells.day(reader.needed(column), source.format or "", self.setting.today)
        except CellFault as fault:
            reader.add(column, fault)
            return None

    def _analysis(self, reader: Reader, column: str) -> Analysis | None:
        try:
            codes = {code: code for code in self.by.analyses}
            return self.by.analyses[cells.one_of(reader.needed(column), codes, "unknown_analysis")]
        except CellFault as fault:
            reader.add(column, fault)
            return None

    def _number(self, reader: Reader, column: str) -> str | None:
        try:
            return cells.number(reader.needed(column), self.by.decimal, self.by.below_limit)
        except CellFault as fault:
            reader.add(column, fault)
            return None

    def _unit(self, reader: Reader, column: str, analysis: Analysis) -> Decimal | None:
        cell = reader.cell(column)
        if cell in analysis.units:
            return analysis.units[cell]
        details = (("expected", cells.listed(analysis.units)),)
        reader.add(column, CellFault("unknown_unit" if cell else "empty", details=details))
        return None

    def _method(self, reader: Reader, column: str, analysis: Analysis) -> str | None:
        cell = reader.cell(column)
        if not cell:
            return analysis.method
        if cell in analysis.methods:
            return analysis.methods[cell]
        details = (("expected", cells.listed(analysis.methods) or "–"),)
        reader.add(column, CellFault("unknown_method", details=details))
        return None

    def _treatment(
        self, pool: list[Treatment], name: str, on: date
    ) -> tuple[Treatment, Plan, date]:
        """The latest infused on or before the day, else the earliest, of those that ask for it."""
        asked = []
        for treatment in pool:
            plan = plan_for(treatment.product_id, treatment.indication_id)
            infused = self._infused(treatment)
            if plan is not None and name in plan.items and infused is not None:
                asked.append((infused, treatment.id or 0, treatment, plan))
        if not asked:
            raise CellFault("no_treatment", details=(("outcome", name),))
        earlier = [one for one in asked if one[0] <= on]
        day = max(earlier)[0] if earlier else min(asked)[0]
        chosen = [one for one in asked if one[0] == day]
        if len(chosen) > 1:
            raise CellFault("two_treatments", details=(("outcome", name),))
        return chosen[0][2], chosen[0][3], day

    def _infused(self, treatment: Treatment) -> date | None:
        state = self.setting.known.bulk.facts.get(fact_id("state", treatment.id, "infused"))
        usable = isinstance(state, TreatmentState) and not state.retracted
        return state.valid_on if state is not None and usable else None

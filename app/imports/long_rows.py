"""One row of a laboratory file to one value: stored, known already, asked about, or refused."""

from dataclasses import dataclass, field, replace
from datetime import date

from app.followup.actions import record_observation
from app.followup.entries import ObservationEntry
from app.followup.plans import UNPLANNED
from app.followup.values import UnusableValue, canonical, takes
from app.imports.cells import CellFault
from app.imports.doubts import Doubts, same
from app.imports.lab_values import LabReader, LabValue
from app.imports.maps import LongMap
from app.imports.setting import Answers, Fate, Look, Outcome, Reader, Setting
from app.patients.recording import ReasonNeeded, Recorded


@dataclass(slots=True)
class LongRows:
    """Plans the rows of a long file one after the other; earlier rows count as known."""

    by: LongMap
    setting: Setting
    seen: dict[tuple[int, str, date, str], tuple[int, str]] = field(default_factory=dict)
    """Row number and value of each value read so far in the file."""

    def plan(self, reader: Reader, answers: Answers) -> Outcome:
        """What becomes of a row that has its cells."""
        found = LabReader(self.by, self.setting).read(reader)
        if found is None:
            return Outcome(Fate.REFUSED, tuple(reader.problems))
        outcome = self._planned(reader, found, answers)
        return replace(outcome, treatment_id=found.entry.treatment_id, said=found.said)

    def look(self, reader: Reader) -> Look | None:
        """What would be asked about a row, or None where it cannot be read; records nothing."""
        found = LabReader(self.by, self.setting).read(reader)
        if found is None or not takes(found.item, canonical(found.entry.value)):
            return None
        before = self.seen.get(_key(found), (reader.row.number, found.entry.value))
        held = self.setting.known.values.get(_key(found))
        if held is not None and same(held.value, found.entry.value):
            return Look(found.said)
        return Look(found.said, Doubts(self.by, self.setting).about(reader, found, before))

    def _planned(self, reader: Reader, found: LabValue, answers: Answers) -> Outcome:
        entry, row, key = found.entry, reader.row.number, _key(found)
        before = self.seen.get(key, (row, entry.value))
        if before[0] != row and same(before[1], entry.value):
            return Outcome(Fate.DUPLICATE)
        self.seen.setdefault(key, (row, entry.value))
        held = self.setting.known.values.get(key)
        if held is not None and same(held.value, entry.value):
            return Outcome(Fate.UNCHANGED)
        doubts = Doubts(self.by, self.setting).about(reader, found, before)
        accepted = answers.by_row.get(row) == "accept"
        if doubts and not accepted:
            return Outcome(Fate.ASKED, doubts)
        self.seen[key] = (row, entry.value)
        reason = answers.reason if accepted else ""
        return self._record(reader, replace(entry, note=reason[:400]), reason)

    def _record(self, reader: Reader, entry: ObservationEntry, reason: str) -> Outcome:
        try:
            done = self._recorded(entry, reason)
        except UnusableValue:
            fault = CellFault("not_taken", details=(("outcome", entry.name),))
            problem = reader.told(self.by.facts[0].value.column or "", fault)
            return Outcome(Fate.REFUSED, (problem,))
        except ReasonNeeded:
            fault = CellFault("otherwise", details=(("outcome", entry.name),))
            problem = reader.told(self.by.facts[0].value.column or "", fault)
            return Outcome(Fate.ASKED, (problem,))
        return Outcome(Fate.CREATE if done.created or done.corrected else Fate.UNCHANGED)

    def _recorded(self, entry: ObservationEntry, reason: str) -> Recorded:
        try:
            return self._put(entry, reason)
        except ReasonNeeded:
            # The visit holds the same value of another, distant sample: this one stands beside it.
            return self._put(replace(entry, visit=UNPLANNED), reason)

    def _put(self, entry: ObservationEntry, reason: str) -> Recorded:
        setting = self.setting
        with setting.known.one_row():
            return record_observation(
                setting.session,
                setting.actor,
                entry,
                at=setting.at,
                source=setting.source,
                reason=reason,
            )


def _key(found: LabValue) -> tuple[int, str, date, str]:
    entry = found.entry
    return entry.treatment_id, entry.name, entry.valid_on, entry.method

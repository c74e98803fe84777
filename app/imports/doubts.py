"""What about a laboratory value a person must look at before it is stored."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.followup.values import doubt, number
from app.imports.cells import CellFault
from app.imports.known import times_apart
from app.imports.lab_values import LabValue
from app.imports.maps import LongMap
from app.imports.problems import RowProblem
from app.imports.setting import Reader, Setting

SAME_ANSWER = timedelta(days=7)
"""Assumed: the same value typed at a visit so near the sample comes from the same answer."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Finds what to ask about a value, against what is known and the follow-up plan."""

    by: LongMap
    setting: Setting

    def about(
        self, reader: Reader, found: LabValue, before: tuple[int, str]
    ) -> tuple[RowProblem, ...]:
        """Everything about the value that a person must look at, the gravest first."""
        entry, column = found.entry, self.by.facts[0].value.column or ""
        key = (entry.treatment_id, entry.name, entry.valid_on, entry.method)
        held = self.setting.known.values.get(key)
        on = ("on", entry.valid_on.isoformat())
        faults = []
        if before[0] != reader.row.number:
            details = (on, ("known", before[1]), ("other", str(before[0])))
            faults.append(CellFault("conflict_in_file", details=details))
        elif held is not None:
            faults.append(CellFault("conflict", details=(on, ("known", held.value))))
        elif (day := self._typed_near(found)) is not None:
            faults.append(CellFault("other_day", details=(on, ("known_on", day.isoformat()))))
        faults += [*self._implausible(found), *self._far_from_last(found), *_too_early(found)]
        dated = self.by.facts[0].valid_on.column or column
        return tuple(
            reader.told(dated if one.reason == "before_infusion" else column, one) for one in faults
        )

    def _typed_near(self, found: LabValue) -> date | None:
        """The day of a visit, near the sample's, where a nurse typed the same value."""
        entry, known = found.entry, self.setting.known
        for days in range(-SAME_ANSWER.days, SAME_ANSWER.days + 1):
            day = entry.valid_on + timedelta(days)
            held = known.values.get((entry.treatment_id, entry.name, day, entry.method))
            if days == 0 or held is None or held.source != "entered":
                continue
            if number(held.value) is not None and same(held.value, entry.value):
                return day
        return None

    def _implausible(self, found: LabValue) -> list[CellFault]:
        asked = doubt(found.item, found.entry.value)
        if asked is None:
            return []
        meant = ""
        if asked.meant is not None:
            meant = self._in_file(Decimal(found.written) / 10, found.item.precision)
        return [
            CellFault("above" if asked.above else "below", meant, (("bound", f"{asked.bound:f}"),))
        ]

    def _far_from_last(self, found: LabValue) -> list[CellFault]:
        ratio, entry = self.by.suspect_ratio, found.entry
        if ratio is None or entry.value.startswith("<"):
            return []
        last = self.setting.known.last_number(entry.treatment_id, entry.name, entry.valid_on)
        apart = times_apart(entry.value, last[1]) if last else None
        if last is None or apart is None:
            return []
        if not ratio.factor / ratio.tolerance <= apart <= ratio.factor * ratio.tolerance:
            return []
        less = (number(entry.value) or 0) < (number(last[1]) or 0)
        written = Decimal(found.written)
        meant = self._in_file(written * ratio.factor if less else written / ratio.factor, "")
        on = ("on", last[0].isoformat())
        return [CellFault("ratio", meant, (("times", f"{ratio.factor:f}"), ("known", last[1]), on))]

    def _in_file(self, meant: Decimal, precision: str) -> str:
        """A number as the file would write it."""
        shown = meant.normalize()
        if precision and shown == shown.quantize(Decimal(precision)):
            shown = shown.quantize(Decimal(precision))
        return f"{shown:f}".replace(".", self.by.decimal)


def _too_early(found: LabValue) -> list[CellFault]:
    """A value from before the follow-up plan's first window opens."""
    first = min(visit.target_day - visit.window.before for visit in found.plan.visits)
    opens = found.infused_on + timedelta(days=first)
    if found.entry.valid_on >= opens:
        return []
    sampled = ("sampled_on", found.entry.valid_on.isoformat())
    return [CellFault("before_infusion", details=(sampled, ("opens_on", opens.isoformat())))]


def same(one: str, other: str) -> bool:
    """Whether two canonical values say the same: `5.0` and `5` do, `<5` and `5` do not."""
    if one == other:
        return True
    first, second = number(one), number(other)
    signs = (one[:1] in {"<", ">"}, other[:1] in {"<", ">"})
    return first is not None and first == second and signs == (False, False)

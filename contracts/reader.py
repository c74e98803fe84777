"""One treatment as an agreement may read it: each key only up to its own limitation.

What moves money for a key is final once its limitation has passed under what was known then:
values, the infusion and its retraction, residence and price alike. So every key has one moment,
and reads only what was recorded up to it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from contracts.agreement import Agreement, Milestone, milestones
from contracts.course import course_of
from contracts.dates import Period, add, end_of
from contracts.fact import Fact, Kind
from contracts.snapshot import Snapshot
from contracts.terms import Term
from contracts.verdict import Case

_STARTS = frozenset({"infused", "not_infused"})


@dataclass(slots=True)
class Reader:
    """Gives the case of each key of one treatment."""

    agreement: Agreement
    snapshot: Snapshot
    treatment: str
    on: date
    plans: dict[tuple[str, date], tuple[Milestone, ...]] = field(default_factory=dict)
    _cases: dict[datetime | None, Case | None] = field(default_factory=dict)
    _changes: tuple[datetime, ...] | None = None

    def plan(self, case: Case, term: Term) -> tuple[Milestone, ...]:
        """The milestones of a term, counted from the infusion of a case."""
        key = (term.id, case.infused_on)
        if key not in self.plans:
            self.plans[key] = milestones(self.agreement, term, case.infused_on)
        return self.plans[key]

    def case(self, closes: Callable[[Case], date | None]) -> Case | None:
        """The case of one key, by the day its window closes; None where there is no such key.

        The infusion's own history decides: the key is final at the first limitation that passed
        while the infusion it is counted from stood. A treatment first recorded after that is
        barred; a correction in time that moves a limitation into the past is still read.
        """
        limitation, stands_until = self.agreement.limitation, None
        plus = limitation or Period()
        moments = self._moments() if limitation is not None else ()
        for i, moment in enumerate(moments):
            standing = self._at(moment if len(moments) > 1 else None)
            closing = None if standing is None else closes(standing)
            if closing is None:
                continue
            limit = self._limit(closing, plus)
            if limit < moment and (stands_until is None or moment > stands_until):
                return None
            if limit < (moments[i + 1] if i + 1 < len(moments) else self.snapshot.at):
                return self._at(max(limit, moment))
            stands_until = limit
        now = self._at(None)
        return now if now is not None and closes(now) is not None else None

    def _limit(self, closing: date, plus: Period) -> datetime:
        calendar = self.agreement.document.calendar
        last = add(closing, plus, calendar.month_rounding)
        # Far from the moment, the time zone does not matter and need not be looked up.
        return self.snapshot.at if last > self.snapshot.at.date() else end_of(last, calendar.tz)

    def _moments(self) -> tuple[datetime, ...]:
        """When the infusion was recorded, and each time that was changed."""
        if self._changes is None:
            history = self.snapshot.history(self.treatment)
            ids = {f.fact_id for f in history if f.kind is Kind.TREATMENT and f.name in _STARTS}
            self._changes = tuple(sorted({f.recorded_at for f in history if f.fact_id in ids}))
        return self._changes

    def _at(self, moment: datetime | None) -> Case | None:
        """The case as known at a moment; None while there is nothing to judge."""
        if moment not in self._cases:
            self._cases[moment] = self._made(moment)
        return self._cases[moment]

    def _made(self, moment: datetime | None) -> Case | None:
        history = self.snapshot.history(self.treatment)
        if moment is not None and all(fact.recorded_at <= moment for fact in history):
            now = self._at(None)
            return None if now is None else replace(now, as_known=moment)
        facts = self.snapshot.about(self.treatment, moment)
        course = course_of(self.treatment, facts, self.on)
        starts = self._ours(course.infusions) or self._ours(course.states.get("not_infused", ()))
        if not starts or not self.agreement.governs(starts[0].valid_on):
            return None
        return Case(self.agreement, self.snapshot, course, starts, self.on, moment)

    def _ours(self, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        product = self.agreement.product
        return tuple(fact for fact in facts if product in {None, fact.value})

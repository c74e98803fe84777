"""What one settlement shows that the engine did, by its lines and the reasons behind them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from contracts.agreement import Agreement
from contracts.coverage.leaves import leaf_shown
from contracts.coverage.marks import Mark
from contracts.coverage.sums import summed
from contracts.coverage.terms import acted
from contracts.dates import add
from contracts.entitlement import Entitlement, entitlements
from contracts.evaluate import evaluate
from contracts.fact import EVERYONE, Fact
from contracts.reader import Reader
from contracts.reason import Reason, Status
from contracts.sight import at_day, looks
from contracts.snapshot import Snapshot
from contracts.terms import Excepted, Guaranteed, Judged, MilestoneTerm, WarrantyRefund, Watching
from contracts.warranty import watched


@dataclass(frozen=True)
class Shown:
    """One settlement of one example, and the marks it reaches."""

    agreement: Agreement
    snapshot: Snapshot
    on: date

    @cached_property
    def lines(self) -> tuple[Entitlement, ...]:
        """What the engine says is owed."""
        return entitlements(self.agreement, self.snapshot, self.on)

    @cached_property
    def facts(self) -> dict[tuple[str, int], Fact]:
        """Every version of every fact, by its id and version."""
        return {(fact.fact_id, fact.version): fact for fact in self.snapshot.versions}

    @cached_property
    def marks(self) -> frozenset[Mark]:
        """Every branch the engine took."""
        return frozenset(mark for marks in self.by_line.values() for mark in marks) | frozenset(
            self._apart()
        )

    @cached_property
    def by_line(self) -> dict[str, frozenset[Mark]]:
        """The branches each line shows, by its key."""
        return {line.key: frozenset(self._line(line)) for line in self.lines}

    def _line(self, line: Entitlement) -> Iterator[Mark]:
        _, term = self.agreement.term(line.term)
        yield from acted(self.agreement, self.snapshot, line, self.on)
        if isinstance(term, Guaranteed):
            yield (term.id, "status", line.status.value)
        if line.treatment == EVERYONE or not isinstance(term, Judged) or line.key.endswith("|fx"):
            return
        yield (term.id, "status", line.status.value)
        if line.key.endswith("|not_infused"):
            yield (term.id, "not_infused")
        for reason in _own(line.reason):
            for case in leaf_shown(reason, self.facts, self.agreement.document.outcomes):
                yield (term.id, *case)
            if isinstance(term, Excepted):
                yield from self._branch(term, line, reason)

    def _branch(self, term: Excepted, line: Entitlement, reason: Reason) -> Iterator[Mark]:
        if reason.code == "exception":
            yield (term.id, *self._exception(term, reason))
        elif reason.code in _CODES:
            yield (term.id, *_CODES[reason.code])
        elif reason.code == "stopped_earlier":
            yield (term.id, "after_failure", "stop_permanently")
        if isinstance(term, WarrantyRefund) and line.status is Status.NOT_MET and reason.get("on"):
            yield from self._refunded(term, line, date.fromisoformat(reason.get("on")))

    def _exception(self, term: Excepted, reason: Reason) -> tuple[str, ...]:
        name = reason.get("name")
        if name == "death":
            return ("death", self._death(term, reason))
        if name == "lost_to_follow_up":
            return (name, "waiting" if reason.get("status") == Status.AWAITING else "final")
        if name == "relocation_abroad":
            return (name, "later" if reason.get("ran_out") else "at_once")
        return (name,)

    def _death(self, term: Excepted, reason: Reason) -> str:
        if term.exceptions.death.related is None:
            return "any"
        if reason.get("ran_out"):
            return "unclear"
        cited = reason.children[0]
        fact = self.facts[cited.get("fact_id"), int(cited.get("version"))]
        related = fact.attributes.get("related", "unknown")
        return related if related in {"yes", "no"} else "unknown"

    def _refunded(self, term: WarrantyRefund, line: Entitlement, failed_on: date) -> Iterator[Mark]:
        """Which row of the warranty's table a loss on a day falls in."""
        infused = next(node for node in line.reason.walk() if node.code == "anchor").children[0]
        starts = date.fromisoformat(infused.get("valid_on"))
        rounding = self.agreement.document.calendar.month_rounding
        for i, step in enumerate(term.steps, start=1):
            if failed_on <= add(starts, step.until, rounding):
                yield (term.id, "step", str(i))
                return
        if term.linear is not None:
            yield (term.id, "linear")

    def _apart(self) -> Iterator[Mark]:
        """What no single line tells: what a warranty watched, a recovery, and the sums."""
        yield from self._watched()
        yield from self._restored()
        yield from summed(self.agreement, self.snapshot, self.on, self.lines)

    def _watched(self) -> Iterator[Mark]:
        for _, term in self.agreement.judged:
            if isinstance(term, Watching):
                for treatment in self.snapshot.treatments():
                    reader = Reader(self.agreement, self.snapshot, treatment, self.on)
                    for reason in _looked(reader, term):
                        for case in leaf_shown(
                            reason, self.facts, self.agreement.document.outcomes
                        ):
                            yield (term.id, *case)

    def _restored(self) -> Iterator[Mark]:
        """A milestone met after one that was not, where a failure does not stop the term."""
        failed: set[tuple[str, str]] = set()
        for line in sorted(self.lines, key=lambda one: one.milestone):
            _, term = self.agreement.term(line.term)
            if not isinstance(term, MilestoneTerm):
                continue
            key = (line.treatment, line.term)
            if line.status is Status.MET and key in failed:
                yield (term.id, "after_failure", getattr(term, "on_failure", ""))
            if line.status in {Status.NOT_MET, Status.PRO_RATA}:
                failed.add(key)


_CODES = {
    "missing_final": ("missing_assessment", "final"),
    "overdue": ("missing_assessment", "overdue"),
    "carried_forward": ("missing_assessment", "carried_forward"),
    "ended_by_death": ("death", "later"),
}


def _own(reason: Reason) -> Iterator[Reason]:
    """The reasons that decided a line: what a missed report overrode is left out."""
    yield reason
    if reason.code not in {"not_reported", "conflict"}:
        for child in reason.children:
            yield from _own(child)


def _looked(reader: Reader, term: Watching) -> Iterator[Reason]:
    """What a warranty's criterion came to on every day it looked, up to the first loss."""
    case = reader.case(lambda case: reader.plan(case, term)[0].closes if case.infused else None)
    if case is None:
        return
    milestone = reader.plan(case, term)[0]
    sight = watched(case, term, milestone)
    for day in looks(term.failed_when, sight, milestone.window):
        finding = evaluate(term.failed_when, at_day(sight, day))
        yield from finding.reason.walk()
        if finding.truth is True:
            return
    if case.on > milestone.closes:
        yield from evaluate(term.failed_when, sight).reason.walk()

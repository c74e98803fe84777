"""What was due of a cohort's follow-up by a day, what is there, and why the rest is not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Result
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from analytics.aggregates import Aggregate
from analytics.completeness import DueItem
from analytics.disclosure import THRESHOLD, protect
from app.db.tables.followup import Observation, VisitRecord
from app.db.tables.patients import Treatment, pseudonym
from app.evidence.cohorts import Known, infused_on
from app.evidence.release import small
from app.followup.plans import Plan, ScheduledVisit, plan_for, schedule
from contracts.facts import Fact, Kind
from reports.council import Completeness
from reports.figures import HeatCell, HeatTable
from reports.language import Wording

NO_REASON = "unexplained"
REASONS: dict[str, Wording] = {
    "not_done": Wording("ikke udført", "not done"),
    "not_applicable": Wording("ikke relevant", "not applicable"),
    "unknown": Wording("ukendt", "unknown"),
    "refused": Wording("afslået", "refused"),
    "moved": Wording("flyttet", "moved"),
    "dead": Wording("død", "dead"),
    NO_REASON: Wording("uden angivet årsag", "no reason given"),
}
STOPS = {"death": "dead", "consent_withdrawn": "refused", "emigrated": "moved"}
"""Events after which nothing more can be recorded, and the reason that then stands for it."""
EXCUSED = frozenset({"dead", "not_applicable"})
SHARE_STEP = 20  # a share is told in twentieths where the count behind it may not be


@dataclass(frozen=True, slots=True)
class Due:
    """One item due at one visit of one treatment, with the department that owes it."""

    site: str
    item: DueItem


def due_items(session: Session, one: Known, until: date) -> tuple[Due, ...]:
    """Every item whose window has closed by the day, of every infused treatment."""
    plan = plan_for(one.key.product, one.key.indication)
    if plan is None:
        return ()
    seen, reasons = _entries(session, one)
    return tuple(
        Due(one.site_of[name], item)
        for name in one.infused
        for item in _due(plan, one.snapshot.about(name), (name, seen, reasons), until)
    )


_Seen = dict[tuple[str, str, str], int]
_Reasons = dict[tuple[str, str, str], str]


def _due(
    plan: Plan, facts: tuple[Fact, ...], about: tuple[str, _Seen, _Reasons], until: date
) -> Iterator[DueItem]:
    name, seen, reasons = about
    started = infused_on(facts)
    if started is None:
        return
    stops = sorted((f.valid_on, STOPS[f.name]) for f in facts if _stops(f))
    for visit in schedule(plan, started):
        held = any((name, visit.code, item) in seen for item in visit.items)
        if visit.closes > until and not held:
            continue
        stopped = next((reason for on, reason in stops if on <= visit.target), None)
        for item in visit.items:
            place = (name, visit.code, item)
            reason = reasons.get(place) or reasons.get((name, visit.code, "")) or stopped
            yield _item(visit, started, item, (seen.get(place), reason))


def _item(
    visit: ScheduledVisit, started: date, item: str, found: tuple[int | None, str | None]
) -> DueItem:
    lag, reason = found
    day = (visit.target - started).days
    if lag is None:
        return DueItem(day, visit.code, item, present=False, reason=reason)
    return DueItem(day, visit.code, item, present=True, lag_days=max(lag, 0))


def _stops(fact: Fact) -> bool:
    return fact.kind is Kind.EVENT and fact.name in STOPS


def _entries(session: Session, one: Known) -> tuple[_Seen, _Reasons]:
    """What each value asked for came to: the days from visit to first entry, or why it is missing.

    Every version is read once and the newest taken here: asking the database for the newest of
    all patients' facts would take longer than everything else on the page.
    """
    seen: _Seen = {}
    reasons: _Reasons = {}
    newest: dict[str, Any] = {}
    first: dict[str, datetime] = {}
    columns = ("treatment_id", "visit", "name", "value", "missing_reason")
    for row in _versions(session, one, Observation, *columns):
        newest[row.fact_id] = row
        if row.value:
            first.setdefault(row.fact_id, row.recorded_at)
    for row in newest.values():
        place = (pseudonym(row.treatment_id), row.visit, row.name)
        if row.value and not row.retracted:
            seen[place] = (first[row.fact_id].date() - row.valid_on).days
        elif row.missing_reason and not row.retracted:
            reasons[place] = row.missing_reason
    said = ("treatment_id", "visit", "missing_reason")
    visits = {row.fact_id: row for row in _versions(session, one, VisitRecord, *said)}
    for row in visits.values():
        if row.missing_reason and not row.retracted:
            reasons[pseudonym(row.treatment_id), row.visit, ""] = row.missing_reason
    return seen, reasons


def _versions(
    session: Session, one: Known, table: type[Observation | VisitRecord], *columns: str
) -> Result[Any]:
    """Every version of the cohort's rows recorded up to its moment, in order."""
    common = ("fact_id", "valid_on", "recorded_at", "retracted")
    wanted = [getattr(table, name) for name in (*common, *columns)]
    query = select(*wanted).where(
        col(table.recorded_at) <= one.snapshot.at, col(table.treatment_id).in_(_chosen(one))
    )
    return session.execute(query.order_by(col(table.version), col(table.id)))


def _chosen(one: Known) -> SelectOfScalar[int | None]:
    return select(col(Treatment.id)).where(
        Treatment.product_id == one.key.product,
        Treatment.indication_id == one.key.indication,
        col(Treatment.site_id).in_([department.id for department in one.departments]),
    )


def completeness_report(
    one: Known,
    due: tuple[Due, ...],
    threshold: int | None = THRESHOLD,
    *,
    of_many: bool = False,
) -> Completeness:
    """The heat table, the reasons and the lag, as the reader may see them; None hides nothing.

    Of one department among `of_many` whose sum is told too, only shares are: with its counts and
    reasons, those of a small department could be worked out.
    """
    plan = plan_for(one.key.product, one.key.indication)
    items = [row.item for row in due]
    lags = sorted(item.lag_days for item in items if item.lag_days is not None)
    told = threshold is None or len(lags) >= threshold
    return Completeness(
        _heat(plan, items, threshold, of_many=of_many) if plan else HeatTable((), ()),
        () if of_many else _told_reasons(items, threshold),
        _quartile(lags, 2) if told else None,
        _quartile(lags, 3) if told else None,
    )


def overall(due: tuple[Due, ...]) -> float | None:
    """The share of everything due that is there, of what could have been recorded."""
    possible = [d.item for d in due if d.item.reason not in EXCUSED]
    return sum(item.present for item in possible) / len(possible) if possible else None


def _heat(plan: Plan, items: list[DueItem], threshold: int | None, *, of_many: bool) -> HeatTable:
    possible = [item for item in items if item.reason not in EXCUSED]
    expected = Counter((item.visit, item.item) for item in possible)
    seen = Counter((item.visit, item.item) for item in possible if item.present)
    columns = [name for name in plan.items if any(pair[1] == name for pair in expected)]
    visits = [v for v in plan.visits if any(pair[0] == v.code for pair in expected)]
    rows = tuple(
        (
            visit.title,
            tuple(
                _cell(
                    expected[visit.code, name], seen[visit.code, name], threshold, of_many=of_many
                )
                for name in columns
            ),
        )
        for visit in sorted(visits, key=lambda v: v.target_day)
    )
    return HeatTable(tuple(plan.items[name].label for name in columns), rows)


def _cell(expected: int, seen: int, threshold: int | None, *, of_many: bool) -> HeatCell:
    if not expected:
        return HeatCell(0, 0, None)
    if threshold is None:
        return HeatCell(expected, seen, seen / expected)
    if expected < threshold or small(seen, threshold):
        return HeatCell(None, None, None)
    if of_many or small(expected - seen, threshold):
        return HeatCell(None, None, seen * SHARE_STEP // expected / SHARE_STEP)
    return HeatCell(expected, seen, round(seen / expected, 2))


def _told_reasons(
    items: list[DueItem], threshold: int | None
) -> tuple[tuple[Wording, int | None], ...]:
    counts = Counter(item.reason or NO_REASON for item in items if not item.present)
    order = [name for name in REASONS if counts[name]]
    if threshold is None or not order:
        return tuple((REASONS[name], counts[name]) for name in order)
    cells = [Aggregate(name, (name,), counts[name]) for name in order]
    # The sum of the reasons follows from the table of visits and items, so it counts as told.
    safe = protect((*cells, Aggregate("*", tuple(order), counts.total())), threshold)
    values = {one.name: one.value for one in safe}
    return tuple((REASONS[name], values[name]) for name in order)


def _quartile(ordered: list[int], quarter: int) -> int | None:
    return ordered[(len(ordered) - 1) * quarter // 4] if ordered else None

"""Reads what a report is made from: the frozen versions, the snapshot, and what was due."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from app import __version__
from app.db.tables.catalogue import Site
from app.db.tables.evidence import AnalysisPlan as PlanRow
from app.db.tables.evidence import DataCut, EvidenceSnapshot
from app.evidence.attendance import due_items
from app.evidence.cohorts import CohortKey, Known, follow, names_of, whole_cohort
from app.permissions import NotFound
from app.recommendations.inputs import Coverage, FrozenPlan, Inputs, Named
from app.recommendations.plan import read_plan
from app.settings import settings


class SnapshotChanged(RuntimeError):  # noqa: N818 - what has happened
    """The facts read anew do not have the hash of the data cut; no report is made from them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A data cut: which version of the plan, which knowledge, and its snapshot's hash."""

    id: int
    plan_row: int
    cut_on: date
    known_at: datetime
    snapshot_sha256: str


def versions(session: Session, plan: str) -> tuple[FrozenPlan, ...]:
    """Every frozen version of a plan, oldest first; empty where none is frozen."""
    rows = session.exec(select(PlanRow).where(PlanRow.plan == plan).order_by(col(PlanRow.id)))
    return tuple(_frozen(row) for row in rows)


def one_cut(session: Session, cut_id: int) -> Cut:
    """A data cut by its number.

    Raises:
        NotFound: there is none.
    """
    row = session.get(DataCut, cut_id)
    if row is None:
        raise NotFound
    return _cut(session, row)


def cuts(session: Session, rows: tuple[FrozenPlan, ...]) -> tuple[Cut, ...]:
    """The data cuts of some versions of a plan, oldest first."""
    wanted = [one.id for one in rows]
    found = session.exec(
        select(DataCut).where(col(DataCut.analysis_plan_id).in_(wanted)).order_by(col(DataCut.id))
    )
    return tuple(_cut(session, row) for row in found)


def for_cut(session: Session, cut: Cut) -> Inputs:
    """What the report of a data cut is made from, as it was known then.

    Raises:
        SnapshotChanged: the facts are not those of the cut.
    """
    row = session.get_one(PlanRow, cut.plan_row)
    before = tuple(one for one in versions(session, row.plan) if one.id <= cut.plan_row)
    inputs = gather(session, before, cut.known_at, cut.cut_on)
    if inputs.snapshot_sha256 != cut.snapshot_sha256:
        raise SnapshotChanged(f"data cut {cut.id}")
    return replace(inputs, cut=cut.id)


def gather(
    session: Session, plan_versions: tuple[FrozenPlan, ...], known_at: datetime, cut_on: date
) -> Inputs:
    """What a report is made from for any moment and day."""
    plan = plan_versions[-1].plan
    key = CohortKey(plan.product, plan.indication)
    product, indication, reference = names_of(session, key)
    known = whole_cohort(session, key, known_at, cut_on, leave_out_opted_out=True)
    endpoints = sorted(plan.endpoints, key=lambda one: not one.primary)
    return Inputs(
        names=Named(product, indication, reference, settings().demo and not reference),
        versions=plan_versions,
        known=known,
        analysed=tuple((one, follow(known, one)) for one in endpoints),
        due=due_items(session, known, cut_on),
        coverage=_coverage(session, known),
        snapshot_sha256=known.snapshot.sha256,
        cut_on=cut_on,
        known_at=known_at,
        code_version=__version__,
    )


def _coverage(session: Session, known: Known) -> Coverage:
    rows = session.exec(select(Site).order_by(Site.id)).all()
    expected = {r.id for r in rows if known.key.product in r.products.split(",")}
    registered = set(known.site_of.values())
    return Coverage(len(expected | registered), len(registered))


def _frozen(row: PlanRow) -> FrozenPlan:
    written = read_plan(row.text)
    return FrozenPlan(row.id or 0, written.plan, row.text, row.sha256, row.frozen_at, row.reason)


def _cut(session: Session, row: DataCut) -> Cut:
    snapshot = session.get_one(EvidenceSnapshot, row.snapshot_id)
    return Cut(row.id or 0, row.analysis_plan_id, row.cut_on, row.made_at, snapshot.sha256)

"""Whether a run still says what is owed: found out beside everyone else's work, then relied on.

Working a large cohort out takes longer than others may wait, so a step that must know it looks
first and signs in a second, short transaction. That one only checks that nothing the answer rests
on has moved: the terms in force, the issued runs, and what is recorded about the cohort. If
something has, the answer is found anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app import __version__
from app.agreements.queries import active_versions
from app.db.tables.settlements import SettlementLine, SettlementRun
from app.evidence.facts import last_recorded, recorded_since
from app.settlements.history import issued_runs
from app.settlements.refusals import LapsedRun, StaleRun
from app.settlements.steps import agreement_id_of
from app.settlements.stored import COLUMNS, columns, kept
from app.settlements.working import As, Inputs, Told, follow, inputs, reads_of, sha256_of
from reports.statement import Section

SIGNED_SECTIONS = frozenset({Section.PAYABLE, Section.ADJUSTMENT, Section.NOT_PAYABLE})
"""The sections in which a line is decided; a later decision of the others goes to the next run."""
TRIES = 5
"""How often a step is begun anew because what it rests on moved."""


class GroundMoved(Exception):  # noqa: N818 - the signal to begin anew
    """What a run rests on has moved since it was looked at."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run rests on, in marks that are quick to read again."""

    terms: str
    """Hash of the versions in force."""
    issued: int
    """How many runs of the agreement are issued."""
    recorded_by: datetime
    """The last instant anything was recorded."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether a run still says what is owed, as of what is recorded now."""

    ground: Ground
    stale: bool
    """Another run was issued, or the terms changed."""
    changed: tuple[str, ...] = ()
    """Treatments whose decided lines new data have changed: amount, status or evidence."""
    decidable: int = 0
    """Waiting or blocked lines that new data have touched; they come with the next run."""


def freshness(session: Session, run: SettlementRun, told: Told | None = None) -> Freshness:
    """Compare a run with what would be drafted now for the same day; `told` hears how far it is."""
    given = inputs(session, agreement_id_of(session, run), As(run.settle_on))
    ground = Ground(given.agreement_sha256, len(given.history.runs), last_recorded(session))
    same = (run.agreement_sha256, run.position_sha256)
    if same != (given.agreement_sha256, given.history.sha256):
        return Freshness(ground, stale=True)
    if given.run_id(run.period, run.lines_sha256, __version__) == run.id:
        # The lines are a pure function of the inputs, so equal inputs need no working out.
        return Freshness(ground, stale=False)
    return Freshness(ground, False, *_differences(session, run, given, told))


def _differences(
    session: Session, run: SettlementRun, given: Inputs, told: Told | None
) -> tuple[tuple[str, ...], int]:
    worked = follow(session, given, told)
    if worked.lines_sha256 == run.lines_sha256:
        return (), 0
    now_said = {line.key: (line, section) for line, section in worked.shown}
    changed, decidable = [], 0
    for line in _lines(session, run):
        now = now_said.get(line.key)
        if now is not None and columns(*now) == kept(line):
            continue
        if line.section in SIGNED_SECTIONS:
            changed.append(line.treatment)
        else:
            decidable += 1
    return tuple(changed), decidable


def _lines(session: Session, run: SettlementRun) -> Iterator[Any]:
    """The run's lines as plain rows, a few at a time, in the order of their keys."""
    wanted = [getattr(SettlementLine, name) for name in COLUMNS]
    query = select(*wanted).where(SettlementLine.run_id == run.id).order_by(SettlementLine.key)
    return iter(session.execute(query.execution_options(yield_per=500)))


def must_be_fresh(session: Session, run: SettlementRun, found: Freshness | None = None) -> None:
    """Refuse a run that no longer says what is owed.

    Args:
        session: any transaction.
        run: the run.
        found: what an earlier transaction found out; None to find it out in this one.

    Raises:
        GroundMoved: what the run rests on has moved since `found`.
        StaleRun: another run was issued, or the terms changed.
        LapsedRun: new data changed a decided line.
    """
    if found is not None and moved(session, run, found.ground):
        raise GroundMoved
    answer = found or freshness(session, run)
    if answer.stale:
        raise StaleRun
    if answer.changed:
        raise LapsedRun(count=len(answer.changed), first=answer.changed[0])


def moved(session: Session, run: SettlementRun, ground: Ground) -> bool:
    """Whether anything a run rests on was recorded, issued or brought into force since."""
    agreement_id = agreement_id_of(session, run)
    versions = active_versions(session, agreement_id)
    issued = len(issued_runs(session, agreement_id))
    if (sha256_of(versions), issued) != (ground.terms, ground.issued):
        return True
    newest = versions[0].agreement
    cohort = (newest.product or "", newest.indication or "")
    return recorded_since(session, *cohort, ground.recorded_by, reads=reads_of(versions))

"""Working out a run: what is owed by what was known, minus what is posted. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app import __version__
from app.agreements.queries import ActiveVersion, active_versions
from app.agreements.reading import Reads
from app.clock import COPENHAGEN, now
from app.evidence.facts import facts, last_recorded
from app.settlements.history import History, history, reasons
from app.settlements.settle_days import must_be_settleable
from app.settlements.stored import columns, lines_sha256, section_of
from contracts.agreement import Agreement
from contracts.canonical import sha256
from contracts.entitlement import Entitlement
from contracts.facts import Snapshot
from contracts.lineage import lineage_owed, newest_first
from contracts.settle import Line, settle
from reports.statement import Section

Told = Callable[[int, int], None]
"""Hears how many treatments are worked out, of how many."""


class NothingInForce(Exception):  # noqa: N818 - told to the person
    """No version of the agreement is in force, so nothing can be settled by it."""


@dataclass(frozen=True, slots=True)
class As:
    """As of when a run is worked out: the day, the knowledge, and the runs that came before."""

    settle_on: date
    known_at: datetime | None = None
    """None for everything known by now."""
    before_run: str | None = None
    """For deriving an issued run again: leave it and later ones out of the history."""
    active_at: datetime | None = None
    """Versions that came into force later are left out."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a run follows from; equal inputs have equal lines."""

    agreement_id: str
    versions: tuple[ActiveVersion, ...]
    """In force, the newest first."""
    snapshot: Snapshot
    settle_on: date
    history: History

    @property
    def newest(self) -> Agreement:
        """The agreement as its newest version in force says."""
        return self.versions[0].agreement

    @property
    def agreement_sha256(self) -> str:
        """The hash of what is agreed."""
        return sha256_of(self.versions)

    def run_id(self, period: str, lines: str, software: str = __version__) -> str:
        """Hash of all that goes into a run and of what comes out: the same again is the same run.

        The moment of knowledge is no part, only what was known. The lines follow from the rest, as
        long as the software is the same; a mended engine gives another run, and not the old lines.

        Args:
            period: its label.
            lines: the hash of its lines.
            software: the version that worked it out.
        """
        return sha256(
            [
                self.agreement_id,
                self.agreement_sha256,
                self.snapshot.sha256,
                self.settle_on.isoformat(),
                self.history.sha256,
                self.newest.document.agreement.engine_semantics,
                period,
                software,
                lines,
            ]
        )


@dataclass(frozen=True, slots=True)
class Worked:
    """A run worked out but not kept: the lines it shows, by key, and where each stands."""

    inputs: Inputs
    shown: tuple[tuple[Line, Section], ...]
    lines_sha256: str

    def run_id(self, period: str) -> str:
        """The id it has as the run of a period, given as its label."""
        return self.inputs.run_id(period, self.lines_sha256)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The lines' columns, made one by one since those of a large cohort are many."""
        return _columns(self.shown)


def work_out(session: Session, agreement_id: str, when: As, told: Told | None = None) -> Worked:
    """What a run would say; `told` hears how far it is.

    Raises:
        NothingInForce: no version of the agreement is in force.
        DayToCome: the settlement day has not come.
        DayBehind: the agreement is settled to a later day.
    """
    if when.before_run is None:  # an issued run is derived again as it was
        today = (when.active_at or now()).astimezone(COPENHAGEN).date()
        must_be_settleable(session, agreement_id, when.settle_on, today)
    return follow(session, inputs(session, agreement_id, when), told)


def inputs(session: Session, agreement_id: str, when: As) -> Inputs:
    """What a run would follow from.

    Raises:
        NothingInForce: no version of the agreement is in force.
    """
    versions = active_versions(session, agreement_id)
    if when.active_at is not None:
        versions = tuple(v for v in versions if v.activated_at <= when.active_at)
    if not versions:
        raise NothingInForce(agreement_id)
    snapshot = read_snapshot(session, versions, when)
    earlier = history(session, agreement_id, when.before_run)
    return Inputs(agreement_id, versions, snapshot, when.settle_on, earlier)


def follow(session: Session, given: Inputs, told: Told | None = None) -> Worked:
    """The run that follows from its inputs; the database only tells why earlier lines were so."""
    last = given.history.last
    found = [
        (line, section)
        for line in every_line(given, told)
        if (section := section_of(line, given.history.position)) is not None
        and _is_news(line, section, given.history, given.settle_on)
    ]
    found.sort(key=lambda pair: pair[0].key)
    moved = {line.key: last[line.key] for line, _ in found if line.posts and line.key in last}
    before = reasons(session, moved)
    shown = tuple((replace(line, before=before.get(line.key)), where) for line, where in found)
    return Worked(given, shown, lines_sha256(_columns(shown)))


def every_line(given: Inputs, told: Told | None = None) -> Iterator[Line]:
    """What each key ever owed or held comes to, settled treatment by treatment."""
    total, held = len(given.snapshot.treatments()) if told else 0, dict[str, dict[str, int]]()
    for key, amount in given.history.position.items():
        held.setdefault(key.split("|")[2], {})[key] = amount
    for done, (treatment, found) in enumerate(_owed(given), start=1):
        if told:
            told(min(done, total), total)
        yield from settle(found, held.pop(treatment, {}), currency=given.newest.paid_in)
    for position in held.values():
        yield from settle((), position, currency=given.newest.paid_in)


def _columns(shown: Iterable[tuple[Line, Section]]) -> Iterator[dict[str, Any]]:
    return (columns(line, section) for line, section in shown)


def read_snapshot(session: Session, versions: tuple[ActiveVersion, ...], when: As) -> Snapshot:
    """What was known for the agreement's cohort, its figures and rulings included."""
    newest = versions[0].agreement
    last = last_recorded(session)
    known_at = min(when.known_at or last, last)
    read = facts(
        session,
        newest.product or "",
        newest.indication or "",
        known_at,
        valid_to=when.settle_on,
        reads=reads_of(versions),
    )
    return Snapshot.known_at(read, known_at)


def reads_of(versions: tuple[ActiveVersion, ...]) -> Reads:
    """The dated figures and the rulings the versions read."""
    return Reads.of(one.agreement for one in versions)


def sha256_of(versions: tuple[ActiveVersion, ...]) -> str:
    """The agreement's hash; with several versions in force, the hash over theirs, newest first."""
    hashes = [one.agreement.sha256 for one in versions]
    return hashes[0] if len(hashes) == 1 else sha256(hashes)


def _owed(given: Inputs) -> Iterator[tuple[str, tuple[Entitlement, ...]]]:
    """What is owed by every version in force, each treatment by the newest that governs it."""
    in_force = newest_first([one.agreement for one in reversed(given.versions)])
    return lineage_owed(in_force, given.snapshot, given.settle_on)


def _is_news(line: Line, section: Section, earlier: History, on: date) -> bool:
    if section is Section.NOT_PAYABLE:
        last = earlier.last.get(line.key)
        return last is None or (last.status, last.entitled) != (line.status.value, line.entitled)
    if section is Section.WAITING:
        return line.window is None or line.window[0] <= on
    return True

"""Working out a run: what is owed by what was known, minus what is posted. Writes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.agreements.loading import price_names
from app.agreements.queries import ActiveVersion, active_versions
from app.evidence.facts import facts, last_recorded
from app.settlements.history import History, history, reasons
from app.settlements.stored import columns, lines_sha256, section_of
from contracts.agreement import Agreement
from contracts.canonical import sha256
from contracts.entitlement import Entitlement, entitlements
from contracts.facts import EVERYONE, Fact, Kind, Snapshot
from contracts.settle import Line, settle
from reports.statement import Section


class NothingInForce(Exception):  # noqa: N818 - told to the person
    """No version of the agreement is in force, so nothing can be settled by it."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A run worked out but not kept: every line, and those the run would show."""

    agreement_id: str
    version_row_id: int
    agreement: Agreement
    agreement_sha256: str
    snapshot: Snapshot
    settle_on: date
    history: History
    lines: tuple[Line, ...]
    rows: tuple[dict[str, Any], ...]
    lines_sha256: str

    @property
    def run_id(self) -> str:
        """Hash of the inputs: the same agreement, knowledge, day and position is the same run.

        The period is a label and no input; nor is the moment of knowledge, only what was known.
        """
        semantics = self.agreement.document.agreement.engine_semantics
        return sha256(
            [
                self.agreement_id,
                self.agreement_sha256,
                self.snapshot.sha256,
                self.settle_on.isoformat(),
                self.history.sha256,
                semantics,
            ]
        )


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


def work_out(session: Session, agreement_id: str, when: As) -> Worked:
    """What a run would say.

    Raises:
        NothingInForce: no version of the agreement is in force.
    """
    versions = active_versions(session, agreement_id)
    if when.active_at is not None:
        versions = tuple(v for v in versions if v.activated_at <= when.active_at)
    if not versions:
        raise NothingInForce(agreement_id)
    newest = versions[0].agreement
    snapshot = read_snapshot(session, versions, when)
    earlier = history(session, agreement_id, when.before_run)
    owed = _entitlements(versions, snapshot, when.settle_on)
    plain = settle(owed, earlier.position, currency=newest.currency)
    moved = {
        line.key: earlier.last[line.key]
        for line in plain
        if line.posts and line.key in earlier.last
    }
    before = reasons(session, moved)
    lines = tuple(Line(one.entitlement, one.previous, before.get(one.key)) for one in plain)
    rows = _shown(lines, earlier, when.settle_on)
    return Worked(
        agreement_id,
        versions[0].row_id,
        newest,
        _sha256_of(versions),
        snapshot,
        when.settle_on,
        earlier,
        lines,
        rows,
        lines_sha256(rows),
    )


def read_snapshot(session: Session, versions: tuple[ActiveVersion, ...], when: As) -> Snapshot:
    """What was known for the agreement's product and indication, its prices included."""
    newest = versions[0].agreement
    last = last_recorded(session)
    known_at = min(when.known_at or last, last)
    names = frozenset(name for one in versions for name in price_names(one.agreement))
    read = facts(
        session,
        newest.product or "",
        newest.indication or "",
        known_at,
        valid_to=when.settle_on,
        prices=names,
    )
    return Snapshot.known_at(read, known_at)


def _sha256_of(versions: tuple[ActiveVersion, ...]) -> str:
    """The agreement's hash; with several versions in force, the hash over theirs, newest first."""
    hashes = [one.agreement.sha256 for one in versions]
    return hashes[0] if len(hashes) == 1 else sha256(hashes)


def _entitlements(
    versions: tuple[ActiveVersion, ...], snapshot: Snapshot, on: date
) -> tuple[Entitlement, ...]:
    """What is owed by every version in force, each treatment by the newest that governs it."""
    if len(versions) == 1:
        return entitlements(versions[0].agreement, snapshot, on)
    ruled = _ruled_by(versions, snapshot)
    found: dict[str, Entitlement] = {}
    for one in versions:
        mine = {name for name, number in ruled.items() if number == one.row_id} | {EVERYONE}
        part = Snapshot(snapshot.at, tuple(f for f in snapshot.versions if f.treatment in mine))
        for entitlement in entitlements(one.agreement, part, on):
            # A yearly ceiling of two versions has one key; the newer version's is the one kept.
            found.setdefault(entitlement.key, entitlement)
    return tuple(found[key] for key in sorted(found))


def _ruled_by(versions: tuple[ActiveVersion, ...], snapshot: Snapshot) -> dict[str, int]:
    ruled: dict[str, int] = {}
    for treatment in snapshot.treatments():
        begun = _begun(snapshot.about(treatment))
        ruling = (v.row_id for v in versions if begun and v.agreement.governs(begun))
        ruled[treatment] = next(ruling, 0)
    return ruled


def _begun(known: tuple[Fact, ...]) -> date | None:
    """The day that decides which version governs: the infusion, or that there was none."""
    states = [f for f in known if f.kind is Kind.TREATMENT]
    infused = [f.valid_on for f in states if f.name == "infused"]
    return min(infused or [f.valid_on for f in states if f.name == "not_infused"], default=None)


def _shown(lines: tuple[Line, ...], earlier: History, on: date) -> tuple[dict[str, Any], ...]:
    """The lines a run shows: what moves money, what is newly decided, and what is waited for."""
    found = []
    for line in lines:
        section = section_of(line, earlier.position)
        if section is not None and _is_news(line, section, earlier, on):
            found.append(columns(line, section))
    return tuple(found)


def _is_news(line: Line, section: Section, earlier: History, on: date) -> bool:
    if section is Section.NOT_PAYABLE:
        last = earlier.last.get(line.key)
        return last is None or (last.status, last.entitled) != (line.status.value, line.entitled)
    if section is Section.WAITING:
        return line.window is None or line.window[0] <= on
    return True

"""Proof that the steps of runs and lines are those that were taken, by the trail's chain."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, groupby
from typing import Any

from sqlmodel import Session, col, or_, select

from app.db.tables.settlements import (
    CashEntry,
    Document,
    LedgerEntry,
    SettlementLine,
    SettlementRun,
)
from app.db.tables.settlements import SettlementState as Step
from app.db.tables.trail import AuditEvent
from app.settlements.steps import run_hash
from app.web.forms import Problem
from app.web.words import N_

_OF_RUN = {f"settlement.{to}" for to in ("proposed", "approved", "rejected", "issued")}
_OF_LINE = {
    "dispute.opened": "disputed",
    "dispute.upheld": "upheld",
    "dispute.adjusted": "adjusted",
}
"""What the trail calls the steps of a line; a payment is proved by its entry in the ledger."""

Taken = tuple[str, int, str, str]
"""A step: to where, by which account, when, signing which hash."""


def wrong_steps(session: Session) -> Iterator[Problem]:
    """The runs and lines whose steps are not those in the trail, the first of each."""
    yield from _runs(session)
    yield from _lines(session)
    yield from _payments(session)
    yield from _paid(session)
    yield from _printed(session)


def _runs(session: Session) -> Iterator[Problem]:
    taken: dict[str, list[Taken]] = {}
    own = select(Step).where(col(Step.line_id).is_(None))
    for row in session.exec(own.order_by(col(Step.id))):
        taken.setdefault(row.run_id, []).append(
            (row.state, row.by, _instant(row.at), row.signs_sha256)
        )
    noted: dict[str, list[Taken]] = {}
    for event in _events(session, {*_OF_RUN, "settlement.drafted"}):
        if event.subject.startswith("settlement:"):  # a first draft is noted at its agreement
            noted.setdefault(event.subject.removeprefix("settlement:"), []).append(_step(event))
    for run_id in sorted(taken.keys() | noted.keys()):
        run = session.get(SettlementRun, run_id)
        expected = [_signing(one, run) for one in noted.get(run_id, [])]
        if taken.get(run_id, []) != expected:
            text = N_("Run {run}: its steps are not those that were taken by the trail.")
            yield Problem(text, {"run": run_id[:12]})


def _step(event: AuditEvent) -> Taken:
    to = event.action.removeprefix("settlement.")
    signs = str(event.details.get("signs", ""))
    return ("draft" if to == "drafted" else to, event.actor, _instant(event.at), signs)


def _signing(step: Taken, run: SettlementRun | None) -> Taken:
    """A step as it must stand: what is signed is the run as it is kept."""
    to, by, at, signs = step
    if to in {"draft", "rejected"}:
        return (to, by, at, "")
    return (to, by, at, signs if run is not None and signs == run_hash(run) else "?")


def _lines(session: Session) -> Iterator[Problem]:
    taken: dict[str, list[tuple[str, int, str]]] = {}
    own = select(Step).where(col(Step.state).in_(sorted(_OF_LINE.values())))
    for row in session.exec(own.order_by(col(Step.id))):
        taken.setdefault(f"line:{row.line_id}", []).append((row.state, row.by, _instant(row.at)))
    noted: dict[str, list[tuple[str, int, str]]] = {}
    for event in _events(session, set(_OF_LINE)):
        noted.setdefault(event.subject, []).append(
            (_OF_LINE[event.action], event.actor, _instant(event.at))
        )
    for subject in sorted(taken.keys() | noted.keys()):
        if taken.get(subject) != noted.get(subject):
            text = N_("Line {line}: the steps of its dispute are not those in the trail.")
            yield Problem(text, {"line": subject.removeprefix("line:")})


def _payments(session: Session) -> Iterator[Problem]:
    """Every payment noted is posted, every payment posted is noted, and with the same amount."""
    cash = {
        f"payment:{row.id}": (row.line_id, abs(row.amount))
        for row in session.exec(select(CashEntry))
    }
    paid = select(LedgerEntry).where(col(LedgerEntry.cause).startswith("payment:"))
    posted = {row.cause: (row.line_id, row.amount) for row in session.exec(paid)}
    for cause in sorted(cash.keys() | posted.keys(), key=lambda one: int(one.partition(":")[2])):
        if cash.get(cause) != posted.get(cause):
            text = N_("Payment {number} is not what the ledger has posted.")
            yield Problem(text, {"number": cause.removeprefix("payment:")})
            return


def _paid(session: Session) -> Iterator[Problem]:
    """A line is paid once its payments have come to its amount, and a disputed one waits."""
    reached, settled = set[int](), set[int]()
    for line_id, amount, noted in _cash_by_line(session):
        sums = [total * (1 if amount > 0 else -1) for total in accumulate(noted)]
        if max(sums) >= abs(amount):
            reached.add(line_id)
        if sums[-1] >= abs(amount):
            settled.add(line_id)
    own = select(Step.line_id, Step.state).where(col(Step.line_id).is_not(None))
    steps = [(line or 0, to) for line, to in session.execute(own.order_by(col(Step.id)))]
    last, paid = dict(steps), {line for line, to in steps if to == "paid"}
    waiting = {line for line, to in last.items() if to == "disputed"}
    for line_id in sorted((paid - reached) | (settled - paid - waiting)):
        text = N_("Line {line}: whether it is paid is not what its payments come to.")
        yield Problem(text, {"line": line_id})


def _cash_by_line(session: Session) -> Iterator[tuple[int, int, list[int]]]:
    """Each line that money was noted for: its number, its amount, and what was noted, in order."""
    rows = session.execute(
        select(CashEntry.line_id, SettlementLine.amount, CashEntry.amount)
        .join(SettlementLine, col(SettlementLine.id) == CashEntry.line_id)
        .order_by(col(CashEntry.line_id), col(CashEntry.id))
    )
    for (line_id, amount), noted in groupby(rows, key=lambda row: (row[0], row[1])):
        yield line_id, amount, [one for _, _, one in noted]


def _printed(session: Session) -> Iterator[Problem]:
    """The documents of an issued run are those of the moment it was issued."""
    for event in _events(session, {"settlement.issued"}):
        noted: list[str] | None = event.details.get("documents")
        run_id = event.subject.removeprefix("settlement:")
        hashes: Any = select(Document.sha256).where(Document.subject == run_id)
        if noted is not None and sorted(session.exec(hashes)) != noted:
            text = N_("Run {run}: its statements are not those that were issued.")
            yield Problem(text, {"run": run_id[:12]})


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _events(session: Session, actions: set[str]) -> list[AuditEvent]:
    wanted = or_(*(AuditEvent.action == action for action in sorted(actions)))
    return list(session.exec(select(AuditEvent).where(wanted).order_by(col(AuditEvent.sequence))))

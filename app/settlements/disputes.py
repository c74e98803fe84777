"""Disputes: one line held back with a thread, and the signed ruling that decides it.

A disputed line stays what it was issued as: the agreement is not asked anew, so ceilings count it
in full and the next run does not post it again. Only its amount leaves what is due, to
`hold:dispute`, until the ruling. What a ruling changes is found by the next run, like every fact.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session, col, select

from app import audit
from app.agreements.rulings import DISPUTE, NewRuling, record_ruling
from app.clock import COPENHAGEN, now
from app.db.tables.settlements import DisputeEntry, SettlementLine, SettlementState
from app.permissions import Actor, Permission, check
from app.settlements.cash import settled_by_cash
from app.settlements.governing import governing
from app.settlements.lines import line_of, standing_in, take
from app.settlements.posting import post
from app.settlements.refusals import AmountNotRuled, DisputeLate, LineOpen
from app.settlements.steps import run_of
from app.settlements.stored import line_from
from contracts.agreement import Agreement
from contracts.disputes import last_day
from contracts.fact import EVERYONE
from contracts.ledger import released, withheld
from contracts.states import State

Decision = Literal["upheld", "adjusted"]
Party = Literal["payer", "supplier"]
PARTIES: tuple[Party, ...] = ("payer", "supplier")


@dataclass(frozen=True, slots=True)
class Said:
    """What is written in a thread, and whose words it is."""

    text: str
    party: Party = "payer"


@dataclass(frozen=True, slots=True)
class Decided:
    """How a dispute ended, as the parties signed it."""

    decision: Decision
    signed_by: str
    """Who signed, as the document names them."""
    amount: str = ""
    """What the line is to come to in all, in major units; empty where corrected facts decide."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the agreement says about disputing one line."""

    agreed: bool
    """Whether it says anything."""
    last_day: date | None
    """The last day to dispute it: the notice counts from its due date, or its issue if later."""
    rulable: bool
    """Whether a ruling may set its amount: the line is the only one of its milestone."""


def rule_for(session: Session, line: SettlementLine) -> Rule:
    """What holds for disputing a line."""
    agreement = _agreement(session, line)
    if agreement.dispute_notice is None:
        return Rule(agreed=False, last_day=None, rulable=False)
    issued = _issued_on(session, line)
    last = None if issued is None else last_day(agreement, line.due_on, issued)
    return Rule(agreed=True, last_day=last, rulable=_alone(session, line))


def _agreement(session: Session, line: SettlementLine) -> Agreement:
    """The version that rules the line: it says within which notice, and what may be ruled."""
    run = run_of(session, line.run_id)
    return governing(session, run, [line.treatment]).of(line.treatment)


def _issued_on(session: Session, line: SettlementLine) -> date | None:
    query = select(SettlementState.at).where(
        SettlementState.run_id == line.run_id,
        SettlementState.state == State.ISSUED.value,
        col(SettlementState.line_id).is_(None),
    )
    at = session.exec(query).first()
    return at.astimezone(COPENHAGEN).date() if at else None


def _alone(session: Session, line: SettlementLine) -> bool:
    """Whether the line is the only one of its treatment, term and milestone, which a ruling names.

    Several payers' lines share what is ruled, and nobody can tell from one of them what all come
    to. A line about everyone is named by no ruling.
    """
    if line.treatment == EVERYONE:
        return False
    found = session.exec(
        select(SettlementLine.key).where(
            col(SettlementLine.key).startswith(line.key.split("|")[0] + "|", autoescape=True),
            SettlementLine.treatment == line.treatment,
            SettlementLine.term == line.term,
            SettlementLine.milestone == line.milestone,
        )
    )
    return len(set(found)) == 1


def dispute(
    session: Session, actor: Actor, line_id: int, said: Said, *, at: datetime | None = None
) -> DisputeEntry:
    """Dispute an issued line, opening its thread; its amount is held, the others go on.

    Raises:
        NotFound: there is no such line.
        LineOpen: it is not issued, or is paid, disputed or decided already.
        DisputeLate: the agreement's notice has passed.
    """
    check(actor, Permission.SETTLEMENT_READ)
    line, moment = line_of(session, line_id), at or now()
    take(session, actor, standing_in(session, line), State.DISPUTED, at=moment)
    last = rule_for(session, line).last_day
    if last is not None and moment.astimezone(COPENHAGEN).date() > last:
        raise DisputeLate(last=last.strftime("%d-%m-%Y"))
    post(session, [(line, withheld(line_from(line)), "dispute")], moment)
    return _write(session, actor, line_id, said, "dispute.opened", moment)


def answer(
    session: Session, actor: Actor, line_id: int, said: Said, *, at: datetime | None = None
) -> DisputeEntry:
    """Add to the thread of a disputed line.

    Raises:
        LineOpen: the line is not disputed.
    """
    check(actor, Permission.SETTLEMENT_READ)
    standing = standing_in(session, line_of(session, line_id))
    if standing.state is not State.DISPUTED:
        raise LineOpen(state=standing.state)
    return _write(session, actor, line_id, said, "dispute.answered", at)


def decide(
    session: Session,
    actor: Actor,
    line_id: int,
    decided: Decided,
    said: Said,
    *,
    at: datetime | None = None,
) -> DisputeEntry:
    """Close a dispute by a signed ruling: the line stands, or a later settlement adjusts it.

    The line itself is never changed: what an adjustment comes to is found by the next run, from
    the ruling's amount or from facts that are corrected. What was held back is due again.

    Raises:
        LineOpen: the line is not disputed.
        AmountNotRuled: an amount is given for a line that no ruling can set one for.
        RulingRefused: the ruling cannot be read by the agreement.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    line, moment = line_of(session, line_id), at or now()
    if decided.amount and not rule_for(session, line).rulable:
        raise AmountNotRuled
    take(session, actor, standing_in(session, line), State(decided.decision), at=moment)
    if line.treatment != EVERYONE:
        record_ruling(session, actor, _ruling(line, decided, said, moment), at=at)
    post(session, [(line, released(line_from(line)), "decision")], moment)
    if line.amount and settled_by_cash(session, line):
        take(session, actor, standing_in(session, line), State.PAID, at=moment)
    return _write(session, actor, line_id, said, f"dispute.{decided.decision}", moment)


def _ruling(line: SettlementLine, decided: Decided, said: Said, moment: datetime) -> NewRuling:
    attributes = {"term": line.term, "milestone": line.milestone, "state": decided.decision}
    if decided.amount:
        attributes["amount"] = decided.amount
    return NewRuling(
        agreement_id=line.key.split("|")[0],
        treatment=line.treatment,
        name=DISPUTE,
        valid_on=moment.astimezone(COPENHAGEN).date(),
        signed_by=decided.signed_by,
        reason=said.text[:400],
        attributes=attributes,
    )


def _write(
    session: Session, actor: Actor, line_id: int, said: Said, action: str, at: datetime | None
) -> DisputeEntry:
    entry = DisputeEntry(
        line_id=line_id, party=said.party, text=said.text, at=at or now(), by=actor.user_id
    )
    session.add(entry)
    session.flush()
    audit.record(session, actor, action, f"line:{line_id}", {"entry": entry.id}, at)
    return entry

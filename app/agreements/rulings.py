"""Rulings: what the parties decided and signed about one treatment, as facts agreements read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from app import audit
from app.agreements.figures import versions_read
from app.agreements.ruling_texts import SUBJECT, NewRuling, RulingRefused, must_be_readable
from app.db import server_time
from app.db.facts import followed, known, newest, next_version, says
from app.db.tables.accounts import User
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.agreements import Ruling
from app.db.tables.patients import Treatment, pseudonym, treatment_number
from app.permissions import Actor, NotAllowed, NotFound, Permission, check
from app.web.forms import Problem
from app.web.words import N_
from contracts.fact import attributes_in
from contracts.ruled import rulings_of

__all__ = [
    "DISPUTE",
    "KEPT",
    "MERGE",
    "SUBJECT",
    "NewRuling",
    "RulingEntry",
    "RulingRefused",
    "names_read",
    "record_ruling",
    "retract_ruling",
    "rulings",
]

_SIGNING = (Permission.AGREEMENT_EDIT, Permission.SETTLEMENT_APPROVE)
DISPUTE = "dispute"
"""The ruling about one line: attributes term, milestone, and state, or amount decided on."""
MERGE = "merge"
"""The ruling that a treatment is the same as the one in its attribute `kept`; always read."""
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class RulingEntry:
    """One version of one ruling."""

    fact_id: str
    version: int
    name: str
    treatment: str
    amount: str
    """In major units; empty where the ruling is about none."""
    unit: str
    told: Mapping[str, str]
    """Its other particulars."""
    valid_on: date
    signed_by: str
    recorded_at: datetime
    recorded_by: str
    reason: str
    retracted: bool
    current: bool
    """Whether no later version replaces it."""


def record_ruling(
    session: Session, actor: Actor, new: NewRuling, *, at: datetime | None = None
) -> Ruling:
    """Keep a signed ruling, or correct the one about the same subject on the same day.

    The same again gives the ruling already kept. The next settlement reads it. A dispute decided
    without an amount leaves the one decided before standing, on the same day as on a later.

    Raises:
        NotAllowed: the person may neither edit agreements nor approve settlements.
        NotFound: there is no such agreement, or the treatment is not covered by it.
        RulingRefused: it holds an amount or a mark that could not be read again.
    """
    _may_sign(actor)
    number = _covered(session, new)
    must_be_readable(new)
    if new.name == MERGE:
        _must_keep_another(session, new)
        _must_run_in_no_ring(session, new)
    before = newest(session, Ruling, new.fact_id)
    if new.name == DISPUTE and before is not None and not before.retracted:
        new = _with_amount(new, before)
    said = {
        "valid_on": new.valid_on,
        "agreement_id": new.agreement_id,
        "treatment_id": number,
        "name": new.name,
        "value": new.value,
        "unit": new.unit,
        "attributes": new.text,
        "signed_by": new.signed_by,
    }
    if before is not None and says(before, said):
        return before
    stamped = {
        "retracted": False,
        "recorded_at": server_time.stamp(session, at),
        "recorded_by": actor.user_id,
        "source": "entered",
        "reason": new.reason,
    }
    row = followed(Ruling, new.fact_id, before, said | stamped)
    return _kept(session, actor, row, "ruling.recorded")


def retract_ruling(
    session: Session,
    actor: Actor,
    agreement_id: str,
    fact_id: str,
    reason: str,
    *,
    at: datetime | None = None,
) -> Ruling:
    """Take a ruling back; it stays on record with the reason, and is no longer read.

    Raises:
        NotAllowed: the person may neither edit agreements nor approve settlements.
        NotFound: the agreement has no such ruling.
    """
    _may_sign(actor)
    before = newest(session, Ruling, fact_id)
    if before is None or before.agreement_id != agreement_id:
        raise NotFound
    if before.retracted:
        return before
    row = next_version(
        before,
        retracted=True,
        recorded_at=server_time.stamp(session, at),
        recorded_by=actor.user_id,
        reason=reason,
    )
    return _kept(session, actor, row, "ruling.retracted")


def rulings(session: Session, actor: Actor, agreement_id: str) -> list[RulingEntry]:
    """Every version of the rulings under an agreement, the newest first.

    Raises:
        NotAllowed: the person may not read agreements; costs are confidential.
    """
    check(actor, Permission.AGREEMENT_READ)
    people = {user.id: user.name for user in session.exec(select(User))}
    rows = session.exec(
        select(Ruling)
        .where(Ruling.agreement_id == agreement_id)
        .order_by(col(Ruling.valid_on).desc(), Ruling.fact_id, col(Ruling.version).desc())
    ).all()
    newest: dict[str, int] = {}
    for row in rows:
        newest[row.fact_id] = max(row.version, newest.get(row.fact_id, 0))
    return [_entry(row, people, newest[row.fact_id]) for row in rows]


def names_read(session: Session, actor: Actor, agreement_id: str) -> tuple[str, ...]:
    """The names of rulings the newest version and those in force read, sorted.

    Raises:
        NotFound: there is no such agreement.
    """
    check(actor, Permission.AGREEMENT_READ)
    read = versions_read(session, agreement_id)
    return tuple(sorted({MERGE, *(name for one in read for name in rulings_of(one))}))


def _entry(row: Ruling, people: Mapping[int | None, str], newest: int) -> RulingEntry:
    told = dict(part.partition("=")[::2] for part in row.attributes.split(";") if part)
    return RulingEntry(
        row.fact_id,
        row.version,
        row.name,
        pseudonym(row.treatment_id),
        row.value or told.pop("amount", ""),
        row.unit,
        told,
        row.valid_on,
        row.signed_by,
        row.recorded_at,
        people.get(row.recorded_by, "–"),
        row.reason,
        row.retracted,
        row.version == newest,
    )


def _kept(session: Session, actor: Actor, row: Ruling, action: str) -> Ruling:
    session.add(row)
    session.flush()
    details = {"agreement": row.agreement_id, "fact": row.fact_id, "version": row.version}
    audit.record(session, actor, action, f"treatment:{row.treatment_id}", details, row.recorded_at)
    return row


def _may_sign(actor: Actor) -> None:
    if not any(actor.may(permission) for permission in _SIGNING):
        raise NotAllowed(Permission.AGREEMENT_EDIT)


def _covered(session: Session, new: NewRuling) -> int:
    """The treatment's number, if the agreement is about its product and indication."""
    agreement = session.get(AgreementRow, new.agreement_id)
    number = treatment_number(new.treatment)
    treatment = session.get(Treatment, number) if number is not None else None
    if agreement is None or treatment is None:
        raise NotFound
    covered = (agreement.product_id, agreement.indication_id)
    if (treatment.product_id, treatment.indication_id) != covered:
        raise NotFound
    return treatment.id or 0


def _with_amount(new: NewRuling, before: Ruling) -> NewRuling:
    """The ruling with the amount that stands, unless it names another."""
    amount = attributes_in(before.attributes).get("amount", "")
    if not amount or "amount" in new.attributes:
        return new
    return replace(new, attributes={**new.attributes, "amount": amount})


def _must_run_in_no_ring(session: Session, new: NewRuling) -> None:
    """Merges lead to one treatment that is kept; in a ring nobody could tell which."""
    leads = _merges(session, new.agreement_id)
    duplicate, kept = treatment_number(new.treatment), treatment_number(new.attributes[KEPT])
    reached, ahead = set[int | None](), {kept}
    while ahead:
        reached |= ahead
        ahead = {end for start, end in leads if start in ahead} - reached
    if duplicate in reached:
        text = N_("{kept} is itself merged into {found}. Take that back first, or keep {found}.")
        told = {"found": new.treatment, "kept": new.attributes[KEPT]}
        raise RulingRefused(Problem(text, told))


def _merges(session: Session, agreement_id: str) -> set[tuple[int, int | None]]:
    """The merges that stand: duplicate and the one it leads to."""
    about = (Ruling.agreement_id == agreement_id, Ruling.name == MERGE)
    rows = session.exec(known(Ruling).where(*about)).all()
    told = ((row.treatment_id, attributes_in(row.attributes).get(KEPT, "")) for row in rows)
    return {(duplicate, treatment_number(kept)) for duplicate, kept in told}


def _must_keep_another(session: Session, new: NewRuling) -> None:
    """A duplicate is of another treatment under the same agreement."""
    kept = new.attributes.get(KEPT, "")
    try:
        same = kept == new.treatment or not _covered(session, replace(new, treatment=kept))
    except NotFound:
        same = True
    if same:
        text = N_(
            "“{found}” is no other treatment under the agreement. Write the number of the one that "
            "is kept, such as P-0014."
        )
        raise RulingRefused(Problem(text, {"found": kept}))

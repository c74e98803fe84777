"""What is written about agreements: versions, their coming into force, and dated prices."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from app import audit
from app.agreements.forms import PriceForm
from app.agreements.loading import checked, loaded, plain, price_names
from app.clock import now
from app.db import server_time
from app.db.facts import next_version
from app.db.tables.accounts import User
from app.db.tables.agreements import (
    Agreement as AgreementRow,
)
from app.db.tables.agreements import (
    AgreementActivation,
    AgreementVersion,
    Price,
)
from app.db.tables.catalogue import Indication, Product
from app.permissions import Actor, NotAllowed, NotFound, Permission, check
from app.web.forms import Problem
from app.web.words import N_
from contracts.agreement import Agreement
from contracts.faults import AgreementRefused

_NAMESPACE = UUID("b7a0b6f2-4f5e-4d1c-8f0a-5f2f1f6c9d20")
_LONGEST = {"agreement": 60, "version": 20, "clause": 40, "term": 60, "price": 60, "payer": 20}


class AgreementUnfit(Exception):  # noqa: N818 - told to the person
    """The agreement cannot be kept or brought into force here; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.text)


def record_version(
    session: Session, actor: Actor, text: str, examples: str = "", *, at: datetime | None = None
) -> AgreementVersion:
    """Keep a version as written; the same content again gives the version already kept.

    Raises:
        AgreementRefused: with every fault of the text.
        AgreementUnfit: another text is kept under the number, or it names nothing we follow.
    """
    check(actor, Permission.AGREEMENT_EDIT)
    found = checked(plain(text), plain(examples))
    if found.agreement is None:
        raise AgreementRefused(found.faults)
    agreement = found.agreement
    _must_fit(session, agreement)
    before = _version(session, agreement.id, agreement.version)
    if before is not None:
        if before.sha256 != agreement.sha256:
            raise AgreementUnfit(_taken(agreement))
        return before
    return _keep(session, actor, agreement, (plain(text), plain(examples)), at)


def _keep(
    session: Session,
    actor: Actor,
    agreement: Agreement,
    written: tuple[str, str],
    at: datetime | None,
) -> AgreementVersion:
    instant = server_time.stamp(session, at)
    if session.get(AgreementRow, agreement.id) is None:
        session.add(
            AgreementRow(
                id=agreement.id,
                product_id=agreement.product or "",
                indication_id=agreement.indication or "",
                created_at=instant,
                created_by=actor.user_id,
            )
        )
        session.flush()
    row = AgreementVersion(
        agreement_id=agreement.id,
        version=agreement.version,
        text=written[0],
        examples=written[1],
        sha256=agreement.sha256,
        effective_from=agreement.document.agreement.effective_from,
        recorded_at=instant,
        recorded_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    details = {"version": agreement.version, "sha256": agreement.sha256}
    audit.record(
        session, actor, "agreement.recorded", f"agreement:{agreement.id}", details, instant
    )
    return row


def _taken(agreement: Agreement) -> Problem:
    text = N_(
        "Version {version} of {agreement} is already kept with another text. "
        "Kept versions are never changed: give the new text a new version number."
    )
    return Problem(text, {"version": agreement.version, "agreement": agreement.id})


def _must_fit(session: Session, agreement: Agreement) -> None:
    product, indication = agreement.product, agreement.indication
    known = product and indication and session.get(Product, product)
    if not known or session.get(Indication, indication) is None:
        text = N_(
            "The agreement's product “{product}” and indication “{indication}” are not in the "
            "catalogue. Correct the fields product and indication under agreement."
        )
        raise AgreementUnfit(Problem(text, {"product": product, "indication": indication}))
    kept = session.get(AgreementRow, agreement.id)
    if kept is not None and (kept.product_id, kept.indication_id) != (product, indication):
        text = N_(
            "{agreement} is about {product} for {indication}. "
            "An agreement about something else needs a number of its own."
        )
        values = {
            "agreement": kept.id,
            "product": kept.product_id,
            "indication": kept.indication_id,
        }
        raise AgreementUnfit(Problem(text, values))
    _must_be_short(agreement)


def _must_be_short(agreement: Agreement) -> None:
    """Names end up in keys of the ledger, which have a fixed room for each."""
    names = [("agreement", agreement.id), ("version", agreement.version)]
    names += [("clause", clause.id) for clause in agreement.clauses]
    names += [("term", term.id) for _, term in agreement.terms()]
    names += [("price", name) for name in price_names(agreement)]
    names += [("payer", agreement.parties.payer.otherwise or "")]
    for kind, name in names:
        if len(name) > _LONGEST[kind]:
            text = N_("“{found}” is longer than {most} characters. Shorten it.")
            raise AgreementUnfit(Problem(text, {"found": name, "most": _LONGEST[kind]}))


def activate(
    session: Session, actor: Actor, agreement_id: str, version: str, *, at: datetime | None = None
) -> AgreementActivation:
    """Bring a version into force for settlement; someone else than who recorded it must do so.

    Raises:
        NotFound: there is no such version.
        AgreementUnfit: it was recorded by the same person, has no examples, or no longer loads.
    """
    if not (actor.may(Permission.AGREEMENT_EDIT) or actor.may(Permission.SETTLEMENT_APPROVE)):
        raise NotAllowed(Permission.AGREEMENT_EDIT)
    row = _version(session, agreement_id, version)
    if row is None:
        raise NotFound
    before = session.exec(
        select(AgreementActivation).where(AgreementActivation.agreement_version_id == row.id)
    ).first()
    if before is not None:
        return before
    _must_be_another(session, actor, row)
    _must_load(row)
    instant = at or now()
    activation = AgreementActivation(
        agreement_version_id=row.id or 0, activated_at=instant, activated_by=actor.user_id
    )
    session.add(activation)
    details = {"version": version, "sha256": row.sha256}
    audit.record(
        session, actor, "agreement.activated", f"agreement:{agreement_id}", details, instant
    )
    return activation


def same_person(session: Session, first: int, second: int) -> bool:
    """Whether two accounts belong to one human being."""
    return session.get_one(User, first).person == session.get_one(User, second).person


def _must_be_another(session: Session, actor: Actor, row: AgreementVersion) -> None:
    if same_person(session, actor.user_id, row.recorded_by):
        text = N_(
            "You recorded this version yourself. Someone else must bring it into force: "
            "ask a colleague to read it and press the button."
        )
        raise AgreementUnfit(Problem(text))


def _must_load(row: AgreementVersion) -> None:
    try:
        agreement = loaded(row)
    except AgreementRefused as refused:
        text = N_("The text no longer passes the check: {path}. Record a new version.")
        raise AgreementUnfit(Problem(text, {"path": refused.faults[0].path})) from refused
    if not agreement.document.examples:
        text = N_(
            "The version has no worked examples, so nobody can see that it says what was agreed. "
            "Record a new version with at least one example."
        )
        raise AgreementUnfit(Problem(text))


def _version(session: Session, agreement_id: str, version: str) -> AgreementVersion | None:
    return session.exec(
        select(AgreementVersion).where(
            AgreementVersion.agreement_id == agreement_id, AgreementVersion.version == version
        )
    ).first()


def set_price(
    session: Session, actor: Actor, form: PriceForm, *, at: datetime | None = None
) -> Price:
    """State a price from a date on, or correct the one stated for that date; both are kept."""
    check(actor, Permission.AGREEMENT_EDIT)
    key = str(uuid5(_NAMESPACE, f"price|{form.name}|{form.valid_on.isoformat()}"))
    newest = select(Price).where(Price.fact_id == key).order_by(col(Price.version).desc())
    before = session.exec(newest.limit(1)).first()
    said = {"name": form.name, "amount": form.amount, "currency": form.currency}
    if before is not None and all(getattr(before, k) == v for k, v in said.items()):
        return before
    instant = server_time.stamp(session, at)
    stamped: dict[str, Any] = {
        **said,
        "recorded_at": instant,
        "recorded_by": actor.user_id,
        "source": "entered",
        "reason": form.reason,
    }
    if before is None:
        row = Price(fact_id=key, version=1, valid_on=form.valid_on, **stamped)
    else:
        row = next_version(before, **stamped)
    session.add(row)
    session.flush()
    details = {"name": form.name, "fact": key, "version": row.version}
    audit.record(session, actor, "price.recorded", f"price:{form.name}", details, instant)
    return row

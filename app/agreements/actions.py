"""What is written about agreements: versions, and their coming into force."""

from datetime import datetime

from sqlmodel import Session, col, select

from app import audit
from app.agreements.loading import checked, loaded, plain
from app.agreements.refusals import Uncovered, Unlineal
from app.agreements.weighed import Accepted, Weighed, weighed
from app.clock import now
from app.db import server_time
from app.db.tables.accounts import User
from app.db.tables.agreements import (
    Agreement as AgreementRow,
)
from app.db.tables.agreements import (
    AgreementActivation,
    AgreementVersion,
)
from app.db.tables.catalogue import Indication, Product
from app.permissions import Actor, NotAllowed, NotFound, Permission, check
from app.web.forms import Message, Problem
from app.web.words import N_
from contracts.agreement import Agreement
from contracts.coverage.gate import missing_cells
from contracts.faults import AgreementRefused
from contracts.lineage import lineage_faults

_LONGEST = {"agreement": 60, "version": 20, "clause": 40, "term": 60, "payer": 20}

RESERVED = frozenset({"check", "draft", "form", "library", "new"})
"""What stands where an agreement's number does in the address of another page."""


class AgreementUnfit(Exception):  # noqa: N818 - told to the person
    """The agreement cannot be kept or brought into force here; `problem` says why."""

    def __init__(self, problem: Message) -> None:
        self.problem = problem
        super().__init__(problem.worded("en"))


_MIN_REASON = 3


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
    if agreement.id in RESERVED:
        text = N_("“{found}” is the address of a page of Effekt's own. Give it another number.")
        raise AgreementUnfit(Problem(text, {"found": agreement.id}))


def _must_be_short(agreement: Agreement) -> None:
    """Names end up in keys of the ledger, which have a fixed room for each."""
    names = [("agreement", agreement.id), ("version", agreement.version)]
    names += [("clause", clause.id) for clause in agreement.clauses]
    names += [("term", term.id) for _, term in agreement.terms()]
    names += [("payer", agreement.parties.payer.otherwise or "")]
    for kind, name in names:
        if len(name) > _LONGEST[kind]:
            text = N_("“{found}” is longer than {most} characters. Shorten it.")
            raise AgreementUnfit(Problem(text, {"found": name, "most": _LONGEST[kind]}))


def activate(
    session: Session,
    actor: Actor,
    agreement_id: str,
    version: str,
    *,
    accepted: Accepted = Accepted(),
    at: datetime | None = None,
) -> AgreementActivation:
    """Bring a version into force for settlement; someone else than who recorded it must do so.

    The caller has had the password given again.

    Raises:
        NotFound: there is no such version.
        AgreementUnfit: it was recorded by the same person, has no example of something it agrees,
            no longer loads, or something about it is open that `accepted` does not speak of.
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
    _must_follow(session, row)
    found = weighed(session, actor, loaded(row))
    _must_be_accepted(found, accepted)
    return _active(session, actor, row, (found, accepted), at or now())


def _active(
    session: Session,
    actor: Actor,
    row: AgreementVersion,
    said: tuple[Weighed, Accepted],
    at: datetime,
) -> AgreementActivation:
    found, accepted = said
    activation = AgreementActivation(
        agreement_version_id=row.id or 0,
        activated_at=at,
        activated_by=actor.user_id,
        note=accepted.reason if found.open else "",
    )
    session.add(activation)
    details: dict[str, object] = {"version": row.version, "sha256": row.sha256}
    if found.open:
        details |= {"open": len(found.open), "weighed": found.mark}
    if found.beside:
        details["beside"] = sorted({one.agreement_id for one in found.beside})
    subject = f"agreement:{row.agreement_id}"
    audit.record(session, actor, "agreement.activated", subject, details, at)
    return activation


def _must_be_accepted(found: Weighed, accepted: Accepted) -> None:
    """What is open is spoken of by the person who answers for it, as it stands now."""
    if accepted.saw and accepted.saw != found.mark:
        text = N_("Something has changed since the page was opened. Read it again.")
        raise AgreementUnfit(Problem(text))
    if found.open and len(accepted.reason) < _MIN_REASON:
        text = N_(
            "{count} things are open. Say that the version is to be in force in spite of them, and "
            "why; or leave it until they are mended."
        )
        raise AgreementUnfit(Problem(text, {"count": len(found.open)}))
    if found.beside and not accepted.both:
        text = N_("{agreement} pays for the same treatments. Say that both are meant, or end one.")
        raise AgreementUnfit(Problem(text, {"agreement": found.beside[0].agreement_id}))


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
    lacking = missing_cells(agreement)
    if lacking:
        raise AgreementUnfit(Uncovered(lacking))


def _must_follow(session: Session, row: AgreementVersion) -> None:
    """No two versions in force rule one day, unless the one says that it supersedes the other."""
    in_force = select(AgreementVersion).join(
        AgreementActivation, col(AgreementActivation.agreement_version_id) == AgreementVersion.id
    )
    query = in_force.where(AgreementVersion.agreement_id == row.agreement_id)
    earlier = session.exec(query.order_by(col(AgreementActivation.id))).all()
    faults = lineage_faults([loaded(one) for one in (*earlier, row)])
    if faults:
        raise AgreementUnfit(Unlineal(faults[0]))


def _version(session: Session, agreement_id: str, version: str) -> AgreementVersion | None:
    return session.exec(
        select(AgreementVersion).where(
            AgreementVersion.agreement_id == agreement_id, AgreementVersion.version == version
        )
    ).first()

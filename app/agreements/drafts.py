"""Drafts of agreements: what a person is writing and has not kept; no facts, seen by nobody else.

A draft is overwritten as its author types, as a visit's draft is. It stands on the server, since
terms and prices are confidential and nothing of the kind is left behind in a browser.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlmodel import Session, col, select

from app import audit
from app.clock import now
from app.db.tables.agreements import AgreementDraft
from app.permissions import Actor, NotFound, Permission, check
from contracts.file.source import MAX_BYTES

NEW = "new"
_SUBJECT = re.compile(r"new(?::(?P<new>[^:]{1,60}))?|edit:(?P<id>[^:]{1,60}):(?P<version>.{1,20})")
MOST = 20
"""Drafts one person may have at a time."""


class DraftMoved(Exception):  # noqa: N818 - told to the person
    """The draft was saved in another window since this one was opened; nothing was overwritten."""


class DraftTooBig(Exception):  # noqa: N818 - told to the person
    """The text is longer than any agreement may be, so it is not kept as a draft."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written, and when it was last saved; never saved where `saved_at` is None."""

    subject: str
    text: str
    examples: str = ""
    saved_at: datetime | None = None

    @property
    def seen(self) -> str:
        """What a page shows of it, told again when it is sent back."""
        return hashlib.sha256(f"{self.text}\0{self.examples}".encode()).hexdigest()

    @property
    def url(self) -> str:
        """The editor's address for it."""
        return home(self.subject)

    @property
    def form_url(self) -> str:
        """The address of its fields as a form."""
        return f"/agreements/form?draft={quote(self.subject, safe='')}"

    def done(self, code: str) -> str:
        """The editor's address, telling what was just done."""
        return f"{self.url}{'&' if '?' in self.url else '?'}done={code}"

    @property
    def name(self) -> str:
        """The number it is written under, with the version it comes from; empty if it has none."""
        found = _SUBJECT.fullmatch(self.subject)
        if found is None:
            return ""
        parts = (found["new"], found["id"], found["version"])
        return " ".join(part for part in parts if part)


def home(subject: str) -> str:
    """The address of the editor for a subject.

    Raises:
        NotFound: it is no subject a draft can have.
    """
    found = _SUBJECT.fullmatch(subject)
    if found is None:
        raise NotFound
    if found["id"]:
        number, version = quote(found["id"], safe=""), quote(found["version"], safe="")
        return f"/agreements/{number}/versions/{version}/edit"
    return (
        "/agreements/new" if subject == NEW else f"/agreements/new?draft={quote(subject, safe='')}"
    )


def find(session: Session, actor: Actor, subject: str) -> Draft | None:
    """The person's own draft of a subject."""
    row = _row(session, actor, subject)
    return None if row is None else _draft(row)


def mine(session: Session, actor: Actor) -> list[Draft]:
    """The person's own drafts, the latest first."""
    rows = session.exec(
        select(AgreementDraft)
        .where(AgreementDraft.user_id == actor.user_id)
        .order_by(col(AgreementDraft.saved_at).desc(), col(AgreementDraft.id).desc())
    )
    return [_draft(row) for row in rows]


def save(session: Session, actor: Actor, draft: Draft, seen: str | None = None) -> Draft:
    """Keep what a person has written so far; only the same person meets it again.

    Args:
        session: a write transaction.
        actor: who writes.
        draft: what is written.
        seen: `Draft.seen` of what the page showed, empty for none; None overwrites whatever stands.

    Raises:
        DraftMoved: something else stands there than the page showed.
        DraftTooBig: it is longer than an agreement may be.
        NotFound: it is no subject a draft can have, or there is no room for another.
    """
    check(actor, Permission.AGREEMENT_EDIT)
    home(draft.subject)
    if max(len(draft.text.encode()), len(draft.examples.encode())) > MAX_BYTES:
        raise DraftTooBig
    row = _row(session, actor, draft.subject)
    if row is not None and seen is not None and _draft(row).seen not in {seen, draft.seen}:
        raise DraftMoved
    if row is None:
        if len(mine(session, actor)) >= MOST:
            raise NotFound
        row = AgreementDraft(
            user_id=actor.user_id, subject=draft.subject, text="", examples="", saved_at=now()
        )
        audit.record(session, actor, "draft.saved", "agreement:draft")
    row.text, row.examples, row.saved_at = draft.text, draft.examples, now()
    session.add(row)
    session.flush()
    return _draft(row)


def drop(session: Session, actor: Actor, subject: str, known: frozenset[str] = frozenset()) -> None:
    """Forget a person's own draft, if there is one; where some are known, only one of those."""
    row = _row(session, actor, subject)
    if row is not None and (not known or _draft(row).seen in known):
        session.delete(row)
        audit.record(session, actor, "draft.dropped", "agreement:draft")


def _row(session: Session, actor: Actor, subject: str) -> AgreementDraft | None:
    return session.exec(
        select(AgreementDraft).where(
            AgreementDraft.user_id == actor.user_id, AgreementDraft.subject == subject
        )
    ).first()


def _draft(row: AgreementDraft) -> Draft:
    return Draft(row.subject, row.text, row.examples, row.saved_at)

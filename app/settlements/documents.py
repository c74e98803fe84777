"""The documents of an issued run, exactly as they were printed."""

from sqlmodel import Session, select

from app.db.tables.settlements import Document
from app.permissions import Actor, NotFound, Permission, check
from app.settlements import queries
from app.settlements.issue import KIND


def document(
    session: Session, actor: Actor, run_id: str, lang: str, kind: str = KIND
) -> tuple[str, bytes]:
    """A stored document's file name and bytes: the statement, or the supplier's edition of it.

    Raises:
        NotFound: the run is not issued, or not printed in this language.
    """
    check(actor, Permission.SETTLEMENT_READ)
    row = session.exec(
        select(Document).where(
            Document.kind == kind, Document.subject == run_id, Document.language == lang
        )
    ).first()
    if row is None:
        raise NotFound
    found = queries.run(session, actor, run_id, "en").row
    edition = "" if kind == KIND else "-supplier"
    return f"{found.number}{edition}-{lang}.pdf", row.content

"""What a version says that the version before it did not, for the version's page."""

from sqlmodel import Session

from app.agreements import queries
from app.agreements.queries import AgreementEntry
from app.permissions import Actor
from contracts.agreement import Agreement
from contracts.amended import Told, differences
from reports.language import Language


def changed(
    session: Session, actor: Actor, agreement: Agreement, entry: AgreementEntry, lang: Language
) -> dict[str, object]:
    """The differences in sentences; `changes` is None where there is no version before it."""
    before = _before(agreement, entry)
    if before is None:
        return {"changes": None, "before": ""}
    old = queries.version(session, actor, agreement.id, before)
    found: list[Told] = [one.into(lang) for one in differences(old, agreement)]
    return {"changes": found, "before": before}


def _before(agreement: Agreement, entry: AgreementEntry) -> str | None:
    """The version it names as the one it takes over from, else the one kept before it."""
    numbers = [one.version for one in entry.versions]  # the latest first
    named = agreement.document.agreement.supersedes
    if named in numbers and named != agreement.version:
        return named
    later = numbers[numbers.index(agreement.version) + 1 :]
    return later[0] if later else None

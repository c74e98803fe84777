"""What the editor is sent and what it shows: a text as typed or uploaded, and its check."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from app.agreements import drafts, offers
from app.agreements.drafts import NEW, Draft
from app.agreements.live import look
from app.agreements.loading import draft as reading_of
from app.agreements.loading import plain
from app.db.engine import Database, read_tx
from app.web.deps import SignedIn, Submitted
from app.web.forms import Message, Problem
from app.web.idempotency import new_key
from app.web.templating import language, page
from app.web.words import N_
from contracts.faults import AgreementRefused
from contracts.file.source import MAX_BYTES, decoded
from reports.language import Language

MOVED = Problem(
    N_(
        "The draft was saved in another window since this page was opened, and that one stands. "
        "What you typed is here and is not kept: press again to put it in place of the other, or "
        "open the draft anew to go on with that."
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """A file that cannot be read, as a form's message."""

    refused: AgreementRefused

    def worded(self, lang: Language) -> str:
        """Every fault, one after another."""
        return self.refused.message(lang)


def typed(sent: Submitted) -> Draft:
    """What was typed, an uploaded file taking the place of the text.

    Raises:
        AgreementRefused: a file is no text.
    """
    found = {name: plain(sent.fields.get(name, "")) for name in ("text", "examples")}
    for name in found:
        upload = sent.files.get(f"{name}_file")
        content = upload.file.read(MAX_BYTES + 1) if upload is not None else b""
        if content:
            found[name] = plain(decoded(content))
    return Draft(sent.fields.get("subject") or NEW, found["text"], found["examples"])


def editor(
    request: Request,
    who: SignedIn,
    draft: Draft,
    kept: list[Draft],
    further: Mapping[str, object] | None = None,
    status: int = 200,
) -> Response:
    """The editor's page on a draft, beside the person's other ones."""
    lang = language(request, who)
    shown = checked(draft, lang) if draft.text.strip() else {"look": None, "gaps": ()}
    shown |= {
        "draft": draft,
        "seen": draft.seen if draft.saved_at else "",
        "others": [one for one in kept if one.subject != draft.subject],
        "request_key": new_key(),
        "errors": {},
        "offered": None,
        "amounts": None,
        **(further or {}),
    }
    return page(request, who, "agreements/new.html", shown, status)


def checked(draft: Draft, lang: Language) -> dict[str, object]:
    """What the check says, for the page and for the part of it that follows the typing."""
    reading = reading_of(draft.text, draft.examples)
    return {"look": look(reading, draft.text, lang), "gaps": offers.gaps(reading, lang)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A text sent from the editor: by whom, and where it would be kept."""

    request: Request
    who: SignedIn
    sent: Submitted
    store: Database

    @property
    def lang(self) -> Language:
        """The author's language."""
        return language(self.request, self.who)

    @property
    def seen(self) -> str | None:
        """What the page sent showed of the draft; None where it does not say."""
        return self.sent.fields.get("seen")

    def moved(self, draft: Draft) -> Response:
        """The editor with everything typed, once another window has kept another draft."""
        with read_tx(self.store) as session:
            stands = drafts.find(session, self.who.actor, draft.subject)
        return self.again(draft, seen="" if stands is None else stands.seen, text=MOVED)

    def again(
        self,
        draft: Draft,
        further: Mapping[str, object] | None = None,
        seen: str | None = None,
        **problems: Message,
    ) -> Response:
        """The editor with everything typed; 422 where the text cannot be kept as it is."""
        with read_tx(self.store) as session:
            kept = drafts.mine(session, self.who.actor)
        errors = {name: problem.worded(self.lang) for name, problem in problems.items()}
        faulty = bool(reading_of(draft.text, draft.examples).faults)
        shown = seen if seen is not None else self.seen or ""
        told = {"errors": errors, **(further or {}), "seen": shown}
        return editor(self.request, self.who, draft, kept, told, 422 if errors or faulty else 200)

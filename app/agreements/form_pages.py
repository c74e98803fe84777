"""The form of an agreement's common fields: it edits the draft's text in place, field by field."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.agreements import drafts
from app.agreements.drafts import NEW, Draft
from app.agreements.editing import checked
from app.agreements.form_edits import NOT_APART, applied, form_groups
from app.agreements.loading import plain
from app.permissions import NotFound, Permission
from app.web.deps import Reader, Sent, SignedIn, Today, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Problem, Rejected
from app.web.templating import language, page
from app.web.words import N_
from contracts.file.edited import CannotEdit

router = APIRouter()
tells(fields_kept=N_("The fields are written into the text."))
EDIT = Permission.AGREEMENT_EDIT
MOVED = Problem(
    N_(
        "The text was changed in another window since this form was opened. "
        "Nothing was written. What you changed stands in its fields, the others show the text as "
        "it is now: look at them, and write again."
    )
)


@router.get("/agreements/form", dependencies=[allow(EDIT)])
def form(
    request: Request,
    who: WhoSession,
    session: Reader,
    subject: Annotated[str, Query(alias="draft", max_length=120)] = NEW,
) -> Response:
    """The common fields of a draft, as its text holds them now."""
    return _form(request, who, session, _draft(session, who, subject))


@router.post("/agreements/form", dependencies=[allow(EDIT, form=True)])
def write(request: Request, who: WhoSession, sent: Sent, session: Writer, today: Today) -> Response:
    """Write the changed fields into the draft's text; all of them, or none."""
    draft = _draft(session, who, sent.fields.get("subject", NEW))
    if sent.fields.get("seen", "") != draft.seen:
        return _form(request, who, session, draft, Rejected(_own(sent.fields), {"form": MOVED}))
    typed = {name: plain(value) for name, value in sent.fields.items()}
    try:
        found = applied(draft, typed, session, language(request, who), today)
    except CannotEdit as cannot:
        found = Rejected(typed, {cannot.path: NOT_APART})
    if isinstance(found, Rejected):
        return _form(request, who, session, draft, found)
    kept = drafts.save(session, who.actor, Draft(draft.subject, found, draft.examples))
    if sent.fields.get("act") == "text":
        return RedirectResponse(kept.done("fields-kept"), 303)
    return RedirectResponse(f"{kept.form_url}&done=fields-kept", 303)


def _draft(session: Session, who: SignedIn, subject: str) -> Draft:
    found = drafts.find(session, who.actor, subject)
    if found is None and subject != NEW:
        raise NotFound
    return found or Draft(NEW, "")


def _own(fields: Mapping[str, str]) -> dict[str, str]:
    """What was changed in the form itself, though the text has moved under it."""
    return {
        name: plain(value)
        for name, value in fields.items()
        if f"was.{name}" in fields and value != fields[f"was.{name}"]
    }


def _form(
    request: Request, who: SignedIn, session: Session, draft: Draft, refused: Rejected | None = None
) -> Response:
    lang = language(request, who)
    shown = checked(draft, lang) | {
        "draft": draft,
        "groups": form_groups(draft.text, session, lang),
        "seen": draft.seen,
        "typed": refused.typed if refused else {},
        "errors": refused.worded(lang) if refused else {},
    }
    return page(request, who, "agreements/form.html", shown, 422 if refused else 200)

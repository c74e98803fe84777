"""The editor: an agreement's text with its check beside it, kept as a draft while it is written."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.agreements import actions, amounts, drafts, offers, queries, starting
from app.agreements.drafts import NEW, Draft
from app.agreements.editing import Asked, Told, checked, editor, typed
from app.agreements.loading import draft as reading_of
from app.agreements.loading import plain
from app.agreements.pace import CHECKS, TooFast
from app.db.engine import write_tx
from app.permissions import NotFound, Permission
from app.web.deps import Reader, Sent, Store, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Problem
from app.web.idempotency import once
from app.web.templating import language, page
from app.web.words import N_
from contracts.faults import AgreementRefused
from contracts.file.edited import CannotEdit

router = APIRouter()
tells(
    version_saved=N_("The version is kept. Someone else must bring it into force."),
    already_kept=N_("This version is kept already. A further one begins from it."),
    draft_kept=N_("The draft is kept. Only you see it."),
    draft_dropped=N_("The draft is thrown away."),
    example_inserted=N_("The example stands at the end of the text. Read what it expects."),
)
EDIT = Permission.AGREEMENT_EDIT
EMPTY = Problem(N_("There is no text. Write or paste the agreement, or choose its file."))
NO_PLACE = Problem(
    N_("The example cannot be put into the text. Mend what is wrong first, or write it in.")
)
TOO_BIG = Problem(N_("The text is longer than 256 kB, so the draft is not kept. Shorten it."))


@router.get("/agreements/new", dependencies=[allow(EDIT)])
def new(
    request: Request,
    who: WhoSession,
    session: Reader,
    subject: Annotated[str, Query(alias="draft", max_length=120)] = NEW,
) -> Response:
    """The editor on an empty text, or on one begun from a template."""
    found = drafts.find(session, who.actor, subject)
    if found is None and subject != NEW:
        kept = queries.newest(session, subject.partition(":")[2])
        if kept is None:
            raise NotFound
        return RedirectResponse(_url(*kept, "already-kept"), 303)
    return editor(request, who, found or Draft(NEW, ""), drafts.mine(session, who.actor))


@router.get("/agreements/{agreement_id}/versions/{version}/edit", dependencies=[allow(EDIT)])
def edit(
    request: Request, agreement_id: str, version: str, who: WhoSession, session: Reader
) -> Response:
    """The editor on a kept version's text, as the version after it."""
    subject = f"edit:{agreement_id}:{version}"
    found = drafts.find(session, who.actor, subject)
    if found is None:
        text, examples = queries.version_text(session, who.actor, agreement_id, version)
        following = starting.bumped(version)
        if queries.is_kept(session, agreement_id, following):
            return RedirectResponse(_url(agreement_id, following, "already-kept"), 303)
        whole = starting.with_examples_inside(text, examples)
        found = Draft(subject, starting.next_version(whole, version))
    return editor(request, who, found, drafts.mine(session, who.actor))


@router.post("/agreements/new", dependencies=[allow(EDIT, form=True)])
def add(request: Request, who: WhoSession, sent: Sent, store: Store) -> Response:
    """Check a text, keep it as a version, turn to its form, or put an example into it."""
    asked = Asked(request, who, sent, store)
    try:
        draft = typed(sent)
    except AgreementRefused as refused:
        before = Draft(sent.fields.get("subject") or NEW, plain(sent.fields.get("text", "")))
        return asked.again(before, text_file=Told(refused))
    if not draft.text.strip():
        return asked.again(draft, text=EMPTY)
    return _acted(asked, draft)


def _acted(asked: Asked, draft: Draft) -> Response:
    """What the pressed button says is done with the text."""
    act, _, name = asked.sent.fields.get("act", "check").partition(":")
    if act == "save" and not reading_of(draft.text, draft.examples).faults:
        return _save(asked, draft)
    if act == "form":
        return _kept(asked, draft, draft.form_url)
    if act == "example":
        return _with_example(asked, draft, name)
    if act == "amounts":
        return _with_amounts(asked, draft, name)
    offered = {"offered": offers.offers(draft, asked.lang)} if act == "offer" else None
    return _noted(asked, draft, offered)


def _save(asked: Asked, draft: Draft) -> Response:
    try:
        with write_tx(asked.store) as session:
            return once(session, asked.who.actor, asked.sent, lambda: _keep(session, asked, draft))
    except actions.AgreementUnfit as unfit:
        return asked.again(draft, text=unfit.problem)


def _keep(session: Session, asked: Asked, draft: Draft) -> str:
    row = actions.record_version(session, asked.who.actor, draft.text, draft.examples)
    known = frozenset() if asked.seen is None else frozenset({asked.seen, draft.seen})
    drafts.drop(session, asked.who.actor, draft.subject, known)
    return _url(row.agreement_id, row.version, "version-saved")


def _url(agreement_id: str, version: str, done: str) -> str:
    here = f"{quote(agreement_id, safe='')}/versions/{quote(version, safe='')}"
    return f"/agreements/{here}?done={done}"


def _with_example(asked: Asked, draft: Draft, name: str) -> Response:
    try:
        text = offers.inserted(draft, name)
    except CannotEdit:
        return asked.again(draft, text=NO_PLACE)
    changed = Draft(draft.subject, text, draft.examples)
    there = f"#line-{offers.first_new_line(draft.text, text)}"
    return _kept(asked, changed, changed.done("example-inserted") + there)


def _with_amounts(asked: Asked, draft: Draft, name: str) -> Response:
    """Show the amounts the rule gives now; with a name, put those into the text first."""
    try:
        changed = amounts.taken(draft, name) if name else draft
    except CannotEdit:
        return asked.again(draft, text=NO_PLACE)
    return _noted(asked, changed, {"amounts": amounts.amounts(changed, asked.lang)})


def _noted(asked: Asked, draft: Draft, further: Mapping[str, object] | None = None) -> Response:
    """The editor again, the draft kept by the way, so that closing the page loses nothing."""
    try:
        with write_tx(asked.store) as session:
            kept = drafts.save(session, asked.who.actor, draft, asked.seen)
    except drafts.DraftMoved:
        return asked.moved(draft)
    except (drafts.DraftTooBig, NotFound):
        return asked.again(draft, further)
    return asked.again(kept, further, kept.seen)


def _kept(asked: Asked, draft: Draft, then: str) -> Response:
    """Keep the draft and go on with it."""
    try:
        with write_tx(asked.store) as session:
            drafts.save(session, asked.who.actor, draft, asked.seen)
    except drafts.DraftTooBig:
        return asked.again(draft, text=TOO_BIG)
    except drafts.DraftMoved:
        return asked.moved(draft)
    return RedirectResponse(then, 303)


@router.post("/agreements/check", dependencies=[allow(EDIT, form=True)])
def check(request: Request, who: WhoSession, sent: Sent) -> Response:
    """The check of a text as a part of the page; nothing is kept, one at a time, not too often."""
    text = plain(sent.fields.get("text", ""))
    draft = Draft(NEW, text, plain(sent.fields.get("examples", "")))
    try:
        with CHECKS.one(who.actor.user_id):
            shown = checked(draft, language(request, who))
    except TooFast as fast:
        answer = Response(status_code=429)
        answer.headers["Retry-After"] = str(fast.seconds)
        return answer
    return page(request, who, "agreements/check.html", shown)


@router.post("/agreements/draft", dependencies=[allow(EDIT, form=True)])
def keep_draft(request: Request, who: WhoSession, sent: Sent, store: Store) -> Response:
    """Keep what is typed; the page's script asks for no answer, its button comes back here."""
    draft = typed(sent)
    answer = _kept(Asked(request, who, sent, store), draft, draft.done("draft-kept"))
    if "json" not in request.headers.get("accept", ""):
        return answer
    if answer.status_code == 303:
        return Response(status_code=204, headers={"x-seen": draft.seen})
    return Response(status_code=answer.status_code)


@router.post("/agreements/draft/drop", dependencies=[allow(EDIT, form=True)])
def throw_away(who: WhoSession, sent: Sent, session: Writer) -> Response:
    """Forget one of the person's own drafts."""
    drafts.drop(session, who.actor, sent.fields.get("subject", ""))
    return RedirectResponse("/agreements?done=draft-dropped", 303)

"""The council's pages: recommendations, frozen plans, data cuts and reports."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.jobs import enqueue
from app.permissions import Permission
from app.recommendations import actions, queries
from app.recommendations.faults import PlanRefused
from app.recommendations.forms import CutForm, PlanForm
from app.recommendations.making import JOB
from app.recommendations.view import cards_page, plan_page
from app.web.deps import Reader, Sent, Submitted, Today, Who, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_
from reports.language import Language

router = APIRouter(prefix="/recommendations")
tells(
    plan_frozen=N_("The plan is frozen. Its hash is printed in every report made by it."),
)
NEEDED = {
    "version": (
        "text",
        N_(
            "Version {found} of this plan is frozen and cannot change. Give the text a new version."
        ),
    ),
    "reason": (
        "reason",
        N_("Version {found} is frozen. Say why this amendment replaces it."),
    ),
}


@router.get("", dependencies=[allow(Permission.RECOMMENDATION_READ)])
def recommendations(request: Request, who: WhoSession, session: Reader) -> Response:
    """Every recommendation as a card, the next to be decided first."""
    found = queries.cards(session, who.actor)
    return page(request, who, "recommendations/cards.html", cards_page(found, who.actor))


@router.get("/plans/new", dependencies=[allow(Permission.REPORT_MAKE)])
def new_plan(request: Request, who: WhoSession) -> Response:
    """The form for a plan, or for an amendment of a frozen one."""
    return page(request, who, "recommendations/new_plan.html", {"request_key": new_key()})


@router.post("/plans/new", dependencies=[allow(Permission.REPORT_MAKE, form=True)])
def freeze(
    request: Request, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Freeze the plan, or show every fault of it with the text still there."""
    fields = {**sent.fields, **_uploaded(sent)}
    form = parse(PlanForm, fields, today=today)
    try:
        if not isinstance(form, Rejected):
            text, reason = form.text, form.reason
            return once(session, who.actor, sent, lambda: _freeze(session, who, text, reason))
    except PlanRefused as refused:
        return _again(request, who, rejected(fields), refused)
    except actions.AmendmentNeeded as needed:
        name, words = NEEDED[needed.missing]
        form = rejected(fields, **{name: Problem(words, {"found": needed.found})})
    return _again(request, who, form, None)


def _freeze(session: Writer, who: WhoSession, text: str, reason: str) -> str:
    plan = actions.freeze(session, who.actor, text, reason)
    return f"/recommendations/{plan}?done=plan-frozen"


def _uploaded(sent: Submitted) -> dict[str, str]:
    """The text of an uploaded file, which goes before what was pasted."""
    file = sent.files.get("file")
    if file is None:
        return {}
    with file.file as opened:
        content = opened.read().decode("utf-8-sig", errors="replace")
    return {"text": content} if content.strip() else {}


def _again(
    request: Request, who: WhoSession, form: Rejected, refused: PlanRefused | None
) -> Response:
    lang = language(request, who)
    faults = [fault.worded(lang) for fault in refused.faults] if refused else []
    context = {
        "typed": form.typed,
        "errors": form.worded(lang),
        "faults": faults,
        "request_key": new_key(),
    }
    return page(request, who, "recommendations/new_plan.html", context, 422)


@router.get("/cuts/{cut_id}", dependencies=[allow(Permission.RECOMMENDATION_READ)])
def one_cut(request: Request, cut_id: int, who: WhoSession, session: Reader) -> Response:
    """A data cut with its reports."""
    plan, row = queries.cut_view(session, who.actor, cut_id)
    context = {**plan_page(plan, who.actor), "row": row}
    return page(request, who, "recommendations/cut.html", context)


@router.get("/cuts/{cut_id}/report.pdf", dependencies=[allow(Permission.RECOMMENDATION_READ)])
def report(cut_id: int, who: Who, session: Reader, lang: Language = "da") -> Response:
    """The report exactly as it was filed."""
    stored = queries.stored_report(session, who, cut_id, lang)
    headers = {
        "Content-Disposition": f'inline; filename="{stored.name}"',
        "ETag": f'"{stored.sha256}"',
    }
    return Response(stored.content, media_type="application/pdf", headers=headers)


@router.post("/cuts/{cut_id}/report", dependencies=[allow(Permission.REPORT_MAKE, form=True)])
def make_again(cut_id: int, who: Who, sent: Sent, session: Writer) -> Response:
    """Ask for the report of a data cut once more, where making it stopped."""
    queries.cut_view(session, who, cut_id)
    return once(session, who, sent, lambda: _wanted(session, who, cut_id))


@router.get("/{plan}", dependencies=[allow(Permission.RECOMMENDATION_READ)])
def one_plan(request: Request, plan: str, who: WhoSession, session: Reader) -> Response:
    """A frozen plan: text, hash, amendments, data cuts and reports."""
    found = queries.plan_view(session, who.actor, plan)
    return page(request, who, "recommendations/plan.html", plan_page(found, who.actor))


@router.post("/{plan}/cut", dependencies=[allow(Permission.REPORT_MAKE, form=True)])
def take_cut(
    request: Request, plan: str, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Take a data cut and have its report made."""
    found = queries.plan_view(session, who.actor, plan)
    form = parse(CutForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        shown = {"typed": form.typed, "errors": form.worded(language(request, who))}
        context = {**plan_page(found, who.actor), **shown}
        return page(request, who, "recommendations/plan.html", context, 422)
    day = form.cut_on

    def work() -> str:
        cut_id = actions.cut(session, who.actor, plan, day, today=today)
        return _wanted(session, who.actor, cut_id)

    return once(session, who.actor, sent, work)


def _wanted(session: Writer, actor: Who, cut_id: int) -> str:
    job = enqueue(session, actor, JOB, {"cut": cut_id})
    return f"/jobs/{job.id}"

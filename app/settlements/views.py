"""A run's page: which lines are asked for, and what stands around them."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from sqlmodel import Session

from app.clock import COPENHAGEN
from app.permissions import Actor, Permission
from app.settlements import line_views, queries
from app.settlements.doubled import doubled
from app.settlements.line_views import Wanted
from app.settlements.refusals import STATE_NAMES
from app.settlements.refused import words_of
from app.settlements.steps import run_of
from app.web.words import N_, translator
from contracts.reason import Status
from contracts.states import State
from contracts.wording.labels import status_label
from reports.language import Language, format_date
from reports.statement import Section

SECTION_NAMES: dict[Section, str] = {
    Section.PAYABLE: N_("Payable"),
    Section.ADJUSTMENT: N_("Adjustments"),
    Section.NOT_PAYABLE: N_("Not payable"),
    Section.WAITING: N_("Waiting"),
    Section.BLOCKED: N_("Blocked"),
}
STANDING_NAMES: dict[str, str] = {
    "open": N_("not paid yet"),
    "paid": N_("paid"),
    "disputed": N_("disputed"),
}


def run_page(
    session: Session,
    actor: Actor,
    run_id: str,
    asked: Mapping[str, str],
    lang: Language,
    until: datetime | None = None,
) -> dict[str, object]:
    """Everything the page of a run shows, as it stands or as it stood at a moment.

    Raises:
        NotFound: there is no such run.
    """
    view = queries.run(session, actor, run_id, lang, until)
    wanted = wanted_of(asked, view)
    found = line_views.lines(session, actor, run_id, wanted, lang)
    words = translator(lang)
    refused = words_of(asked.get("refused", ""))
    return {
        "view": view,
        "wanted": wanted,
        "page_of_lines": found,
        "tabs_of": _tabs(view, wanted),
        "section_names": SECTION_NAMES,
        "state_names": STATE_NAMES,
        "statuses": [(status.value, status_label(status, lang)) for status in Status],
        "next_url": _url(run_id, wanted, found.next_after) if found.next_after else None,
        "refused": words.gettext(refused) if refused else "",
        "may_prepare": actor.may(Permission.SETTLEMENT_PREPARE),
        "may_approve": actor.may(Permission.SETTLEMENT_APPROVE),
        "standing_names": {name: words.gettext(text) for name, text in STANDING_NAMES.items()},
        "is_draft": view.row.state is State.DRAFT,
        "doubled": doubled(session, run_of(session, run_id)) if _moves(view) else None,
        "as_of": format_date(until.astimezone(COPENHAGEN).date(), "da") if until else "",
    }


def _moves(view: queries.RunView) -> bool:
    """Whether money may still come of it."""
    return view.row.state in {State.DRAFT, State.PROPOSED, State.APPROVED}


def wanted_of(asked: Mapping[str, str], view: queries.RunView) -> Wanted:
    """Which lines the address asks for; at first the first section that has any."""
    first = next((one for one in Section if view.counts[one]), Section.PAYABLE)
    chosen = asked.get("section", "")
    return Wanted(
        Section(chosen) if chosen in set(Section) else first,
        asked.get("region", "")[:20],
        asked.get("status", "")[:20],
        asked.get("standing", "")[:20],
        asked.get("treatment", "")[:20],
        asked.get("after", "")[:300],
        view.as_of,
    )


def _tabs(view: queries.RunView, wanted: Wanted) -> list[dict[str, object]]:
    return [
        {
            "url": _url(view.row.id, Wanted(section, until=wanted.until), ""),
            "section": section,
            "count": count,
            "current": section is wanted.section,
        }
        for section, count in view.counts.items()
    ]


def _url(run_id: str, wanted: Wanted, after: str) -> str:
    query = {
        "section": wanted.section.value if wanted.section else "",
        "region": wanted.region,
        "status": wanted.status,
        "standing": wanted.standing,
        "treatment": wanted.treatment,
        "after": after,
        "as_of": wanted.until.astimezone(COPENHAGEN).strftime("%d-%m-%Y") if wanted.until else "",
    }
    return f"/settlements/{run_id}?{urlencode({k: v for k, v in query.items() if v})}"

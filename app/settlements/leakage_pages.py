"""The page of leakage, its files, and the press that works it out anew."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db.engine import read_tx
from app.permissions import NotFound, Permission
from app.settlements.leakage import Leakage, Wanted, leakage, newest_lines
from app.settlements.leakage_due import begin_look, freshen
from app.settlements.leakage_files import FORMS
from app.settlements.leakage_items import Item, Kind
from app.settlements.leakage_treated import WAIT_DAYS
from app.settlements.leakage_words import ENDS_NAMES, KIND_NAMES, KIND_NOTES, Told, bands
from app.settlements.looks import looked
from app.web.deps import Reader, Sent, Store, Today, WhoSession, Writer, allow
from app.web.downloads import attachment
from app.web.flash import tells
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter()
READ, PREPARE = Permission.SETTLEMENT_READ, Permission.SETTLEMENT_PREPARE
HERE = "/settlements/leakage"
PER_PAGE = 200
AT_FIRST = 5
"""How many of each kind the page shows before one kind is asked for."""
tells(leakage_worked_out=N_("What is due and not settled is worked out anew."))


@router.get(HERE, dependencies=[allow(READ)])
def shown(request: Request, who: WhoSession, store: Store, today: Today) -> Response:
    """What slips away, by kind, age and amount."""
    asked = dict(request.query_params)
    wanted = wanted_of(asked)
    looked(store, who.actor, "list", "settlements:leakage")
    freshen(store, who.actor, today)
    with read_tx(store) as session:
        found = leakage(session, who.actor, wanted, today)
        groups = _groups(found, wanted, _place(asked.get("from", "0")))
        keys = [one for _, items in groups for one in items if one.line_id is None]
        told = Told(found, language(request, who), newest_lines(session, keys))
    return page(
        request,
        who,
        "settlements/leakage.html",
        {**_context(told, wanted, groups, asked), "may_prepare": who.actor.may(PREPARE)},
    )


@router.get(HERE + ".{form}", dependencies=[allow(READ)])
def filed(
    request: Request, form: str, who: WhoSession, session: Reader, store: Store, today: Today
) -> Response:
    """Everything found, narrowed as on the page, as a workbook or as rows."""
    if form not in FORMS:
        raise NotFound
    made, media = FORMS[form]
    found = leakage(session, who.actor, wanted_of(request.query_params), today)
    content = made(Told(found, language(request, who)))
    looked(store, who.actor, "export", "settlements:leakage")
    return attachment(f"leakage-{today.isoformat()}.{form}", media, content)


@router.post(HERE, dependencies=[allow(READ, form=True)])
def refresh(who: WhoSession, sent: Sent, session: Writer) -> Response:
    """Leave it to the runner to work out what is due and not settled."""
    return once(session, who.actor, sent, lambda: f"/jobs/{begin_look(session, who.actor).id}")


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it cannot mean leads nowhere."""
    kind, wait = asked.get("kind", ""), asked.get("wait") or str(WAIT_DAYS)
    if (kind and kind not in set(Kind)) or not (wait.isascii() and wait.isdigit()):
        raise NotFound
    return Wanted(
        Kind(kind) if kind else None,
        asked.get("agreement", ""),
        asked.get("region", ""),
        asked.get("supplier", ""),
        min(int(wait[:6]), 9999),
    )


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NotFound
    return int(text)


Groups = list[tuple[Kind, tuple[Item, ...]]]


def _groups(found: Leakage, wanted: Wanted, place: int) -> Groups:
    """The kinds that have any, each with the items to show."""
    most = PER_PAGE if wanted.kind else AT_FIRST
    every = ((kind, found.of(kind)) for kind in Kind)
    return [(kind, items[place : place + most]) for kind, items in every if items]


def _context(
    told: Told, wanted: Wanted, groups: Groups, asked: Mapping[str, str]
) -> dict[str, Any]:
    counts = Counter(one.kind for one in told.found.items)
    return {
        "found": told.found,
        "groups": [(kind, told.rows(items), counts[kind]) for kind, items in groups],
        "wanted": wanted,
        "names": KIND_NAMES,
        "notes": KIND_NOTES,
        "ends_names": ENDS_NAMES,
        "bands": bands(told.lang),
        "place": _place(asked.get("from", "0")),
        "per_page": PER_PAGE,
        "query": _query(wanted),
        "behind": [one for one in told.found.looks if not one.fresh],
        "request_key": new_key(),
    }


def _query(wanted: Wanted) -> str:
    """The filters as they stand in an address, without the kind."""
    said = {
        "agreement": wanted.agreement,
        "region": wanted.region,
        "supplier": wanted.supplier,
        "wait": "" if wanted.wait == WAIT_DAYS else str(wanted.wait),
    }
    return urlencode({name: value for name, value in said.items() if value})

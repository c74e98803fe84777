"""What the templates of the recommendation pages are given: finished words."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.evidence.words import months, told_count
from app.permissions import Actor, Permission
from app.recommendations.inputs import FrozenPlan
from app.recommendations.queries import Card, Numbers, PlanView
from app.web.idempotency import new_key
from app.web.words import N_, translator
from reports.chart_words import told_published, told_share
from reports.figures import ReferencePoint
from reports.language import Language, format_date, format_number, format_percent

SMALL = 5
VERDICTS = {
    "met": N_("as promised"),
    "under": N_("under what was promised"),
    "over": N_("over what was promised"),
    "undetermined": N_("cannot be determined"),
}


def cards_page(cards: Sequence[Card], actor: Actor) -> Mapping[str, object]:
    """The cards in words."""
    return {
        "cards": [_card(card, actor.language) for card in cards],
        "may_make": actor.may(Permission.REPORT_MAKE),
    }


def plan_page(found: PlanView, actor: Actor) -> Mapping[str, object]:
    """One plan in words."""
    newest = found.versions[0]
    return {
        "found": found,
        "newest": newest,
        "indication": found.indication.text(actor.language),
        "question": newest.plan.question_in(actor.language),
        "texts": {one.id: _text(one, actor.language) for one in found.versions},
        "may_make": actor.may(Permission.REPORT_MAKE),
        "request_key": new_key(),
        "typed": {},
        "errors": {},
    }


def _text(one: FrozenPlan, lang: Language) -> str:
    """The plan's text with the day it was frozen, which the text itself leaves to the program."""
    day = format_date(one.frozen_at.date(), lang)
    return one.text.replace("frozen_on: null", f"frozen_on: {day}", 1)


def _card(card: Card, lang: Language) -> dict[str, object]:
    latest = card.latest
    return {
        "url": f"/recommendations/{card.plan}",
        "title": f"{card.product}: {card.indication.text(lang)}",
        "question": card.question.text(lang),
        "next_decision": card.next_decision,
        "latest": latest,
        "report": f"/recommendations/cuts/{latest.cut_id}/report.pdf?lang={lang}" if latest else "",
        "rows": _rows(latest, lang) if latest else [],
        "changed": _changed(latest, card.previous, lang) if latest else "",
    }


def _rows(one: Numbers, lang: Language) -> list[tuple[str, str]]:
    words = translator(lang)
    complete = "–" if one.complete is None else format_percent(one.complete, lang, 0)
    return [
        (words.gettext(N_("Data cut")), format_date(one.cut_on, lang)),
        (words.gettext(N_("Patients infused")), told_count(one.treated, lang)),
        (words.gettext(N_("Patients in the analysis")), told_count(one.patients, lang)),
        (words.gettext(N_("Median follow-up")), months(one.follow_up, lang)),
        *_estimate(one, lang),
        (words.gettext(N_("Completeness")), complete),
    ]


def _estimate(one: Numbers, lang: Language) -> list[tuple[str, str]]:
    """One landmark, what was published at that same time, and what the plan's rule says."""
    words = translator(lang)
    reading = _read(one)
    rows = [_ours(reading, lang)]
    published = reading["landmark"]["published"] if reading else None
    if reading and published is not None:
        label = N_("Promised after {time}")
        if one.role != "promise":
            label = N_("Published for another treatment, as an illustration, after {time}")
        rows.append((_time(label, reading["landmark"], lang), _published(published, lang)))
    if one.verdict in VERDICTS and one.role == "promise":
        rows.append((words.gettext(N_("By the plan's rule")), words.gettext(VERDICTS[one.verdict])))
    return rows


def _read(one: Numbers) -> dict[str, Any] | None:
    """The landmark of the rule; else the last shown beside a published number, or shown at all."""
    ruled = [r for r in one.readings if r["day"] == one.rule_day]
    if ruled:
        return ruled[0]
    told = [r for r in one.readings if r["landmark"]["estimate"] is not None]
    beside = [r for r in told if r["landmark"]["published"] is not None]
    bounds = [r for r in one.readings if r["at_least"] is not None]
    return next(iter((beside or told or bounds)[-1:]), None)


def _ours(reading: dict[str, Any] | None, lang: Language) -> tuple[str, str]:
    words = translator(lang)
    if reading is None:
        return words.gettext(N_("Result")), words.gettext(N_("not shown yet: too few patients"))
    mark = reading["landmark"]
    if mark["estimate"] is not None:
        share = told_share(mark["estimate"], (mark["lower"], mark["upper"]), lang)
    elif reading["at_least"] is not None:
        least = words.gettext(N_("at least {share} (fewer than 5 events)"))
        share = least.format(share=format_percent(reading["at_least"], lang, 0))
    elif reading["withheld"]:
        share = words.gettext(N_("not shown yet: too few patients"))
    else:
        share = words.gettext(N_("nobody has been followed so long"))
    return _time(N_("Free of the event after {time}"), mark, lang), share


def _time(text: str, mark: dict[str, Any], lang: Language) -> str:
    return translator(lang).gettext(text).format(time=mark["label"][lang])


def _published(one: dict[str, Any], lang: Language) -> str:
    point = ReferencePoint(0, one["estimate"], one["lower"], one["upper"])
    told, study = told_published(point, lang), one.get("study")
    return f"{told} ({study})" if study else told


def _changed(latest: Numbers, previous: Numbers | None, lang: Language) -> str:
    """What is new since the report before; small steps and hidden numbers are not told."""
    words = translator(lang)
    if previous is None:
        return words.gettext(N_("This is the first data cut."))
    day = format_date(previous.cut_on, lang)
    patients = _step(latest.treated, previous.treated, lang)
    events = _step(latest.events, previous.events, lang)
    if patients is None:
        return words.gettext(N_("The data cut before was of {day}.")).format(day=day)
    if events is None:
        text = N_("Since {day}: {patients} more patients.")
        return words.gettext(text).format(day=day, patients=patients)
    text = N_("Since {day}: {patients} more patients and {events} more events.")
    return words.gettext(text).format(day=day, patients=patients, events=events)


def _step(now: int | None, before: int | None, lang: Language) -> str | None:
    if now is None or before is None:
        return None
    step = now - before
    return "<5" if 0 < abs(step) < SMALL else format_number(step, lang)

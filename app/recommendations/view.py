"""What the templates of the recommendation pages are given: finished words."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.evidence.words import months, told_count
from app.permissions import Actor, Permission
from app.recommendations.queries import Card, Numbers, PlanView
from app.web.idempotency import new_key
from app.web.words import N_, translator
from reports.chart_words import told_published, told_share
from reports.figures import ReferencePoint
from reports.language import Language, format_date, format_number, format_percent

SMALL = 5


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
        "may_make": actor.may(Permission.REPORT_MAKE),
        "request_key": new_key(),
        "typed": {},
        "errors": {},
    }


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
        (words.gettext(N_("Patients in the analysis")), told_count(one.patients, lang)),
        (words.gettext(N_("Median follow-up")), months(one.follow_up, lang)),
        *_estimate(one, lang),
        (words.gettext(N_("Completeness")), complete),
    ]


def _estimate(one: Numbers, lang: Language) -> list[tuple[str, str]]:
    """The landmark that answers beside what was promised there; else the nearest thing to both."""
    told = [r for r in one.readings if r["landmark"]["estimate"] is not None]
    beside = [r for r in told if r["landmark"]["published"] is not None]
    bounds = [r for r in one.readings if r["at_least"] is not None]
    promised = beside or [r for r in one.readings if r["landmark"]["published"] is not None]
    rows = []
    if beside or (told and not bounds):
        mark = (beside or told)[-1]["landmark"]
        share = told_share(mark["estimate"], (mark["lower"], mark["upper"]), lang)
        rows.append((_time(N_("Free of the event after {time}"), mark, lang), share))
    elif bounds:
        least = translator(lang).gettext(N_("at least {share} (fewer than 5 events)"))
        share = least.format(share=format_percent(bounds[-1]["at_least"], lang, 0))
        mark = bounds[-1]["landmark"]
        rows.append((_time(N_("Free of the event after {time}"), mark, lang), share))
    else:
        words = translator(lang)
        few = words.gettext(N_("not shown yet: too few patients"))
        rows.append((words.gettext(N_("Result")), few))
    if promised:
        mark = promised[-1]["landmark"]
        words_promised = _time(N_("Promised after {time}"), mark, lang)
        rows.append((words_promised, _published(mark["published"], lang)))
    return rows


def _time(text: str, mark: dict[str, Any], lang: Language) -> str:
    return translator(lang).gettext(text).format(time=mark["label"][lang])


def _published(one: dict[str, Any], lang: Language) -> str:
    point = ReferencePoint(0, one["estimate"], one["lower"], one["upper"])
    return f"{told_published(point, lang)} ({one['source']})"


def _changed(latest: Numbers, previous: Numbers | None, lang: Language) -> str:
    """What is new since the report before; small steps are not told in numbers."""
    words = translator(lang)
    if previous is None:
        return words.gettext(N_("This is the first data cut."))
    patients = _step(latest.patients, previous.patients, lang)
    events = _step(latest.events, previous.events, lang)
    text = N_("Since {day}: {patients} more patients and {events} more events.")
    day = format_date(previous.cut_on, lang)
    return words.gettext(text).format(day=day, patients=patients, events=events)


def _step(now: int | None, before: int | None, lang: Language) -> str:
    if now is None or before is None:
        return translator(lang).gettext(N_("an unknown number of"))
    step = now - before
    return "<5" if 0 < abs(step) < SMALL else format_number(step, lang)

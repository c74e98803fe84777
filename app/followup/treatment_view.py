"""What the treatment's page shows: a drawing, a time line in words, and the look-ups."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from app.catalogue.queries import regions
from app.followup.alive import AliveLine, AliveVersion
from app.followup.chart import draw
from app.followup.due import Standing
from app.followup.treatment_queries import Course, EventLine, EventVersion, ValuesLine, VisitLine
from app.followup.typing_values import said_with_unit
from app.followup.words import BASES, CAUSES, EVENTS, LOOKS, REASONS, STANDINGS
from app.patients.looks import Look
from app.patients.words import COURSES, STATES, pairs
from app.web.idempotency import new_key
from app.web.roles import PURPOSE_NAMES
from app.web.words import N_, translator
from reports.language import Language, format_date, format_instant

SHOWN_AHEAD = 2
CPR_SHOWN = N_("saw the whole CPR number")


def treatment_context(
    session: Session, found: Course, looks: Sequence[Look], lang: Language, today: date
) -> dict[str, object]:
    """Everything the template needs, in the reader's language."""
    words = translator(lang)
    titles = {kind: words.gettext(text) for kind, text in EVENTS.items()}
    return {
        "course": found,
        "head": found.head,
        "chart": draw(found, titles, today, lang),
        "timeline_rows": [line for _, line in sorted(_lines(found, lang), key=lambda one: one[0])],
        "alive_row": _alive(found, found.alive[-1], lang) if found.alive else None,
        "later": sum(v.due.standing is Standing.UPCOMING for v in found.visits) - SHOWN_AHEAD,
        "look_rows": [_look(look, lang) for look in looks],
        "states": pairs(STATES, lang),
        "courses": COURSES,
        "regions": [(r.code, r.name) for r in regions(session)],
        "request_key": new_key(),
        "today": today,
    }


def versions(event: EventLine, lang: Language) -> list[list[str]]:
    """Every version of an event, newest first, as a table's rows."""
    _ = translator(lang).gettext
    return [
        [
            format_instant(one.recorded_at, lang),
            one.recorded_by,
            format_date(one.on, lang),
            _(N_("taken back")) if one.retracted else " · ".join(details(one, lang)),
            one.reason,
        ]
        for one in reversed(event.versions)
    ]


def _look(look: Look, lang: Language) -> list[str]:
    _ = translator(lang).gettext
    purposes: Mapping[str, str] = PURPOSE_NAMES  # type: ignore[assignment]
    return [
        format_instant(look.at, lang),
        look.name,
        _look_words(look, lang),
        _(purposes.get(look.purpose, look.purpose)),
    ]


def _look_words(look: Look, lang: Language) -> str:
    _ = translator(lang).gettext
    said = _(CPR_SHOWN) if look.cpr else _(LOOKS.get(look.kind, look.kind))
    if look.count == 1:
        return said
    return _(N_("{what}, {count} times that day")).format(what=said, count=look.count)


def _lines(found: Course, lang: Language) -> Iterator[tuple[tuple[date, str], dict[str, object]]]:
    words = translator(lang)
    for state, on in found.head.states:
        title = words.gettext(N_("Treatment: {state}")).format(state=words.gettext(STATES[state]))
        yield (on, "0"), {"when": format_date(on, lang), "title": title}
    coming = [v for v in found.visits if v.due.standing is Standing.UPCOMING]
    for visit in found.visits:
        if visit not in coming[SHOWN_AHEAD:] and visit.due.standing is not Standing.ENDED:
            on = visit.on or visit.due.target
            yield (on, visit.due.visit), _visit(found, visit, on, lang)
    for line in found.between:
        yield (line.on, line.fact_id), _values(found, line, lang)
    for day in found.alive:
        yield (day.now.on, day.fact_id), _alive(found, day, lang)
    for event in found.events:
        yield (event.now.on, event.fact_id), _event(found, event, lang)


def _visit(found: Course, visit: VisitLine, on: date, lang: Language) -> dict[str, object]:
    _, due = translator(lang).gettext, visit.due
    kind, text = STANDINGS[due.standing]
    text = _(text)
    if not visit.held and due.standing is Standing.DONE:
        kind, text = "info", _("not held: {reason}").format(reason=_(REASONS[visit.missing_reason]))
    window = f"{format_date(due.opens, lang)} – {format_date(due.closes, lang)}"
    note = "" if due.standing is Standing.DONE else _("Window {window}.").format(window=window)
    return {
        "when": format_date(on, lang),
        "title": _("Visit: {title}").format(title=due.title.text(lang)),
        "href": f"/treatments/{found.head.treatment_id}/visits/{due.visit}",
        "status": kind,
        "status_text": text,
        "text": note,
    }


def _values(found: Course, line: ValuesLine, lang: Language) -> dict[str, object]:
    _ = translator(lang).gettext
    items = found.plan.items if found.plan else {}
    said = [
        f"{items[name].label.text(lang)} {said_with_unit(items[name], value, lang)}"
        for name, value in line.values
        if name in items
    ]
    return {
        "when": format_date(line.on, lang),
        "title": _("Values between visits"),
        "href": f"/treatments/{found.head.treatment_id}/unplanned/{line.fact_id}",
        "text": " · ".join(said),
    }


def _alive(found: Course, line: AliveLine, lang: Language) -> dict[str, object]:
    _ = translator(lang).gettext
    return {
        "when": format_date(line.now.on, lang),
        "title": _("Known to be alive"),
        "href": f"/treatments/{found.head.treatment_id}/alive/{line.fact_id}",
        "text": basis_words(line.now, lang),
    }


def basis_words(version: AliveVersion, lang: Language) -> str:
    """Where it is known from that the patient was alive."""
    _ = translator(lang).gettext
    if version.basis in BASES:
        return _(BASES[version.basis])
    return _("from a file") if version.source.startswith("import:") else _("source not given")


def alive_versions(line: AliveLine, lang: Language) -> list[list[str]]:
    """Every version of a day on which the patient was alive, newest first, as a table's rows."""
    return [
        [
            format_instant(one.recorded_at, lang),
            one.recorded_by,
            format_date(one.on, lang),
            basis_words(one, lang),
            one.reason,
        ]
        for one in reversed(line.versions)
    ]


def _event(found: Course, event: EventLine, lang: Language) -> dict[str, object]:
    _, now = translator(lang).gettext, event.now
    return {
        "when": format_date(now.on, lang),
        "title": _(EVENTS.get(event.kind, event.kind)),
        "href": f"/treatments/{found.head.treatment_id}/events/{event.fact_id}",
        "text": " · ".join(details(now, lang)),
    }


def details(now: EventVersion, lang: Language) -> list[str]:
    """What an event says besides its kind and day: cause, name, grade, remark."""
    _ = translator(lang).gettext
    said = [_(CAUSES[now.cause])] if now.cause in CAUSES else []
    said += [now.term] if now.term else []
    said += [_("grade {grade}").format(grade=now.grade)] if now.grade else []
    return said + ([now.note] if now.note else [])

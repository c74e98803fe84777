"""What the visit's pages show: finished words and values, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.followup.plans import Item
from app.followup.saving import Conflict
from app.followup.treatment_view import details
from app.followup.typing_values import said, said_with_unit
from app.followup.values import HIGHEST_GRADE
from app.followup.visit_form import EVENT_PARTS, Reading, fresh, typed_date
from app.followup.visit_queries import ItemNow, Version, VisitNow
from app.followup.words import CAUSES, EVENTS, METHODS, REASONS, unit_words
from app.patients.words import COURSES, pairs
from app.permissions import Actor, Permission
from app.web.deps import Submitted
from app.web.forms import OUR_OWN
from app.web.idempotency import new_key
from app.web.words import translator
from reports.language import Language, format_date


@dataclass(frozen=True, slots=True)
class Field:
    """One item as the form shows it."""

    name: str
    label: str
    unit: str
    value: str
    error: str | None
    last: str | None
    methods: tuple[tuple[str, str], ...]
    method: str
    options: tuple[tuple[str, str], ...]
    missing: str
    low: str | None
    high: str | None
    inputmode: str
    version: str
    note_shown: bool
    from_file: bool


def form_context(
    visit: VisitNow, reading: Reading, lang: Language, today: date
) -> dict[str, object]:
    """The form with what was typed, each problem beside its field."""
    worded = {name: problem.worded(lang) for name, problem in reading.problems.items()}
    fields = [_field(one, reading, worded, lang) for one in visit.items]
    missing = {f.name: f.label for f in fields if f.name in reading.missing}
    day = reading.held_on or typed_date(reading.typed, today)
    return {
        "visit": visit,
        "typed": reading.typed,
        "fields": fields,
        "errors": worded,
        "missing": missing,
        "summary": _summary(visit, worded, missing, lang),
        "kept": not {"why_not_held", "not_held_reason"} & set(worded),
        "lateness": lateness(visit, day) if day else 0,
        "closed": 0 if day else max((today - visit.scheduled.closes).days, 0),
        "correcting": visit.contact is not None,
        "asks_reason": any((visit.contact, "reason" in worded, reading.typed.get("reason"))),
        "standing": event_rows(visit, lang),
        "events": [(kind, EVENTS[kind]) for kind in visit.plan.events if kind in EVENTS],
        "causes": pairs(CAUSES, lang),
        "reasons": pairs(REASONS, lang),
        "courses": COURSES,
        "request_key": new_key(),
        "today": today,
    }


def saved_context(visit: VisitNow, lang: Language, actor: Actor) -> dict[str, object]:
    """The saved visit, read only, with every version of each value."""
    contact = visit.contact
    return {
        "visit": visit,
        "lateness": lateness(visit, contact.on) if contact and contact.held else 0,
        "rows": saved_rows(visit, lang),
        "standing": event_rows(visit, lang),
        "reason_words": REASONS,
        "changed": False,
        "may_sign": actor.may(Permission.VISIT_SIGN, visit.head.site_id),
        "courses": COURSES,
    }


def saved_rows(visit: VisitNow, lang: Language) -> list[dict[str, object]]:
    """The items that have been recorded or are asked for, as they are read."""
    return [_row(one, lang) for one in visit.items]


def event_rows(visit: VisitNow, lang: Language) -> list[dict[str, str]]:
    """The events since the visit before, each with its day and where it is corrected."""
    _ = translator(lang).gettext
    return [
        {
            "title": _(EVENTS.get(line.kind, line.kind)),
            "when": format_date(line.now.on, lang),
            "text": " · ".join(details(line.now, lang)),
            "href": f"/treatments/{visit.head.treatment_id}/events/{line.fact_id}",
        }
        for line in visit.recent
    ]


def _summary(
    visit: VisitNow, worded: Mapping[str, str], missing: Mapping[str, str], lang: Language
) -> list[tuple[str, str]]:
    """Everything to mend in one list: what is wrong, then what is missing."""
    _ = translator(lang).gettext
    labels = {one.name: one.item.label.text(lang) for one in visit.items}
    labels |= {f"{name}_note": label for name, label in labels.items()}
    labels["held_on"] = _("Date of the visit")
    labels |= {
        f"ev_{kind}{part}": _(EVENTS[kind])
        for kind in visit.plan.events
        if kind in EVENTS
        for part in EVENT_PARTS
    }
    wrong = [(n, f"{labels[n]}: {text}" if n in labels else text) for n, text in worded.items()]
    return wrong + list(missing.items())


def _row(one: ItemNow, lang: Language) -> dict[str, object]:
    """An item as it is read, with its earlier versions where there are any."""
    _ = translator(lang).gettext
    said_versions = [
        (version, version_said(one.item, version, lang), METHODS.get(version.method, ""))
        for version in one.versions
    ]
    return {
        "name": one.name,
        "label": one.item.label.text(lang),
        "now": one.now,
        "said": version_said(one.item, one.now, lang) if one.now else "–",
        "method": _(METHODS[one.now.method]) if one.now and one.now.method in METHODS else "",
        "last": _last(one, lang),
        "versions": list(reversed(said_versions)),
    }


def conflict_context(
    conflict: Conflict, sent: Submitted, lang: Language, today: date
) -> dict[str, object]:
    """The fields two people filled in differently, side by side."""
    visit, typed = conflict.visit, conflict.reading.typed
    theirs = fresh(visit, today)
    label = {one.name: one.item.label.text(lang) for one in visit.items}
    items = {one.name: one for one in visit.items}
    rows = [
        {
            "name": name,
            "label": label.get(name, ""),
            "mine": _said(items.get(name), typed, name, lang),
            "theirs": _said(items.get(name), theirs, name, lang),
            "choice": sent.fields.get(f"{name}_choose", ""),
            "version": items[name].now if name in items else None,
        }
        for name in conflict.names
    ]
    versions = {key: value for key, value in theirs.items() if key.endswith("_version")}
    left_out = {*OUR_OWN, "merge", "reason", *(f"{name}_choose" for name in conflict.names)}
    return {
        "visit": visit,
        "rows": rows,
        "hidden": {
            **{k: v for k, v in sorted(typed.items()) if k not in left_out},
            **versions,
        },
        "names": ",".join(conflict.names),
        "reason": typed.get("reason", ""),
        "request_key": new_key(),
        "courses": COURSES,
        "undecided": bool(sent.fields.get("merge")),
    }


def lateness(visit: VisitNow, day: date) -> int:
    """Days after the window (or, negative, before it); 0 inside."""
    if day > visit.scheduled.closes:
        return (day - visit.scheduled.closes).days
    return min((day - visit.scheduled.opens).days, 0)


def _field(one: ItemNow, reading: Reading, worded: dict[str, str], lang: Language) -> Field:
    typed, item, _ = reading.typed, one.item, translator(lang).gettext
    note = typed.get(f"{one.name}_note", "")
    note_error = worded.get(f"{one.name}_note")
    plausible = item.plausible if item.type in {"quantity", "count"} else None
    return Field(
        name=one.name,
        label=item.label.text(lang),
        unit=unit_words(item.unit, lang),
        value=typed.get(one.name, ""),
        error=worded.get(one.name),
        last=_last(one, lang),
        methods=tuple((m, _(METHODS.get(m, m))) for m in item.methods),
        method=typed.get(f"{one.name}_method", ""),
        options=_options(item, lang),
        missing=typed.get(f"{one.name}_missing", ""),
        low=plausible.low if plausible else None,
        high=plausible.high if plausible else None,
        inputmode="numeric" if item.type == "count" else "decimal",
        version=typed.get(f"{one.name}_version", "0"),
        note_shown=bool(note or note_error or one.name in reading.doubtful),
        from_file=bool(one.now and one.now.source.startswith("import:")),
    )


def _options(item: Item, lang: Language) -> tuple[tuple[str, str], ...]:
    if item.type == "grade":
        return tuple((str(grade), str(grade)) for grade in range(HIGHEST_GRADE + 1))
    return tuple((code, words.text(lang)) for code, words in item.values.items())


def _last(one: ItemNow, lang: Language) -> str | None:
    if one.last is None:
        return None
    value, on = one.last
    return f"{said(one.item, value, lang)} ({format_date(on, lang)})"


def version_said(item: Item, version: Version, lang: Language) -> str:
    """A version's value with its unit, or why it is missing."""
    if not version.value:
        return translator(lang).gettext(REASONS.get(version.missing_reason, "–"))
    return said_with_unit(item, version.value, lang)


def _said(one: ItemNow | None, typed: object, name: str, lang: Language) -> str:
    given: dict[str, str] = dict(typed)  # type: ignore[call-overload]
    if one is None:
        return given.get(name, "")
    value, reason = given.get(name, ""), given.get(f"{name}_missing", "")
    if not value:
        return translator(lang).gettext(REASONS.get(reason, "–"))
    code = given.get(f"{name}_method", "") if one.item.methods else ""
    method = translator(lang).gettext(METHODS[code]) if code in METHODS else code
    parts = (said(one.item, value, lang), unit_words(one.item.unit, lang), method)
    return " ".join(part for part in parts if part)

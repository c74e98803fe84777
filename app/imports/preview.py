"""A plan as the page shows it: a table per fate, cells masked, and what may be answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.db.tables.patients import pseudonym
from app.followup.values import canonical
from app.followup.words import METHODS, unit_words
from app.imports.actions import Prepared
from app.imports.cells import masked
from app.imports.forms import option
from app.imports.maps import LongMap
from app.imports.planning import PlannedRow, ReadFile
from app.imports.problems import outcome_label
from app.imports.reading import Row
from app.imports.setting import Answer, Fate, Said
from app.patients.identity import NotACpr, valid_cpr
from app.web.words import N_, translator
from reports.language import Language, format_date, format_value

SHOWN = 200
REGISTERED = frozenset({"conflict", "sides", "otherwise", "other_day"})
"""Questions where something else is registered, which leaving the row out keeps."""
CHANGED = N_("The register has changed since you answered.")
ORDER = (Fate.ASKED, Fate.REFUSED, Fate.CREATE, Fate.UNCHANGED, Fate.DUPLICATE)
TITLES = {
    Fate.ASKED: N_("Needs an answer"),
    Fate.REFUSED: N_("Refused"),
    Fate.CREATE: N_("New"),
    Fate.UNCHANGED: N_("Known already"),
    Fate.DUPLICATE: N_("Twice in the file"),
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the file as it came (patients masked), and what is told about it."""

    number: int
    cells: str
    treatment: str
    stored: str
    """The outcome and the day as they are stored, where the row can be read."""
    value: str
    """The value as it is stored, after what the file said where it is converted."""
    told: tuple[tuple[str, str], ...]
    """Column, and what is wrong with what to do."""
    options: tuple[tuple[str, str], ...]
    """What may be answered: value and words; empty where nothing is asked."""
    answer: str
    register: bool
    """Whether the row's patient is unknown and may be registered."""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one fate: how many, and the first of them."""

    fate: str
    title: str
    count: int
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that the page needs to show before a file is stored."""

    sections: tuple[Section, ...]
    patients: frozenset[str]
    """Whom the page shows, for the log of looks."""
    storable: int
    asked: int
    refused: int


def previewed(prepared: Prepared, lang: Language, typed: Mapping[int, Answer]) -> Preview:
    """The plan as a page in one language, with what was already answered."""
    plan = prepared.plan
    rows = sorted(plan.rows, key=lambda one: one.row.number not in plan.changed)
    by_fate = {fate: [row for row in rows if row.fate is fate] for fate in ORDER}
    sections = tuple(
        Section(
            fate.value,
            translator(lang).gettext(TITLES[fate]),
            len(by_fate[fate]),
            tuple(_row(prepared, row, lang, typed) for row in by_fate[fate][:SHOWN]),
        )
        for fate in ORDER
    )
    shown = tuple(row for rows in by_fate.values() for row in rows[:SHOWN])
    return Preview(
        sections,
        plan.patients(shown),
        len(by_fate[Fate.CREATE]),
        len(by_fate[Fate.ASKED]),
        len(by_fate[Fate.REFUSED]),
    )


def _row(
    prepared: Prepared, row: PlannedRow, lang: Language, typed: Mapping[int, Answer]
) -> ShownRow:
    by = prepared.file.by
    patient = by.row.patient.column if isinstance(by, LongMap) else ""
    named = zip(row.row.cells, (*prepared.plan.header, *("",) * len(row.row.cells)), strict=False)
    cells = [masked(cell) if name == patient else cell[:60] for cell, name in named if cell]
    asked = row.fate is Fate.ASKED
    changed = row.row.number in prepared.plan.changed
    why = (("", translator(lang).gettext(CHANGED)),) if changed else ()
    told = tuple(
        (one.column, one.question(lang) if asked else one.sentence(lang)) for one in row.problems
    )
    return ShownRow(
        row.row.number,
        " · ".join(cells),
        pseudonym(row.treatment_id) if row.treatment_id else "",
        *(_stored(row.said, lang) if row.said else ("", "")),
        (*why, *told),
        tuple((option(one, row.question), _worded(row, one, lang)) for one in row.offers),
        option("skip" if changed else typed.get(row.row.number, "skip"), row.question),
        any(one.reason in {"unknown_patient", "near_patient"} for one in row.problems)
        and unknown_cpr(prepared.file, row.row) is not None,
    )


def unknown_cpr(file: ReadFile, row: Row) -> str | None:
    """The CPR number in a row's patient cell, with which the person may be registered, or None."""
    if not isinstance(file.by, LongMap):
        return None
    place = file.sheet.header.index(file.by.row.patient.column)
    try:
        return valid_cpr(row.cells[place])
    except (NotACpr, IndexError):
        return None


def _stored(said: Said, lang: Language) -> tuple[str, str]:
    words = translator(lang).gettext
    unit = unit_words(said.unit, lang)
    value = f"{format_value(canonical(said.value), lang)} {unit}".strip()
    method = f" ({words(METHODS.get(said.method, said.method))})" if said.method else ""
    label = f"{outcome_label(said.name, lang)}{method}, {format_date(said.on, lang)}"
    return label, f"{said.converted_from} → {value}" if said.converted_from else value


def _worded(row: PlannedRow, answer: Answer, lang: Language) -> str:
    words = translator(lang).gettext
    held = any(one.reason in REGISTERED for one in row.problems)
    match answer:
        case "skip":
            return words(N_("Keep what is registered") if held else N_("Leave it out"))
        case "accept":
            return words(
                N_("Correct it to the file's value") if held else N_("Store the file's value")
            )
        case _:
            return words(N_("Use {value}")).format(value=row.suggests(answer))

"""A plan as the page shows it: a table per fate, cells masked, and what may be answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.db.tables.patients import pseudonym
from app.imports.actions import Prepared
from app.imports.cells import masked
from app.imports.maps import LongMap
from app.imports.planning import PlannedRow
from app.imports.setting import Answer, Fate
from app.web.words import N_, translator
from reports.language import Language

SHOWN = 200
ANSWERABLE = 150
ORDER = (Fate.ASKED, Fate.REFUSED, Fate.CREATE, Fate.UNCHANGED, Fate.DUPLICATE)
TITLES = {
    Fate.ASKED: N_("To be answered"),
    Fate.REFUSED: N_("Refused"),
    Fate.CREATE: N_("New"),
    Fate.UNCHANGED: N_("Known already"),
    Fate.DUPLICATE: N_("Twice in the file"),
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the file: its cells as they came (patients masked), and what is told about it."""

    number: int
    cells: tuple[str, ...]
    treatment: str
    told: tuple[tuple[str, str], ...]
    """Column, and what is wrong with what to do."""
    options: tuple[tuple[str, str], ...]
    """What may be answered: value and words; empty where nothing is asked."""
    answer: str


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

    header: tuple[str, ...]
    sections: tuple[Section, ...]
    patients: frozenset[str]
    """Whom the page shows, for the log of looks."""
    stopped: bool
    storable: int
    open: int
    reason_after: str
    """The last fate with a row that can be answered, after which a reason is asked for, or none."""


def previewed(prepared: Prepared, lang: Language, typed: Mapping[int, Answer]) -> Preview:
    """The plan as a page in one language, with what was already answered."""
    plan = prepared.plan
    by_fate = {fate: [row for row in plan.rows if row.fate is fate] for fate in ORDER}
    sections = tuple(
        Section(
            fate.value,
            translator(lang).gettext(TITLES[fate]),
            len(by_fate[fate]),
            tuple(
                _row(prepared, row, lang, typed, may_answer=place < ANSWERABLE)
                for place, row in enumerate(by_fate[fate][:SHOWN])
            ),
        )
        for fate in ORDER
    )
    shown = tuple(row for rows in by_fate.values() for row in rows[:SHOWN])
    return Preview(
        plan.header,
        sections,
        plan.patients(shown),
        plan.stopped,
        len(by_fate[Fate.CREATE]),
        len(by_fate[Fate.ASKED]) + len(by_fate[Fate.REFUSED]),
        next((s.fate for s in reversed(sections) if any(row.options for row in s.rows)), ""),
    )


def _row(
    prepared: Prepared,
    row: PlannedRow,
    lang: Language,
    typed: Mapping[int, Answer],
    *,
    may_answer: bool,
) -> ShownRow:
    by = prepared.file.by
    patient = by.row.patient.column if isinstance(by, LongMap) else ""
    named = zip(row.row.cells, (*prepared.plan.header, *("",) * len(row.row.cells)), strict=False)
    cells = tuple(masked(cell) if name == patient else cell[:60] for cell, name in named)
    told = tuple((one.column, one.sentence(lang)) for one in row.problems)
    return ShownRow(
        row.row.number,
        cells,
        pseudonym(row.treatment_id) if row.treatment_id else "",
        told,
        _options(row, lang) if may_answer else (),
        typed.get(row.row.number, "skip"),
    )


def _options(row: PlannedRow, lang: Language) -> tuple[tuple[str, str], ...]:
    words = translator(lang).gettext
    options = [("skip", words(N_("Leave it out")))]
    if row.suggests:
        options.append(("suggestion", words(N_("Use {value}")).format(value=row.suggests)))
    if row.fate is Fate.ASKED:
        options.append(("accept", words(N_("Store the file's value"))))
    return tuple(options) if len(options) > 1 else ()

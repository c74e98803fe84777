"""The completeness tables as they are read: one per plan, visits down, items across."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.completeness import EXCUSED, CompletenessRow
from app.followup.plans import Plan
from app.followup.words import REASONS
from app.web.words import N_, translator
from reports.language import Language, format_percent

ENOUGH = 90


@dataclass(frozen=True, slots=True)
class Cell:
    """One visit and item: met from 90 % on, else not met; no status where nothing was due."""

    share: str
    counts: str
    status: str
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """One plan's table."""

    title: str
    items: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    present: int
    expected: int
    unexplained: int


def tables(
    found: Sequence[tuple[Plan, tuple[CompletenessRow, ...]]], lang: Language
) -> list[Table]:
    """The tables of every plan the department follows."""
    return [_table(plan, rows, lang) for plan, rows in found if rows]


def _table(plan: Plan, rows: Sequence[CompletenessRow], lang: Language) -> Table:
    names = tuple(name for name in plan.items if any(row.item == name for row in rows))
    cells = {(row.visit, row.item): _cell(row, lang) for row in rows}
    visits = [visit for visit in plan.visits if any(row.visit == visit.code for row in rows)]
    return Table(
        title=plan.title.text(lang),
        items=tuple(plan.items[name].label.text(lang) for name in names),
        rows=tuple(
            (visit.title.text(lang), tuple(cells.get((visit.code, name)) for name in names))
            for visit in visits
        ),
        present=sum(row.present for row in rows),
        expected=sum(_possible(row) for row in rows),
        unexplained=sum(row.unexplained for row in rows),
    )


def _possible(row: CompletenessRow) -> int:
    """Those that could have been recorded; the dead and the not applicable are told aside."""
    return row.expected - sum(count for reason, count in row.missing if reason in EXCUSED)


def _cell(row: CompletenessRow, lang: Language) -> Cell:
    _ = translator(lang).gettext
    why = [f"{_(REASONS[reason])} {count}" for reason, count in row.missing]
    if row.unexplained:
        why.append(_(N_("no reason {count}")).format(count=row.unexplained))
    share = row.share
    status = "" if share is None else ("met" if share * 100 >= ENOUGH else "not_met")
    shown = "–" if share is None else format_percent(float(share), lang, 0)
    return Cell(shown, f"{row.present}/{_possible(row)}", status, ", ".join(why))

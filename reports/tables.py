"""Rows as CSV that no spreadsheet takes for formulas, and the numbers behind a figure as rows."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from reports.figures import SurvivalChart
from reports.language import Language, translator

Cell = str | int | float | Decimal | date | None
CsvFormat = Literal["standard", "danish-excel"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def csv_bytes(rows: Iterable[Sequence[Cell]], form: CsvFormat = "standard") -> bytes:
    """Rows, the header first, as UTF-8 CSV; dates ISO, decimals with a point, None empty.

    `danish-excel` has semicolons, decimal commas and the mark Excel reads UTF-8 by. Text that a
    spreadsheet would run as a formula gets a leading apostrophe; numbers of ours never do.
    """
    danish = form == "danish-excel"
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";" if danish else ",", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_text(cell, danish=danish) for cell in row])
    return written.getvalue().encode("utf-8-sig" if danish else "utf-8")


def json_bytes(value: object) -> bytes:
    """A value of ours as JSON in one fixed form: sorted keys, ISO dates, exact decimals as text."""
    written = json.dumps(value, default=_plain, ensure_ascii=False, indent=1, sort_keys=True)
    return (written + "\n").encode()


def curve_rows(chart: SurvivalChart, lang: Language) -> list[tuple[Cell, ...]]:
    """Every step of a figure's curves and every published point beside them, header first.

    From the day of an empty share to the next row the curve is not shown, and the note says why.
    """
    header = ("series", "source", "day", "survival", "lower_95", "upper_95", "at_risk", "note")
    why = translator(lang).gettext("not shown: fewer than 5")
    rows: list[tuple[Cell, ...]] = [header]
    for curve in chart.curves:
        label = curve.label.text(lang)
        for p in curve.points:
            told = (p.survival, p.lower, p.upper, _shown(p.at_risk))
            rows.append((label, "", p.day, *told, ""))
            if p.until is not None:
                rows.append((label, "", p.until + 1, None, None, None, None, why))
    for one in chart.references:
        label = one.label.text(lang)
        rows += [
            (label, one.source, p.day, p.survival, p.lower, p.upper, None, "") for p in one.points
        ]
    return rows


def risk_rows(chart: SurvivalChart, lang: Language) -> list[tuple[Cell, ...]]:
    """The table at risk below a figure, header first."""
    rows: list[tuple[Cell, ...]] = [
        ("series", "day", "at_risk", "censored_before", "events_before")
    ]
    rows += [
        (curve.label.text(lang), cell.day, *map(_shown, (cell.at_risk, cell.censored, cell.events)))
        for curve in chart.curves
        for cell in curve.table
    ]
    return rows


def _shown(count: int | None) -> Cell:
    return "<5" if count is None else count


def _text(cell: Cell, *, danish: bool) -> str:
    match cell:
        case None:
            return ""
        case datetime() | date():
            return cell.isoformat()
        case int() | float() | Decimal():
            plain = f"{cell:f}" if isinstance(cell, Decimal) else repr(cell)
            return plain.replace(".", ",") if danish else plain
        case _:
            return "'" + cell if cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA) else cell


def _plain(value: object) -> Any:  # noqa: ANN401  what JSON takes next is not known here
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no form in JSON.")

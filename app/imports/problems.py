"""What is wrong with a row, or must be asked about it, in words a person can act on, da and en."""

from dataclasses import dataclass
from datetime import date

from app.followup.plans import plans
from app.web.forms import Message
from app.web.words import N_, translator
from reports.language import Language, format_date, format_value

# reason: what happened (message id), what to do (message id)
REASONS: dict[str, tuple[str, str]] = {
    "cells": (
        N_("the row has {found} cells, the header {expected}"),
        N_("Look for a missing or an extra “{delimiter}” in the row."),
    ),
    "invisible": (
        N_("'{value}' holds invisible characters"),
        N_("Delete the cell and type it anew."),
    ),
    "formula": (
        N_("'{value}' begins like a formula and is never evaluated"),
        N_("Write the value itself."),
    ),
    "empty": (N_("the cell is empty"), N_("Fill it in, or delete the row.")),
    "not_a_number": (N_("'{value}' is not a number"), N_("Write it with digits, e.g. {example}.")),
    "ambiguous_number": (
        N_("'{value}' can be read in two ways"),
        N_("Write the number with digits only."),
    ),
    "decimal_point": (
        N_("'{value}' has a decimal point, and the file has decimal commas"),
        N_("Write it with a comma."),
    ),
    "decimal_comma": (
        N_("'{value}' has a decimal comma, and the file has decimal points"),
        N_("Write it with a point."),
    ),
    "thousands": (
        N_("'{value}' has a thousands separator"),
        N_("Write the number without it."),
    ),
    "too_many_digits": (
        N_("'{value}' has more digits than are kept"),
        N_("At most 9 before and 6 after the decimal sign are kept. Round it, or check it."),
    ),
    "sign": (
        N_("'{value}' begins with a sign that the map does not take"),
        N_("Leave the sign out, or ask your laboratory for the value."),
    ),
    "negative": (N_("'{value}' is below 0"), N_("Check the value; it must be 0 or more.")),
    "part_of_a_day": (N_("'{value}' is not a whole number of days"), N_("Write whole days.")),
    "not_a_date": (N_("'{value}' is not a date"), N_("Write it as {expected}, e.g. {example}.")),
    "no_such_day": (N_("the day {value} does not exist"), N_("Check day and month.")),
    "future_date": (N_("{value} is after today, {today_on}"), N_("Check the date.")),
    "too_early": (N_("{value} is before 1900"), N_("Check the year.")),
    "not_in_table": (
        N_("'{value}' is not among the values the map knows"),
        N_("Use one of: {expected}."),
    ),
    "not_a_cpr": (
        N_("'{value}' is not a CPR number"),
        N_("Check the ten digits; spreadsheets take away a first zero."),
    ),
    "unknown_patient": (
        N_("'{value}' is no patient of your department"),
        N_("Check the number, or register the patient first."),
    ),
    "near_patient": (
        N_("'{value}' is no patient of your department; the nearest is {nearest}"),
        N_("Check the number, or register the patient first."),
    ),
    "unknown_analysis": (
        N_("the map has no analysis '{value}'"),
        N_("Use one of: {expected}, or have the map extended."),
    ),
    "unknown_unit": (N_("the analysis has no unit '{value}'"), N_("Use one of: {expected}.")),
    "unknown_method": (N_("the analysis has no method '{value}'"), N_("Use one of: {expected}.")),
    "no_treatment": (
        N_("the patient has no infused treatment that follows {outcome}"),
        N_("Register the infusion first, or delete the row."),
    ),
    "two_treatments": (
        N_("the patient has two treatments that follow {outcome} on the same day"),
        N_("Write the treatment's own number (P-0014) instead of the CPR number."),
    ),
    "not_taken": (
        N_("the follow-up plan does not take '{value}' for {outcome}"),
        N_("Check the value, or delete the row."),
    ),
    "early_death": (
        N_("the death on {died_on} lies before the infusion on {infused_on}"),
        N_("Check both dates in the file and in the register."),
    ),
    "after_death": (
        N_("the patient is registered as dead on {died_on}, and the infusion lies after that"),
        N_("Check the date, or correct the death on the patient's time line first."),
    ),
    "not_in_catalogue": (N_("the catalogue has no '{value}'"), N_("Use one of: {expected}.")),
    "unknown_site": (
        N_("'{value}' is not your department"),
        N_("Ask the department itself to import the file."),
    ),
    # Asked about: the row waits for an answer.
    "conflict": (
        N_("{on} has {known} in the register, the file says {value}"),
        N_("Keep what is registered, or correct it with a reason."),
    ),
    "conflict_in_file": (
        N_("row {other} of the file says {known} for {on}, this row {value}"),
        N_("Leave one of them out, or let this row correct the other with a reason."),
    ),
    "sides": (
        N_("{expected} is registered as {known}, the file says {value}"),
        N_("Keep what is registered, or correct it with a reason."),
    ),
    "otherwise": (
        N_("{outcome} is registered otherwise than {value}"),
        N_("Keep what is registered, or correct it with a reason."),
    ),
    "other_day": (
        N_("{value} is registered on {known_on}, the file says {on}"),
        N_("Keep the registered day, or correct it with a reason."),
    ),
    "above": (
        N_("{value} is above {bound}, the highest plausible value"),
        N_("Check it; keep it with a reason if it is right."),
    ),
    "below": (
        N_("{value} is below {bound}, the lowest plausible value"),
        N_("Check it; keep it with a reason if it is right."),
    ),
    "ratio": (
        N_("{value} is about {times} times away from the last value, {known} on {on}"),
        N_("Check the unit; keep it with a reason if it is right."),
    ),
    "before_infusion": (
        N_("{sampled_on} is before {opens_on}, when the follow-up plan begins"),
        N_("Check the date; keep it with a reason if it is right."),
    ),
}
MEANT = N_("Did you mean {suggestion}?")
EITHER = N_("Did you mean {suggestion} or {other}?")
MEND = N_("Choose it on the page, or mend the file.")
_FORMS = {"dd-mm-yyyy": N_("dd-mm-yyyy"), "yyyy-mm-dd": N_("yyyy-mm-dd")}
_VALUES = frozenset({"known", "bound", "times"})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that keeps a row out, or that must be answered first.

    `row` counts as a spreadsheet does, the header being row 1. `value` is what stood there; CPR
    numbers are masked. `suggestion` is what was probably meant, written as the file writes it;
    `other` is what may be meant as well.
    """

    row: int
    column: str
    value: str
    reason: str
    suggestion: str = ""
    details: tuple[tuple[str, str], ...] = ()
    other: str = ""

    def told(self, lang: Language) -> str:
        """What happened, as the beginning of a sentence without its full stop."""
        return self._filled(REASONS[self.reason][0], lang)

    def advice(self, lang: Language) -> str:
        """What to do next."""
        if self.suggestion:
            return f"{self.meant(lang)} {translator(lang).gettext(MEND)}"
        return self._filled(REASONS[self.reason][1], lang)

    def meant(self, lang: Language) -> str:
        """The question whether the suggestion was meant."""
        text = EITHER if self.other else MEANT
        return translator(lang).gettext(text).format(suggestion=self.suggestion, other=self.other)

    def worded(self, lang: Language) -> str:
        """Row, column, what happened with which value, and what to do."""
        words = translator(lang).gettext
        where = N_("Row {row}, column {column}: ") if self.column else N_("Row {row}: ")
        place = words(where).format(row=self.row, column=self.column)
        return f"{place}{self.told(lang)}. {self.advice(lang)}"

    def sentence(self, lang: Language) -> str:
        """What happened and what to do, where row and column stand beside it."""
        return f"{self._begun(lang)}. {self.advice(lang)}"

    def question(self, lang: Language) -> str:
        """What happened and what to choose, where the answers stand beside it."""
        advice = self.meant(lang) if self.suggestion else self.advice(lang)
        return f"{self._begun(lang)}. {advice}"

    def _begun(self, lang: Language) -> str:
        told = self.told(lang)
        return f"{told[:1].upper()}{told[1:]}"

    def _filled(self, text: str, lang: Language) -> str:
        values = {"value": self.value} | {
            name: _shown(name, found, lang) for name, found in self.details
        }
        return translator(lang).gettext(text).format(**values)


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Why a file was not read at all."""

    reason: str
    found: str = ""
    expected: str = ""

    def worded(self, lang: Language) -> str:
        """What happened, and what to do."""
        text = translator(lang).gettext(FILE_REASONS[self.reason])
        return text.format(found=_counted(self.found, lang), expected=_counted(self.expected, lang))


def _counted(text: str, lang: Language) -> str:
    """A number as the language writes it, the word for a tab, or the text as it stands."""
    return translator(lang).gettext(N_("tab")) if text == "tab" else format_value(text, lang)


class FileRefused(Exception):  # noqa: N818 - told to who brought the file
    """A file was not read: nothing of it was kept or stored."""

    def __init__(self, problem: Message) -> None:
        self.problem = problem
        super().__init__(problem.worded("en"))

    def message(self, lang: Language) -> str:
        """What happened, and what to do."""
        return self.problem.worded(lang)


FILE_REASONS: dict[str, str] = {
    "empty": N_("The file is empty. Choose the file again, or export it anew."),
    "no_rows": N_("The file has a header and no rows. Export it anew with its rows."),
    "too_big": N_("The file is {found} MB; at most {expected} MB are read. Divide it."),
    "too_many_rows": N_("The file has more than {expected} rows. Divide it."),
    "huge_cell": N_(
        "Row {found} has a cell longer than {expected} characters. Check its quotation marks."
    ),
    "spreadsheet": N_(
        "The file is neither CSV nor an Excel workbook that can be read. "
        "Save it anew as .xlsx, or as CSV (UTF-8)."
    ),
    "old_workbook": N_(
        "The file is an old Excel workbook (.xls), or it has a password. "
        "Save it as .xlsx without a password, or as CSV (UTF-8)."
    ),
    "two_sheets": N_(
        "The workbook has the columns on more than one sheet: {found}. Keep one of them."
    ),
    "too_big_inside": N_(
        "The workbook holds {found} MB unpacked; at most {expected} MB are read. Divide it."
    ),
    "too_much_beside": N_(
        "The workbook holds too much beside its cells, in {found}: styles, names or pictures. "
        "Copy the cells into a new workbook, or save it as CSV (UTF-8)."
    ),
    "nul": N_("The file holds NUL bytes, so it is not plain text. Save it as CSV (UTF-8)."),
    "utf16": N_(
        "The file looks like UTF-16, which the map does not take like this. Save it as CSV (UTF-8)."
    ),
    "encoding": N_("The file cannot be read as {expected}. Save it as CSV (UTF-8)."),
    "quotes": N_("A quotation mark is opened and never closed, after row {found}. Close it."),
    "delimiter": N_(
        "The cells are divided by “{found}”, and the map expects “{expected}”. "
        "Choose another map, or save the file with “{expected}”."
    ),
    "header_missing": N_(
        "The first row is not the header. Put the column names there: {expected}."
    ),
    "column_missing": N_("The file has no column {found}. Add it, or choose another map."),
    "column_twice": N_("The column {found} stands twice. Delete or rename one of them."),
    "column_unknown": N_("The map does not know the column {found}. Delete it; known: {expected}."),
}


def _shown(name: str, found: str, lang: Language) -> str:
    if name == "on" or name.endswith("_on"):
        return format_date(date.fromisoformat(found), lang) if found else "–"
    if name == "outcome":
        return outcome_label(found, lang)
    if found in _FORMS:
        return translator(lang).gettext(_FORMS[found])
    return format_value(found, lang) if name in _VALUES else found


def outcome_label(outcome: str, lang: Language) -> str:
    """What the follow-up plans call an outcome."""
    named = (plan.items[outcome].label for plan in plans() if outcome in plan.items)
    label = next(named, None)
    return label.text(lang) if label else outcome

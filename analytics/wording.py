"""What analytics has to say about a result, or against an input, in Danish and English.

Results carry codes; a sentence is made only where somebody reads it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["da", "en"]


class Note(StrEnum):
    """A remark that belongs beside a result."""

    NO_PATIENTS = "no_patients"
    NO_EVENTS = "no_events"
    ONE_GROUP = "one_group"
    TEST_NOT_DEFINED = "test_not_defined"
    RISK_SET_EMPTIED = "risk_set_emptied"
    RISK_SET_GAP = "risk_set_gap"
    TIMES_MERGED = "times_merged"
    EVENT_VALUE_ABSENT = "event_value_absent"
    OTHERS_CENSORED = "others_censored"

    def sentence(self, language: Language = "da") -> str:
        """The remark as one sentence."""
        return _NOTES[self][language]


class Reason(StrEnum):
    """Why a record cannot be used as it stands."""

    NO_SUCH_COLUMN = "no_such_column"
    BLANK = "blank"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    EXIT_NOT_AFTER_ENTRY = "exit_not_after_entry"
    STATUS_NOT_0_OR_1 = "status_not_0_or_1"
    STATUS_CODED_1_AND_2 = "status_coded_1_and_2"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One value that was refused: where it stands, why, and what was found.

    `row` is None when the whole column is refused. The heading of a table is row 1, as in a
    spreadsheet.
    """

    row: int | None
    column: str
    reason: Reason
    found: str
    record: str | None = None

    def sentence(self, language: Language = "da") -> str:
        """What is wrong, with the value, and what to do next."""
        where = _WHERE[language].format(row=self.row) if self.row is not None else ""
        who = f" (id {self.record})" if self.record is not None else ""
        text = _REASONS[self.reason][language].format(column=self.column, found=self.found)
        return f"{where}{text}{who}"


class CohortRejectedError(ValueError):
    """The records cannot be analysed; `problems` lists every one of them."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        self.problems = problems
        super().__init__(self.message("en"))

    def message(self, language: Language = "da") -> str:
        """All problems, one a line."""
        return "\n".join(problem.sentence(language) for problem in self.problems)


_WHERE: dict[Language, str] = {"da": "Række {row}: ", "en": "Row {row}: "}

_REASONS: dict[Reason, dict[Language, str]] = {
    Reason.NO_SUCH_COLUMN: {
        "da": 'Kolonnen "{column}" findes ikke. Filen har: {found}.',
        "en": 'There is no column "{column}". The file has: {found}.',
    },
    Reason.BLANK: {
        "da": '"{column}" er tom; rækken er udeladt.',
        "en": '"{column}" is blank; the row is left out.',
    },
    Reason.NOT_A_NUMBER: {
        "da": '"{column}" er "{found}" og ikke et tal. Skriv tallet med cifre og punktum.',
        "en": '"{column}" is "{found}", not a number. Write it with digits and a point.',
    },
    Reason.NEGATIVE: {
        "da": '"{column}" er {found}, altså negativ. Ret datoen; tiden tælles fra dag 0.',
        "en": '"{column}" is {found}, which is negative. Correct the date; time counts from day 0.',
    },
    Reason.EXIT_NOT_AFTER_ENTRY: {
        "da": '"{column}" er {found}, men opfølgningen skal slutte, efter at den er begyndt. '
        "Ret en af tiderne.",
        "en": '"{column}" is {found}, but follow-up must end after it began. Correct one of them.',
    },
    Reason.STATUS_NOT_0_OR_1: {
        "da": '"{column}" er "{found}". Brug 1 (hændelse) og 0 (censureret), eller angiv med '
        "--event-value, hvilken værdi der er hændelsen.",
        "en": '"{column}" is "{found}". Use 1 (event) and 0 (censored), or name the value that is '
        "the event with --event-value.",
    },
    Reason.STATUS_CODED_1_AND_2: {
        "da": '"{column}" har værdierne {found}. Det ligner kodningen i R (1 = censureret, 2 = '
        "hændelse), men det gættes ikke. Tilføj --event-value 2, hvis 2 er hændelsen.",
        "en": '"{column}" holds the values {found}. That looks like the coding in R (1 = censored, '
        "2 = event), but it is not guessed. Add --event-value 2 if 2 is the event.",
    },
}

_NOTES: dict[Note, dict[Language, str]] = {
    Note.NO_PATIENTS: {
        "da": "Ingen patienter; intet kan beregnes.",
        "en": "No patients; nothing can be computed.",
    },
    Note.NO_EVENTS: {
        "da": "Ingen hændelser; testen kan ikke udføres.",
        "en": "No events; the test cannot be done.",
    },
    Note.ONE_GROUP: {
        "da": "Kun én gruppe; testen kan ikke udføres.",
        "en": "Only one group; the test cannot be done.",
    },
    Note.TEST_NOT_DEFINED: {
        "da": "Grupperne var aldrig i risiko samtidig ved en hændelse; testen kan ikke udføres.",
        "en": "The groups were never at risk together at an event; the test cannot be done.",
    },
    Note.RISK_SET_EMPTIED: {
        "da": "Alle under observation havde hændelsen, før de sidste kom til (forsinket "
        "indtræden). Kurven er 0 derfra; overvej en senere start.",
        "en": "Everyone under observation had the event before the last ones entered (delayed "
        "entry). The curve is 0 from there; consider conditioning on a later start.",
    },
    Note.RISK_SET_GAP: {
        "da": "I en periode var ingen under observation (forsinket indtræden); "
        "kurven er vandret imens.",
        "en": "For a period nobody was under observation (delayed entry); the curve is flat there.",
    },
    Note.EVENT_VALUE_ABSENT: {
        "da": "Ingen række har den angivne hændelsesværdi, så alle er censureret. "
        "Er værdien skrevet rigtigt?",
        "en": "No row has the event value that was named, so all are censored. Is it spelt right?",
    },
    Note.OTHERS_CENSORED: {
        "da": "Flere andre værdier end hændelsens er regnet som censurering. Konkurrerende "
        "hændelser bør analyseres for sig.",
        "en": "Several values besides that of the event count as censoring. Competing events "
        "should be analysed as such.",
    },
    Note.TIMES_MERGED: {
        "da": "Tider med forskelle under 0,00000002 er regnet som samme tid. Brug hele dage.",
        "en": "Times that differ by less than 0.00000002 count as one. Use whole days.",
    },
}

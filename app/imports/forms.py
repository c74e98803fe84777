"""What the preview's form says: which rows, and what to do with those that wait."""

from collections.abc import Mapping
from typing import get_args

from app.imports.actions import Choice
from app.imports.setting import Answer, Answers
from app.web.forms import Message, Problem
from app.web.words import N_

PREFIX = "answer-"
_ANSWERS: dict[str, Answer] = {answer: answer for answer in get_args(Answer)}
LONGEST_REASON = 400


def answers_in(fields: Mapping[str, str]) -> Answers:
    """What was answered for each row; anything else than a known answer is none."""
    by_row: dict[int, Answer] = {}
    for name, value in fields.items():
        number = name.removeprefix(PREFIX)
        if number != name and number.isascii() and number.isdigit() and value in _ANSWERS:
            by_row[int(number[:6])] = _ANSWERS[value]
    return Answers(by_row, " ".join(fields.get("reason", "").split()))


def choice_in(fields: Mapping[str, str]) -> Choice:
    """Which button was pressed; without one, nothing goes in unless everything does."""
    return "valid" if fields.get("choice") == "valid" else "all"


def problems_in(answers: Answers) -> dict[str, Message]:
    """What keeps the form from being used, by field."""
    takes = any(answer != "skip" for answer in answers.by_row.values())
    if takes and not answers.reason:
        return {
            "reason": Problem(
                N_("Write why the values you chose are right. It is kept with each of them.")
            )
        }
    if len(answers.reason) > LONGEST_REASON:
        text = N_("The reason is longer than {longest} characters. Shorten it.")
        return {"reason": Problem(text, {"longest": LONGEST_REASON})}
    return {}

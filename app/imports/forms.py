"""What the preview's form says: which rows, and what to do with those that wait."""

import re
from collections.abc import Mapping
from typing import get_args

from app.imports.actions import Choice
from app.imports.setting import Answer, Answers
from app.web.forms import Message, Problem
from app.web.words import N_

_FIELD = re.compile(r"answer-([1-9][0-9]{0,5})")
_ANSWERS: dict[str, Answer] = {answer: answer for answer in get_args(Answer)}
LONGEST_REASON = 400


def answers_in(fields: Mapping[str, str]) -> Answers:
    """What was answered for each row, and to which question; an unknown answer is none."""
    by_row: dict[int, Answer] = {}
    shown: dict[int, str] = {}
    for name, value in fields.items():
        answer, _, question = value.partition(".")
        if (field := _FIELD.fullmatch(name)) and answer in _ANSWERS:
            by_row[int(field[1])], shown[int(field[1])] = _ANSWERS[answer], question
    return Answers(by_row, " ".join(fields.get("reason", "").split()), shown)


def option(answer: Answer, question: str) -> str:
    """An answer as the form carries it, with the fingerprint of what it answers."""
    return f"{answer}.{question}"


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

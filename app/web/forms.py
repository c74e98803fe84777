"""Forms: what was typed becomes a frozen model, or comes back whole with what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from app.web.words import N_, translator
from reports.language import Language, UnreadableInputError, parse_date, wording

OUR_OWN = frozenset({"csrf_token", "request_key"})


class FormModel(BaseModel):
    """The base of every form: frozen, nothing unasked for, nothing echoed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True
    )


class Message(Protocol):
    """Anything that can say in either language what happened and what to do."""

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        ...


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: an English message id with named places (marked `N_`), and what fills them."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        return translator(lang).gettext(self.text).format(**self.values)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A date or number that cannot be read; `reports.language` has the words."""

    error: UnreadableInputError

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        return wording(self.error, lang)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A form that was not accepted, with everything typed still in it."""

    typed: Mapping[str, str]
    problems: Mapping[str, Message]

    def worded(self, lang: Language) -> dict[str, str]:
        """Each field's message in one language, for the page's summary and beside the field."""
        return {name: problem.worded(lang) for name, problem in self.problems.items()}


def refuse(message: Message) -> PydanticCustomError:
    """The error a validator raises to send its field back with this message."""
    return PydanticCustomError("effekt", "refused", {"message": message})


M = TypeVar("M", bound=FormModel)


def parse(model: type[M], fields: Mapping[str, str], *, today: date) -> M | Rejected:
    """Read a form into its model; empty fields count as not given.

    Args:
        model: what the form means.
        fields: everything typed, as text.
        today: the day against which dates are read and judged.
    """
    typed = {k: v for k, v in fields.items() if k not in OUR_OWN}
    given = {k: v for k, v in typed.items() if v.strip()}
    try:
        return model.model_validate(given, context={"today": today})
    except ValidationError as error:
        return Rejected(typed, {_where(e["loc"]): _message(e) for e in error.errors()})


def rejected(fields: Mapping[str, str], **problems: Message) -> Rejected:
    """Send a form back for a reason that a rule found, not the form's own shape."""
    return Rejected({k: v for k, v in fields.items() if k not in OUR_OWN}, problems)


def _where(location: tuple[int | str, ...]) -> str:
    return str(location[0]) if location else "form"


_STANDARD = {
    "missing": N_("This field is empty. Fill it in."),
    "extra_forbidden": N_("This field does not belong to the form. Open the page anew."),
    "string_too_long": N_("The text is longer than {max_length} characters. Shorten it."),
    "string_too_short": N_("The text is shorter than {min_length} characters. Write more."),
}


def _message(error: Any) -> Message:  # noqa: ANN401 - pydantic's ErrorDetails
    context = error.get("ctx", {})
    if error["type"] == "effekt":
        message: Message = context["message"]
        return message
    text = _STANDARD.get(
        error["type"], N_("This value cannot be used here. Check it, or open the page anew.")
    )
    return Problem(text, context)


def _read_date(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_date(value, info.context["today"] if info.context else date.max)
    except UnreadableInputError as error:
        raise refuse(Unreadable(error)) from error


def _not_later(value: date, info: ValidationInfo) -> date:
    today = info.context["today"] if info.context else date.max
    if value > today:
        raise refuse(
            Problem(
                N_("{found} is after today. Write a date that has passed."),
                {"found": value.strftime("%d-%m-%Y")},
            )
        )
    return value


DanishDate = Annotated[date, BeforeValidator(_read_date)]
"""A date as people write it: 21-11-2026, 21.11.26, 211126 or 2026-11-21."""
PastDate = Annotated[date, BeforeValidator(_read_date), AfterValidator(_not_later)]
"""A `DanishDate` that does not lie after today."""

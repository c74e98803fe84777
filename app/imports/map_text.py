"""The plain texts of a map: numbers, dates and words, each read strictly or refused with a code."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from reports.language import Wording


def fault(code: str, found: object = "", expected: object = "") -> PydanticCustomError:
    """A fault of a map under one of the codes of `map_faults.WORDS`."""
    return PydanticCustomError("map", "map", {"code": code, "found": found, "expected": expected})


def _whole(text: object) -> int:
    if not (isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 12):
        raise fault("not_whole", text)
    return int(text)


def _decimal(text: object) -> Decimal:
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        raise fault("not_a_number", text) from None
    if not number.is_finite() or number <= 0:
        raise fault("not_a_number", text)
    return number


def _day(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise fault("not_a_date", text) from None


def _words(found: object) -> object:
    if isinstance(found, dict) and set(found) == {"da", "en"}:
        return Wording(str(found["da"]), str(found["en"]))
    raise fault("untranslated", found)


def _filled(text: str) -> str:
    if not text.strip():
        raise fault("empty")
    return text


Whole = Annotated[int, BeforeValidator(_whole)]
Factor = Annotated[Decimal, BeforeValidator(_decimal)]
Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[Wording, BeforeValidator(_words)]
Name = Annotated[str, Field(max_length=60), AfterValidator(_filled)]
DateFormat = Literal["dd-mm-yyyy", "yyyy-mm-dd"]

"""What agreement files are written in: closed records of text, and text turned into values."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from contracts.dates import Period, parse_date, parse_instant, parse_period
from contracts.money import (
    CURRENCIES,
    Money,
    Written,
    parse_currency,
    parse_money,
    parse_ratio,
    parse_share,
)
from contracts.reason import Language

_Value = TypeVar("_Value")


class Closed(BaseModel):
    """A record of the file: frozen, and with no field that is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _from_text(
    parse: Callable[[str], _Value], code: str, written: Mapping[str, Any]
) -> BeforeValidator:
    """A value made from text; `written` is how the text looks, for those who check while typing."""

    def read(found: Any) -> _Value:  # noqa: ANN401 -- whatever the file holds in this place
        text = found if isinstance(found, str) else ""
        try:
            return parse(text)
        except ValueError:
            pass
        plain = without_danish_marks(text)
        try:
            parse(plain if plain != text.strip() else "")
        except ValueError:
            raise PydanticCustomError(code, "{found}", {"found": shown(found)}) from None
        raise PydanticCustomError(
            "danish_number", "{found}", {"found": text, "expected": plain}
        ) from None

    return BeforeValidator(read, json_schema_input_type=_like(written))


def _like(written: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- a type
    return Annotated[str, WithJsonSchema(dict(written))]


def shown(found: object) -> str:
    """What stands in a place of the file, as a person would quote it."""
    return found[:80] if isinstance(found, str) else "…"


def without_danish_marks(text: str) -> str:
    """A number as Danes write it, 5.000,00 kr., in the spelling of the file: 5000.00 DKK."""
    bare = text.strip()
    if bare.endswith(("kr.", "kr", "Kr.", "Kr")):
        bare = bare.rstrip(".")[:-2].rstrip() + " DKK"
    return bare.replace(".", "").replace(",", ".") if "," in bare else bare


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 200:
        raise ValueError(text)
    return int(text)


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


def _one_or_more(found: object) -> object:
    return [found] if isinstance(found, str) else found


# The values are made by the validators above, so the declared types need no second check.
# A number may be written plain; an editor then sees a number where the loader reads its text.
_PLAIN = ("string", "number")
_PERIOD = {"type": "string", "pattern": r"^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$"}
_DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_INSTANT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$"}
_AMOUNT = {"type": "string", "pattern": r"^-?\d+(\.\d{1,2})? [A-Z]{3}$"}
_RATIO = {"type": _PLAIN, "pattern": r"^\d+(\.\d+)?( ?%)?$|^\d+/[1-9]\d*$", "minimum": 0}
_NUMBER = {"type": _PLAIN, "pattern": r"^-?\d+(\.\d+)?$"}
_COUNT = {"type": _PLAIN, "pattern": r"^\d{1,3}$", "minimum": 1, "maximum": 200}
_FLAG = {"enum": ["true", "false", True, False]}

EXAMPLES: Mapping[str, str] = {
    str(like["pattern"]): example
    for like, example in (
        (_PERIOD, "P12M"),
        (_DATE, "2026-03-01"),
        (_INSTANT, "2026-02-10T09:00Z"),
        (_AMOUNT, '"21500000.00 DKK"'),
        (_RATIO, '"40 %"'),
        (_NUMBER, "5.0"),
        (_COUNT, "3"),
    )
}
"""How a value is written, by the pattern it has in the schema."""

PeriodText = Annotated[Period, _from_text(parse_period, "bad_period", _PERIOD)]
DateText = Annotated[date, _from_text(parse_date, "bad_date", _DATE)]
InstantText = Annotated[datetime, _from_text(parse_instant, "bad_instant", _INSTANT)]
MoneyText = Annotated[Money, _from_text(parse_money, "bad_amount", _AMOUNT)]
ShareText = Annotated[Fraction, _from_text(parse_share, "bad_share", _RATIO | {"maximum": 1})]
RatioText = Annotated[Fraction, _from_text(parse_ratio, "bad_ratio", _RATIO)]
CurrencyText = Annotated[
    str, _from_text(parse_currency, "bad_currency", {"enum": sorted(CURRENCIES)})
]
NumberText = Annotated[Fraction, _from_text(Written, "bad_number", _NUMBER)]
CountText = Annotated[int, _from_text(_count, "bad_count", _COUNT)]
FlagText = Annotated[bool, _from_text(_flag, "bad_flag", _FLAG)]
LONGEST_ID = 64
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Identifiers = Annotated[
    tuple[Identifier, ...],
    BeforeValidator(_one_or_more, json_schema_input_type=Identifier | tuple[Identifier, ...]),
]
Periods = Annotated[
    tuple[PeriodText, ...],
    BeforeValidator(_one_or_more, json_schema_input_type=PeriodText | tuple[PeriodText, ...]),
    Field(min_length=1),
]


class Bilingual(Closed):
    """The same text in Danish and English; neither may be missing."""

    da: Words
    en: Words

    def into(self, language: Language) -> str:
        """The text in one language."""
        return self.da if language == "da" else self.en

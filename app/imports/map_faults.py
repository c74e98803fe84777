"""From a map's text to a map, or to every fault of it: where, what, and what to do, da and en."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.imports.maps import ImportMap
from app.imports.problems import FileRefused
from app.web.words import N_, translator
from contracts.faults import AgreementRefused, Fault
from contracts.file.source import read_tree
from reports.language import Language

FOLDER = Path(__file__).parent / "maps"
_READER: TypeAdapter[ImportMap] = TypeAdapter(Annotated[ImportMap, Field(discriminator="layout")])

WORDS = {
    "too_big": N_("The map is {found} kB; at most 256 kB are allowed. Divide it into two maps."),
    "not_yaml": N_("Line {found} cannot be read as YAML. Mend indentation and quotes there."),
    "alias": N_("Line {found} uses an anchor or an alias (& or *). Write the content out."),
    "tag": N_("Line {found} uses a YAML tag (!). Remove it; every value is read as text."),
    "too_deep": N_("Line {found} is nested too deeply. Use at most 40 levels."),
    "duplicate_key": N_("“{found}” stands twice in one place. Delete one of them."),
    "not_a_mapping": N_("Named fields are expected here. Write them as name: value."),
    "missing": N_("The field is missing. Write it; nothing is implied."),
    "extra_forbidden": N_("“{found}” is not known here. Mend the name, or delete the field."),
    "not_one_of": N_("“{found}” cannot stand here. Use one of: {expected}."),
    "one_of": N_("Exactly one form must be given. Use one of: {expected}."),
    "untranslated": N_("The text must stand in both languages. Write both da and en."),
    "empty": N_("The text is empty. Write it, or delete the field."),
    "not_whole": N_("“{found}” is not a whole number. Write it with digits only."),
    "not_a_number": N_("“{found}” is not a number above 0. Write it with digits and a point."),
    "not_a_date": N_("“{found}” is not a date. Write year-month-day, e.g. 2005-01-01."),
    "bad_delimiter": N_("“{found}” cannot divide cells. Use a semicolon, a comma or a tab."),
    "latin_last": N_("latin-1 can read any file, so nothing after it is tried. Put it last."),
    "column_twice": N_("A column stands twice in the header: {found}. Name each column once."),
    "unknown_column": N_("The header has no column {found}. Use one of: {expected}."),
    "value_of_observation": N_(
        "Observations need a value, and {found} has none or does not take one. Mend the fact."
    ),
    "too_large": N_("The number is larger than {expected}. Lower it."),
    "invalid": N_("“{found}” cannot stand here. See how the field is used in a packaged map."),
}
_SAME = {
    "union_tag_not_found": "missing",
    "union_tag_invalid": "not_one_of",
    "literal_error": "not_one_of",
    "less_than_equal": "too_large",
    "model_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "dict_type": "not_a_mapping",
    "tuple_type": "not_a_mapping",
}


@dataclass(frozen=True, slots=True)
class MapFault:
    """One thing that keeps a map from being used; `path` is its place, e.g. `facts.0.value`."""

    path: str
    code: str
    found: str = ""
    expected: str = ""

    def worded(self, lang: Language) -> str:
        """Where, what is wrong, and what to do."""
        text = translator(lang).gettext(WORDS[self.code])
        said = text.format(found=self.found, expected=self.expected)
        return f"{self.path}: {said}" if self.path else said


@dataclass(frozen=True, slots=True)
class MapFaults:
    """Every fault of a map, as one message."""

    faults: tuple[MapFault, ...]

    def worded(self, lang: Language) -> str:
        """That the map cannot be used, then each fault on its own line."""
        head = translator(lang).gettext(N_("The map cannot be used:"))
        return "\n".join([head, *(one.worded(lang) for one in self.faults)])


class MapRefused(FileRefused):
    """A map was not read, so no file is; carries every fault of it."""

    def __init__(self, faults: tuple[MapFault, ...]) -> None:
        self.faults = faults
        super().__init__(MapFaults(faults))


def read_map(text: str) -> ImportMap:
    """The map in a YAML text.

    Raises:
        MapRefused: with every fault.
    """
    try:
        tree, doubled = read_tree(text)
    except AgreementRefused as refused:
        raise MapRefused(tuple(map(_from_source, refused.faults))) from None
    faults = [_from_source(one) for one in doubled]
    if not isinstance(tree, dict):
        raise MapRefused((MapFault("", "not_a_mapping"),))
    try:
        found = _READER.validate_python(tree)
    except ValidationError as error:
        found_faults = [_from_model(one) for one in error.errors(include_url=False)]
        raise MapRefused((*faults, *_without_echoes(found_faults))) from None
    if faults:
        raise MapRefused(tuple(faults))
    return found


def sha256(text: str) -> str:
    """How a map is named where a batch says which one it was read by."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def packaged() -> dict[str, tuple[ImportMap, str]]:
    """The maps that every department may use, with their text, by name."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))]
    return {one.map: (one, text) for text in texts for one in [read_map(text)]}


def _without_echoes(faults: list[MapFault]) -> list[MapFault]:
    """A list with a faulty entry also counts as too short; the entry is the fault."""
    inner = [one.path for one in faults]
    return [
        one
        for one in faults
        if one.code != "invalid" or not any(path.startswith(f"{one.path}.") for path in inner)
    ]


def _from_source(one: Fault) -> MapFault:
    code = one.code if one.code in WORDS else "invalid"
    return MapFault(one.path, code, dict(one.values).get("found", ""))


def _from_model(error: ErrorDetails) -> MapFault:
    steps = error["loc"][1:] if error["loc"][:1] in {("wide",), ("long",)} else error["loc"]
    path = ".".join(str(step) for step in steps if step != "[key]")
    context = error.get("ctx", {})
    if error["type"] == "map":
        return MapFault(path, context["code"], _short(context["found"]), str(context["expected"]))
    code = _SAME.get(error["type"], error["type"] if error["type"] in WORDS else "invalid")
    expected = context.get("expected_tags") or context.get("expected") or context.get("le") or ""
    found = steps[-1] if code == "extra_forbidden" else context.get("tag", error["input"])
    if error["type"] in {"union_tag_not_found", "union_tag_invalid"}:
        path = "layout"
    return MapFault(path, code, _short(found), str(expected).replace("'", ""))


def _short(found: object) -> str:
    text = str(found)
    return text if len(text) <= 60 else f"{text[:57]}…"

"""The form of an agreement file: the document it makes, and every fault of its form."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contracts.document import Document
from contracts.faults import Fault
from contracts.file.choices import choices, names_for
from contracts.file.source import MOST_TOLD, named
from contracts.file.written import LONGEST_ID, shown

_DECIDED = frozenset(
    {
        "death",
        "withdrawal",
        "lost_to_follow_up",
        "missing_assessment",
        "relocation_abroad",
        "competing_therapy",
    }
)
_MEMBER = re.compile(r"<\w+\.\w+: '([^']*)'>")


def read_document(tree: object) -> tuple[Document | None, tuple[Fault, ...]]:
    """The document, or None, and the faults of its form.

    A field nobody knows is a fault and hides no other: the rest is read without it.
    """
    try:
        return Document.model_validate(tree), ()
    except ValidationError as refused:
        errors = refused.errors(include_url=False)
    faults = tuple(_faults(tree, errors[:MOST_TOLD]))
    if len(errors) > MOST_TOLD:
        return None, (*faults, _more(len(errors) - MOST_TOLD))
    if any(fault.code not in {"extra_forbidden", "lookalike"} for fault in faults):
        return None, faults
    unknown = {fault.path for fault in faults}
    document, others = read_document(_without(tree, unknown, ()))
    return document, (*faults, *others)


def faults_in(tree: object, refused: ValidationError) -> tuple[Fault, ...]:
    """The faults of another file's form, such as a scenario's."""
    return tuple(_faults(tree, refused.errors(include_url=False)[:MOST_TOLD]))


def _without(tree: Any, gone: set[str], at: tuple[str, ...]) -> Any:  # noqa: ANN401 -- a tree of texts
    if isinstance(tree, dict):
        places = {key: (*at, str(key)) for key in tree}
        return {
            key: _without(child, gone, places[key])
            for key, child in tree.items()
            if ".".join(places[key]) not in gone
        }
    if isinstance(tree, list):
        return [_without(child, gone, (*at, str(i))) for i, child in enumerate(tree)]
    return tree


def _faults(tree: object, errors: list[ErrorDetails]) -> Iterator[Fault]:
    paths = [".".join(_path(tree, error)) for error in errors]
    seen = set()
    for error, path in zip(errors, paths, strict=True):
        # A list with a faulty entry also counts as too short; the entry is the fault.
        echo = error["type"] == "too_short" and any(other.startswith(f"{path}.") for other in paths)
        fault = _hinted(tree, _fault(path, error))
        if not echo and (fault.path, fault.code) not in seen:
            seen.add((fault.path, fault.code))
            yield fault


def _path(tree: object, error: ErrorDetails) -> list[str]:
    """The place in the file; names that only pydantic's unions know are left out."""
    place: list[str] = []
    steps = error["loc"]
    absent = steps[-1] if error["type"] == "missing" else None
    for i, step in enumerate(steps):
        inside = _inside(tree, step)
        last = i + 1 == len(steps)
        nowhere = inside is None and not (last and step == absent)
        if nowhere or _is_tag(tree, steps[i : i + 2], absent):
            continue
        tree = inside
        place.append(str(step))
    return place


def _is_tag(tree: object, steps: Sequence[int | str], absent: int | str | None) -> bool:
    """Whether a step only names which kind of record was meant, and the field comes after it."""
    if len(steps) < 2 or not isinstance(tree, dict) or not isinstance(steps[1], str):
        return False
    within = tree.get(steps[0])
    if isinstance(within, dict) and steps[1] in within:
        return steps[0] == steps[1]
    return steps[1] in tree or (steps[1] == absent and not isinstance(within, dict))


def _inside(tree: object, step: int | str) -> object:
    """What stands at a step of the tree; None if nothing does."""
    if isinstance(tree, dict):
        return tree.get(step)
    if isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        return tree[step]
    return None


def _fault(path: str, error: ErrorDetails) -> Fault:
    code, name = error["type"], path.rpartition(".")[2]
    context = error.get("ctx", {})
    if code == "missing" and name in _DECIDED and ".exceptions." in path:
        return Fault("", path, "undecided", (("found", name),))
    if code == "missing" and name in {"da", "en"}:
        return Fault("", path, "untranslated", (("found", name),))
    if code == "union_tag_not_found" and name == "price":
        code = "price_unclear"
    found = str(context.get("tag") or context.get("found") or shown(error["input"]))
    if code == "extra_forbidden":
        found = str(error["loc"][-1])
        foreign = next(filter(_foreign, found), "")
        if foreign:
            return Fault("", path, "lookalike", (("found", found), ("expected", named(foreign))))
    expected = str(context.get("expected_tags") or context.get("expected") or "")
    expected = _MEMBER.sub(r"\1", expected).replace("'", "").replace(" or ", ", ")
    return Fault("", path, code, (("found", _visible(found[:80])), ("expected", expected)))


def _hinted(tree: object, found: Fault) -> Fault:
    """The fault with what may be written in its place instead."""
    steps = found.path.split(".")
    hints: tuple[tuple[str, str], ...] = ()
    if found.code in {"missing", "undecided"}:
        hints = choices(tree, steps)
    elif found.code == "extra_forbidden":
        hints = names_for(tree, steps)
    elif found.code == "string_pattern_mismatch":
        hints = _refused_letter(dict(found.values)["found"])
    return replace(found, values=(*found.values, *hints)) if hints else found


def _refused_letter(text: str) -> tuple[tuple[str, str], ...]:
    """What keeps a text from being an id."""
    for character in text:
        if not (character.isascii() and character.isalnum()) and character not in "_.:-":
            return (("letter", character),) if not character.isspace() else ()
    if text[:1] in {*"_.:-"}:
        return (("starts", text[:1]),)
    return (("length", str(len(text))),) if len(text) > LONGEST_ID else ()


def _more(left: int) -> Fault:
    return Fault("", "", "more_faults", (("found", str(left)),))


def _foreign(character: str) -> bool:
    """Whether a character can be taken for one of those a file is written in."""
    return character == "\u00a0" or (ord(character) > 0x24F and character.isalnum())


def _visible(text: str) -> str:
    """A refused value with the number of each character that looks like another one beside it."""
    return "".join(f"{c}[U+{ord(c):04X}]" if _foreign(c) else c for c in text)

"""An agreement file with one field changed in place: comments, order and layout stay."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from contracts.faults import AgreementRefused
from contracts.file.places import Place, places
from contracts.file.source import read_tree

# What needs no quotes, in brackets or out of them: every scalar of the file is text anyway.
_PLAIN = re.compile(r"[^\W_](?:[\w .%+/()-]*[\w%)])?")


class CannotEdit(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """The field cannot be changed without changing anything else; `path` says which."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path)


def with_text(text: str, path: str, value: str) -> str:
    """The file with one field holding another text; the field is added where it is not there.

    Raises:
        CannotEdit: there is nowhere to put it, or the text cannot be read.
    """
    found = _places(text, path)
    place = found.get(path)
    if place is None:
        return _checked(_added(text, found, path, _written(value, "")), text, path, value)
    if place.kind != "text":
        raise CannotEdit(path)
    after = "\n" if text[place.opens : place.ends].endswith("\n") else ""
    changed = text[: place.opens] + _written(value, place.style) + after + text[place.ends :]
    return _checked(changed, text, path, value)


def with_many(text: str, values: Mapping[str, str]) -> str:
    """The file with several fields that stand in it holding other texts.

    Raises:
        CannotEdit: one of them is no text that stands there.
    """
    found = _places(text, next(iter(values), ""))
    changed = text
    for path in sorted(values, key=lambda one: _opens(found, one), reverse=True):
        place = found[path]
        after = "\n" if text[place.opens : place.ends].endswith("\n") else ""
        said = _written(values[path], place.style) + after
        changed = changed[: place.opens] + said + changed[place.ends :]
    return _all_checked(changed, text, values)


def _opens(found: dict[str, Place], path: str) -> int:
    place = found.get(path)
    if place is None or place.kind != "text":
        raise CannotEdit(path)
    return place.opens


def with_texts(text: str, path: str, values: Sequence[str]) -> str:
    """The file with a list of texts, item by item while their number is the same.

    Raises:
        CannotEdit: there is no such list of texts.
    """
    place = _places(text, path).get(path)
    if place is None or place.kind != "list":
        raise CannotEdit(path)
    if len(place.children) == len(values):
        for number, value in enumerate(values):
            text = with_text(text, f"{path}.{number}", value)
        return text
    listed = "[" + ", ".join(_written(value, '"') for value in values) + "]"
    before = text[: place.opens] if place.style else text[: place.opens].rstrip() + " "
    return _checked(before + listed + text[place.ends :], text, path, list(values))


def with_items(text: str, path: str, written: str) -> str:
    """The file with more items at the end of a list; the list is begun where there is none.

    Args:
        text: the file.
        path: the name of a list at the top of the file, such as `examples`.
        written: the items as a list of their own.

    Raises:
        CannotEdit: they cannot be put there.
    """
    place = _places(text, path).get(path)
    listed: list[object] = []
    if place is None:
        changed = f"{text.rstrip()}\n{path}:\n{written}"
    elif place.kind != "list" or (place.style and place.children):
        raise CannotEdit(path)
    elif place.style:
        after = text[place.ends :].removeprefix("\n")
        changed = f"{text[: place.opens].rstrip()}\n{written}{after}"
    else:
        listed = [*_at(read_tree(text)[0], path)]
        head = text[: place.ends].rstrip()
        rest, _, below = text[len(head) :].partition("\n")
        indented = "".join(f"{' ' * place.column}{line}\n" for line in written.splitlines())
        changed = f"{head}{rest}\n{indented}{below}"
    more = read_tree(written)[0]
    return _checked(changed, text, path, [*listed, *more])


def _places(text: str, path: str) -> dict[str, Place]:
    try:
        return places(text)
    except AgreementRefused as refused:
        raise CannotEdit(path) from refused


def _written(value: str, style: str) -> str:
    if style == "'" and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    if not style and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _added(text: str, found: dict[str, Place], path: str, written: str) -> str:
    above, _, name = path.rpartition(".")
    parent = found.get(above)
    if parent is None or parent.kind != "fields" or not parent.children:
        raise CannotEdit(path)
    if parent.style:
        inside = text[: parent.ends - 1].rstrip()
        return f"{inside}, {name}: {written}{text[parent.ends - 1 :]}"
    end = text.find("\n", parent.ends - 1)
    head = text if end < 0 else text[:end]
    return f"{head}\n{' ' * parent.column}{name}: {written}{text[len(head) :]}"


def _checked(changed: str, before: str, path: str, value: object) -> str:
    """The changed text, unless anything but the field has changed with it."""
    return _all_checked(changed, before, {path: value})


def _all_checked(changed: str, before: str, values: Mapping[str, object]) -> str:
    path = next(iter(values), "")
    try:
        now, doubled = read_tree(changed)
    except AgreementRefused as refused:
        raise CannotEdit(path) from refused
    wanted, was_doubled = read_tree(before)
    for each, value in values.items():
        steps = each.split(".")
        above: Any = _at(wanted, ".".join(steps[:-1]))
        above[int(steps[-1]) if isinstance(above, list) else steps[-1]] = value
    if now != wanted or doubled != was_doubled:
        raise CannotEdit(path)
    return changed


def _at(tree: Any, path: str) -> Any:  # noqa: ANN401 -- a tree of texts
    for step in path.split(".") if path else ():
        tree = tree[int(step)] if isinstance(tree, list) else tree[step]
    return tree

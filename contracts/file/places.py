"""Where each part of an agreement file stands in its text, for links and for edits in place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import yaml

from contracts.faults import Fault
from contracts.file.source import read_tree

Kind = Literal["text", "list", "fields"]


@dataclass(frozen=True, slots=True)
class Place:
    """One part of the file: from which character to which, on which line, written how."""

    line: int
    """The line it begins on, counted from one; a field begins at its name."""
    begins: int
    """The first character of its name, or of itself in a list."""
    opens: int
    """The first character of what it holds."""
    ends: int
    """The character after its last."""
    column: int
    """How far what it holds is indented."""
    kind: Kind
    style: str
    """The quotes of a text (`"`, `'`, `>` or `|`), or `flow` for a list or fields in brackets."""
    children: tuple[str, ...] = ()
    """The names or numbers of what it holds, in order."""


def places(text: str) -> dict[str, Place]:
    """Every part of a file by its path, such as `clauses.0.terms.0.shares`; the file itself is "".

    Raises:
        AgreementRefused: the text cannot be read at all.
    """
    read_tree(text)
    root = yaml.compose(text, Loader=yaml.CBaseLoader)
    return {} if root is None else dict(_placed(root, "", (root.start_mark.line, 0)))


def line_of(fault: Fault, found: Mapping[str, Place]) -> int | None:
    """The line of a fault: where it stands, else where what lacks it begins; None if nowhere."""
    if fault.code in _BY_LINE:
        return int(dict(fault.values)["found"])
    steps = fault.path.split(".")
    while steps:
        place = found.get(".".join(steps))
        if place is not None:
            return place.line
        steps.pop()
    return None


_BY_LINE = frozenset(
    {
        "alias",
        "directive",
        "hidden_character",
        "key_not_text",
        "not_utf8",
        "not_yaml",
        "several_documents",
        "tab",
        "tag",
        "too_deep",
        "too_many_values",
    }
)
"""Faults that carry the line they were met on, since the file could be read no further."""


def _placed(node: yaml.Node, path: str, begins: tuple[int, int]) -> Iterator[tuple[str, Place]]:
    inner: list[tuple[str, Place]] = []
    children: list[str] = []
    for name, child, start in _children(node):
        children.append(name)
        inner += _placed(child, f"{path}.{name}".removeprefix("."), start)
    ends = node.end_mark.index
    if children and not _style(node):
        ends = max(place.ends for _, place in inner)  # a block's own mark lies after the comments
    yield (
        path,
        Place(
            begins[0] + 1,
            begins[1],
            node.start_mark.index,
            ends,
            node.start_mark.column,
            _kind(node),
            _style(node),
            tuple(children),
        ),
    )
    yield from inner


def _children(node: yaml.Node) -> Iterator[tuple[str, yaml.Node, tuple[int, int]]]:
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield str(key.value), child, (key.start_mark.line, key.start_mark.index)
    elif isinstance(node, yaml.SequenceNode):
        for i, child in enumerate(node.value):
            yield str(i), child, (child.start_mark.line, child.start_mark.index)


def _kind(node: yaml.Node) -> Kind:
    if isinstance(node, yaml.MappingNode):
        return "fields"
    return "list" if isinstance(node, yaml.SequenceNode) else "text"


def _style(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return str(node.style or "")
    return "flow" if isinstance(node, yaml.CollectionNode) and node.flow_style else ""

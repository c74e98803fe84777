"""Numbers that a decimal comma has split in two between brackets or braces: 8,5 is not 8 and 5."""

import re
from collections.abc import Iterator

import yaml

from contracts.faults import Fault
from contracts.file.written import without_danish_marks

_HEAD = re.compile(r"-?\d[\d.]*")
_TAIL = re.compile(r"\d[\d.]*( ?%| ?[A-Za-z]{2,3}\.?)?")


def split_in_list(node: yaml.SequenceNode, path: str) -> Iterator[Fault]:
    """Neighbours of a list in brackets that look like one number, as no space follows the comma."""
    for i, (one, other) in enumerate(zip(node.value, node.value[1:], strict=False)):
        if _are_parts(one, other) and _touch(one, other):
            yield _fault("comma_in_list", f"{path}.{i}".removeprefix("."), one, other)


def split_in_record(node: yaml.MappingNode, path: str) -> dict[int, Fault]:
    """The names between braces that are the rest of the number before them, by their place."""
    found = {}
    for i, ((name, value), (key, rest)) in enumerate(
        zip(node.value, node.value[1:], strict=False), start=1
    ):
        if _are_parts(value, key) and isinstance(rest, yaml.ScalarNode) and not rest.value:
            place = f"{path}.{name.value}".removeprefix(".")
            found[i] = _fault("comma_splits", place, value, key)
    return found


def _are_parts(one: yaml.Node, other: yaml.Node) -> bool:
    """Whether two scalars without quotes would be a number with a comma between them."""
    parts = (one, other)
    if not all(isinstance(node, yaml.ScalarNode) and node.style in {None, ""} for node in parts):
        return False
    return bool(_HEAD.fullmatch(one.value) and _TAIL.fullmatch(other.value))


def _touch(one: yaml.Node, other: yaml.Node) -> bool:
    ends, starts = one.end_mark, other.start_mark
    return (ends.line, ends.column + 1) == (starts.line, starts.column)


def _fault(code: str, path: str, one: yaml.Node, other: yaml.Node) -> Fault:
    written = f"{one.value},{other.value}"
    # With a point after the comma, the comma divides thousands.
    thousands = "." in other.value.rstrip(".")
    expected = written.replace(",", "") if thousands else without_danish_marks(written)
    return Fault("", path, code, (("found", written), ("expected", expected)))

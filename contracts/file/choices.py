"""What may be written in a place of an agreement file: its fields, their values, a near name."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from contracts.document import Document
from contracts.file.nearest import nearest
from contracts.file.written import EXAMPLES

Schema = Mapping[str, Any]
_MOST = 16
"""Of more names than this nobody picks the right one."""


def names_for(tree: object, steps: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What an unknown name was probably meant to be, as `near`; else those known, as `known`."""
    here = _inside(tree, steps[:-1])
    taken = set(here) if isinstance(here, Mapping) else set()
    names = {name for node in _at(tree, steps[:-1]) for name in node.get("properties", {})}
    near = nearest(steps[-1], names)
    if near:
        return (("near", near),)
    free = sorted(names - taken)
    return (("known", ", ".join(free)),) if 0 < len(free) <= _MOST else ()


def choices(tree: object, steps: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What may be written in a field that is missing, as `choices`; else an example, as `like`."""
    found = [
        node["properties"][steps[-1]]
        for node in _at(tree, steps[:-1])
        if steps[-1] in node.get("properties", {})
    ]
    every = [one for node in found for one in _plain(node)]
    told = dict.fromkeys(text for one in every for text in _told(one))
    if 0 < len(told) <= _MOST:
        return (("choices", ", ".join(told)),)
    like = [EXAMPLES[one["pattern"]] for one in every if one.get("pattern") in EXAMPLES]
    return (("like", like[0]),) if like else ()


@lru_cache(maxsize=1)
def _schema() -> Schema:
    return Document.model_json_schema()


def _at(tree: object, steps: Sequence[str]) -> list[Schema]:
    """The records that may stand at a place, as far as what stands there tells them apart."""
    here: object = tree
    found = _fitting([_schema()], here)
    for step in steps:
        here = _inside(here, (step,))
        found = _fitting([below for node in found for below in _below(node, step)], here)
    return found


def _inside(tree: object, steps: Sequence[str]) -> object:
    """What stands at a place of the tree; None if nothing does."""
    for step in steps:
        if isinstance(tree, Mapping):
            tree = tree.get(step)
        elif isinstance(tree, list) and step.isdigit() and int(step) < len(tree):
            tree = tree[int(step)]
        else:
            return None
    return tree


def _below(node: Schema, step: str) -> Iterator[Schema]:
    """What may stand under a name, or in a list."""
    if step in node.get("properties", {}):
        yield node["properties"][step]
    elif "patternProperties" in node:
        yield from node["patternProperties"].values()
    elif "items" in node:
        yield node["items"]


def _fitting(nodes: Sequence[Schema], here: object) -> list[Schema]:
    """The kinds that what is written may be: of several records those that share most names."""
    every = [plain for node in nodes for plain in _plain(node)]
    if not isinstance(here, Mapping):
        return every
    fits = [one for one in every if _may_be(one, here)]
    most = max((_shared(one, here) for one in fits), default=0)
    return [one for one in fits if _shared(one, here) == most]


def _plain(node: Schema) -> Iterator[Schema]:
    """A part of the schema with its references and alternatives taken apart."""
    if "$ref" in node:
        yield from _plain(_schema()["$defs"][node["$ref"].rpartition("/")[2]])
        return
    several = node.get("anyOf") or node.get("oneOf")
    for one in several or ():
        yield from _plain(one)
    if not several and node.get("type") != "null":
        yield node


def _may_be(node: Schema, here: Mapping[str, object]) -> bool:
    """Whether no name with a single value, such as a type, says that it is another kind."""
    for name, part in node.get("properties", {}).items():
        if "const" in part and name in here and here[name] != part["const"]:
            return False
    return True


def _shared(node: Schema, here: Mapping[str, object]) -> int:
    return len(here.keys() & node.get("properties", {}).keys())


def _told(node: Schema) -> Iterator[str]:
    """Each thing that may be written in a place, in the spelling of the file."""
    if "const" in node:
        yield str(node["const"])
    elif "enum" in node:
        yield from (str(value) for value in node["enum"] if isinstance(value, str))
    elif "properties" in node:
        needed = node.get("required", ())
        names = [name if name in needed else f"{name}?" for name in node["properties"]]
        yield f"{{{', '.join(names)}}}"

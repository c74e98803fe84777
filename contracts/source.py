"""YAML text to plain texts, lists and mappings: every scalar a string, nothing clever let in."""

from collections.abc import Iterator
from typing import TypeAlias

import yaml

from contracts.faults import AgreementRefused, Fault

MAX_BYTES = 256 * 1024
MAX_DEPTH = 40

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"


def read_tree(text: str) -> tuple[Tree, tuple[Fault, ...]]:
    """The content of a file, and the keys that stand twice in it.

    Raises:
        AgreementRefused: the text is too big, not YAML, or uses anchors, aliases or tags.
    """
    size = len(text.encode(errors="replace"))
    if size > MAX_BYTES:
        raise AgreementRefused((Fault("", "", "too_big", (("found", str(-(-size // 1024))),)),))
    try:
        faults = tuple(_refused_events(text))
        if faults:
            raise AgreementRefused(faults)
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        raise AgreementRefused((_not_yaml(error),)) from None
    doubled: list[Fault] = []
    return ("" if root is None else _plain(root, "", doubled)), tuple(doubled)


def _not_yaml(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    line = "?" if mark is None else str(mark.line + 1)
    return Fault("", "", "not_yaml", (("found", line),))


def _refused_events(text: str) -> Iterator[Fault]:
    """Anchors, aliases and tags, which hide what is read, and nesting without end."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        mark = event.start_mark
        line = (("found", "?" if mark is None else str(mark.line + 1)),)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            yield Fault("", "", "too_deep", line)
            return
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            yield Fault("", "", "alias", line)
        elif getattr(event, "tag", None) is not None:
            yield Fault("", "", "tag", line)


def _plain(node: yaml.Node, path: str, doubled: list[Fault]) -> Tree:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, f"{path}.{i}", doubled) for i, child in enumerate(node.value)]
    found: dict[str, Tree] = {}
    for key_node, child in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            line = str(key_node.start_mark.line + 1)
            doubled.append(Fault("", path, "key_not_text", (("found", line),)))
            continue
        key = str(key_node.value)
        place = f"{path}.{key}".removeprefix(".")
        if key in found:
            doubled.append(Fault("", place, "duplicate_key", (("found", key),)))
        found[key] = _plain(child, place, doubled)
    return found

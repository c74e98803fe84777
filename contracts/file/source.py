"""YAML text to plain texts, lists and mappings: every scalar a string, nothing clever let in."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias
from unicodedata import name as character_name

import yaml

from contracts.faults import AgreementRefused, Fault
from contracts.file.commas import split_in_list, split_in_record

MAX_BYTES = 256 * 1024
MAX_DEPTH = 40
MAX_VALUES = 20_000
MOST_TOLD = 200
"""So many faults of one kind are told at most; a person mends them a few at a time."""

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"

# Control characters, line ends only some programs know, marks that turn the direction of writing,
# letters without width, half a character: what a person does not see, a contract does not hold.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_END = re.compile("\r\n|\r|\n")


def decoded(raw: bytes) -> str:
    """The text of a file's bytes.

    Raises:
        AgreementRefused: they are not UTF-8.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        byte = f"0x{raw[error.start]:02X}"
    raise AgreementRefused((_at("not_utf8", line, byte),))


def read_tree(text: str) -> tuple[Tree, tuple[Fault, ...]]:
    """The content of a file, and the keys that stand twice in it.

    Raises:
        AgreementRefused: the text is too big, not YAML, holds characters nobody sees, or uses
            anchors, aliases, tags, directives or several documents.
    """
    text = text.removeprefix("\ufeff")
    size = len(text.encode(errors="surrogatepass"))
    if size > MAX_BYTES:
        raise AgreementRefused((Fault("", "", "too_big", (("found", str(-(-size // 1024))),)),))
    _refuse(_hidden(text))
    try:
        _refuse(_refused_events(text))
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        raise AgreementRefused((_not_yaml(error, text),)) from None
    faults: list[Fault] = []
    tree = "" if root is None else _plain(root, "", faults)
    _refuse(fault for fault in faults if fault.code == "hidden_character")
    return tree, tuple(faults[:MOST_TOLD])


def _refuse(found: Iterator[Fault]) -> None:
    faults = tuple(islice(found, MOST_TOLD))
    if faults:
        raise AgreementRefused(faults)


def _at(code: str, line: int, what: str = "", path: str = "") -> Fault:
    return Fault("", path, code, (("found", str(line)), ("expected", what)))


def _hidden(text: str) -> Iterator[Fault]:
    """Characters that a person who reads the file does not see."""
    if _HIDDEN.search(text) is None:
        return
    for number, line in enumerate(_LINE_END.split(text), start=1):
        found = _HIDDEN.search(line)
        if found is not None:
            yield _at("hidden_character", number, named(found.group()))


def named(character: str) -> str:
    """A character's number, and its name if it has one."""
    return f"U+{ord(character):04X} {character_name(character, '')}".strip()


def _not_yaml(error: yaml.YAMLError, text: str) -> Fault:
    """Where the reading stopped, with what stands there."""
    mark = getattr(error, "problem_mark", None)
    number = 0 if mark is None else mark.line
    lines = _LINE_END.split(text)
    line = lines[min(number, len(lines) - 1)]
    tab = line[: len(line) - len(line.lstrip())].count("\t") > 0
    return _at("tab" if tab else "not_yaml", number + 1, line.strip()[:60])


def _refused_events(text: str) -> Iterator[Fault]:
    """Anchors, aliases and tags, which hide what is read, and nesting or values without end."""
    depth = values = documents = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        line = 1 if event.start_mark is None else event.start_mark.line + 1
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        values += isinstance(event, yaml.NodeEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        whole = _without_end(depth, values, documents)
        if whole:
            yield _at(whole, line)
            return
        yield from _clever(event, line)


def _without_end(depth: int, values: int, documents: int) -> str:
    """What there is too much of, for the file to be read any further."""
    if depth > MAX_DEPTH:
        return "too_deep"
    if values > MAX_VALUES:
        return "too_many_values"
    return "several_documents" if documents > 1 else ""


def _clever(event: yaml.Event, line: int) -> Iterator[Fault]:
    anchor = getattr(event, "anchor", None)
    tag = getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        yield _at("alias", line, f"*{anchor}")
    elif anchor is not None:
        yield _at("alias", line, f"&{anchor}")
    elif tag is not None:
        yield _at("tag", line, str(tag)[:60])
    elif isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
        yield _at("directive", line)


def _plain(node: yaml.Node, path: str, faults: list[Fault]) -> Tree:
    if isinstance(node, yaml.ScalarNode):
        return _text(node, path, faults)
    if isinstance(node, yaml.SequenceNode):
        faults += split_in_list(node, path)
        return [
            _plain(child, f"{path}.{i}".removeprefix("."), faults)
            for i, child in enumerate(node.value)
        ]
    found: dict[str, Tree] = {}
    lines: dict[str, int] = {}
    halves = split_in_record(node, path) if isinstance(node, yaml.MappingNode) else {}
    faults += halves.values()
    for i, (key_node, child) in enumerate(node.value):
        if i in halves:
            continue
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(_at("key_not_text", line, "", path))
            continue
        key = _text(key_node, path, faults)
        place = f"{path}.{key}".removeprefix(".")
        if key in found:
            values = (("found", key[:80]), ("expected", f"{lines[key]}, {line}"))
            faults.append(Fault("", place, "duplicate_key", values))
        found[key], lines[key] = _plain(child, place, faults), line
    return found


def _text(node: yaml.ScalarNode, path: str, faults: list[Fault]) -> str:
    """A scalar as written; what is hidden behind an escape is as hidden as it would be itself."""
    text = str(node.value)
    found = _HIDDEN.search(text)
    if found is not None:
        line = node.start_mark.line + 1
        faults.append(_at("hidden_character", line, named(found.group()), path))
    return text

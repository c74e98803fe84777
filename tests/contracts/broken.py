"""The corpus of files that must not load, each built from a template by breaking one thing."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from contracts.file.source import decoded, read_tree
from contracts.library import template

FIRST_TERM = "clauses.0.terms.0"
CORPUS = Path(__file__).with_name("broken_agreements.yaml")


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that must not load, and what has to be told about it."""

    id: str
    raw: bytes
    code: str
    path: str
    clause: str
    told: tuple[str, str, str]

    @property
    def text(self) -> str:
        """The file as text; what is no text is refused here already."""
        return decoded(self.raw)


def corpus() -> list[Broken]:
    """Every broken file, in the order of the corpus."""
    text = CORPUS.read_text(encoding="utf-8")
    # Every scalar is text, as in an agreement, but escapes may give any character.
    entries = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 -- makes nothing but text
    return [_broken(entry) for entry in entries]


def _broken(entry: dict[str, Any]) -> Broken:
    path = _place(entry.get("at", ""))
    value, english, danish = entry["told"]
    clause = entry.get("clause", "1" if path.startswith("clauses.0.") else "")
    return Broken(entry["id"], _bytes(entry), entry["code"], path, clause, (value, english, danish))


def _bytes(entry: dict[str, Any]) -> bytes:
    if "hex" in entry:
        return bytes.fromhex(entry["hex"])
    if "repeat" in entry:
        unit, times = entry["repeat"]
        return (entry.get("raw", "") + unit * int(times)).encode()
    return _text(entry).encode()


def _text(entry: dict[str, Any]) -> str:
    if "raw" in entry:
        return str(entry["raw"])
    base = template(entry.get("base", "hemgenix_dk"))
    if "replace" in entry:
        old, new = entry["replace"]
        assert old in base, entry["id"]
        return base.replace(old, new * int(entry.get("times", 1)), 1)
    tree: Any = read_tree(base)[0]
    for path, value in entry.get("set", {}).items():
        _put(tree, _place(path).split("."), value)
    for gone in (entry.get("remove"), entry.get("also")):
        if gone:
            _drop(tree, _place(gone).split("."))
    return json.dumps(tree, ensure_ascii=False)


def _place(path: str) -> str:
    return FIRST_TERM + path[1:] if path.split(".", maxsplit=1)[0] == "T" else path


def _inside(tree: Any, steps: list[str]) -> Any:
    for step in steps:
        tree = tree[int(step)] if isinstance(tree, list) else tree[step]
    return tree


def _put(tree: Any, steps: list[str], value: Any) -> None:
    at, last = _inside(tree, steps[:-1]), steps[-1]
    if isinstance(at, list) and int(last) == len(at):
        at.append(value)
    elif isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value


def _drop(tree: Any, steps: list[str]) -> None:
    del _inside(tree, steps[:-1])[steps[-1]]

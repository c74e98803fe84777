"""Strict YAML to an agreement: every fault at once, none mended in silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.agreement import Agreement
from contracts.canonical import sha256
from contracts.checks.check import check
from contracts.examples import run_examples
from contracts.faults import AgreementRefused, Fault, fault
from contracts.file.form import read_document
from contracts.file.nearest import nearest
from contracts.file.source import MAX_VALUES, MOST_TOLD, Tree, read_tree
from contracts.file.written import shown

__all__ = [
    "AgreementRefused",
    "Fault",
    "Reading",
    "load_agreement",
    "read_agreement",
    "read_written",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as far as it can be read: an author sees what stands there beside what is wrong."""

    tree: Tree
    """What is written, with `free_of` written out; empty where the text is no plain YAML."""
    agreement: Agreement | None
    """What it says where its form is right; with faults it must not be settled by."""
    faults: tuple[Fault, ...]


def load_agreement(text: str, examples: str | None = None) -> Agreement:
    """The agreement of a file, its worked examples run; a second file may hold more of them.

    The hash covers terms, texts and examples as written, so comments and layout are free.

    Raises:
        AgreementRefused: with every fault, each with its clause, path, reason and remedy.
    """
    reading = read_agreement(text, examples)
    if reading.agreement is None or reading.faults:
        raise AgreementRefused(reading.faults)
    return reading.agreement


def read_agreement(text: str, examples: str | None = None) -> Reading:
    """The file as far as it can be read, with every fault; the examples run once all else holds."""
    try:
        tree, faults = read_written(text, examples)
    except AgreementRefused as refused:
        return Reading("", None, refused.faults)
    if not isinstance(tree, dict):
        return Reading("", None, (Fault("", "", "not_a_mapping"),))
    return _read(tree, faults)


def read_written(text: str, examples: str | None = None) -> tuple[Tree, tuple[Fault, ...]]:
    """The content that is hashed: the file's, with the examples of the second among its own.

    Raises:
        AgreementRefused: a text is no plain YAML.
    """
    tree, faults = read_tree(text)
    if isinstance(tree, dict) and examples is not None:
        faults += _with_examples(tree, examples)
    return tree, faults


def _read(tree: dict[str, Tree], faults: tuple[Fault, ...]) -> Reading:
    endpoints = _endpoints(tree)
    written_out = _borrowed(tree, {name: _size(found) for name, found in endpoints.items()})
    if written_out > MAX_VALUES:
        values = (("found", str(written_out)), ("expected", str(MAX_VALUES)))
        return Reading("", None, (*faults, Fault("", "endpoints", "endpoints_too_big", values)))
    expanded, unknown = _expanded(tree, endpoints, "")
    faults += unknown
    document, invalid = read_document(expanded)
    empty = {f"{fault.path}.all" for fault in unknown}
    faults += tuple(fault for fault in invalid if fault.path not in empty)
    if document is None:
        return Reading(expanded, None, _in_clauses(tree, faults))
    agreement = Agreement(document, sha256(tree))
    faults += check(document)
    faults = faults or run_examples(agreement)
    return Reading(expanded, agreement, _in_clauses(tree, faults))


def _with_examples(tree: dict[str, Tree], text: str) -> tuple[Fault, ...]:
    found, faults = read_tree(text)
    listed = found.get("examples", "") if isinstance(found, dict) else found
    inside = tree.get("examples", [])
    both = isinstance(inside, list) and isinstance(listed, list)
    tree["examples"] = [*inside, *listed] if both else listed
    return faults


def _endpoints(tree: Mapping[str, Tree]) -> dict[str, Tree]:
    found = tree.get("endpoints", [])
    entries = [entry for entry in found if isinstance(entry, dict)] if found else []
    return {str(entry.get("id")): entry.get("lost_when", "") for entry in entries}


def _size(tree: Tree) -> int:
    """How many values stand in a part of the file."""
    if isinstance(tree, str):
        return 1
    return 1 + sum(map(_size, tree.values() if isinstance(tree, dict) else tree))


def _borrowed(tree: Tree, sizes: Mapping[str, int]) -> int:
    """How many values `free_of` stands for in all."""
    if isinstance(tree, str):
        return 0
    if isinstance(tree, dict) and "free_of" in tree:
        return sizes.get(str(tree["free_of"]), 0)
    parts = tree.values() if isinstance(tree, dict) else tree
    return sum(_borrowed(part, sizes) for part in parts)


def _expanded(
    tree: Tree, endpoints: Mapping[str, Tree], path: str
) -> tuple[Any, tuple[Fault, ...]]:
    """The tree with `free_of: <endpoint>` written out as not losing that endpoint."""
    if isinstance(tree, str):
        return tree, ()
    if isinstance(tree, dict) and "free_of" in tree:
        return _free_of(tree, endpoints, path)
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    faults: tuple[Fault, ...] = ()
    done: dict[Any, Any] = {}
    for key, child in pairs:
        done[key], found = _expanded(child, endpoints, f"{path}.{key}".removeprefix("."))
        faults += found
    return (done if isinstance(tree, dict) else list(done.values())), faults


def _free_of(
    tree: dict[str, Tree], endpoints: Mapping[str, Tree], path: str
) -> tuple[Any, tuple[Fault, ...]]:
    name = tree["free_of"]
    if not isinstance(name, str) or name not in endpoints:
        near = nearest(shown(name), endpoints)
        return {"all": []}, (fault(path, "unknown_endpoint", shown(name), near=near),)
    extra = {key: value for key, value in tree.items() if key not in {"free_of", "until"}}
    return {"not": _until(endpoints[name], tree.get("until"))} | extra, ()


def _until(tree: Tree, limit: "Tree | None") -> Any:  # noqa: ANN401 -- a tree of texts
    """An endpoint's criterion with its events read up to another limit."""
    if limit is None or isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        return [_until(child, limit) for child in tree]
    changed = {key: _until(child, limit) for key, child in tree.items()}
    return changed | {"before": limit} if "event" in tree else changed


def _in_clauses(tree: Tree, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """The faults in order of place, each with the number of its clause."""
    clauses = tree["clauses"] if isinstance(tree, dict) and "clauses" in tree else []
    placed = []
    for found in faults:
        steps = found.path.split(".")
        clause = ""
        if steps[0] == "clauses" and len(steps) > 1 and steps[1].isdigit():
            entry = clauses[int(steps[1])] if isinstance(clauses, list) else ""
            clause = str(entry.get("id", "")) if isinstance(entry, dict) else ""
        placed.append(Fault(clause, found.path, found.code, found.values))
    return _first(sorted(placed, key=lambda f: (f.path, f.code, f.values)))


def _first(found: list[Fault]) -> tuple[Fault, ...]:
    """As many faults as a person reads, and how many more there are."""
    told = [fault for fault in found if fault.code != "more_faults"]
    left = sum(int(dict(f.values)["found"]) for f in found if f.code == "more_faults")
    left += max(0, len(told) - MOST_TOLD)
    more = (Fault("", "", "more_faults", (("found", str(left)),)),) if left else ()
    return (*told[:MOST_TOLD], *more)

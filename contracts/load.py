"""Strict YAML to an agreement: every fault at once, none mended in silence."""

from collections.abc import Mapping
from typing import Any

from contracts.agreement import Agreement
from contracts.canonical import sha256
from contracts.check import check
from contracts.examples import run_examples
from contracts.faults import AgreementRefused, Fault
from contracts.form import read_document
from contracts.source import Tree, read_tree
from contracts.written import shown

__all__ = ["AgreementRefused", "Fault", "load_agreement"]


def load_agreement(text: str, examples: str | None = None) -> Agreement:
    """The agreement of a file, its worked examples run; a second file may hold the examples.

    The hash covers terms, texts and examples as written, so comments and layout are free.

    Raises:
        AgreementRefused: with every fault, each with its clause, path, reason and remedy.
    """
    tree, faults = read_tree(text)
    if not isinstance(tree, dict):
        raise AgreementRefused((Fault("", "", "not_a_mapping"),))
    if examples is not None:
        faults += _with_examples(tree, examples)
    expanded, unknown = _expanded(tree, _endpoints(tree), "")
    faults += unknown
    document, invalid = read_document(expanded)
    empty = {f"{fault.path}.all" for fault in unknown}
    faults += tuple(fault for fault in invalid if fault.path not in empty)
    if document is not None:
        faults += check(document)
    if document is None or faults:
        raise AgreementRefused(_in_clauses(tree, faults))
    agreement = Agreement(document, sha256(tree))
    faults = run_examples(agreement)
    if faults:
        raise AgreementRefused(_in_clauses(tree, faults))
    return agreement


def _with_examples(tree: dict[str, Tree], text: str) -> tuple[Fault, ...]:
    found, faults = read_tree(text)
    listed = found.get("examples", "") if isinstance(found, dict) else found
    if "examples" in tree:
        return (*faults, Fault("", "examples", "examples_twice"))
    tree["examples"] = listed
    return faults


def _endpoints(tree: Mapping[str, Tree]) -> dict[str, Tree]:
    found = tree.get("endpoints", [])
    entries = [entry for entry in found if isinstance(entry, dict)] if found else []
    return {str(entry.get("id")): entry.get("lost_when", "") for entry in entries}


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
        return {"all": []}, (Fault("", path, "unknown_endpoint", (("found", shown(name)),)),)
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
    for fault in faults:
        steps = fault.path.split(".")
        clause = ""
        if steps[0] == "clauses" and len(steps) > 1 and steps[1].isdigit():
            entry = clauses[int(steps[1])] if isinstance(clauses, list) else ""
            clause = str(entry.get("id", "")) if isinstance(entry, dict) else ""
        placed.append(Fault(clause, fault.path, fault.code, fault.values))
    return tuple(sorted(placed, key=lambda f: (f.path, f.code, f.values)))

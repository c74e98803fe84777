"""Faults of an agreement file as a terminal shows them: file and line, place, reason, remedy."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.faults import Fault
    from contracts.file.places import Place
    from contracts.reason import Language


def told(found: "tuple[Fault, ...]", file: Path, language: "Language") -> Iterator[str]:
    """Each fault in one line, by the names written in its file.

    An example after those of the agreement itself stands in the file beside it.
    """
    from app.agreements.views import place
    from contracts.file.places import line_of
    from contracts.load import AgreementRefused, read_written

    own, beside = _places(file), _places(_beside(file))
    inside = len(own["examples"].children) if "examples" in own else 0
    try:
        tree: object = read_written(_text(file), _text(_beside(file)) or None)[0]
    except AgreementRefused:
        tree = None
    for fault in found:
        where = place(fault.path, tree, language)
        line, there = line_of(fault, own), file
        after = _example(fault) - inside
        if after >= 0 and beside:
            steps = ["examples"] if "examples" in beside else []
            steps += [str(after), *fault.path.split(".")[2:]]
            line, there = line_of(replace(fault, path=".".join(steps)), beside), _beside(file)
        at = f"{there}:{line}" if line else str(there)
        said = f"{fault.reason(language)} {fault.remedy(language)}"
        yield f"{at}: {where}: {said}" if where else f"{at}: {said}"


def of_examples(found: "tuple[Fault, ...]") -> bool:
    """Whether nothing but worked examples keeps an agreement from loading."""
    return all(fault.code in {"example_fails", "example_facts"} for fault in found)


def _example(fault: "Fault") -> int:
    """Which of the examples a fault is in; -1 where it is in none."""
    steps = fault.path.split(".")
    return int(steps[1]) if steps[0] == "examples" and steps[1:2] and steps[1].isdigit() else -1


def _beside(file: Path) -> Path:
    return file.with_suffix(".examples.yaml")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig") if file.is_file() else ""


def _places(file: Path) -> "Mapping[str, Place]":
    from contracts.file.places import places
    from contracts.load import AgreementRefused

    try:
        return places(_text(file))
    except AgreementRefused:
        return {}

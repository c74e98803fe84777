"""The faults that the tests of the contracts have to catch, each a change of the engine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Fault:
    """A name in words, the edits (file, old text, new text), and the tests that are to catch it.

    The tests are those of one file whose names have the words of `only` in them.
    """

    name: str
    edits: tuple[tuple[str, str, str], ...]
    tests: str
    only: str


def _fault(row: dict[str, Any]) -> Fault:
    file, _, only = row["by"].partition(" -k ")
    edits = tuple((one["file"], one["old"], one["new"]) for one in row.get("edits", [row]))
    return Fault(row["name"], edits, f"tests/contracts/{file}", only)


FAULTS = tuple(
    map(_fault, yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text(encoding="utf-8")))
)

"""Where a text begins: a template under a new number, or a kept version under the next one."""

import re
from textwrap import dedent

from contracts.file.edited import CannotEdit, with_items, with_text
from contracts.file.places import places
from contracts.library import examples_of, template

_LAST_NUMBER = re.compile(r"(\d+)(\D*)$")


def from_template(name: str, number: str) -> str:
    """A template's text under the number of a new agreement, as its first version.

    Raises:
        KeyError: there is no template of that name.
    """
    whole = with_examples_inside(template(name), examples_of(name))
    return with_text(with_text(whole, "agreement.id", number), "agreement.version", "1")


def next_version(text: str, version: str) -> str:
    """A kept version's text under the next number, saying which version it takes over from."""
    changed = with_text(text, "agreement.version", bumped(version))
    try:
        return with_text(changed, "agreement.supersedes", version)
    except CannotEdit:
        return changed


def bumped(version: str) -> str:
    """The number after a version's: 2 after 1, 1.3 after 1.2."""
    found = _LAST_NUMBER.search(version)
    if found is None:
        return f"{version}-2"
    return f"{version[: found.start()]}{int(found[1]) + 1}{found[2]}"


def with_examples_inside(text: str, examples: str) -> str:
    """A text whose further examples stand in a file of their own, as one text."""
    if not examples.strip():
        return text
    found = places(examples)
    listed = found.get("examples", found.get(""))
    if listed is None or listed.kind != "list":
        raise CannotEdit("examples")
    begins = examples.rfind("\n", 0, listed.opens) + 1
    items = dedent(" " * listed.column + examples[begins + listed.column : listed.ends])
    return with_items(text, "examples", f"{items.rstrip()}\n")

"""What keeps a text from being an agreement: its faults, and their places and codes."""

from typing import Any

import pytest

from contracts.faults import AgreementRefused, Fault
from contracts.load import load_agreement
from tests.contracts.builders import an_agreement_tree, as_text


def refused(text: str, examples: str | None = None) -> tuple[Fault, ...]:
    with pytest.raises(AgreementRefused) as caught:
        load_agreement(text, examples)
    return caught.value.faults


def codes(*terms: dict[str, Any], **changes: Any) -> set[tuple[str, str]]:
    return {(f.path, f.code) for f in refused(as_text(an_agreement_tree(*terms, **changes)))}


def without(tree: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in tree.items() if key not in names}

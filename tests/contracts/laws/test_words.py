"""Laws of texts: both languages say the same figures, and an agreement survives being written."""

import json
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import strategies as st

from contracts import library
from contracts.explain import explain
from contracts.facts import Fact
from contracts.file.source import read_tree
from contracts.load import read_agreement
from tests.contracts.builders import (
    ANNUITY,
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    an_agreement_tree,
    as_text,
)
from tests.contracts.figures import figures as figures_in
from tests.contracts.laws.histories import FIGURES, HISTORIES, MOMENTS, everything, free, owed
from tests.contracts.laws.law import law
from tests.contracts.term_builders import END, INDEX, NETTING, SWITCH, VAT

Facts = tuple[Fact, ...]


@law(HISTORIES, FIGURES, MOMENTS, st.integers(0, 999), paid=15, unpaid=30)
def test_i23_danish_and_english_have_the_same_numbers_dates_and_ids(
    told: Facts, figures: Facts, moment: datetime, place: int
) -> Iterator[str]:
    cases = ((free(), told), (everything(), (*told, *figures)))
    agreement, facts = cases[place % 2]
    lines = owed(agreement, facts, moment)
    for line in lines[place % max(1, len(lines)) :][:2]:
        danish, english = (explain(line, agreement, code, "auditor") for code in ("da", "en"))
        assert figures_in(danish.headline, "da") == figures_in(english.headline, "en")
        assert len(danish.arithmetic) == len(english.arithmetic)
        assert danish.headline != english.headline
        yield "paid" if line.amount else "unpaid"


def mixed(tree: Any, dice: Random) -> Any:
    """The same tree with the keys of every mapping in another order."""
    if isinstance(tree, dict):
        keys = list(tree)
        dice.shuffle(keys)
        return {key: mixed(tree[key], dice) for key in keys}
    return [mixed(part, dice) for part in tree] if isinstance(tree, list) else tree


TERMS = (ANNUITY, REBATE | {"id": "rebate"}, UPFRONT, WARRANTY, SWITCH, INDEX, VAT, NETTING, END)
SOME = st.lists(st.sampled_from(TERMS), max_size=3, unique_by=lambda term: term["id"])


@law(SOME, st.integers(0, 99), as_json=20, as_yaml=20)
def test_i24_an_agreement_read_and_written_again_has_the_same_hash(
    terms: list[dict[str, Any]], seed: int
) -> Iterator[str]:
    text = as_text(an_agreement_tree(TERM, *terms))
    tree = mixed(read_tree(text)[0], Random(seed))
    plain = seed % 2 == 0
    again = json.dumps(tree) if plain else yaml.safe_dump(tree, sort_keys=False, width=60 + seed)
    one, other = read_agreement(text).agreement, read_agreement(again).agreement
    assert one is not None
    assert one == other
    assert one.sha256 == read_agreement(str(yaml.safe_dump(tree))).agreement.sha256
    yield "as_json" if plain else "as_yaml"


@pytest.mark.parametrize("name", library.names())
def test_i24_a_template_read_and_written_again_has_the_same_hash(name: str) -> None:
    text = library.template(name)
    again = yaml.safe_dump(read_tree(text)[0], sort_keys=False, allow_unicode=True)
    found = [read_agreement(one).agreement for one in (text, again)]
    assert found[0] == found[1]

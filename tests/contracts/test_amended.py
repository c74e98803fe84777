"""What an amendment changes is told clause by clause, and changes by halves are warned of."""

from typing import Any

import pytest

from contracts.agreement import Agreement
from contracts.amended import Difference, differences, none_told
from contracts.load import load_agreement
from tests.contracts.builders import (
    MET_WHEN,
    OUTCOMES,
    TERM,
    UPFRONT,
    an_agreement_tree,
    as_text,
)

FIRST = UPFRONT | {"share": "100 %"}
USED = {name: OUTCOMES[name] for name in ("fix_activity", "next_therapy")}


def version(*terms: dict[str, Any], text: str = "Punkt", **changes: Any) -> Agreement:
    used = (
        USED
        if any("met_when" in term for term in terms)
        else {"next_therapy": OUTCOMES["next_therapy"]}
    )
    tree = an_agreement_tree(*terms, **{"outcomes": used} | changes)
    tree["clauses"][0]["text"]["da"] = text
    return load_agreement(as_text(tree))


OLD = version(TERM)
STRICTER = TERM | {"met_when": MET_WHEN | {"value": "8"}}


def only(new: Agreement, old: Agreement = OLD) -> Difference:
    (found,) = differences(old, new)
    return found


def test_a_version_does_not_differ_from_itself() -> None:
    assert differences(OLD, version(TERM)) == ()
    assert none_told("da") != none_told("en")


def test_a_changed_term_is_told_by_both_sentences_and_the_numbers_that_changed() -> None:
    found = only(version(STRICTER))
    assert (found.what, found.kind, found.clause, found.name) == ("term", "changed", "1", "rates")
    assert (found.gone, found.come) == (("5 %",), ("8 %",))
    told = found.into("da")
    assert told.heading == "§ 1, vilkåret «rates» er ændret"
    assert "mindst 5 %" in told.old
    assert "mindst 8 %" in told.new
    assert told.numbers == "5 % → 8 %"


def test_a_term_changed_without_its_text_is_warned_of_and_so_is_the_reverse() -> None:
    assert only(version(STRICTER)).into("en").warning.startswith("The term has changed, but")
    assert only(version(TERM, text="Andet")).into("da").warning.startswith("Teksten er ændret, men")


def test_a_clause_changed_in_text_and_terms_alike_has_no_warning() -> None:
    found = differences(OLD, version(STRICTER, text="Andet"))
    assert [(one.what, one.unmatched) for one in found] == [("term", ""), ("text", "")]


def test_a_new_clause_with_its_term_is_added_and_the_other_way_round_removed() -> None:
    half, rest = UPFRONT | {"price": {"amount": "9.00 DKK"}}, TERM
    added = differences(OLD, version(rest, half))
    removed = differences(version(rest, half), OLD)
    assert [(one.what, one.kind, one.clause) for one in added] == [
        ("term", "added", "2"),
        ("text", "added", "2"),
    ]
    assert {one.kind for one in removed} == {"removed"}
    assert removed[0].into("en").new == ""


def test_a_term_moved_to_another_clause_is_told_there() -> None:
    other = UPFRONT | {"price": {"amount": "9.00 DKK"}}
    found = [
        one for one in differences(version(TERM, other), version(other, TERM)) if one.what == "term"
    ]
    assert [(one.clause, one.name) for one in found] == [("1", "first"), ("2", "rates")]


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("effective_from", "2026-03-01", "agreement.effective_from"),
        ("supersedes", "1", "agreement.supersedes"),
    ],
)
def test_the_header_is_told_field_by_field(field: str, value: str, name: str) -> None:
    header = an_agreement_tree()["agreement"] | {field: value}
    found = only(version(TERM, agreement=header))
    assert (found.what, found.name, found.into("da").new) == ("field", name, value)


def test_an_endpoint_is_told_by_what_loses_it() -> None:
    def lost(value: str) -> Agreement:
        endpoint = {
            "id": "effect",
            "label": {"da": "Virkning", "en": "Effect"},
            "lost_when": MET_WHEN | {"op": "<", "value": value},
        }
        return version(TERM, endpoints=[endpoint])

    assert differences(lost("5"), lost("5")) == ()
    found = only(lost("4"), lost("5"))
    assert (found.what, found.gone, found.come) == ("endpoint", ("5 %",), ("4 %",))
    assert only(lost("4"), OLD).kind == "added"


def test_a_list_and_a_period_in_a_field_are_told_as_written() -> None:
    bound = TERM | {"met_when": MET_WHEN | {"method": "one-stage"}}

    def by(*methods: str) -> Agreement:
        measured = USED["fix_activity"] | {"methods": list(methods), "bridge": {}}
        return version(bound, outcomes=USED | {"fix_activity": measured})

    found = only(by("one-stage"), by("one-stage", "chromogenic"))
    assert (found.into("en").old, found.into("en").new) == ("one-stage, chromogenic", "one-stage")
    months = {
        "corrections_until": {"anchor": "window_close", "plus": "P36M"},
        "clawback": "both_ways",
    }
    assert {one.into("da").new for one in differences(OLD, version(TERM, limitation=months))} >= {
        "P3Y"
    }

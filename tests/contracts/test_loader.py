import pytest

from contracts import faults
from contracts.faults import Fault
from contracts.file.source import decoded
from contracts.load import load_agreement
from tests.contracts.builders import (
    EXCEPTIONS,
    MET_WHEN,
    OUTCOMES,
    PRINTED,
    TERM,
    an_agreement,
    an_agreement_tree,
    as_text,
    printed,
)
from tests.contracts.refusals import codes, refused, without

FAULTS = faults._FAULTS


def test_the_designs_own_example_loads_as_printed() -> None:
    agreement = printed()
    assert (agreement.id, agreement.version, agreement.titles.da) == (
        "DK-AMG-0007",
        "2",
        "DK-AMG-0007",
    )


@pytest.mark.parametrize("decision", sorted(EXCEPTIONS))
def test_a_term_that_leaves_an_exception_undecided_does_not_load(decision: str) -> None:
    term = TERM | {"exceptions": without(EXCEPTIONS, decision)}
    (fault,) = refused(as_text(an_agreement_tree(term)))
    assert (fault.code, fault.clause) == ("undecided", "1")
    assert fault.path == f"clauses.0.terms.0.exceptions.{decision}"


def test_all_faults_come_at_once_each_in_both_languages_with_a_remedy() -> None:
    text = as_text(an_agreement_tree(TERM | {"met_when": MET_WHEN | {"unit": "g/L"}}))
    faults = refused(text.replace("DKK", "dkr").replace("P45D", "45 dage"))
    assert len(faults) >= 3
    for fault in faults:
        said = {fault.reason("da"), fault.reason("en"), fault.remedy("da"), fault.remedy("en")}
        assert len(said) == 4


def test_a_key_that_stands_twice_is_refused() -> None:
    text = PRINTED.replace("    id: annuity\n", "    id: annuity\n    id: other\n")
    assert [(f.path, f.code) for f in refused(text)] == [("clauses.0.terms.0.id", "duplicate_key")]


def test_a_key_that_is_no_text_is_refused() -> None:
    assert "key_not_text" in {fault.code for fault in refused("? [a]\n: b\n")}


def test_every_scalar_is_read_as_text() -> None:
    text = PRINTED.replace('version: "2"', "version: 010").replace("DK-AMG-0007", "NO")
    agreement = load_agreement(text)
    assert (agreement.version, agreement.id) == ("010", "NO")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\nb: *x\n", "alias"),
        ("a: !!python/object:os.system x\n", "tag"),
        ("a: [1, 2\n", "not_yaml"),
        ("\x00", "hidden_character"),
        ("a: \ud800", "hidden_character"),
        ("a: b\n---\nc: d\n", "several_documents"),
        ("%YAML 1.1\n---\na: b\n", "directive"),
        ("a:\n\tb: c\n", "tab"),
        ("- a\n" * 30_000, "too_many_values"),
        ("[" * 50 + "]" * 50, "too_deep"),
        ("x" * 300_000, "too_big"),
        ("", "not_a_mapping"),
        ("- a\n", "not_a_mapping"),
    ],
)
def test_what_hides_or_breaks_the_reading_is_refused(text: str, code: str) -> None:
    assert {fault.code for fault in refused(text)} == {code}


def test_a_missing_translation_is_named_by_its_language() -> None:
    clause = {"id": "1", "text": {"da": "Punkt"}, "terms": [TERM]}
    assert codes(clauses=[clause]) == {("clauses.0.text.en", "untranslated")}


def test_an_unknown_field_is_refused() -> None:
    (fault,) = refused(as_text(an_agreement_tree(TERM | {"discount": "5 %"})))
    assert (fault.path, fault.reason("en")) == (
        "clauses.0.terms.0.discount",
        "The field is not known: “discount”.",
    )


def test_windows_may_touch_but_not_share_a_day() -> None:
    milestone = {"anchor": "infusion", "at": ["P100D", "P111D", "P122D"]}
    touching = milestone | {"window": {"before": "P5D", "after": "P5D"}}
    assert an_agreement(TERM | {"milestone": touching}).id == "A1"
    sharing = milestone | {"window": {"before": "P5D", "after": "P6D"}}
    assert ("clauses.0.terms.0.milestone", "windows_overlap") in codes(
        TERM | {"milestone": sharing}
    )


def test_ids_are_used_once() -> None:
    endpoint = {"id": "e", "label": {"da": "a", "en": "b"}, "lost_when": {"event": "relapse"}}
    found = codes(TERM, TERM | {"price": {"amount": "1 DKK"}}, endpoints=[endpoint, endpoint])
    assert {("clauses.terms", "repeated_id"), ("endpoints", "repeated_id")} <= found


def test_an_agreement_without_terms_is_none() -> None:
    clause = {"id": "1", "text": {"da": "Punkt", "en": "Clause"}}
    assert codes(clauses=[clause]) == {("clauses", "no_terms")}


def test_a_version_cannot_end_before_it_starts() -> None:
    header = an_agreement_tree()["agreement"] | {"effective_until": "1999-01-01"}
    assert codes(agreement=header) == {("agreement.effective_until", "effective_backwards")}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("effective_from", "01-03-2026", "bad_date"),
        ("signed_at", "2026-02-10T09:00", "bad_instant"),
        ("illustrative", "yes", "bad_flag"),
    ],
)
def test_a_header_is_checked_too(field: str, value: str, code: str) -> None:
    header = an_agreement_tree()["agreement"] | {field: value}
    assert codes(agreement=header) == {(f"agreement.{field}", code)}


def test_a_field_that_should_hold_more_is_refused() -> None:
    assert ("parties", "model_type") in codes(parties="Amgros")
    assert ("clauses", "tuple_type") in codes(clauses="none")
    found = refused("clauses: [a]\n")
    assert ("clauses.0", "model_type") in {(fault.path, fault.code) for fault in found}


def test_a_code_without_words_of_its_own_still_says_something() -> None:
    fault = Fault("", "parties", "some_type", (("found", "Amgros"),))
    assert fault.reason("en") == "“Amgros” cannot be used here."


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_every_fault_has_the_same_values_in_both_languages(code: str) -> None:
    danish, english, remedy_da, remedy_en = FAULTS[code]
    for name in ("{found}", "{expected}"):
        assert (name in danish) == (name in english)
        assert (name in remedy_da) == (name in remedy_en)


def test_the_hash_is_of_content_and_not_of_layout() -> None:
    tree = an_agreement_tree()
    shuffled = dict(sorted(tree.items(), reverse=True))
    again = load_agreement("# A comment\n" + as_text(shuffled))
    assert again.sha256 == load_agreement(as_text(tree)).sha256


def test_any_changed_word_changes_the_hash() -> None:
    assert load_agreement(PRINTED.replace("mindst 5 %.", "mindst 5%.")).sha256 != printed().sha256


def test_comparisons_that_can_come_out_either_way_load() -> None:
    between = {"all": [MET_WHEN, MET_WHEN | {"op": "<", "value": "50"}]}
    outside = {"any": [MET_WHEN | {"op": "<"}, MET_WHEN | {"op": ">", "value": "50"}]}
    two_methods = {"all": [MET_WHEN, MET_WHEN | {"op": "<", "method": "one-stage"}]}
    neither = {"fix_activity": without(OUTCOMES["fix_activity"], "better")}
    for criterion in (between, outside, two_methods):
        outcomes = OUTCOMES | neither
        assert an_agreement(TERM | {"met_when": criterion}, outcomes=outcomes).id == "A1"


def test_the_mark_of_utf_8_and_windows_line_ends_change_nothing() -> None:
    windows = "\ufeff" + PRINTED.replace("\n", "\r\n")
    assert load_agreement(windows).sha256 == printed().sha256
    assert decoded(windows.encode()) == windows.removeprefix("\ufeff")


def test_no_more_faults_are_told_than_a_person_reads_and_the_rest_is_counted() -> None:
    faults = refused("\n".join(f"k{i}: v" for i in range(1000)))
    assert len(faults) == 201
    assert [fault.reason("en") for fault in faults if fault.code == "more_faults"] == [
        "There are 806 more faults that are not shown."
    ]


def test_an_endpoint_written_out_too_often_is_refused() -> None:
    losses = {"any": [{"event": "relapse"}] * 400}
    endpoint = {"id": "e", "label": {"da": "a", "en": "b"}, "lost_when": losses}
    borrowed = TERM | {"met_when": {"all": [{"free_of": "e"}] * 30}}
    assert codes(borrowed, endpoints=[endpoint]) == {("endpoints", "endpoints_too_big")}


def test_an_event_looked_for_late_but_not_too_late_loads() -> None:
    late = {"not": {"event": "relapse", "after": "P2Y"}}
    assert an_agreement(TERM | {"met_when": late}).id == "A1"

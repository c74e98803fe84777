from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from contracts import library
from contracts.agreement import Agreement, schedule
from contracts.checks.number_lint import lint
from contracts.coverage.gate import missing_cells
from contracts.entitlement import entitlements
from contracts.examples import snapshot_of
from contracts.file.source import read_tree
from contracts.load import AgreementRefused, load_agreement
from contracts.reason import Status
from contracts.unread import unread

TEMPLATES = library.names()
PUBLISHED = {
    "DE-ROCTAVIAN-COHORT",
    "DK-HEMGENIX-ANNUITY",
    "DK-LUXTURNA-INSTALMENTS",
    "DMC-CONDITIONAL-KYMRIAH-ALL",
    "ES-KYMRIAH-52-48",
    "ES-YESCARTA-SURVIVAL",
    "EU-ZYNTEGLO-5X20",
    "IT-YESCARTA-ZERO-UPFRONT",
    "IT-ZOLGENSMA-5-TRANCHES",
    "NL-LIBMELDY-EARLY-FAILURE",
    "US-LUXTURNA-REBATE",
    "US-LYFGENIA-VOE",
    "US-ROCTAVIAN-WARRANTY",
}


def template(name: str) -> Agreement:
    return load_agreement(library.template(name), library.examples_of(name) or None)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_loads_with_examples_and_says_it_is_illustrative(name: str) -> None:
    agreement = template(name)
    assert agreement.illustrative
    assert agreement.document.provenance
    assert agreement.document.examples


def test_the_library_is_the_published_agreements_and_the_reference_cohort() -> None:
    assert {template(name).id for name in TEMPLATES} == PUBLISHED | {"ILLUSTRATION-EBMT-12M"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_title_says_in_both_languages_that_the_terms_are_illustrative(name: str) -> None:
    titles = template(name).titles
    assert "illustrative vilkår" in titles.da or "Opdigtet" in titles.da
    assert "illustrative terms" in titles.en or "Invented" in titles.en


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_branch_of_every_template_is_reached_by_an_example(name: str) -> None:
    assert [cell.message("en") for cell in missing_cells(template(name))] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_texts_and_terms_of_every_template_name_the_same_numbers(name: str) -> None:
    assert [finding.message("en") for finding in lint(template(name))] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_fact_of_every_example_is_read(name: str) -> None:
    agreement = template(name)
    told = [
        f"{example.id}: {one.message('en')}"
        for example in agreement.document.examples
        for one in unread(agreement, snapshot_of(example))
    ]
    assert told == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_settles_the_same_whatever_the_order_of_the_facts(name: str) -> None:
    agreement = template(name)
    for example in agreement.document.examples:
        turned = example.model_copy(update={"facts": named(example.facts)})
        back = turned.model_copy(update={"facts": turned.facts[::-1]})
        found = entitlements(agreement, snapshot_of(turned), example.settle_on)
        assert entitlements(agreement, snapshot_of(back), example.settle_on) == found


def named(facts: tuple[dict[str, str], ...]) -> tuple[dict[str, str], ...]:
    """The facts under the ids they have by their place, so that they keep them elsewhere."""
    return tuple({"fact_id": f"F{n}"} | fact for n, fact in enumerate(facts, start=1))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_title_of_an_example_is_a_decision_and_no_question(name: str) -> None:
    titles = [example.title for example in template(name).document.examples]
    assert not [one.da for one in titles if "Skal bekræftes" in one.da]


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_is_said_to_be_published_names_where(name: str) -> None:
    found = template(name).document.provenance
    assert [one.field for one in found if one.basis == "published" and not one.source] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_origin_is_of_a_field_that_is_there(name: str) -> None:
    tree, _ = read_tree(library.template(name))
    fields = [one.field for one in template(name).document.provenance]
    assert [field for field in fields if at(tree, field) is None] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_field_of_a_term_has_an_origin(name: str) -> None:
    tree, _ = read_tree(library.template(name))
    known = [one.field for one in template(name).document.provenance]
    assert [field for field in fields_of(tree) if not covered(field, known)] == []


def at(tree: Any, field: str) -> Any:
    """What stands at a place written with ids, such as clauses.1.terms.annuity.shares."""
    for step in field.split("."):
        if isinstance(tree, list):
            tree = {one["id"]: one for one in tree}
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def fields_of(tree: Any) -> Iterator[str]:
    """Every field that has to say where it comes from."""
    yield from ("agreement.product", "agreement.indication", "agreement.effective_from", "parties")
    yield from (part for part in ("limitation", "disputes") if part in tree)
    yield from (f"endpoints.{one['id']}" for one in tree.get("endpoints", []))
    for clause in tree["clauses"]:
        for term in clause.get("terms", []):
            place = f"clauses.{clause['id']}.terms.{term['id']}"
            yield from (f"{place}.{name}" for name in term if name not in {"id", "type"})


def covered(field: str, known: list[str]) -> bool:
    """Whether an origin is of a field, of a part of it, or of what it is part of."""
    return any(f"{one}.".startswith(f"{field}.") or field.startswith(f"{one}.") for one in known)


def test_there_is_no_template_of_another_name() -> None:
    with pytest.raises(KeyError):
        library.template("../load")
    with pytest.raises(KeyError):
        library.examples_of("../load")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_with_a_changed_amount_is_refused_by_its_own_examples(name: str) -> None:
    text, beside = library.template(name), library.examples_of(name)
    whole = text if "total:" in text else f"{text}\n{beside}"
    total = next(line for line in whole.splitlines() if "total:" in line)
    with pytest.raises(AgreementRefused) as refused:
        load_agreement(whole.replace(total, total.replace('"', '"9', 1), 1))
    assert {fault.code for fault in refused.value.faults} == {"example_fails"}


def test_the_reference_cohort_is_looked_at_365_days_after_infusion() -> None:
    (milestone,) = schedule(template("ebmt_illustrative"), date(2000, 1, 1))
    assert (milestone.opens, milestone.closes) == (date(2000, 12, 31), date(2001, 3, 1))
    assert milestone.report_by == date(2001, 3, 31)


def test_the_examples_of_the_templates_meet_every_status_but_conflict() -> None:
    seen = {
        line.status
        for name in TEMPLATES
        for example in template(name).document.examples
        for line in example.expect.lines
    }
    assert seen == set(Status) - {Status.CONFLICT}


def test_what_is_only_collected_has_windows_and_needs_but_no_money() -> None:
    agreement = template("kymriah_dmc")
    needed = {need.name: need.terms for need in agreement.needed()}
    assert needed["response"] == ("response-at-3-months",)
    assert {"relapse", "death", "adverse_event", "crs_grade", "icans_grade"} <= needed.keys()
    first = next(m for m in schedule(agreement, date(2025, 1, 15)) if m.target.month == 4)
    assert (first.opens, first.target, first.closes) == (
        date(2025, 3, 16),
        date(2025, 4, 15),
        date(2025, 6, 14),
    )

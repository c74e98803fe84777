"""Old patients stay on old terms: each line is explained, disputed and approved by its own."""

from datetime import date

import pytest

from app.agreements import actions as agreements
from app.db.engine import read_tx, write_tx
from app.settlements import disputes
from app.settlements.line_views import Wanted, every_line
from app.settlements.one_line import line_page
from app.settlements.refusals import OwnTerms
from app.settlements.statement import statement_of
from app.settlements.steps import run_of
from contracts import library
from reports.statement import Status
from tests.app.settlements.conftest import AGREEMENT, MEANT, days_after, noon
from tests.app.settlements.reading import lines
from tests.app.settlements.test_runs import same_person

NEW = date(2024, 2, 1)
SIGNED = date(2024, 1, 2)
ON = date(2025, 4, 30)
CALLED = {"P-0001": "actor IX prophylaxis", "P-0002": "actor IX as prevention"}
"""What the version that rules each patient calls what is asked."""


def amended() -> tuple[str, str]:
    """The second version and its examples: it calls one outcome otherwise and waits longer."""
    text, examples = library.template("hemgenix_dk"), library.examples_of("hemgenix_dk")
    label = "label: {da: faktor IX som forebyggelse, en: factor IX as prevention}"
    for old, new in (
        ('version: "1"', f'version: "2"\n  supersedes: "1"\n  signed_at: {SIGNED}T12:00:00Z'),
        ("effective_from: 2020-01-01", f"effective_from: {SIGNED}"),
        ("notice: P30D", "notice: P60D"),
        ("values: [none, resumed]", f"values: [none, resumed]\n    {label}"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    examples = examples.replace(CALLED["P-0001"], CALLED["P-0002"])
    examples = examples.replace("forebyggende faktor IX", "faktor IX som forebyggelse")
    return text, examples.replace("Forebyggende faktor IX", "Faktor IX som forebyggelse")


@pytest.fixture
def lineage(world, person):
    """A patient on each of two versions, both with a first year that is met, and their draft."""
    first, second = world.patient(), world.patient(infused=NEW)
    world.looks(first, days_after(date(2023, 3, 1), 1))
    world.looks(second, days_after(NEW, 1))
    another, at = person("analyst"), noon(SIGNED)
    with write_tx(world.db) as session:
        agreements.record_version(session, another, *amended(), at=at)
        agreements.activate(session, world.approver, AGREEMENT, "2", accepted=MEANT, at=at)
    return world, world.draft(ON, "2025-04")


def paid(world, run) -> dict[str, int]:
    """The lines that pay, by treatment."""
    return {one.treatment: one.id for one in lines(world, run) if one.amount}


def test_a_line_is_explained_by_the_version_that_rules_its_treatment(lineage) -> None:
    world, run = lineage
    with read_tx(world.db) as session:
        told = [*every_line(session, world.analyst, run, Wanted(), "en")]
    assert {one.treatment for one in told} == CALLED.keys()
    assert all(CALLED[one.treatment] in one.told.rule for one in told)


def test_the_auditors_proof_names_the_version_that_rules(lineage) -> None:
    world, run = lineage
    for number, treatment in (("1", "P-0001"), ("2", "P-0002")):
        with read_tx(world.db) as session:
            line = paid(world, run)[treatment]
            shown = line_page(session, world.analyst, line, "en", "auditor")
        assert ("agreement", f"{AGREEMENT} v{number}") in shown.told.proofs


def test_the_notice_for_a_dispute_is_that_of_the_lines_own_version(lineage) -> None:
    world, run = lineage
    world.propose(run)
    world.approve(run)
    world.issue(run)
    with read_tx(world.db) as session:
        rules = [disputes.rule_for(session, one) for one in lines(world, run) if one.amount]
    old, new = (one.last_day for one in rules)
    assert (new - old).days == 30


def test_the_statement_explains_each_line_by_its_own_version(lineage) -> None:
    world, run = lineage
    with read_tx(world.db) as session:
        said = statement_of(session, run_of(session, run), Status.DRAFT, "0" * 64)
    told = {one.treatment: " ".join(part.en for part in one.explanation) for one in said.lines}
    assert told.keys() == CALLED.keys()
    assert all(CALLED[name] in text for name, text in told.items())


def test_who_recorded_an_older_version_in_force_does_not_approve_either(lineage, person) -> None:
    world, run = lineage
    signer = person("approver", name="Bodil")
    same_person(world, signer, world.analyst)
    world.propose(run)
    with pytest.raises(OwnTerms):
        world.approve(run, signer)

"""The command draws by a scenario's file, alone or on from the facts of an actual cohort."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app

AGREEMENT = Path(__file__).parents[3] / "contracts" / "library" / "hemgenix_dk.yaml"
SCENARIO = """
seed: "7"
paths: "5"
years: "12"
enrolment: {first: 2027-01-01, months: "12", patients: "3"}
regions: {hovedstaden: "2", syddanmark: "1"}
loss: {cured: "70 %", shape: "1.2", scale_months: "48"}
death: {per_year: "2 %", related: "10 %", unknown: "10 %"}
lost_to_follow_up: {per_year: "1 %"}
withdrawal: {per_year: "0.5 %"}
relocation_abroad: {per_year: "0.5 %"}
missed_visits: "3 %"
prices: {illustrative-hemgenix: "21500000.00 DKK"}
"""
FACTS = """fact_id,version,treatment,kind,name,value,unit,method,valid_on,recorded_at,retracted
F1,1,P-1,treatment,infused,hemgenix,,,2026-03-10,2026-03-10T12:00:00Z,false
F2,1,P-1,residence,region,syddanmark,,,2000-01-01,2026-03-10T12:00:00Z,false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    return tmp_path


def effekt(*words: object):
    called = ["agreement", "simulate", AGREEMENT, *words]
    return CliRunner().invoke(app, [str(word) for word in called])


def test_the_same_scenario_prints_the_same_bytes(folder: Path) -> None:
    first, second = (effekt("--scenario", folder / "s.yaml", "--json") for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["designs"][0]["patients"] == 3


def test_two_designs_and_their_readings_are_told_a_line_each(folder: Path) -> None:
    told = effekt("--scenario", folder / "s.yaml", "--other", AGREEMENT, "--readings")
    assert told.stdout.count("\n2028\t") == 2
    assert "exceptions.death.related.no" in told.stdout
    assert "seed 7" in told.stderr


def test_an_actual_cohort_goes_on_from_its_facts(folder: Path) -> None:
    known = ("--facts", folder / "facts.csv", "--known-at", "2026-11-22T00:00:00Z")
    told = effekt("--scenario", folder / "s.yaml", *known, "--json")
    assert json.loads(told.stdout)["designs"][0]["known_patients"] == 1


def test_a_fault_of_the_scenario_is_told_with_its_place_and_what_to_do(folder: Path) -> None:
    faulty = folder / "faulty.yaml"
    faulty.write_text(SCENARIO.replace('"7"', '"x"'), encoding="utf-8")
    told = effekt("--scenario", faulty)
    assert told.exit_code != 0
    assert "seed: «x» er ikke et helt tal" in told.stderr


def test_nobody_to_draw_is_told_in_the_language_asked_for(folder: Path) -> None:
    nobody = folder / "nobody.yaml"
    nobody.write_text(SCENARIO.replace('patients: "3"', 'patients: "0"'), encoding="utf-8")
    assert "no new patients" in effekt("--scenario", nobody, "--lang", "en").stderr


def test_the_columns_are_headed_with_their_currency(folder: Path) -> None:
    told = effekt("--scenario", folder / "s.yaml", "--lang", "en").stdout
    assert told.startswith("Year\tOn average (DKK)\tIn 95 of 100 futures at most (DKK)\n2027\t")


def test_a_price_missing_is_told_with_how_to_give_it(folder: Path) -> None:
    (folder / "s.yaml").write_text(SCENARIO.partition("prices:")[0], encoding="utf-8")
    told = effekt("--scenario", folder / "s.yaml")
    assert (told.exit_code, told.stdout) == (1, "")
    assert 'prices: {illustrative-hemgenix: "21500000.00 DKK"}' in told.stderr


def test_the_example_is_a_scenario_that_can_be_drawn(folder: Path) -> None:
    shown = effekt("--example", "--lang", "en").stdout
    assert "# how many futures are drawn" in shown
    (folder / "s.yaml").write_text(shown.replace('"500"', '"5"'), encoding="utf-8")
    assert effekt("--scenario", folder / "s.yaml").exit_code == 0


def test_without_a_scenario_it_is_told_how_to_get_one() -> None:
    assert "--example" in effekt().stderr

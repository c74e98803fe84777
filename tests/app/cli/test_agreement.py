"""The commands tell what no clause reads, so that a misspelling is not taken for silence."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.agreement import app

AGREEMENT = Path(__file__).parents[3] / "contracts" / "library" / "hemgenix_dk.yaml"
HEADER = "fact_id,version,treatment,kind,name,value,unit,method,valid_on,recorded_at,retracted\n"
MISSPELLED = (
    "F1,1,P-1,treatment,infused,hemgenix,,,2024-03-10,2024-03-10T12:00:00Z,false\n"
    "F2,1,P-1,observation,prophylaxsis,none,,,2025-03-10,2025-03-10T12:00:00Z,false\n"
)
KNOWN = ("--known-at", "2026-07-01T00:00:00Z", "--on", "2026-06-30")


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.csv"
    file.write_text(HEADER + MISSPELLED, encoding="utf-8")
    return file


def effekt(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_check_tells_what_clauses_and_facts_do_not_share(facts: Path) -> None:
    told = effekt("check", AGREEMENT, "--facts", facts)
    assert told.exit_code == 0
    assert "Målet «prophylaxsis» læses ikke af aftalen (1). Mente du «prophylaxis»?" in told.stderr
    assert "som der ikke er registreret en eneste værdi af" in told.stderr


def test_check_without_facts_holds_the_examples_against_the_clauses(tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    text = AGREEMENT.read_text(encoding="utf-8")
    event = "  - {kind: event, name: prophylaxis_resumed, valid_on: 2028-08-10}\n"
    misspelled = event.replace("prophylaxis_resumed", "prophylaxis_resume")
    assert event in text
    file.write_text(text.replace(event, event + misspelled, 1), encoding="utf-8")
    assert "Did you mean “prophylaxis_resumed”?" in effekt("check", file, "--lang", "en").stderr


def test_run_tells_it_beside_the_lines_and_in_the_json(facts: Path) -> None:
    told = effekt("run", AGREEMENT, "--facts", facts, *KNOWN)
    assert "Mente du «prophylaxis»?" in told.stderr
    found = json.loads(effekt("run", AGREEMENT, "--facts", facts, *KNOWN, "--json").stdout)
    assert any("prophylaxsis" in one for one in found["unread"])

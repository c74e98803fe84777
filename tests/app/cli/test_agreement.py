"""The commands tell what no clause reads, so that a misspelling is not taken for silence."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.agreement import app
from contracts.file.schema import DIALECT, schema_text

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


def test_diff_tells_clause_by_clause_what_the_later_version_says(tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    text = AGREEMENT.read_text(encoding="utf-8")
    changed = text.replace('version: "1"', 'version: "2"\n  supersedes: "1"').replace(
        "grace: P90D", "grace: P80D"
    )
    later.write_text(changed, encoding="utf-8")
    told = effekt("diff", AGREEMENT, later)
    assert told.exit_code == 0, told.output
    assert "90 → 80" in told.stdout
    assert "Vilkåret er ændret, men punktets tekst er den samme." in told.stdout
    assert "agreement.supersedes er tilføjet" in told.stdout


def test_diff_of_a_version_with_itself_says_so_and_refuses_a_faulty_file(tmp_path: Path) -> None:
    assert (
        "The two versions say the same."
        in effekt("diff", AGREEMENT, AGREEMENT, "--lang", "en").stdout
    )
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("agreement: {id: A}", encoding="utf-8")
    assert effekt("diff", AGREEMENT, faulty).exit_code != 0


def test_diff_tells_the_differences_though_examples_no_longer_hold(tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    text = AGREEMENT.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"', 1)
    later.write_text(text.replace("result: NOT_MET", "result: EXCUSED"), encoding="utf-8")
    sibling = AGREEMENT.with_suffix(".examples.yaml").read_text(encoding="utf-8")
    later.with_suffix(".examples.yaml").write_text(sibling, encoding="utf-8")
    for lang, words in (("da", "regneeksempler passer ikke"), ("en", "examples no longer hold")):
        told = effekt("diff", AGREEMENT, later, "--lang", lang)
        assert told.exit_code == 0, told.output
        assert "§ 1" in told.stdout
        assert words in told.stderr
        assert "expect" not in told.stderr


def test_check_names_the_line_and_the_place_by_what_is_written_there(tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    text = AGREEMENT.read_text(encoding="utf-8").replace("lost_to_follow_up:", "lost_to_followup:")
    file.write_text(text, encoding="utf-8")
    line = text[: text.index("lost_to_followup:")].count("\n") + 1
    told = effekt("check", file)
    assert told.exit_code == 1
    place = f"{file}:{line}: punkt 1, vilkår annuity, felt exceptions.lost_to_followup"
    assert place in told.stdout
    assert "Mente du «lost_to_follow_up»?" in told.stdout


def test_check_names_the_file_beside_and_its_line_for_an_example_that_fails(tmp_path: Path) -> None:
    file, beside = tmp_path / "a.yaml", tmp_path / "a.examples.yaml"
    file.write_text(AGREEMENT.read_text(encoding="utf-8"), encoding="utf-8")
    examples = AGREEMENT.with_suffix(".examples.yaml").read_text(encoding="utf-8")
    beside.write_text(re.sub(r"total: .*", 'total: "1.00"', examples, count=1), encoding="utf-8")
    told = effekt("check", file, "--lang", "en")
    assert told.exit_code == 1
    assert re.search(rf"^{beside}:\d+: example \S+", told.stdout)


def test_check_of_what_is_no_yaml_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text("a: b\nc: [d\n", encoding="utf-8")
    assert re.match(rf"{file}:\d+: ", effekt("check", file).stdout)


def test_check_warns_of_a_warranty_no_death_ever_claims() -> None:
    libmeldy = AGREEMENT.with_name("libmeldy_nl.yaml")
    told = effekt("check", libmeldy)
    assert told.exit_code == 0
    assert "§ 2, early-failure: en død giver aldrig tilbagebetaling" in told.stderr


def test_schema_prints_what_an_editor_checks_a_file_with() -> None:
    told = effekt("schema")
    assert told.exit_code == 0
    assert told.stdout == schema_text()
    assert json.loads(told.stdout)["$schema"] == DIALECT


def test_examples_tell_what_no_example_shows_and_offer_it_to_paste(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(AGREEMENT.read_text(encoding="utf-8"), encoding="utf-8")
    missing = effekt("examples", file, "--missing")
    assert missing.exit_code == 1
    assert "§ 1 annuity: død med ukendt årsag" in missing.stdout
    offered = effekt("examples", file, "--offer")
    assert offered.exit_code == 0
    assert "Skal bekræftes af parterne" in offered.stdout
    file.with_suffix(".examples.yaml").write_text(offered.stdout, encoding="utf-8")
    assert effekt("examples", file).exit_code == 0


def test_check_tells_a_number_that_only_the_text_has(tmp_path: Path) -> None:
    file = tmp_path / "changed.yaml"
    text = AGREEMENT.read_text(encoding="utf-8").replace("prisen i 10 lige", "prisen i 11 lige")
    file.write_text(text, encoding="utf-8")
    told = effekt("check", file)
    assert told.exit_code == 0
    assert "§ 1: tallet 11 står i den danske tekst, men ikke i punktets vilkår." in told.stderr

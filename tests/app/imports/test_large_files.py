"""Large files: 10,000 rows with every kind of fault, and the EBMT cohort."""

from itertools import cycle, islice, product
from time import process_time

import pytest

from tests.app.imports.conftest import EBMT_MAP, FIXTURES, HEADER, number_of_facts
from tests.app.imports.test_storing import CODES, DAYS, METHODS, PATIENTS, UNITS, VALUES


def test_ten_thousand_rows_of_every_fault_are_explained_in_half_a_minute(plan) -> None:
    begun = process_time()
    kinds = product(PATIENTS, DAYS, CODES, VALUES, UNITS, METHODS)
    rows = islice(cycle(";".join(row) for row in islice(kinds, 0, None, 7)), 10_000)
    made = plan("\n".join([HEADER, *rows]).encode())
    waiting = [row for row in made.rows if row.left_out]
    assert (
        sum(made.counts[f] for f in ("create", "unchanged", "asked", "refused", "duplicate"))
        == (made.counts["read"])
    )
    assert all(one.worded("da") and one.worded("en") for row in waiting for one in row.problems)
    assert all(row.problems for row in waiting)
    assert process_time() - begun < 30


@pytest.fixture(scope="module")
def ebmt(data_folder, tmp_path_factory):
    """A register of its own into which the cohort was brought twice."""
    from app.db.engine import connect
    from app.imports.command import run_file
    from app.setup import prepare

    database = connect(f"sqlite:///{tmp_path_factory.mktemp('ebmt') / 'e.db'}")
    prepare(database)
    path = FIXTURES / "survival/ebmt3.csv"
    begun = process_time()
    first = run_file(database, path, EBMT_MAP)
    took = process_time() - begun
    facts = number_of_facts(database)
    yield database, first, took, facts, run_file(database, path, EBMT_MAP)
    database.dispose()


def test_the_ebmt_cohort_comes_in_whole(ebmt) -> None:
    _, first, took, facts, _ = ebmt
    assert (first.counts["create"], first.counts["refused"]) == (2204, 0)
    assert facts == 2204 * 7  # residence, infusion, four baseline values, event or alive
    assert took < 20  # 5 s with the cores to itself; neighbours double it


def test_the_ebmt_cohort_again_changes_nothing(ebmt) -> None:
    database, _, _, facts, again = ebmt
    assert (again.counts["unchanged"], again.counts["facts"]) == (2204, 0)
    assert number_of_facts(database) == facts


def test_a_changed_row_of_the_cohort_is_asked_about_with_both_sides(ebmt, tmp_path) -> None:
    from app.imports.command import run_file, worded

    changed = tmp_path / "changed.csv"
    lines = (FIXTURES / "survival/ebmt3.csv").read_text(encoding="utf-8").splitlines()
    changed.write_text("\n".join([lines[0], lines[1].replace("CML", "AML")]), encoding="utf-8")
    result = run_file(ebmt[0], changed, EBMT_MAP, dry_run=True)
    assert "dissub is registered as CML, the file says AML" in "\n".join(worded(result, "en"))
    assert result.stopped


def test_one_faulty_row_leaves_no_half_patient_behind(ebmt, tmp_path) -> None:
    from app.imports.command import run_file

    faulty = tmp_path / "faulty.csv"
    text = (FIXTURES / "survival/ebmt3.csv").read_text(encoding="utf-8").splitlines()
    rows = [text[0], "9001,23,1,x,1,XXX,>40,Gender mismatch,No TCD", "9002" + text[1][1:]]
    faulty.write_text("\n".join(rows), encoding="utf-8")
    result = run_file(ebmt[0], faulty, EBMT_MAP, choice="valid", dry_run=True)
    assert (result.counts["create"], result.counts["refused"], result.counts["facts"]) == (1, 1, 7)
    assert {one.column for _, one in result.problems} == {"rfstime", "dissub"}


def test_the_command_s_answer_is_json_in_both_languages(ebmt) -> None:
    answer = ebmt[1].to_json()
    assert (answer["map"], answer["stopped"], answer["batch"]) == ("ebmt3 1", False, 1)

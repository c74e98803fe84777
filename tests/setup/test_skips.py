"""A skipped test is told aloud by people's runs and fails on the build server."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITE = """
import pytest
def test_runs(): pass
def test_needs_a_browser(): pytest.skip("no browser")
@pytest.mark.xfail(reason="known", strict=True)
def test_known(): assert False
"""


def suite_run(folder: Path, ci: str, suite: str = SUITE) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(suite)
    command = (sys.executable, "-m", "pytest", "-p", "tests.skips", "-p", "no:cacheprovider", ".")
    environment = {"CI": ci, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_person_reads_how_many_did_not_run_and_why(tmp_path: Path) -> None:
    ended = suite_run(tmp_path, ci="")
    assert ended.returncode == 0
    assert "NOT RUN: 1 tests" in ended.stdout
    assert "1  no browser" in ended.stdout


def test_on_the_build_server_a_skip_fails_and_says_why(tmp_path: Path) -> None:
    ended = suite_run(tmp_path, ci="true")
    assert ended.returncode == 1
    assert "A skip is a failure where CI=true: no browser" in ended.stdout
    assert "1 failed, 1 passed, 1 xfailed" in ended.stdout


def test_a_whole_file_that_skips_itself_fails_there_too(tmp_path: Path) -> None:
    module = "import pytest\npytest.importorskip('no_such_module')\ndef test_it(): pass\n"
    assert suite_run(tmp_path, ci="true", suite=module).returncode != 0


@pytest.mark.parametrize("ci", ["", "true"])
def test_a_suite_without_skips_is_not_commented(tmp_path: Path, ci: str) -> None:
    ended = suite_run(tmp_path, ci, suite="def test_runs(): pass\n")
    assert (ended.returncode, "NOT RUN" in ended.stdout) == (0, False)

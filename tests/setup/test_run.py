"""The set-up script: its words, its shell, and what it leaves behind."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = ("demo", "serve", "effekt", "setup", "check", "test", "deep", "bench")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = (str(ROOT / "run"), *words)
    return subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_without_words_it_says_how_it_is_used() -> None:
    ended = run()
    assert ended.returncode == 2
    assert [word for word in COMMANDS if f"\n  {word} " not in ended.stderr] == []


def test_asked_for_help_it_answers_and_ends_well() -> None:
    ended = run("--help")
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (
        0,
        "usage: ./run COMMAND [ARGUMENTS]",
    )


def test_an_unknown_command_is_named() -> None:
    ended = run("dmeo")
    assert ended.returncode == 2
    assert "there is no command 'dmeo'" in ended.stderr


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_the_scripts_are_plain_posix_shell(script: str) -> None:
    text = (ROOT / script).read_text()
    shell = shutil.which("dash") or "sh"
    assert subprocess.run((shell, "-n", ROOT / script), check=False).returncode == 0
    assert [word for word in ("[[", "local ", "function ", "pipefail", "<<<") if word in text] == []


def test_no_function_hides_a_program_that_is_looked_for() -> None:
    """`has chromium` would find a function of that name, and Chromium would never be installed."""
    lines = (ROOT / "run").read_text().splitlines()
    functions = {line.partition("()")[0] for line in lines if "() {" in line}
    assert functions & {"uv", "brew", "apt-get", "chromium", "google-chrome", "dpkg"} == set()

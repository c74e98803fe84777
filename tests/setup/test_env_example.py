"""The example of the settings file names every setting, with the value that is used unset."""

import re
from pathlib import Path

import pytest

from app.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"EFFEKT_{name.upper()}", raising=False)


def test_the_example_names_every_setting_and_no_other() -> None:
    named = re.findall(r"^EFFEKT_(\w+)=", EXAMPLE.read_text(), re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_a_copy_of_the_example_changes_nothing(clean_environment: None) -> None:
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)

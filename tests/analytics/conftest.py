"""R's answers and the cohorts they were computed from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

SURVIVAL = Path(__file__).parents[2] / "fixtures" / "survival"


@pytest.fixture(scope="session")
def r() -> dict[str, Any]:
    return json.loads((SURVIVAL / "reference_R.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def bpcp() -> dict[str, Any]:
    return json.loads((SURVIVAL / "reference_bpcp.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def table_of() -> Callable[[str], pd.DataFrame]:
    return lambda name: pd.read_csv(SURVIVAL / f"{name}.csv")

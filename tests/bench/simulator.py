"""Simulate a million patient-paths over ten years and print times and peak memory as JSON.

The whole of it: patients drawn, stories that differ told once, settled in arrays by the agreement's
own criteria, added up by future, payer and year; and once more for the flawless course. Times are
of this process alone. The floor is one streaming pass over what is drawn: a code for each patient
read once, a sum for each year written.

Run it from the checkout: `python -m tests.bench.simulator`.
"""

import argparse
import json
import resource
import statistics
import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np

from contracts.agreement import Agreement
from contracts.simulate.by_columns import by_columns
from contracts.simulate.plan import plan_of
from contracts.simulate.scenario import scenario_of
from contracts.simulate.simulate import simulate
from contracts.simulate.stories import drawn, flawless
from tests.contracts.builders import ANNUITY, an_agreement

YEARS = 10
PATIENTS = 40
WINDOW = {"before": "P60D", "after": "P60D"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--paths", type=int, default=1_000_000)
    asked = parser.parse_args()
    told = measured(asked.paths // PATIENTS, asked.rounds)
    print(json.dumps(told | {"python": sys.version.split()[0], "numpy": np.__version__}, indent=2))


def an_annuity() -> Agreement:
    plan = {"anchor": "infusion", "every": "P1Y", "count": str(YEARS), "window": WINDOW}
    price = {"price": {"amount": "21500000.00 DKK"}, "partial_period": "pro_rata"}
    return an_agreement(ANNUITY | price | {"milestone": plan, "shares": ["1/10"] * YEARS})


def a_scenario(futures: int) -> Any:
    return scenario_of(
        {
            "seed": "7",
            "paths": str(futures),
            "years": str(YEARS),
            "enrolment": {"first": "2026-01-01", "months": "36", "patients": str(PATIENTS)},
            "regions": {"east": "3", "west": "2", "south": "1"},
            "loss": {"cured": "70 %", "shape": "1.2", "scale_months": "48"},
            "death": {"per_year": "1 %", "related": "10 %", "unknown": "10 %"},
            "lost_to_follow_up": {"per_year": "1 %"},
            "withdrawal": {"per_year": "0.5 %"},
            "relocation_abroad": {"per_year": "0.5 %"},
            "missed_visits": "2 %",
        }
    )


def measured(futures: int, rounds: int) -> dict[str, Any]:
    """The time of the whole and of its parts, the floor beside them."""
    agreement, scenario = an_annuity(), a_scenario(futures)
    plan = plan_of(agreement, scenario)
    stories = drawn(plan)
    ideal = flawless(plan, stories)
    parts = {
        "plan_ms": lambda: plan_of(agreement, scenario),
        "draw_ms": lambda: drawn(plan),
        "settle_ms": lambda: by_columns(plan, stories),
        "settle_flawless_ms": lambda: by_columns(plan, ideal),
        "whole_ms": lambda: simulate(agreement, scenario),
        "floor_ms": lambda: streamed(stories.of),
    }
    times = {name: median_ms(work, rounds) for name, work in parts.items()}
    return {
        "patient_paths": scenario.patient_paths,
        "years": YEARS,
        "patient_milestones": scenario.patient_paths * YEARS,
        "different_stories": len(stories),
        **times,
        "ratio": round(times["whole_ms"] / times["floor_ms"], 1),
        "peak_process_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "limit": (
            "settling the different stories in arrays, each as many looks as milestones; of that "
            "telling the distinct days looked at apart. The floor reads one code a patient."
        ),
    }


def median_ms(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = process_time()
        work()
        times.append((process_time() - began) * 1000)
    return round(statistics.median(times), 1)


def streamed(codes: Any) -> None:
    """Read a code for each patient once, and write an amount for each of its years."""
    codes.max()
    for _ in range(YEARS):
        np.full(len(codes), 1, np.int64)


if __name__ == "__main__":
    main()

"""Hold the array engine against the readable one on a million random rows; JSON out.

Agreements and histories are made at random, batch by batch, each from its own seed; a row is one
key of one treatment at one moment. Status, reasons, amount, payer and evidence are compared.
Progress goes to stderr. A run may be cut into slices: the next one begins at the last of `seeds`.

Run it from the checkout: `python -m tests.bench.engines --rows 1000000`.
"""

import argparse
import gc
import json
import sys
from collections import Counter
from datetime import timedelta
from random import Random
from time import perf_counter

from tests.contracts.columns.compared import differing
from tests.contracts.columns.histories import history, moment
from tests.contracts.columns.made import agreement

TREATMENTS = 500
MOMENTS = 3
SHOWN = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=7200)
    parser.add_argument("--seed", type=int, default=0, help="of the first batch")
    asked = parser.parse_args()
    print(json.dumps(compared(asked.rows, asked.seconds, asked.seed), indent=2))


def compared(rows: int, seconds: int, first: int) -> dict[str, object]:
    """How many rows were compared, how many differ, and what was met among them."""
    began, seen, wrong, seed = perf_counter(), Counter[str](), list[str](), first
    while seen["rows"] < rows and perf_counter() - began < seconds:
        wrong += one_batch(seed, seen)
        seed += 1
        spent = perf_counter() - began
        told = f"{seen['rows']} rows, {len(wrong)} differ, {spent:.0f} s, next seed {seed}"
        print(told, file=sys.stderr, flush=True)
    return {
        "rows_compared": seen["rows"],
        "differences": len(wrong),
        "first_differences": wrong[:SHOWN],
        "rows_by_hand": seen["rows by hand"],
        "agreements": seed - first,
        "seeds": [first, seed],
        "seconds": round(perf_counter() - began),
        "met_in_arrays": {k: n for k, n in sorted(seen.items()) if not k.startswith("rows")},
    }


def one_batch(seed: int, seen: Counter[str]) -> list[str]:
    """Where the engines differ on one agreement over some treatments, at some moments."""
    random = Random(seed)
    ruling, facts = agreement(random), history(random, TREATMENTS)
    known = [moment(random) for _ in range(MOMENTS)]
    moments = [(at, at.date() + timedelta(days=random.choice([-30, 0, 0, 30]))) for at in known]
    # Nothing made here outlives its batch, and looking for what does takes a third of the time.
    gc.disable()
    wrong = [f"seed {seed}: {at} {line}" for at, line in differing(ruling, facts, moments, seen)]
    gc.enable()
    return wrong


if __name__ == "__main__":
    main()

"""Hold the array engine against the readable one on a million random rows; JSON out.

Agreements and histories are made at random, batch by batch, each from its own seed. A row is one
key of one treatment; status, reasons, amount, payer and evidence are compared.

Run it from the checkout: `python -m tests.bench.agreement_of_engines --rows 1000000`.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import count, islice
from random import Random
from time import perf_counter

from tests.contracts.columns.compared import differing
from tests.contracts.columns.histories import history, moment
from tests.contracts.columns.made import agreement

TREATMENTS = 500
MOMENTS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=7200)
    parser.add_argument("--first-seed", type=int, default=1_000_000)
    asked = parser.parse_args()
    print(json.dumps(compared(asked.rows, asked.processes, asked.seconds, asked.first_seed)))


def compared(rows: int, processes: int, seconds: int, first: int) -> dict[str, object]:
    """How many rows were compared, how many differ, and what was met among them."""
    began, seen, wrong = perf_counter(), Counter[str](), list[str]()
    seeds = count(first)
    batches = 0
    with ProcessPoolExecutor(processes) as pool:
        while seen["rows"] < rows and perf_counter() - began < seconds:
            work = [pool.submit(one_batch, seed) for seed in islice(seeds, 4 * processes)]
            for done in as_completed(work):
                batches += 1
                found, differing = done.result()
                seen.update(found)
                wrong += differing
    return {
        "rows": seen["rows"],
        "differences": len(wrong),
        "first_differences": wrong[:5],
        "agreements": batches,
        "rows_by_hand": seen["rows by hand"],
        "seeds": [first, next(seeds)],
        "seconds": round(perf_counter() - began),
        "met_in_arrays": dict(sorted(told(seen))),
    }


def told(seen: Counter[str]) -> Iterator[tuple[str, int]]:
    return ((name, number) for name, number in seen.items() if not name.startswith("rows"))


def one_batch(seed: int) -> tuple[Counter[str], list[str]]:
    """One agreement over some treatments, at some moments."""
    random, seen = Random(seed), Counter[str]()
    ruling = agreement(random)
    facts = history(random, TREATMENTS)
    moments = [(known, known.date()) for known in (moment(random) for _ in range(MOMENTS))]
    wrong = differing(ruling, facts, moments, seen)
    return seen, [f"seed {seed}: {known} {line}" for known, line in wrong]


if __name__ == "__main__":
    main()

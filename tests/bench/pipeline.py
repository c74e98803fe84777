"""Work out a million patient-milestones in arrays and print times and peak memory as JSON.

The whole pipeline: what was known at a moment, the value in each window that counts, status,
reasons, evidence and amount, for an annuity of four years with a residence for every payer.

The table is built beforehand, and not measured: versions in order, values as whole numbers, and the
observations laid out by the milestones' windows (`clusters`), those of a window as its rule prefers
them, each with the moment the next version was recorded. That is an index, as a database would keep
one: no moment or day asked about is in it. Measured are the version that stood, the first of each
window that stands, criterion, exceptions, status, reasons, payer and amount. `searched_ms` is the
same without the layout.

Times are of this process alone, so that others on the machine do not count. The floor is one
streaming pass in the same run: every input array read once, the result written.

Run it from the checkout: `python -m tests.bench.pipeline`.
"""

import argparse
import json
import resource
import statistics
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from time import process_time
from typing import Any

import numpy as np

from contracts.agreement import Agreement
from contracts.columns.clusters import clustered
from contracts.columns.evaluate import Result, evaluate
from contracts.columns.table import BITS, Series, Table, day_in, place_of
from contracts.fact import Kind
from tests.contracts.builders import ANNUITY, an_agreement

MILESTONES = 4
KNOWN = datetime(2029, 6, 1, tzinfo=UTC)
ON = date(2029, 6, 1)
SHARES = ["1/4"] * MILESTONES
A_DAY = 86_400_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds: int = parser.parse_args().rounds
    small, large = measured(100_000, rounds), measured(1_000_000, rounds)
    growth = large["pipeline_ms"] / small["pipeline_ms"]
    told = {"rows": [small, large], "growth": round(growth, 1), "python": sys.version.split()[0]}
    print(json.dumps(told | {"numpy": np.__version__}, indent=2))


def an_annuity() -> Agreement:
    milestone = {"anchor": "infusion", "every": "P1Y", "count": str(MILESTONES)}
    milestone["window"] = {"before": "P30D", "after": "P45D"}  # type: ignore[assignment]
    return an_agreement(ANNUITY | {"milestone": milestone, "shares": SHARES})


def measured(rows: int, rounds: int) -> dict[str, Any]:
    """The times of one size, the floor beside them."""
    agreement = an_annuity()
    table = clustered(agreement, a_cohort(rows // MILESTONES, seed=7))
    result = evaluate(agreement, table, KNOWN, ON)
    pipeline = median_ms(lambda: evaluate(agreement, table, KNOWN, ON), rounds)
    searching = replace(table, clusters={})
    searched = median_ms(lambda: evaluate(agreement, searching, KNOWN, ON), rounds)
    floor = median_ms(lambda: streamed(table, result), rounds)
    tracemalloc.start()
    evaluate(agreement, table, KNOWN, ON)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "patient_milestones": result.status.size,
        "versions_per_milestone": round(looked_at(table) / result.status.size, 2),
        "pipeline_ms": pipeline,
        "searched_ms": searched,
        "floor_ms": floor,
        "ratio": round(pipeline / floor, 1),
        "input_mb": round(sum(c.nbytes for c in inputs(table)) / 1e6, 1),
        "peak_traced_mb": round(peak / 1e6, 1),
        "peak_process_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "by_hand": len(result.by_hand),
        "statuses": np.bincount(result.status.ravel(), minlength=9).tolist(),
    }


def median_ms(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = process_time()
        work()
        times.append((process_time() - began) * 1000)
    return round(statistics.median(times), 2)


def inputs(table: Table) -> list[Any]:
    return [column for series in table.series.values() for column in series.columns().values()]


def looked_at(table: Table) -> int:
    return len(table.series[Kind.OBSERVATION, "fix_activity"].place)


def streamed(table: Table, result: Result) -> None:
    """Read every input once, and write arrays as large as the result."""
    for column in inputs(table):
        column.max()
    for column in (result.status, result.reason, result.amount, result.evidence, result.payer):
        np.full_like(column, 1)


def a_cohort(treatments: int, seed: int) -> Table:
    """Treatments with values each year, some corrected, moved or retracted later; some events."""
    rng = np.random.default_rng(seed)
    infused = rng.integers(19_000, 19_365, treatments)
    died = events(rng, infused, 0.05, ("related=no", "related=yes"))
    return Table(
        treatments,
        {
            (Kind.TREATMENT, "infused"): states(infused),
            (Kind.RESIDENCE, "region"): homes(rng, infused),
            (Kind.OBSERVATION, "fix_activity"): before(looks(rng, infused), died, treatments),
            (Kind.EVENT, "death"): died,
            (Kind.EVENT, "lost_to_follow_up"): events(rng, infused, 0.03, ("",)),
        },
        names=tuple(f"T{i}" for i in range(treatments)),
    )


def whole(found: Any) -> Any:
    return np.asarray(found, np.int32)


def states(infused: Any) -> Series:
    count = np.arange(len(infused))
    recorded = infused * A_DAY
    return Series(place_of(count, infused), recorded, whole(count), code=whole(count * 0))


def homes(rng: Any, infused: Any) -> Series:
    count = len(infused)
    codes = whole(rng.integers(0, 5, count))
    regions = ("hovedstaden", "midtjylland", "nordjylland", "sjaelland", "syddanmark")
    at = np.full(count, 18_000 * A_DAY)
    place = np.arange(count)
    return Series(place_of(place, 15_000), at, whole(place), code=codes, texts=regions)


def events(rng: Any, infused: Any, part: float, texts: tuple[str, ...]) -> Series:
    who = np.flatnonzero(rng.random(len(infused)) < part)
    on = infused[who] + rng.integers(1, 1800, len(who))
    codes = whole(rng.integers(0, len(texts), len(who)))
    ordinal = whole(np.arange(len(who)))
    return Series(place_of(who, on), (on + 2) * A_DAY, ordinal, code=codes, texts=texts)


def before(values: Series, died: Series, treatments: int) -> Series:
    """The values of facts dated up to the day the patient died."""
    last = np.full(treatments, 1 << 20)
    last[died.place >> BITS] = day_in(died.place)
    late = day_in(values.place) > last[values.place >> BITS]
    fact = np.cumsum(np.asarray(values.first))
    kept = ~np.isin(fact, fact[late])
    columns: dict[str, Any] = {name: column[kept] for name, column in values.columns().items()}
    return replace(values, **columns)


def looks(rng: Any, infused: Any) -> Series:
    """One to three values a window, each in one to three versions: 2.75 rows a milestone."""
    target = np.repeat(infused, MILESTONES) + np.tile(
        365 * (1 + np.arange(MILESTONES)), len(infused)
    )
    values = rng.choice([0, 1, 2, 3], len(target), p=[0.05, 0.35, 0.4, 0.2])
    slot = np.repeat(np.arange(len(target)), values)
    on = np.sort((slot << 20) + target[slot] + rng.integers(-40, 60, len(slot))) & ((1 << 20) - 1)
    versions = rng.choice([1, 2, 3], len(slot), p=[0.55, 0.33, 0.12])
    fact = np.repeat(np.arange(len(slot)), versions)
    first = np.ones(len(fact), np.bool_)
    first[1:] = fact[1:] != fact[:-1]
    nth = np.arange(len(fact)) - np.flatnonzero(first)[fact]
    moved = (rng.random(len(fact)) < 0.01) & (nth > 0)
    recorded = (on[fact] + 3 + 200 * nth + rng.integers(0, 90, len(fact))) * A_DAY
    low = rng.integers(0, 400, len(fact)) * 2
    below = rng.random(len(fact)) < 0.02
    high = np.where(below, 19, low)
    return Series(
        place_of(slot[fact] // MILESTONES, on[fact] + 20 * moved),
        recorded,
        whole(np.arange(len(fact))),
        first,
        (nth > 0) & (rng.random(len(fact)) < 0.1),
        np.where(below, -(1 << 60), low),
        high,
        scale=10,
    )


if __name__ == "__main__":
    main()

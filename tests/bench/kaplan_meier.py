"""Kaplan-Meier on whole days against statsmodels and lifelines: run it, it prints JSON.

    .venv/bin/python tests/bench/kaplan_meier.py [--largest 1000000]

The tools take turns within one process on the same arrays, limits included; the median of the runs
is printed. Ours starts from plain arrays, so the checks of a cohort are part of its time. Peak
memory is measured per tool in a process of its own, at the largest size.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FIVE_YEARS = 1826
RUNS = {1_000: 51, 10_000: 31, 100_000: 15, 1_000_000: 7}


def records(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Exponential events with a median of two years, censored uniformly over five."""
    rng = np.random.default_rng(20261121)
    event = rng.exponential(730 / np.log(2), n)
    end = rng.uniform(0, FIVE_YEARS, n)
    return np.ceil(np.minimum(event, end)).astype(np.int64), event <= end


def effekt(days: np.ndarray, observed: np.ndarray) -> None:
    from analytics.cohort import Cohort
    from analytics.survival import kaplan_meier

    kaplan_meier(Cohort(days, observed))


def statsmodels(days: np.ndarray, observed: np.ndarray) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    SurvfuncRight(days, observed)


def lifelines(days: np.ndarray, observed: np.ndarray) -> None:
    from lifelines import KaplanMeierFitter

    with np.errstate():
        KaplanMeierFitter().fit(days, observed)


TOOLS: dict[str, Callable[[np.ndarray, np.ndarray], None]] = {
    "effekt": effekt,
    "statsmodels": statsmodels,
    "lifelines": lifelines,
}


def timed(n: int) -> dict[str, float | int]:
    days, observed = records(n)
    seconds: dict[str, list[float]] = {name: [] for name in TOOLS}
    for tool in TOOLS.values():
        tool(days, observed)
    for _ in range(RUNS[n]):
        for name, tool in TOOLS.items():
            start = time.perf_counter()
            tool(days, observed)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(runs) for name, runs in seconds.items()}
    ratio = medians["effekt"] / medians["statsmodels"]
    return {"n": n, "runs": RUNS[n], **medians, "effekt_over_statsmodels": round(ratio, 3)}


def peak_kilobytes() -> int:
    """This process's high-water mark; getrusage would give the parent's, which fork hands down."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def peak_megabytes(name: str, n: int) -> float:
    command = [sys.executable, __file__, "--peak-of", name, "--largest", str(n)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--largest", type=int, default=max(RUNS), choices=sorted(RUNS))
    options.add_argument("--peak-of", choices=sorted(TOOLS))
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    if chosen.peak_of:
        TOOLS[chosen.peak_of](*records(chosen.largest))
        print(peak_kilobytes() / 1024)
        return
    answer = {
        "versions": {name: version(name) for name in ("numpy", "statsmodels", "lifelines")},
        "seconds": [timed(n) for n in sorted(RUNS) if n <= chosen.largest],
        "peak_rss_mb": {name: round(peak_megabytes(name, chosen.largest)) for name in TOOLS},
    }
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()

"""Load every broken agreement of the corpus and print the slowest refusals as JSON.

Run it from the checkout: `python -m tests.bench.broken_agreements`. The best of three loads of each
file counts, by the processor's time, so that a busy machine does not look like a slow loader.
"""

import argparse
import json
from time import process_time

from contracts.faults import AgreementRefused
from contracts.load import load_agreement
from tests.contracts.broken import Broken, corpus

LIMIT_MS = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slowest", type=int, default=5, help="How many to name.")
    most: int = parser.parse_args().slowest
    times = {broken.id: min(milliseconds(broken) for _ in range(3)) for broken in corpus()}
    slowest = sorted(times.items(), key=lambda found: -found[1])
    told = {
        "files": len(times),
        "limit_ms": LIMIT_MS,
        "slowest_ms": slowest[0][1],
        "slowest": dict(slowest[:most]),
        "within_limit": slowest[0][1] < LIMIT_MS,
    }
    print(json.dumps(told, indent=2))


def milliseconds(broken: Broken) -> float:
    """How long it takes to refuse one file, from its bytes to its faults."""
    started = process_time()
    try:
        load_agreement(broken.text)
    except AgreementRefused:
        return round((process_time() - started) * 1000, 1)
    raise AssertionError(broken.id)


if __name__ == "__main__":
    main()

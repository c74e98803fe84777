"""Time and memory of a statement of 300 lines, as JSON: `python -m tests.bench.statement_pdf`."""

import json
import resource
import time

from reports import settlement_statement
from tests.reports.builders import many_lines, statement

LINES = 300


def main() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    start = time.perf_counter()
    content = settlement_statement.pdf(statement(many_lines(LINES)), "da")
    seconds = time.perf_counter() - start
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "lines": LINES,
                "seconds": round(seconds, 2),
                "cpu_seconds": round(children.ru_utime - before, 2),
                "peak_megabytes": round(children.ru_maxrss / 1024),
                "pdf_kilobytes": round(len(content) / 1024),
            }
        )
    )


if __name__ == "__main__":
    main()

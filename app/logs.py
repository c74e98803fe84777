"""Structured logs of what the installation does; never of whom or how much."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {"event", "level", "timestamp", "job", "kind", "error", "path", "method", "status", "seconds"}
)


def only_allowed(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list, so that no value of a patient or price gets in."""
    return {key: value for key, value in event.items() if key in ALLOWED}


class Discreet(logging.Formatter):
    """Tells what kind of exception happened and where, never its text or the values around it."""

    def formatException(self, ei: Any) -> str:  # noqa: N802, ANN401 - logging's own name and type
        """One line in place of a traceback."""
        kind, _, trace = ei
        places = traceback.extract_tb(trace)
        where = f"{places[-1].filename}:{places[-1].lineno}" if places else "?"
        return f"{kind.__name__ if kind else '?'} at {where}"


def configure() -> None:
    """One JSON line per event on stderr; libraries' own messages only from warnings up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )

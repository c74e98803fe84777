"""The nodes of a reason that cite facts."""

from functools import lru_cache

from contracts.fact import Fact
from contracts.reason import Reason


# One fact is cited by many lines in a row: they share one node instead of building it anew.
@lru_cache(maxsize=4096)
def fact_reason(fact: Fact) -> Reason:
    """The node that cites one version of one fact, as it stood."""
    return Reason(
        "fact",
        (
            ("fact_id", fact.fact_id),
            ("version", str(fact.version)),
            ("kind", fact.kind.value),
            ("name", fact.name),
            ("value", fact.value),
            ("unit", fact.unit),
            ("method", fact.method),
            ("valid_on", fact.valid_on.isoformat()),
            ("recorded_at", fact.recorded_at.isoformat()),
        ),
    )


def cited(facts: tuple[Fact, ...]) -> tuple[Reason, ...]:
    """The nodes of several facts, in their order."""
    return tuple(fact_reason(fact) for fact in facts)

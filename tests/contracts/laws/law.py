"""A law: it holds for every example, and the branches it is about are met often enough (I29)."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ENOUGH = 200
"""With fewer examples than CI has, how often a branch is met is left to chance."""

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

Check = Callable[..., Iterable[str]]


def law(*drawn: st.SearchStrategy[Any], **least: int) -> Callable[[Check], Callable[[], None]]:
    """Make a test of a law that names the branches each example goes through.

    Args:
        drawn: what an example is made of.
        least: of each branch, in how many per cent of the examples it has to be met.
    """

    def of(check: Check) -> Callable[[], None]:
        def test() -> None:
            seen: Counter[str] = Counter()

            @given(st.tuples(*drawn))
            @settings(suppress_health_check=SLOW)
            def holds(example: tuple[Any, ...]) -> None:
                seen.update({"examples", *check(*example)})

            holds()
            assert_met(seen, least)

        test.__name__, test.__doc__, test.__module__ = (
            check.__name__,
            check.__doc__,
            check.__module__,
        )
        return test

    return of


def assert_met(seen: Counter[str], least: dict[str, int]) -> None:
    """See that a law was not empty: each branch was met in so many per cent of the examples."""
    if seen["examples"] >= ENOUGH:
        rates = {name: 100 * seen[name] // seen["examples"] for name in least}
        assert {name: rate for name, rate in rates.items() if rate < least[name]} == {}

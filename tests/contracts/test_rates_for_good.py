"""Each line has one rate for good: what is published or corrected later has a key of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.entitlement import entitlements
from contracts.explain import explain
from contracts.facts import Fact, Kind, Snapshot
from contracts.reason import Status
from tests.contracts.builders import TERM, UPFRONT, an_agreement, day, fix, with_exceptions
from tests.contracts.term_builders import CURRENCY, END, figure, lines, treated

LAWS = settings(max_examples=150, deadline=None, derandomize=True)
PAID = (*treated("T1"), fix("9", "2025-03-10"))
FIRST, UPFRONT_LINE = "syddanmark|T1|rates|1", "syddanmark|T1|first|1|upfront"
LINE, LATER = f"{FIRST}|instalment", f"{FIRST}|fx"
WINDOW = {"before": "P0D", "after": "P0D"}
ON_THE_DAY = TERM | {"milestone": TERM["milestone"] | {"window": WINDOW}}
FIXINGS = ["treated_on", "due_date"]
NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


def rate(text: str, on: str = "2025-03-10", **more: Any) -> Fact:
    return figure(Kind.FX, "DKK/EUR", text, on, method="nb", **more)


FALLBACK = rate("0.13", "2025-03-07")


def of(*facts: Fact, **more: Any) -> Any:
    return lines(an_agreement(TERM, CURRENCY), *PAID, *facts, **more)


def test_a_days_rate_published_late_moves_the_other_key_alone() -> None:
    late = rate("0.14", recorded="2025-07-01")
    before, after = of(FALLBACK, on="2025-06-01"), of(FALLBACK, late, on="2025-08-01")
    assert (before[LINE].amount, LATER in before) == (1300, False)
    assert (after[LINE].amount, after[LATER].amount) == (1300, 100)
    assert after[LATER].evidence == ((late.fact_id, 1),)


def test_a_rate_corrected_before_a_line_is_due_is_the_lines_rate() -> None:
    slip = rate("0.31", "2024-03-08", fact_id="r")
    mended = rate("0.13", "2024-03-08", fact_id="r", version=2, recorded="2024-04-01")
    supplied = an_agreement(TERM, CURRENCY | {"fixing": "treated_on"})
    found = lines(supplied, *PAID, slip, mended)
    assert (found[LINE].amount, LATER in found) == (1300, False)


def test_where_no_rate_could_be_read_when_due_the_first_that_came_counts() -> None:
    first = rate("0.14", recorded="2025-07-01")
    second = rate("0.13", "2025-03-07", recorded="2025-08-01")
    assert of(first, second)[LINE].amount == 1400
    turned = (
        rate("0.14", recorded="2025-08-01"),
        rate("0.13", "2025-03-07", recorded="2025-07-01"),
    )
    found = of(*turned)
    assert (found[LINE].amount, found[LATER].amount) == (1300, 100)


def test_a_second_rate_that_disagrees_holds_the_difference_and_not_the_line() -> None:
    found = of(rate("0.14", fact_id="a"), rate("0.15", fact_id="b", recorded="2025-07-01"))
    assert (found[LINE].amount, found[LINE].status) == (1400, Status.MET)
    assert (found[LATER].amount, found[LATER].status) == (0, Status.HOLD)
    gone = rate("0.14", fact_id="a", version=2, recorded="2025-08-01", retracted=True)
    assert of(rate("0.14", fact_id="a"), gone)[LATER].status is Status.HOLD


def test_no_earlier_days_rate_is_taken_before_the_day_is_over() -> None:
    """A run on a later day knows that it is over, though nothing was recorded since."""
    agreement = an_agreement(UPFRONT, CURRENCY)
    facts = Snapshot.known_at((*treated("T1", "2025-03-10"), FALLBACK), NOON)
    for on, amount in (("2025-03-10", 0), ("2025-03-11", 3900)):
        (line,) = entitlements(agreement, facts, day(on))
        assert line.amount == amount


def test_a_line_supplied_on_a_weekend_waits_for_its_rate_until_it_is_due() -> None:
    """Friday's rate is corrected on the Sunday before the Monday it is due."""
    agreement = an_agreement(UPFRONT, CURRENCY | {"fixing": "treated_on"})
    slip = rate("0.13", "2024-03-08", fact_id="r", recorded="2024-03-08")
    mended = rate("0.14", "2024-03-08", fact_id="r", version=2, recorded="2024-03-10")
    facts = (*treated("T1", "2024-03-09"), slip, mended)
    waits = lines(agreement, *facts, on="2024-03-10", known="2024-03-10")[UPFRONT_LINE]
    assert (waits.status, waits.amount) == (Status.HOLD, 0)
    told = explain(waits, agreement, "en", "finance")
    assert "The rate is fixed on 11 Mar 2024; DKK 300.00 is agreed." in told.headline
    found = lines(agreement, *facts, on="2024-03-11")
    assert (found[UPFRONT_LINE].amount, f"{UPFRONT_LINE[:-7]}fx" in found) == (4200, False)


def test_a_line_that_is_final_before_its_day_is_over_takes_what_there_is() -> None:
    short = END | {"corrections_until": {"anchor": "window_close", "plus": "P0D"}}
    at_once = with_exceptions(ON_THE_DAY, missing_assessment={"grace": "P0D", "then": "NOT_MET"})
    facts = (*treated("T1", "2024-03-09"), fix("9", "2025-03-09"), FALLBACK)
    assert lines(an_agreement(at_once, CURRENCY, short), *facts)[LINE].amount == 1300


@st.composite
def publications(draw: st.DrawFn) -> list[Fact]:
    """Rates of a few days around the due date, published and corrected when it pleases them."""
    facts: list[Fact] = []
    for number in range(draw(st.integers(1, 4))):
        on = draw(st.sampled_from(["2025-03-05", "2025-03-06", "2025-03-07", "2025-03-10"]))
        hours = draw(st.lists(st.integers(24 * 3, 24 * 9), min_size=1, max_size=3, unique=True))
        for version, hour in enumerate(sorted(hours), start=1):
            told = rate(draw(st.sampled_from(["0.13", "0.14", "0.15"])), on, fact_id=f"r{number}")
            facts.append(
                _recorded(told, version, day_hour(hour), gone=draw(st.integers(0, 9)) == 0)
            )
    return facts


def day_hour(hour: int) -> datetime:
    return datetime(2025, 3, 4, tzinfo=UTC) + timedelta(hours=hour)


def _recorded(fact: Fact, version: int, at: datetime, *, gone: bool) -> Fact:
    return replace(fact, version=version, recorded_at=at, retracted=gone)


@given(publications(), st.sampled_from(["07", "08", "09"]), st.sampled_from(FIXINGS))
@LAWS
def test_no_run_ever_moves_a_line_that_has_been_paid(
    rates: list[Fact], treated_on: str, fixing: str
) -> None:
    """Not of a patient treated on a weekday, nor of one treated on a weekend."""
    agreement, paid = an_agreement(UPFRONT, CURRENCY | {"fixing": fixing}), 0
    facts = (*treated("T1", f"2025-03-{treated_on}"), *rates)
    for hour in range(24 * 4, 24 * 11, 5):
        moment = day_hour(hour)
        found = entitlements(agreement, Snapshot.known_at(facts, moment), moment.date())
        now = sum(line.amount for line in found if line.key.endswith("|upfront"))
        assert paid in {0, now}
        paid = paid or now

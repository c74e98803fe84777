"""The array engine decides as the readable one: status, reasons, amount, payer and evidence."""

from collections import Counter
from datetime import timedelta
from itertools import count
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.columns.why import REASONS
from contracts.reason import Status
from tests.contracts.columns.compared import differences
from tests.contracts.columns.histories import history, moment
from tests.contracts.columns.made import agreement

ROWS = 4_000
# What only the readable engine tells: it is given the treatments it happens to.
ELSEWHERE = {
    "two_infusions",
    "two_deaths",
    "not_reported",
    "stacked",
    "disputed",
    "adjudicated",
    "dispute_late",
    "seen_after_death",
}


@given(st.randoms(use_true_random=False))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_agreement_comes_to_the_same_on_any_history(random: Random) -> None:
    ruling, facts, known = agreement(random), history(random, 2), moment(random)
    on = known.date() + timedelta(days=random.choice([-30, 0, 30]))
    assert differences(ruling, facts, known, on, Counter()) == []


def test_four_thousand_rows_come_to_the_same_and_meet_every_status_and_reason() -> None:
    seen: Counter[str] = Counter()
    for seed in count(20_000):
        random = Random(seed)
        ruling, facts, known = agreement(random), history(random, 25), moment(random)
        assert differences(ruling, facts, known, known.date(), seen) == [], seed
        if seen["rows"] >= ROWS:
            break
    wanted = {*Status, *REASONS} - ELSEWHERE
    assert {name for name in wanted if not seen[name]} == set()
    assert seen["rows by hand"] < seen["rows"] // 2

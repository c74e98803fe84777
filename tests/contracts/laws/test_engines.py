"""Laws of the engine as a whole: two engines agree, and a fault in one of them is noticed."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from random import Random

from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.reason import Status
from contracts.simulate.by_columns import by_columns
from contracts.simulate.by_rows import by_rows
from contracts.simulate.drawn import Drawn
from contracts.simulate.plan import plan_of
from contracts.simulate.stories import drawn
from tests.contracts.builders import ANNUITY, WARRANTY, an_agreement
from tests.contracts.columns.compared import differences
from tests.contracts.columns.histories import history, moment
from tests.contracts.columns.made import agreement
from tests.contracts.laws.law import law
from tests.contracts.simulate.scenarios import a_scenario, patients
from tests.tools.faults import FAULTS
from tests.tools.seeded_faults import CAUGHT, ROOT, SURVIVED, tried

DECIDED = {Status.MET, Status.NOT_MET, Status.PRO_RATA, Status.EXCUSED}


@law(st.integers(0, 10**9), st.sampled_from([-30, 0, 30]), decided=30, held=10)
def test_i11_the_array_engine_decides_as_the_readable_one(seed: int, days: int) -> Iterator[str]:
    dice, seen = Random(seed), Counter[str]()
    ruling, facts, known = agreement(dice), history(dice, 2), moment(dice)
    on = known.date() + timedelta(days=days)
    assert differences(ruling, facts, known, on, seen) == []
    yield from ["decided"] * any(seen[status] for status in DECIDED)
    yield from ["held"] * bool(seen[Status.HOLD])


def test_i30_every_seeded_fault_still_has_its_place_in_the_engine() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names) >= 12
    for fault in FAULTS:
        for file, old, new in fault.edits:
            assert old != new
            text = (ROOT / file).read_text(encoding="utf-8")
            assert text.count(old) == 1, fault.name
        assert (ROOT / fault.tests).is_file()


def test_i30_a_seeded_fault_is_caught_and_what_does_no_harm_is_not() -> None:
    """All of them are tried by `./run deep`; here one of each kind."""
    (one,) = (fault for fault in FAULTS if fault.name == "first-recorded-wins-a-tie")
    harmless = type(one)(
        "harmless", (("contracts/sight.py", "One look", "A look"),), one.tests, one.only
    )
    assert [found.outcome for found in tried([one, harmless])] == [CAUGHT, SURVIVED]


@cache
def simulated() -> Agreement:
    """An annuity paid by what is measured, at a listed price, and a warranty."""
    listed = {"price": {"list": "list", "at": "treated_on"}}
    return an_agreement(ANNUITY | listed, WARRANTY | {"id": "kept"})


@law(st.integers(0, 10**6), st.sampled_from(["0 %", "20 %"]), paid=50, unpaid=50)
def test_i26_simulated_money_is_the_engines_on_the_same_facts(
    seed: int, missed: str
) -> Iterator[str]:
    few = {"paths": "1", "enrolment": patients(4)}
    scenario = a_scenario(seed=str(seed), missed_visits=missed, **few)
    plan = plan_of(simulated(), scenario)
    stories = drawn(plan)
    ours, theirs = by_columns(plan, stories), by_rows(plan, Drawn(stories), "")
    assert ours.cash.tolist() == theirs.cash.tolist()
    assert ours.payers == theirs.payers
    assert ours.statuses == theirs.statuses
    met = {status for counts in ours.statuses.values() for status in counts}
    yield from ["paid"] * (Status.MET in met)
    yield from ["unpaid"] * (Status.NOT_MET in met)

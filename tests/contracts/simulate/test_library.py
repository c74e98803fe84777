"""Every published agreement can be simulated, and comes to what the readable engine says."""

import pytest

from contracts.agreement import Agreement
from contracts.library import names, template
from contracts.load import load_agreement
from contracts.simulate.by_rows import by_rows
from contracts.simulate.drawn import draw
from contracts.simulate.plan import last_look
from contracts.simulate.scenario import Scenario
from contracts.simulate.settle import in_columns
from contracts.simulate.simulate import costs, refuse, refused, simulate
from contracts.terms import ListPrice
from tests.contracts.simulate.scenarios import a_scenario, patients


def asked_of(agreement: Agreement) -> Scenario:
    listed = {t.price.list for _, t in agreement.judged if isinstance(t.price, ListPrice)}
    return a_scenario(
        paths="3",
        years=str(last_look(agreement) // 12 + 2),
        enrolment=patients(4, first=str(agreement.document.agreement.effective_from)),
        prices=dict.fromkeys(sorted(listed), f"1000000.00 {agreement.currency}"),
    )


@pytest.mark.parametrize("name", names())
def test_it_is_simulated_by_both_engines_alike(name: str) -> None:
    agreement = load_agreement(template(name))
    scenario = asked_of(agreement)
    refuse(agreement, scenario)
    found = simulate(agreement, scenario)
    assert (found.engine == "rows") == (refused(agreement) is not None)
    if found.engine == "columns":
        plan, drawn = draw(agreement, scenario, None)
        rows = by_rows(plan, drawn, "")
        assert in_columns(plan, drawn).cash.tolist() == rows.cash.tolist()


@pytest.mark.parametrize("name", names())
def test_each_reading_changes_money_or_nothing(name: str) -> None:
    agreement, heard = load_agreement(template(name)), []
    found = costs(agreement, asked_of(agreement), told=lambda *how_far: heard.append(how_far))
    done, of = zip(*heard, strict=True)
    assert set(of) == {done[-1]}
    assert list(done) == sorted(done)
    assert done[-1] % len(found) == 0
    moved = [abs(one.change.mean) for one in found]
    assert moved == sorted(moved, reverse=True)

"""A refund for a loss belongs to the day of the loss: its year, payer, price, index and basket."""

from collections import Counter
from typing import Any

import pytest

from contracts.explain import explain
from contracts.facts import Fact, Kind
from contracts.reason import Status
from tests.contracts.builders import (
    UPFRONT,
    WARRANTY,
    alive,
    an_agreement,
    at,
    day,
    event,
    fix,
    infused,
    lives_in,
    price,
)
from tests.contracts.columns.compared import differences
from tests.contracts.term_builders import (
    BASKET,
    BUDGET,
    INDEX,
    PATIENT_CAP,
    PAYER,
    SWITCH,
    amounts,
    figure,
    lines,
    treated,
)

PRICE = {"price": {"amount": "300.00 DKK"}}
LOSS = WARRANTY | PRICE
LOST = event("relapse", "2024-06-20")
DIED = event("death", "2024-09-01")
REFUND, SWITCHED = "syddanmark|T1|warranty|1", "syddanmark|T1|switch|1"
ENDS: dict[str, Any] = {"type": "limitation_termination", "id": "end", "ends_on": "2025-06-01"}
LAPSING = ENDS | {"lapses": ["warranty"]}
CLASHING = LOSS | {"exceptions": LOSS["exceptions"] | {"withdrawal": "HOLD"}}


def test_a_loss_frees_the_ceiling_of_its_own_year() -> None:
    agreement = an_agreement(UPFRONT, LOSS, BUDGET | {"amount": "100.00 DKK"})
    found = amounts(lines(agreement, *treated("T1"), LOST))
    assert found == {"syddanmark|T1|first|1": 30000, REFUND: -28125}


def test_a_loss_is_netted_in_the_basket_of_its_own_year() -> None:
    members = [{"term": "first", "weight": "1"}, {"term": "warranty", "weight": "1"}]
    agreement = an_agreement(UPFRONT, LOSS, BASKET | {"members": members, "net": "not_below_zero"})
    assert sum(amounts(lines(agreement, *treated("T1"), LOST)).values()) == 1875


def test_a_loss_frees_the_ceiling_of_a_course_in_its_own_year() -> None:
    found = lines(an_agreement(UPFRONT, LOSS, PATIENT_CAP), *treated("T1"), LOST)
    assert amounts(found, "patient_cap") == {}


def test_a_refund_goes_to_the_region_of_the_day_of_the_loss() -> None:
    agreement = an_agreement(UPFRONT, LOSS, PAYER | {"rule": "at_due_date"})
    found = amounts(lines(agreement, *treated("T1"), LOST, lives_in("nordjylland", "2025-01-01")))
    assert found == {"syddanmark|T1|first|1": 30000, REFUND: -28125}


def test_a_switch_is_dated_at_the_switch() -> None:
    agreement = an_agreement(UPFRONT, SWITCH, BUDGET | {"amount": "100.00 DKK"})
    found = amounts(lines(agreement, *treated("T1"), event("next_therapy", "2024-06-10")))
    assert found[SWITCHED] == -12000
    assert sum(found.values()) == 10000


def test_a_refund_is_of_the_listed_price_on_the_day_of_the_loss() -> None:
    listed = {"price": {"list": "L", "at": "milestone"}}
    raised = (price("300.00", "L"), price("400.00", "L", "2027-01-01"))
    found = lines(an_agreement(UPFRONT, LOSS | listed), *treated("T1"), *raised, LOST)
    assert amounts(found)[REFUND] == -28125


def test_a_refund_follows_the_index_of_the_day_of_the_loss() -> None:
    index = [figure(Kind.INDEX, "pris", "100", f"2024-{month}-01") for month in ("01", "04")]
    agreement = an_agreement(UPFRONT, LOSS, INDEX | {"of": ["warranty"]})
    found = lines(agreement, *treated("T1"), *index, LOST)
    assert amounts(found)[REFUND] == -28125


def ended(*facts: Fact, on: str, term: dict[str, Any] = LOSS) -> tuple[Status, int]:
    line = lines(an_agreement(UPFRONT, term, LAPSING), *treated("T1"), *facts, on=on)
    return line[f"{REFUND}|refund"].status, line[f"{REFUND}|refund"].amount


def test_a_loss_before_the_agreement_ends_is_refunded_whenever_the_warranty_would_have() -> None:
    assert ended(LOST, on="2030-01-01") == (Status.NOT_MET, -28125)
    assert ended(event("relapse", "2025-06-01"), on="2030-01-01")[1] == -21250
    assert ended(event("relapse", "2025-06-02"), on="2030-01-01") == (Status.TERMINATED, 0)


def test_a_warranty_runs_until_the_agreement_ends() -> None:
    assert ended(on="2025-06-01") == (Status.AWAITING, 0)
    assert ended(on="2025-06-02") == (Status.TERMINATED, 0)
    assert ended(alive("2029-01-01"), on="2030-01-01") == (Status.TERMINATED, 0)


def test_a_patient_not_seen_at_a_warrantys_end_is_no_loss_before_the_agreement_ended() -> None:
    assert ended(alive("2024-06-20"), on="2030-01-01") == (Status.TERMINATED, 0)


def test_what_holds_a_refund_before_the_agreement_ends_goes_on_holding_it() -> None:
    gone = event("consent_withdrawn", "2024-09-01")
    assert ended(gone, on="2030-01-01", term=CLASHING) == (Status.HOLD, 0)
    assert ended(gone, DIED, on="2030-01-01", term=CLASHING) == (Status.CONFLICT, 0)
    late = [event(name, "2025-06-02") for name in ("consent_withdrawn", "death")]
    assert ended(*late, on="2030-01-01", term=CLASHING) == (Status.TERMINATED, 0)


BELOW = {"outcome": "fix_activity", "op": "<", "value": "5", "unit": "%"}
MEASURED = LOSS | {"failed_when": BELOW, "watch_from": "P1M"}
UNREAD, SEEN_LATER = fix("3", "2024-09-01", "xx"), alive("2029-01-01")


@pytest.mark.parametrize("on", ["2025-01-01", "2025-07-01", "2030-01-01"])
def test_a_value_nobody_can_read_holds_what_it_may_show_before_the_agreement_ended(on: str) -> None:
    assert ended(UNREAD, SEEN_LATER, on=on, term=MEASURED) == (Status.HOLD, 0)
    below = fix("3", "2024-09-01")
    assert ended(below, SEEN_LATER, on=on, term=MEASURED) == (Status.NOT_MET, -26875)


def test_a_value_nobody_can_read_after_the_agreement_ended_holds_nothing() -> None:
    late = fix("3", "2025-06-02", "xx")
    assert ended(late, SEEN_LATER, on="2030-01-01", term=MEASURED) == (Status.TERMINATED, 0)


def test_a_warranty_that_ended_with_its_agreement_names_the_day_it_would_have_been_decided() -> (
    None
):
    agreement = an_agreement(UPFRONT, LOSS, LAPSING)
    for seen, on in (((alive("2024-06-20"),), "2030-01-01"), ((), "2025-07-01")):
        line = lines(agreement, *treated("T1"), *seen, on=on)[f"{REFUND}|refund"]
        told = explain(line, agreement, "en", "finance").headline
        assert "The agreement ended on 1 Jun 2025, before the milestone on 10 Mar 2028." in told
        assert line.due_on is None


STORIES = (
    (UNREAD, SEEN_LATER),
    (UNREAD, alive("2024-12-01")),
    (event("death", "2024-02-01"),),
    (fix("3", "2025-06-02", "xx"), SEEN_LATER),
    (fix("3", "2025-06-02", "xx"), UNREAD),
    (LOST,),
    (event("relapse", "2025-06-02"),),
    (alive("2024-06-20"),),
    (event("consent_withdrawn", "2024-09-01"), DIED),
    (event("consent_withdrawn", "2025-09-01"), event("death", "2025-05-01")),
    (event("consent_withdrawn", "2025-05-01"), event("death", "2025-09-01")),
)


@pytest.mark.parametrize("on", ["2025-06-01", "2025-06-02", "2030-01-01"])
def test_both_engines_date_a_refund_alike(on: str) -> None:
    listed = {"price": {"list": "L", "at": "milestone"}}
    payer = {"role": "payer", "of_record": "region_at_due_date"}
    parties = {"payer": payer, "supplier": {"role": "supplier"}}
    ends = ENDS | {"lapses": ["switch", "warranty"]}
    either = {"failed_when": {"any": [{"event": "relapse"}, BELOW]}, "watch_from": "P1M"}
    agreement = an_agreement(UPFRONT, CLASHING | listed | either, SWITCH, ends, parties=parties)
    moved = lives_in("nordjylland", "2025-01-01")
    raised = (price("300.00", "L"), price("400.00", "L", "2027-01-01"))
    for story in STORIES:
        facts = (infused(), lives_in("syddanmark"), moved, *raised, *story)
        assert differences(agreement, facts, at("2031-01-01"), day(on), Counter()) == []

"""What acts on nothing, waits in vain or can never come; and what looks so and is not."""

from typing import Any

import pytest

from contracts.load import load_agreement
from tests.contracts.builders import (
    ANNUITY,
    MET_WHEN,
    OUTCOMES,
    TERM,
    UPFRONT,
    WARRANTY,
    WHOLE_EXCEPTIONS,
    YEARLY,
    an_agreement,
    an_agreement_tree,
    as_text,
)
from tests.contracts.refusals import codes, refused
from tests.contracts.term_builders import DUTY, END

PLACE = "clauses.0.terms.0"
EVENT_ONLY: dict[str, Any] = {"not": {"event": "relapse"}}
LIMITED = {"corrections_until": {"anchor": "window_close", "plus": "P3M"}, "clawback": "both_ways"}
ENDING = {key: END[key] for key in ("type", "id")} | {"ends_on": "2002-06-30"}


def loads(*terms: dict[str, Any], **changes: Any) -> bool:
    return an_agreement(*terms, **changes).id == "A1"


def excepting(term: dict[str, Any] = TERM, **changes: Any) -> dict[str, Any]:
    return term | {"exceptions": term["exceptions"] | changes}


def listing(*names: str) -> dict[str, Any]:
    return {"result": "NOT_MET", "list": [*names], "lasting": "P0D"}


@pytest.mark.parametrize("name", ["response", "relapse"])
def test_an_outcome_that_nothing_names_is_refused(name: str) -> None:
    tree = an_agreement_tree()
    tree["outcomes"][name] = OUTCOMES[name]
    assert [(f.path, f.code) for f in refused(as_text(tree))] == [
        (f"outcomes.{name}", "nothing_reads")
    ]


def test_an_outcome_is_read_by_the_exceptions_by_a_therapy_listed_and_by_a_duty() -> None:
    tree = an_agreement_tree(excepting(competing_therapy=listing("blinatumomab")))
    assert "next_therapy" in tree["outcomes"]
    tree["outcomes"]["consent_withdrawn"] = {"type": "event"}
    assert load_agreement(as_text(tree)).id == "A1"
    assert loads(TERM, DUTY | {"deliver": "response", "of": "rates"})


def test_fields_on_measurements_are_refused_where_none_is_read() -> None:
    carried = {"then": "NOT_MET", "carry_forward": "P6M"}
    term = excepting(TERM | {"met_when": EVENT_ONLY}, missing_assessment=carried)
    assert codes(term | {"select": {"rule": "last"}}) == {
        (f"{PLACE}.select", "reads_no_values"),
        (f"{PLACE}.exceptions.missing_assessment.carry_forward", "reads_no_values"),
    }
    assert codes(WARRANTY | {"watch_from": "P6M"}) == {(f"{PLACE}.watch_from", "reads_no_values")}
    assert loads(TERM | {"select": {"rule": "last"}})


def test_pro_rata_by_acts_where_an_exception_or_the_period_pays_a_part() -> None:
    whole = TERM | {"exceptions": WHOLE_EXCEPTIONS, "pro_rata_by": "days"}
    assert codes(whole) == {(f"{PLACE}.pro_rata_by", "no_pro_rata")}
    assert loads(TERM | {"pro_rata_by": "days"})
    partial = ANNUITY | {"partial_period": "pro_rata", "pro_rata_by": "days"}
    assert loads(partial | {"exceptions": WHOLE_EXCEPTIONS})


def test_one_event_fires_two_exceptions_only_if_they_agree_or_one_goes_first() -> None:
    place = f"{PLACE}.exceptions.competing_therapy.list"
    assert codes(excepting(competing_therapy=listing("death"))) == {(place, "exceptions_collide")}
    assert codes(excepting(competing_therapy=listing("emigrated"))) == {
        (place, "exceptions_collide")
    }
    assert loads(excepting(competing_therapy=listing("lost-to-follow-up")))
    assert loads(excepting(competing_therapy=listing("emigrated"), priority=["competing_therapy"]))


def test_an_exception_stands_once_in_the_priority() -> None:
    assert codes(excepting(priority=["death", "death"])) == {
        (f"{PLACE}.exceptions.priority", "repeated_id")
    }


def test_nothing_is_waited_for_longer_than_corrections_count() -> None:
    cause = {"result": "HOLD", "unknown_after": "P4M", "unknown_then": "NOT_MET"}
    term = excepting(TERM | {"milestone": YEARLY | {"report_by": "P6M"}}, death=cause)
    assert codes(term, limitation=LIMITED) == {
        (f"{PLACE}.exceptions.death.unknown_after", "wait_past_limitation"),
        (f"{PLACE}.milestone.report_by", "wait_past_limitation"),
    }
    assert loads(TERM, limitation=LIMITED)
    assert loads(UPFRONT, limitation=LIMITED)


def test_the_limitation_may_stand_in_a_term() -> None:
    end = END | {"corrections_until": LIMITED["corrections_until"]}
    late = excepting(missing_assessment={"grace": "P4M", "then": "NOT_MET"})
    assert codes(late, end) == {
        (f"{PLACE}.exceptions.missing_assessment.grace", "wait_past_limitation")
    }


def test_a_milestone_past_the_agreements_end_for_everyone_is_refused() -> None:
    found = refused(as_text(an_agreement_tree(TERM, ENDING | {"lapses": ["rates"]})))
    assert [(f.path, f.code, dict(f.values)["found"]) for f in found] == [
        (f"{PLACE}.milestone", "past_agreement_end", "3")
    ]
    assert loads(TERM, ENDING | {"survives": ["rates"]})
    assert loads(TERM, ENDING | {"lapses": ["rates"], "ends_on": "2003-01-01"})


def test_an_agreement_governs_nobody_after_its_end() -> None:
    header = an_agreement_tree()["agreement"]
    end = ENDING | {"survives": ["rates"]}
    late = header | {"effective_until": "2002-07-01"}
    assert codes(TERM, end, agreement=late) == {("clauses.1.terms.0.ends_on", "treated_past_end")}
    assert loads(TERM, end, agreement=header | {"effective_until": "2002-06-30"})


def test_better_is_told_by_the_outcome_and_a_loss_turns_it_round() -> None:
    worse = MET_WHEN | {"op": "<"}
    assert codes(TERM | {"met_when": worse}) == {(f"{PLACE}.met_when", "not_monotone")}
    assert loads(WARRANTY | {"failed_when": worse, "watch_from": "P6M"})
    lost = WARRANTY | {"failed_when": MET_WHEN, "watch_from": "P6M"}
    assert codes(lost) == {(f"{PLACE}.failed_when", "not_monotone")}

import json
from collections import Counter

import pytest

from contracts.entitlement import entitlements, to_json
from contracts.facts import Snapshot
from contracts.reason import Reason, Status, reason_from_json, reason_to_json
from contracts.settle import CurrencyUnknown, Line, settle
from tests.contracts.builders import TERM, an_agreement, at, day, fix, infused, lives_in, owed

VALUE = fix("31.4", "2025-03-10", fact_id="F")


def lines(*facts: object, held: dict[str, int] | None = None, **more: object) -> tuple[Line, ...]:
    found = owed(an_agreement(TERM), *facts, on="2026-01-01").values()  # type: ignore[arg-type]
    return settle(found, held or {}, **more)  # type: ignore[arg-type]


def test_every_milestone_has_a_line_and_those_without_a_change_post_nothing() -> None:
    found = lines(infused(), VALUE)
    assert [(line.milestone, line.amount, line.posts) for line in found] == [
        (1, 10000, True),
        (2, 0, False),
        (3, 0, False),
    ]
    assert found[0].evidence == found[0].entitlement.evidence
    assert found[1].blocked_by[0].outcome == "fix_activity"


def test_a_key_is_the_same_for_life() -> None:
    (line, *_) = lines(infused(), VALUE)
    assert line.key == "A1|syddanmark|T1|rates|1|instalment"


def test_11_12_a_correction_posts_the_difference_and_its_reversal_comes_to_nothing() -> None:
    position: Counter[str] = Counter()
    facts = [infused(), VALUE]
    posted = []
    for version, value in ((1, "31.4"), (2, "3.8"), (3, "31.4")):
        facts.append(fix(value, "2025-03-10", fact_id="F", version=version))
        (line, *_) = lines(*facts, held=position)
        position[line.key] += line.amount
        posted.append(line.amount)
    assert posted == [10000, -10000, 10000]


def test_what_is_no_longer_owed_is_given_back_under_its_own_key() -> None:
    (line,) = settle((), {"A1|syd|T9|rates|2|instalment": 700}, currency="DKK")
    assert (line.amount, line.entitled, line.status) == (-700, 0, Status.TERMINATED)
    assert (line.payer, line.treatment, line.term, line.milestone) == ("syd", "T9", "rates", 2)
    assert (line.clause, line.due_on, line.window, line.evidence) == ("", None, None, ())
    assert line.reason.children[0].code == "no_longer_owed"


def test_a_key_that_holds_nothing_and_is_owed_nothing_has_no_line() -> None:
    assert settle((), {"A1|syd|T9|rates|2|instalment": 0}) == ()


def test_a_currency_is_never_guessed() -> None:
    with pytest.raises(CurrencyUnknown) as refused:
        settle((), {"A1|syd|T9|rates|2|instalment": 700})
    assert refused.value.keys == ("A1|syd|T9|rates|2|instalment",)


def test_an_entitlement_is_plain_json_with_amounts_in_minor_units() -> None:
    found = owed(an_agreement(TERM), infused(), VALUE, on="2026-01-01")
    stored = json.loads(json.dumps(to_json(found["rates", 1])))
    assert (stored["amount_ore"], stored["status"], stored["clause"]) == (10000, "MET", "1")
    assert stored["evidence"] == [
        ["F", 1],
        ["T1-infused-2024-03-10", 1],
        ["T1-region-2020-01-01", 1],
    ]
    assert reason_from_json(stored["reason"]) == found["rates", 1].reason
    waiting = found["rates", 2].to_json()["blocked_by"]
    assert waiting == [{"outcome": "fix_activity", "deadline": "2026-04-24", "owner": "site"}]


def test_a_line_is_plain_json_with_what_it_posts() -> None:
    (line, *_) = lines(infused(), VALUE, held={"A1|syddanmark|T1|rates|1|instalment": 4000})
    stored = line.to_json()
    assert (stored["amount_ore"], stored["previous_ore"], stored["entitled_ore"]) == (
        6000,
        4000,
        10000,
    )


def test_a_line_remembers_the_reason_it_had_before() -> None:
    old = Reason("line", (("status", "MET"),), (Reason("met"),))
    key = "A1|syddanmark|T1|rates|1|instalment"
    (line, *_) = lines(infused(), VALUE, before={key: old})
    assert line.before == old
    assert reason_from_json(reason_to_json(old)) == old
    assert old.get("nothing") == ""


def test_amounts_of_one_snapshot_do_not_depend_on_when_it_is_asked() -> None:
    snapshot = Snapshot.known_at((infused(), VALUE, lives_in("syddanmark")), at("2026-01-01"))
    agreement = an_agreement(TERM)
    assert entitlements(agreement, snapshot, day("2026-01-01")) == entitlements(
        agreement, snapshot, day("2026-01-01")
    )

"""How single situations are told; a number is that of the review that asked for it."""

from contracts.explain import explain
from contracts.settle import settle
from tests.contracts.builders import (
    TERM,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    price,
    printed,
)
from tests.contracts.test_explain import MOVED, UNKNOWN_CAUSE, both


def test_28_a_missing_event_is_asked_for_as_a_visit() -> None:
    term = TERM | {"met_when": {"not": {"event": "relapse"}}}
    line = owed(an_agreement(term), infused(), on="2025-03-10")["rates", 1]
    (wait,) = explain(line, an_agreement(term), "da", "clinician").owed
    assert wait == (
        "et opfølgningsbesøg, der viser om tilbagefald er sket, fra afdelingen senest 24-04-2025"
    )


def test_29_an_exception_is_dated_by_its_event_and_tells_until_when() -> None:
    facts = (infused(), event("death", "2025-01-10", "related=unknown", fact_id="D"))
    agreement = an_agreement(UNKNOWN_CAUSE)
    held = owed(agreement, *facts, on="2025-05-01")["rates", 1]
    assert (
        "Død den 10-01-2025 (D v1, registreret 10-01-2025): tilbageholdt, til det er afklaret, "
        "senest den 09-07-2025."
    ) in explain(held, agreement, "da", "finance").headline
    over = owed(agreement, *facts, on="2025-07-10")["rates", 1]
    said = explain(over, agreement, "da", "finance").headline
    assert "undtaget, da fristen udløb den 09-07-2025." in said


def test_32_both_lines_of_a_moved_payer_say_by_which_fact() -> None:
    agreement = an_agreement(TERM)
    facts = (infused(), fix("9", "2025-03-10"), MOVED)
    now = owed(agreement, *facts).values()
    old = "A1|syddanmark|T1|rates|1|instalment"
    lines = {line.key: line for line in settle(now, {old: 10000})}
    for key in (old, old.replace("syddanmark", "nord")):
        both(lines[key], agreement)
        headline = explain(lines[key], agreement, "da", "finance").headline
        assert headline.startswith("§ 1, rate 1")
        assert "Betaleren er nord ifølge T1-region-2020-01-01 v2" in headline
    said = explain(lines[old], agreement, "da", "finance").headline
    assert "nu nord i stedet for syddanmark" in said


def test_a_moved_payers_old_line_counts_no_evidence_as_gone() -> None:
    agreement = an_agreement(TERM)
    facts = (infused(), fix("9", "2025-03-10"))
    before = owed(agreement, *facts)["rates", 1]
    lines = settle(
        owed(agreement, *facts, MOVED).values(),
        {before.key: 10000},
        before={before.key: before.reason},
    )
    (line,) = (line for line in lines if line.key == before.key)
    assert explain(line, agreement, "en", "finance").changed == (
        "Region of residence T1-region-2020-01-01: v1 syddanmark was corrected to v2 nord.",
    )


def test_a_yearly_ceiling_is_told_without_a_treatment() -> None:
    facts = (infused("2026-04-10"), price("300000000.00"))
    line = owed(printed(), *facts, on="2026-05-01")["annuity", 2026]
    both(line, printed())
    assert explain(line, printed(), "en", "finance").headline == (
        "§ 4.2, yearly ceiling 2026: The supplier pays back (−DKK 30,000,000.00). "
        "The ceiling for 2026 is DKK 90,000,000.00, and the year's payments are "
        "DKK 120,000,000.00; DKK 30,000,000.00 is above."
    )


def test_an_amount_paid_though_the_milestone_was_excused_says_so() -> None:
    line = owed(an_agreement(TERM), infused(), event("consent_withdrawn", "2025-01-01"))["rates", 1]
    headline = explain(line, an_agreement(TERM), "en", "finance").headline
    assert headline.startswith("§ 1, instalment 1, treatment T1: Payable because the milestone")


def test_a_line_of_a_term_no_longer_in_the_version_says_so() -> None:
    (line,) = settle((), {"A1|syd|T9|gone|2|instalment": 700}, currency="DKK")
    both(line, an_agreement(TERM))
    found = explain(line, an_agreement(TERM), "en", "finance")
    assert found.rule == "The term is not in this version."
    assert (
        explain(line, an_agreement(TERM), "en", "clinician").headline == "check-up 2, treatment T9"
    )

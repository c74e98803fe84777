import dataclasses
import re
from collections import Counter
from typing import Any

import pytest

from contracts import library
from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, entitlements
from contracts.examples import snapshot_of
from contracts.explain import Explanation, explain
from contracts.load import load_agreement
from contracts.settle import Line, settle
from contracts.wording import exceptions, lines, nodes
from contracts.wording.formats import MINUS
from contracts.wording.phrases import PHRASES
from contracts.wording.terms import paying, refunds, shared
from tests.contracts import test_warranty
from tests.contracts.builders import (
    ANNUITY,
    CHANGE,
    EXCEPTIONS,
    MET_WHEN,
    OUTCOMES,
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    alive,
    an_agreement,
    event,
    fix,
    infused,
    lives_in,
    owed,
    price,
    printed,
)
from tests.contracts.figures import figures


def texts(explanation: Explanation) -> list[str]:
    found = [explanation.headline, explanation.rule, *explanation.changed, *explanation.owed]
    found += [step.value for step in explanation.arithmetic]
    return found + [f"{e.value} {e.unit} {e.fact_id} {e.version}" for e in explanation.evidence]


def both(subject: Entitlement | Line, agreement: Agreement) -> None:
    for profile in ("finance", "clinician", "auditor"):
        danish = explain(subject, agreement, "da", profile)
        english = explain(subject, agreement, "en", profile)
        for da, en in zip(texts(danish), texts(english), strict=True):
            assert figures(da, "da") == figures(en, "en"), (da, en)
        assert danish.proofs == english.proofs


TRUE_UP = (
    infused("2026-03-10", fact_id="I"),
    price("21500000.00", fact_id="P"),
    fix("5.2", "2027-03-12", fact_id="A-91", recorded="2027-03-13"),
    fix("3.8", "2027-03-12", fact_id="A-91", version=2, recorded="2027-09-02"),
)


def trued_up() -> Line:
    agreement = printed()
    key = "DK-AMG-0007|syddanmark|T1|annuity|2|instalment"
    before = owed(agreement, *TRUE_UP[:3], on="2027-07-01")["annuity", 2]
    now = owed(agreement, *TRUE_UP, on="2027-10-01").values()
    found = settle(now, {key: 258000000}, before={key: before.reason})
    return next(line for line in found if line.key == key)


def test_a_true_up_is_told_as_the_design_tells_it() -> None:
    danish = explain(trued_up(), printed(), "da", "finance")
    assert danish.headline == (
        "§ 4.2, rate 2, behandling T1: Betales ikke (0 kr.). Faktor IX-aktivitet 3,8 % den "
        "12-03-2027 (måling A-91 v2, registreret 02-09-2027) er under 5 %. Forebyggende faktor IX "
        "mangler i vinduet. Vinduet er 08-02-2027–24-04-2027. Tidligere afregnet 2.580.000,00 "
        "kr.; derfor reguleres −2.580.000,00 kr."
    )
    assert danish.changed == ("Faktor IX-aktivitet A-91: v1 5,2 % er rettet til v2 3,8 %.",)


def test_a_true_up_reads_the_same_in_english() -> None:
    english = explain(trued_up(), printed(), "en", "finance")
    assert english.headline == (
        "§ 4.2, instalment 2, treatment T1: Not payable (DKK 0). Factor IX activity 3.8 % on 12 "
        "Mar 2027 (measurement A-91 v2, recorded 2 Sep 2027) is below 5 %. Factor IX prophylaxis "
        "is missing in the window. The window is 8 Feb 2027–24 Apr 2027. Previously settled DKK "
        "2,580,000.00; adjustment −DKK 2,580,000.00."
    )
    both(trued_up(), printed())


def test_the_arithmetic_leads_from_the_price_to_what_is_posted() -> None:
    steps = explain(trued_up(), printed(), "da", "finance").arithmetic
    assert [step.value for step in steps] == [
        "21.500.000,00 kr.",
        "12 %",
        "2.580.000,00 kr.",
        "0 %",
        "0 kr.",
        "2.580.000,00 kr.",
        f"{MINUS}2.580.000,00 kr.",
    ]


def test_a_clinician_sees_no_money_no_status_and_no_threshold() -> None:
    found = explain(trued_up(), printed(), "da", "clinician")
    said = " ".join([found.headline, found.rule, *found.changed, *found.owed])
    assert "3,8 %" in said
    for hidden in ("kr.", "etal", "5 %", "under", "2.580", "afregn", "opfyldt"):
        assert hidden not in said
    assert found.arithmetic == ()
    assert {row.fact_id for row in found.evidence} == {"A-91", "I"}


def test_a_clinician_does_not_hear_that_a_price_is_missing() -> None:
    agreement = an_agreement(TERM | {"price": {"list": "none"}})
    line = owed(agreement, infused(), fix("9", "2025-03-10"))["rates", 1]
    assert explain(line, agreement, "da", "finance").owed == ("pris fra Amgros",)
    assert explain(line, agreement, "da", "clinician").owed == ()


def test_an_auditor_gets_the_key_and_the_hash_of_the_agreement() -> None:
    proofs = dict(explain(trued_up(), printed(), "da", "auditor").proofs)
    assert proofs["agreement_sha256"] == printed().sha256
    assert proofs["key"] == trued_up().key


def test_evidence_names_value_unit_method_dates_and_version() -> None:
    rows = {row.fact_id: row for row in explain(trued_up(), printed(), "da", "finance").evidence}
    value = rows["A-91"]
    assert (value.name, value.value, value.unit, value.version) == (
        "faktor IX-aktivitet",
        "3,8",
        "%",
        2,
    )
    assert (str(value.valid_on), str(value.recorded_at)) == (
        "2027-03-12",
        "2027-09-02 12:00:00+00:00",
    )
    assert (rows["P"].name, rows["P"].value) == ("fictive-hemgenix", "21.500.000,00 kr.")


def every_entitlement() -> list[tuple[Agreement, Entitlement]]:
    found = []
    for name in library.names():
        agreement = load_agreement(library.template(name))
        for example in agreement.document.examples:
            snapshot = snapshot_of(example)
            owed_now = entitlements(agreement, snapshot, example.settle_on)
            found += [(agreement, line) for line in owed_now]
    return found


@pytest.mark.parametrize("which", range(4))
def test_every_example_reads_with_the_same_figures_in_both_languages(which: int) -> None:
    found = every_entitlement()[which::4]
    assert len(found) >= 5
    for agreement, line in found:
        both(line, agreement)


RELAPSED_OR_NOT = {"all": [MET_WHEN, {"not": {"event": "relapse"}}]}
CHANGED = {"met_when": CHANGE}
PRORATED = ANNUITY | {"partial_period": "pro_rata", "met_when": {"not": {"event": "relapse"}}}
DEATH = EXCEPTIONS["death"] | {"unknown_after": "P180D", "unknown_then": "EXCUSED"}
UNKNOWN_CAUSE = TERM | {"exceptions": EXCEPTIONS | {"death": DEATH}}
NO_DEATH = {"not": {"event": "death", "before": "target"}}
MEASURED = WARRANTY | {"failed_when": MET_WHEN | {"op": "<"}, "watch_from": "P6M"}
MOVED = lives_in("nord", version=2, recorded="2025-05-01")
SITUATIONS: list[tuple[dict[str, Any], tuple[Any, ...], str]] = [
    (TERM, (), "2024-06-01"),
    (TERM, (), "2025-03-10"),
    (TERM, (), "2025-06-01"),
    (TERM, (), "2027-01-01"),
    (TERM, (fix("<9", "2025-03-10"),), "2025-06-01"),
    (TERM, (event("death", "2024-06-18", "related=no"),), "2030-01-01"),
    (TERM, (event("death", "2025-02-20"), fix("31.4", "2025-03-10")), "2030-01-01"),
    (TERM, (event("death", "2024-06-18"),), "2030-01-01"),
    (TERM, (event("consent_withdrawn", "2024-06-18"),), "2030-01-01"),
    (TERM, (event("lost_to_follow_up", "2025-03-10"),), "2025-06-01"),
    (
        TERM,
        (event("emigrated", "2024-06-18"), event("consent_withdrawn", "2024-06-19")),
        "2030-01-01",
    ),
    (TERM, (infused("2024-03-20"),), "2030-01-01"),
    (TERM | {"met_when": {"known": "fix_activity"}}, (fix("9", "2025-03-10"),), "2030-01-01"),
    (TERM | {"met_when": {"known": "fix_activity"}}, (), "2030-01-01"),
    (TERM | {"met_when": RELAPSED_OR_NOT}, (event("relapse", "2025-03-10"),), "2030-01-01"),
    (TERM | {"met_when": RELAPSED_OR_NOT}, (fix("9", "2025-03-10"),), "2030-01-01"),
    (TERM | {"met_when": RELAPSED_OR_NOT}, (), "2025-06-01"),
    (TERM | {"price": {"list": "none"}}, (fix("9", "2025-03-10"),), "2030-01-01"),
    (TERM | CHANGED, (fix("9", "2025-03-10"),), "2025-06-01"),
    (TERM | CHANGED, (fix("2", "2024-03-01"), fix("9", "2025-03-10")), "2025-06-01"),
    (TERM | CHANGED, (fix("2", "2024-03-01"), fix("<19", "2025-03-10")), "2025-06-01"),
    (TERM | CHANGED, (fix("2", "2024-03-01"),), "2025-06-01"),
    (ANNUITY, (fix("1", "2025-03-10"),), "2030-01-01"),
    (ANNUITY | {"partial_period": "pro_rata"}, (fix("1", "2025-03-01"),), "2030-01-01"),
    (
        ANNUITY
        | {
            "on_failure": "suspend_until_restored",
            "exceptions": EXCEPTIONS | {"missing_assessment": {"then": "EXCUSED"}},
        },
        (fix("1", "2025-03-10"),),
        "2030-01-01",
    ),
    (REBATE, (fix("1", "2025-03-10"), fix("9", "2026-03-10")), "2030-01-01"),
    (WARRANTY, (event("relapse", "2026-09-10"),), "2030-01-01"),
    (WARRANTY, (alive("2028-03-10"),), "2030-01-01"),
    (WARRANTY, (), "2026-01-01"),
    (test_warranty.STEPS, (event("relapse", "2024-09-10"),), "2030-01-01"),
    (UPFRONT, (), "2024-06-01"),
    (PRORATED, (event("relapse", "2025-04-10"),), "2030-01-01"),
    (PRORATED | {"met_when": MET_WHEN}, (fix("1", "2025-03-20"),), "2030-01-01"),
    (
        PRORATED | {"met_when": MET_WHEN, "on_failure": "this_instalment_only"},
        (fix("1", "2025-03-20"), fix("1", "2026-03-20")),
        "2030-01-01",
    ),
    (PRORATED, (event("death", "2024-02-01"),), "2030-01-01"),
    (TERM, (fix("high", "2025-03-10"),), "2030-01-01"),
    (TERM, (fix("9", "2025-03-10"), lives_in("nord", fact_id="R2")), "2030-01-01"),
    (TERM, (fix("9", "2025-03-10"), MOVED), "2030-01-01"),
    (UNKNOWN_CAUSE, (event("death", "2025-01-10"),), "2025-05-01"),
    (UNKNOWN_CAUSE, (event("death", "2025-01-10"),), "2030-01-01"),
    (TERM | {"met_when": NO_DEATH}, (event("death", "2025-03-20"),), "2030-01-01"),
    (TERM, (event("death", "2024-06-18"), event("death", "2024-08-01")), "2030-01-01"),
    (MEASURED, (fix("1", "2026-09-10"),), "2030-01-01"),
    (WARRANTY, (), "2030-01-01"),
    (WARRANTY, (alive("2027-03-10"),), "2030-01-01"),
]


@pytest.mark.parametrize("situation", range(len(SITUATIONS)))
def test_every_situation_reads_with_the_same_figures_in_both_languages(situation: int) -> None:
    term, facts, on = SITUATIONS[situation]
    agreement = an_agreement(term)
    for line in owed(agreement, infused(), *facts, on=on).values():
        both(line, agreement)


def test_the_situations_meet_every_reason_there_are_words_for() -> None:
    told = Counter(node.code for _, line in every_entitlement() for node in line.reason.walk())
    for term, facts, on in SITUATIONS:
        for line in owed(an_agreement(term), infused(), *facts, on=on).values():
            told.update(node.code for node in line.reason.walk())
    forms = r"_(true|false|unknown|part)$"
    codes = {code if code in told else re.sub(forms, "", code) for code in PHRASES}
    elsewhere = {"cited", "cited_event", "missing", "no_longer_owed", "cap", "not_infused"}
    elsewhere |= {"event_later", "payer_stated", "payer_changed", "refund_limited"}
    elsewhere |= {f"exception_{form}" for form in ("open", "until", "ran_out")}
    assert codes - set(told) == elsewhere


@pytest.mark.parametrize(
    "words",
    [PHRASES, *(m._WORDS for m in (lines, exceptions, nodes, paying, refunds, shared))],
)
def test_every_phrase_takes_the_same_values_in_both_languages(
    words: dict[str, tuple[str, str]],
) -> None:
    assert words
    for danish, english in words.values():
        slots = [sorted(re.findall(r"{(\w+)}", text)) for text in (danish, english)]
        assert slots[0] == slots[1], (danish, english)


def test_an_agreements_own_name_for_an_outcome_is_used() -> None:
    own = {"label": {"da": "F9-niveau", "en": "F9 level"}}
    outcomes = OUTCOMES | {"fix_activity": OUTCOMES["fix_activity"] | own}
    agreement = an_agreement(TERM, outcomes=outcomes)
    line = owed(agreement, infused(), fix("9", "2025-03-10"))["rates", 1]
    assert "F9-niveau 9 %" in explain(line, agreement, "da", "finance").headline


def test_what_came_and_what_went_since_the_last_line_is_told() -> None:
    agreement = an_agreement(TERM)
    before = owed(agreement, infused(), fix("9", "2025-03-01", fact_id="A"))["rates", 1]
    now = owed(agreement, infused(), fix("9.5", "2025-03-09", fact_id="B"))["rates", 1]
    line = Line(now, 10000, before.reason)
    assert explain(line, agreement, "en", "finance").changed == (
        "No longer used: factor IX activity A v1 9 %.",
        "New: factor IX activity B v1 9.5 %.",
    )
    both(line, agreement)


def test_an_explanation_is_frozen() -> None:
    found = explain(trued_up(), printed(), "da", "finance")
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.headline = ""  # type: ignore[misc]

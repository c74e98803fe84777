"""What a supplier reads of a line, and what of a fact is told when it changes."""

import pytest

from contracts.changes import Changes
from contracts.explain import explain
from contracts.reason import Reason
from tests.contracts.builders import TERM, an_agreement, fix, infused, owed
from tests.contracts.test_explain import printed, trued_up


def test_a_supplier_reads_the_amount_but_no_value_no_day_and_no_id() -> None:
    found = explain(trued_up(), printed(), "en", "supplier", named="S-ABCD2345")
    said = " ".join([found.headline, *found.changed])
    assert "S-ABCD2345" in said
    assert "factor IX activity" in said
    assert found.changed
    assert not any(hidden in said for hidden in ("P-017", "A-91", "2027", "2026", "3.8", "5.2"))
    assert (found.evidence, found.proofs) == ((), ())
    assert found.arithmetic


def test_a_supplier_hears_what_a_line_waits_for_without_a_day() -> None:
    agreement = an_agreement(TERM)
    line = owed(agreement, infused(), on="2025-03-01")["rates", 1]
    found = explain(line, agreement, "da", "supplier", named="S-2")
    assert "2025" not in found.headline


def test_what_a_line_rests_on_is_named_once_without_its_value() -> None:
    line = owed(an_agreement(TERM), infused(), fix("9", "2025-03-10"))["rates", 1]
    said = explain(line, an_agreement(TERM), "da", "supplier").headline
    assert said.count("faktor IX-aktivitet") == 1
    assert "9 %" not in said


def fact(kind: str, name: str, value: str, version: str = "1") -> Reason:
    named = {"fact_id": "X-1", "version": version, "kind": kind, "name": name, "value": value}
    return Reason("fact", tuple((named | {"unit": ""}).items()))


def told(kind: str, name: str, *values: str, dated: bool = True) -> list[str]:
    then, now = (
        Reason("line", (), (fact(kind, name, value, str(n)),)) for n, value in enumerate(values, 1)
    )
    return list(Changes(an_agreement(TERM), "en").tell(then, now, dated=dated))


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("event", ("related=no;cause=x", "related=yes;cause=y"), "caused by the treatment"),
        ("event", ("grade=3", "grade=4"), "corrected"),
        ("ruling", ("state=upheld", "amount=125000.00;state=adjusted"), "125,000.00"),
        ("ruling", ("amount=1.00", "state=upheld"), "the line stands"),
    ],
)
def test_of_a_fact_that_changed_no_cause_is_told(
    kind: str, values: tuple[str, str], said: str
) -> None:
    (sentence,) = told(kind, "death" if kind == "event" else "dispute", *values)
    assert said in sentence
    assert "cause=" not in sentence


@pytest.mark.parametrize("kind", ["observation", "event", "batch"])
def test_of_a_patients_fact_a_supplier_hears_only_that_it_changed(kind: str) -> None:
    (sentence,) = told(kind, "fix_activity", "18.4", "3.8", dated=False)
    assert sentence == "Factor IX activity: what was recorded has been corrected."


def test_where_a_patient_lives_is_no_news_to_a_supplier() -> None:
    assert told("residence", "region", "syddanmark", "hovedstaden", dated=False) == []

"""How a line's amount was worked out, step by step, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.reason import Language, Reason
from contracts.settle import Line
from contracts.wording.formats import money, number, share
from contracts.wording.lines import say

_MOVED = frozenset({"population_less", "population_more"})
_SUMS = ("ceiling", "sum", "excess", "uncut")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the arithmetic, worded."""

    label: str
    value: str


def arithmetic(
    owed: Entitlement, line: Line | None, agreement: Agreement, language: Language
) -> tuple[Step, ...]:
    """Price, share, instalment and part, each with what it comes to; then the amount paid."""
    reason = owed.reason
    steps = [step for stage in _STAGES for step in stage(reason, agreement, language)]
    results = [("result", owed.amount)]
    if line is not None:
        results += [("held", line.previous), ("delta", line.amount)]
    steps += [(code, money(amount, owed.currency, language)) for code, amount in results]
    return tuple(Step(say(code, language), value) for code, value in steps)


def _priced(reason: Reason, agreement: Agreement, language: Language) -> Iterator[tuple[str, str]]:
    node = next((n for n in reason.walk() if n.code == "amount"), None)
    if node is None:
        return
    factor, currency = Fraction(node.get("factor")), agreement.currency
    yield "price", money(int(node.get("price")), currency, language)
    yield "share", share(Fraction(node.get("share")), language)
    yield "instalment_step", money(int(node.get("instalment")), currency, language)
    yield "factor" if factor >= 0 else "refunded_at", share(abs(factor), language)
    ratios = (n.get("ratio") for n in reason.walk() if n.get("ratio"))
    yield from (("ratio", share(Fraction(ratio), language)) for ratio in ratios)


def _ruled(reason: Reason, agreement: Agreement, language: Language) -> Iterator[tuple[str, str]]:
    """What a dispute was decided to be stands in place of all before it; payers share either."""
    for node in reason.children:
        if node.get("ruled"):
            yield "ruled", money(int(node.get("ruled")), agreement.currency, language)
    for node in reason.children:
        if node.code == "payer" and node.get("days"):
            days = Fraction(int(node.get("days")), int(node.get("of")))
            yield "part_of_days", share(days, language)


def _sums(reason: Reason, agreement: Agreement, language: Language) -> Iterator[tuple[str, str]]:
    """Ceilings and sums are in the currency agreed, and stand before the conversion."""
    nodes = tuple(reason.walk())
    for node in nodes:
        if node.code in _MOVED:
            yield "basis", money(int(node.get("basis")), agreement.currency, language)
            yield "share_moved", share(Fraction(node.get("share")), language)
    for code in _SUMS:
        found = (node.get(code) for node in nodes)
        currency = agreement.paid_in if reason.get("component") == "carry" else agreement.currency
        yield from ((code, money(int(value), currency, language)) for value in found if value)
    yield from (("rate", number(n.get("rate"), language)) for n in nodes if n.get("rate"))


_STAGES = (_priced, _ruled, _sums)

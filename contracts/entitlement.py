"""What is owed: a pure function of an agreement, a snapshot of facts and a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from contracts.agreement import Agreement, Milestone
from contracts.caps import Capped, cap_lines
from contracts.cited import cited
from contracts.dates import is_bank_day, payment_day
from contracts.dues import Due, dues, judged
from contracts.fact import EVERYONE
from contracts.money import share_of
from contracts.payer import UNKNOWN_PAYER, Payer, payer_of
from contracts.price import Paying, Priced, find_price, instalments
from contracts.reader import Reader
from contracts.reason import Owed, Owner, Reason, Status, reason_to_json
from contracts.refunds import within
from contracts.snapshot import Snapshot
from contracts.terms import (
    ListPrice,
    Price,
    Upfront,
    WarrantyRefund,
)
from contracts.verdict import Verdict

__all__ = ["UNKNOWN_PAYER", "Entitlement", "entitlements", "owed", "to_json"]


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one key is owed: minor units, negative when the supplier owes, and why.

    The key is `agreement|payer|treatment|term|milestone|component`, stable for life.
    """

    key: str
    amount: int
    currency: str
    status: Status
    clause: str
    term: str
    milestone: int
    treatment: str
    payer: str
    due_on: date | None
    window: tuple[date, date] | None
    reason: Reason
    blocked_by: tuple[Owed, ...] = ()

    @property
    def evidence(self) -> tuple[tuple[str, int], ...]:
        """The facts it rests on, by id and version, each once."""
        return _evidence_in(self.reason)

    def to_json(self) -> dict[str, Any]:
        """The entitlement as plain JSON values."""
        return to_json(self)


def to_json(entitlement: Entitlement) -> dict[str, Any]:
    """The entitlement as plain JSON values; dates as text, amounts in minor units."""
    window = entitlement.window
    return {
        "key": entitlement.key,
        "amount_ore": entitlement.amount,
        "currency": entitlement.currency,
        "status": entitlement.status.value,
        "clause": entitlement.clause,
        "term": entitlement.term,
        "milestone": entitlement.milestone,
        "treatment": entitlement.treatment,
        "payer": entitlement.payer,
        "due_on": entitlement.due_on.isoformat() if entitlement.due_on else None,
        "window": [day.isoformat() for day in window] if window else None,
        "evidence": [list(pair) for pair in entitlement.evidence],
        "blocked_by": [
            {
                "outcome": owed.outcome,
                "deadline": owed.deadline.isoformat() if owed.deadline else None,
                "owner": owed.owner.value,
            }
            for owed in entitlement.blocked_by
        ],
        "reason": reason_to_json(entitlement.reason),
    }


def entitlements(agreement: Agreement, snapshot: Snapshot, on: date) -> tuple[Entitlement, ...]:
    """Everything owed under an agreement on a day, as known in a snapshot, sorted by key."""
    found = (line for _, lines in owed(agreement, snapshot, on) for line in lines)
    return tuple(sorted(found, key=lambda line: line.key))


def owed(
    agreement: Agreement, snapshot: Snapshot, on: date
) -> Iterator[tuple[str, tuple[Entitlement, ...]]]:
    """Like `entitlements`, treatment by treatment, so that a large cohort is never held whole.

    What is owed for all of them together comes last, under `*`.
    """
    desk = _Desk(agreement, snapshot, on)
    # A key whose limitation has passed outlives the retraction of all it rests on.
    limited = agreement.document.limitation is not None
    counted: list[Capped] = []
    for treatment in snapshot.ever() if limited else snapshot.treatments():
        lines = desk.owed_for(treatment)
        counted += _positions(lines)
        yield treatment, lines
    yield EVERYONE, tuple(_capped(agreement, line) for line in cap_lines(agreement, tuple(counted)))


@dataclass(frozen=True, slots=True)
class _Desk:
    """One run's fixed surroundings, and what it has already worked out for other treatments."""

    agreement: Agreement
    snapshot: Snapshot
    on: date
    divided: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    prices: dict[tuple[Price, date, datetime | None], Priced | None] = field(default_factory=dict)
    plans: dict[tuple[str, date], tuple[Milestone, ...]] = field(default_factory=dict)
    bank_days: dict[date, date] = field(default_factory=dict)

    def owed_for(self, treatment: str) -> tuple[Entitlement, ...]:
        """What is owed for one treatment; nothing before it was infused under this version."""
        reader = Reader(self.agreement, self.snapshot, treatment, self.on, self.plans)
        lines = [
            self._priced(clause.id, due)
            for clause, term in self.agreement.terms()
            for due in dues(reader, term)
        ]
        return _within_paid(self.agreement, lines)

    def _priced(self, clause: str, due: Due) -> Entitlement:
        case, agreement, window = due.case, self.agreement, due.window
        price, payer = self._price(due), payer_of(due)
        verdict, factor = _blocked(due, judged(due), price, payer)
        amount, steps = self._amount(due, price, factor)
        values = (
            ("status", verdict.status.value),
            ("component", due.component),
            ("target", due.target.isoformat()),
        )
        anchor = Reason("anchor", (), cited(case.starts))
        reason = Reason("line", values, (verdict.reason, steps, anchor, payer.reason))
        treatment = case.course.treatment
        parts = (agreement.id, payer.code, treatment, due.term.id, str(due.index), due.component)
        return Entitlement(
            "|".join(parts),
            amount,
            agreement.currency,
            verdict.status,
            clause,
            due.term.id,
            due.index,
            treatment,
            payer.code,
            due.due and self._bank_day(due.due),
            (window.opens, window.closes) if window else None,
            reason,
            verdict.owed,
        )

    def _bank_day(self, day: date) -> date:
        if day not in self.bank_days:
            calendar = self.agreement.document.calendar
            self.bank_days[day] = payment_day(
                day, calendar.business_day, lambda d: is_bank_day(d, calendar.holidays)
            )
        return self.bank_days[day]

    def _price(self, due: Due) -> Priced | None:
        price, as_known = due.term.price, due.case.as_known
        pinned = isinstance(price, ListPrice) and price.at == "milestone"
        key = (price, due.target if pinned else due.case.infused_on, as_known)
        if key not in self.prices:
            self.prices[key] = find_price(self.agreement, self.snapshot, *key)
        return self.prices[key]

    def _amount(self, due: Due, price: Priced | None, factor: Fraction) -> tuple[int, Reason]:
        if price is None or price.minor is None:
            return 0, Reason("price_missing", (), () if price is None else price.cited)
        key = (due.term.id, price.minor)
        if key not in self.divided:
            self.divided[key] = instalments(self.agreement, due.term, price.minor)
        position = 0 if isinstance(due.term, WarrantyRefund | Upfront) else due.index - 1
        instalment = self.divided[key][position]
        amount = share_of(instalment, factor)
        shares = (Fraction(1),) if isinstance(due.term, WarrantyRefund) else due.term.shares
        values = (
            ("currency", self.agreement.currency),
            ("price", str(price.minor)),
            ("share", str(shares[position])),
            ("instalment", str(instalment)),
            ("factor", str(factor)),
            ("amount", str(amount)),
        )
        return amount, Reason("amount", values, price.cited)


def _blocked(
    due: Due, verdict: Verdict, price: Priced | None, payer: Payer
) -> tuple[Verdict, Fraction]:
    """The verdict, put on hold where money is due but its price or payer is not known."""
    if verdict.status is Status.CONFLICT:
        return verdict, Fraction(0)
    known = price is not None and price.minor is not None
    if due.factor == 0 or (known and payer.code != UNKNOWN_PAYER):
        return verdict, due.factor
    outcome, owner = ("residence", Owner.SITE) if known else ("price", Owner.PAYER)
    facts = payer.reason.children if known else () if price is None else price.cited
    code = "owed_disputed" if facts else "owed_unknown"
    reason = Reason(code, (("outcome", outcome),), (*facts, verdict.reason))
    owed = (Owed(outcome, None, owner),)
    return replace(verdict, status=Status.HOLD, reason=reason, owed=owed), Fraction(0)


def _within_paid(agreement: Agreement, lines: list[Entitlement]) -> tuple[Entitlement, ...]:
    """The lines of one treatment, its refunds cut to what was paid for it, the earliest first.

    Where no term of the agreement pays, the price was paid outside it, in full.
    """
    refunds = [line for line in lines if line.amount < 0]
    if not refunds:
        return tuple(lines)
    refunds.sort(key=lambda line: (line.due_on or date.max, line.key))
    if any(isinstance(term, Paying) for _, term in agreement.terms()):
        paid = sum(line.amount for line in lines if line.amount > 0)
    else:
        prices = {agreement.term(line.term)[1].price: _price_in(line) for line in refunds}
        paid = sum(prices.values())
    cut = within([line.amount for line in refunds], paid)
    given = {line.key: amount for line, amount in zip(refunds, cut, strict=True)}
    return tuple(_cut(line, given.get(line.key, line.amount), paid) for line in lines)


def _price_in(line: Entitlement) -> int:
    return next(int(n.get("price")) for n in line.reason.children if n.code == "amount")


def _cut(line: Entitlement, amount: int, paid: int) -> Entitlement:
    if amount == line.amount:
        return line
    values = (("paid", str(paid)), ("uncut", str(line.amount)))
    children = (*line.reason.children, Reason("refund_limited", values))
    return replace(line, amount=amount, reason=replace(line.reason, children=children))


def _evidence_in(reason: Reason) -> tuple[tuple[str, int], ...]:
    cited, nodes = set(), [reason]
    while nodes:
        node = nodes.pop()
        if node.code == "fact":
            cited.add((node.get("fact_id"), int(node.get("version"))))
        nodes.extend(node.children)
    return tuple(sorted(cited))


def _positions(found: tuple[Entitlement, ...]) -> tuple[Capped, ...]:
    """What counts towards each year's ceiling: the year is that of the day agreed, not paid."""
    return tuple(
        Capped(line.term, line.payer, int(line.reason.get("target")[:4]), line.amount)
        for line in found
        if line.due_on is not None
    )


def _capped(agreement: Agreement, line: Capped) -> Entitlement:
    clause, _ = agreement.term(line.term)
    values = (
        ("year", str(line.year)),
        ("ceiling", str(line.ceiling)),
        ("sum", str(line.total)),
        ("excess", str(line.total - line.ceiling)),
    )
    reason = Reason("line", (("status", "MET"), ("component", "cap")), (Reason("cap", values),))
    key = "|".join((agreement.id, line.payer, "*", line.term, str(line.year), "cap"))
    return Entitlement(
        key,
        line.amount,
        agreement.currency,
        Status.MET,
        clause.id,
        line.term,
        line.year,
        "*",
        line.payer,
        date(line.year, 12, 31),
        None,
        reason,
    )

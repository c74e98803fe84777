"""What is owed: a pure function of an agreement, a snapshot of facts and a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from contracts.agreement import Agreement
from contracts.caps import Capped, cap_lines
from contracts.course import course_of
from contracts.dates import is_bank_day, payment_day
from contracts.dues import Due, dues, not_infused, two_infusions
from contracts.evaluate import fact_reason
from contracts.facts import Fact, Snapshot
from contracts.money import share_of
from contracts.price import Priced, find_price, instalments
from contracts.reason import Owed, Owner, Reason, Status, reason_to_json
from contracts.terms import (
    ListPrice,
    Price,
    Upfront,
    WarrantyRefund,
)
from contracts.verdict import Case, Verdict

UNKNOWN_PAYER = "unknown"


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
    evidence: tuple[tuple[str, int], ...]
    reason: Reason
    blocked_by: tuple[Owed, ...] = ()

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
    desk = _Desk(agreement, snapshot, on)
    found = [line for treatment in snapshot.treatments() for line in desk.owed_for(treatment)]
    found += [_capped(agreement, line) for line in cap_lines(agreement, _positions(found))]
    return tuple(sorted(found, key=lambda line: line.key))


@dataclass(frozen=True, slots=True)
class _Desk:
    """One run's fixed surroundings, and the divisions of prices it has already made."""

    agreement: Agreement
    snapshot: Snapshot
    on: date
    divided: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    prices: dict[tuple[Price, date], Priced | None] = field(default_factory=dict)

    def owed_for(self, treatment: str) -> Iterator[Entitlement]:
        """What is owed for one treatment; nothing before it was infused under this version."""
        course = course_of(treatment, self.snapshot.about(treatment), self.on)
        infusions = self._ours(course.infusions)
        starts = infusions or self._ours(course.states.get("not_infused", ()))
        if not starts or not self.agreement.governs(starts[0].valid_on):
            return
        case = Case(self.agreement, self.snapshot, course, starts[0].valid_on, self.on)
        contradict = len({fact.valid_on for fact in infusions}) > 1
        anchor = Reason("anchor", (), tuple(map(fact_reason, starts)))
        for clause, term in self.agreement.terms():
            for due in dues(case, term) if infusions else not_infused(case, term):
                one = replace(due, verdict=two_infusions(starts)) if contradict else due
                yield self._priced(case, clause.id, one, anchor)

    def _ours(self, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        product = self.agreement.product
        return tuple(fact for fact in facts if product in {None, fact.value})

    def _priced(self, case: Case, clause: str, due: Due, anchor: Reason) -> Entitlement:
        price = self._price(case, due)
        payer, residence = _payer(case, due)
        verdict, factor = _blocked(due, price, payer)
        amount, steps = self._amount(due, price, factor)
        agreement = self.agreement
        window = due.window
        values = (
            ("status", verdict.status.value),
            ("component", due.component),
            ("target", due.target.isoformat()),
        )
        settled = () if residence is None else (fact_reason(residence),)
        children = (verdict.reason, steps, anchor, Reason("payer", (("payer", payer),), settled))
        reason = Reason("line", values, children)
        return Entitlement(
            "|".join(
                (
                    agreement.id,
                    payer,
                    case.course.treatment,
                    due.term.id,
                    str(due.index),
                    due.component,
                )
            ),
            amount,
            agreement.currency,
            verdict.status,
            clause,
            due.term.id,
            due.index,
            case.course.treatment,
            payer,
            due.due and self._bank_day(due.due),
            (window.opens, window.closes) if window else None,
            evidence_in(reason),
            reason,
            verdict.owed,
        )

    def _bank_day(self, day: date) -> date:
        calendar = self.agreement.document.calendar
        return payment_day(day, calendar.business_day, lambda d: is_bank_day(d, calendar.holidays))

    def _price(self, case: Case, due: Due) -> Priced | None:
        price = due.term.price
        pinned = isinstance(price, ListPrice) and price.at == "milestone"
        on = due.target if pinned else case.infused_on
        if (price, on) not in self.prices:
            self.prices[price, on] = find_price(self.agreement, self.snapshot, price, on)
        return self.prices[price, on]

    def _amount(self, due: Due, price: Priced | None, factor: Fraction) -> tuple[int, Reason]:
        if price is None:
            return 0, Reason("price_missing")
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


def _payer(case: Case, due: Due) -> tuple[str, Fact | None]:
    """The region of residence on the agreed day, and the fact that says so."""
    party = case.agreement.parties.payer
    at_due = party.of_record == "region_at_due_date"
    day = min(due.target, case.on) if at_due else case.infused_on
    found = [fact for fact in case.course.residences if fact.valid_on <= day]
    if found:
        latest = max(found, key=lambda f: (f.valid_on, f.recorded_at, f.fact_id))
        return latest.value, latest
    return party.otherwise or UNKNOWN_PAYER, None


def _blocked(due: Due, price: Priced | None, payer: str) -> tuple[Verdict, Fraction]:
    """The verdict, put on hold where money is due but its price or payer is not known."""
    verdict = due.verdict
    if verdict.status is Status.CONFLICT:
        return verdict, Fraction(0)
    if due.factor == 0 or (price is not None and payer != UNKNOWN_PAYER):
        return verdict, due.factor
    owed = ("price", Owner.PAYER) if price is None else ("residence", Owner.SITE)
    reason = Reason("owed_unknown", (("outcome", owed[0]),), (verdict.reason,))
    held = replace(verdict, status=Status.HOLD, reason=reason, owed=(Owed(owed[0], None, owed[1]),))
    return held, Fraction(0)


def evidence_in(reason: Reason) -> tuple[tuple[str, int], ...]:
    """The facts a reason rests on, by id and version, each once."""
    cited, nodes = set(), [reason]
    while nodes:
        node = nodes.pop()
        if node.code == "fact":
            cited.add((node.get("fact_id"), int(node.get("version"))))
        nodes.extend(node.children)
    return tuple(sorted(cited))


def _positions(found: list[Entitlement]) -> tuple[Capped, ...]:
    return tuple(
        Capped(line.term, line.payer, line.due_on.year, line.amount)
        for line in found
        if line.due_on is not None
    )


def _capped(agreement: Agreement, line: Capped) -> Entitlement:
    clause, _ = agreement.term(line.term)
    values = (("year", str(line.year)), ("amount", str(line.amount)))
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
        (),
        reason,
    )

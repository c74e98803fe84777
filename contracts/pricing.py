"""What one instalment comes to: its price, the dose, the index, its share of it, and who pays."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from contracts.agreement import Agreement, Milestone
from contracts.cited import cited
from contracts.dates import paid_on
from contracts.doses import dose_share
from contracts.dues import Due, dues, settled
from contracts.fact import Fact
from contracts.indices import Indexed, indexed
from contracts.late import too_late
from contracts.money import parse_minor, share_of, split
from contracts.payer import UNKNOWN_PAYER, Payer, payers_of, successor
from contracts.position import Charge, Entitlement
from contracts.price import Priced, find_price, instalments
from contracts.reader import Reader
from contracts.reason import Owed, Owner, Reason, Status
from contracts.snapshot import Snapshot
from contracts.terms import ActualCost, ListPrice, Price, Scheduled, SwitchRefund
from contracts.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Worth:
    """What an instalment is paid at: its price for this dose, its index, and why."""

    price: Priced | None
    index: Indexed | None
    told: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """One run's fixed surroundings, and what it has already worked out for other treatments."""

    agreement: Agreement
    snapshot: Snapshot
    on: date
    divided: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    prices: dict[tuple[Price, date, datetime | None], Priced | None] = field(default_factory=dict)
    plans: dict[tuple[str, date], tuple[Milestone, ...]] = field(default_factory=dict)
    bank_days: dict[date, date] = field(default_factory=dict)
    successors: dict[str, tuple[str, tuple[Fact, ...]]] = field(default_factory=dict)

    def charges(self, treatment: str) -> list[Charge]:
        """What is owed for one treatment; nothing before it was infused under this version."""
        reader = Reader(self.agreement, self.snapshot, treatment, self.on, self.plans)
        return [
            charge
            for clause, term in self.agreement.judged
            for due in dues(reader, term)
            for charge in self._charges(clause.id, settled(due))
        ]

    def _charges(self, clause: str, due: Due) -> Iterator[Charge]:
        worth, payers = self._worth(due), payers_of(due)
        verdict, factor = _blocked(due, worth, payers)
        amount, steps = self._amount(due, worth, factor)
        alone = len(payers) == 1
        parts = (amount,) if alone else split(amount, [Fraction(payer.days) for payer in payers])
        for payer, part in zip(payers, parts, strict=True):
            reason = self._reason(due, verdict, (steps, *worth.told), payer)
            yield Charge(self._entitlement(clause, due, verdict, payer, part, reason), due)

    def _reason(
        self, due: Due, verdict: Verdict, steps: tuple[Reason, ...], payer: Payer
    ) -> Reason:
        values = (
            ("status", verdict.status.value),
            ("component", due.component),
            ("target", due.target.isoformat()),
        )
        anchor = Reason("anchor", (), cited(due.case.starts))
        late = too_late(due, self.snapshot)
        told = (verdict.reason, *steps, anchor, payer.reason, *self._succession(payer.code), *late)
        return Reason("line", values, told)

    def _succession(self, code: str) -> tuple[Reason, ...]:
        if code not in self.successors:
            self.successors[code] = successor(self.snapshot, code, self.on)
        now, facts = self.successors[code]
        if now == code:
            return ()
        return (Reason("succeeded", (("payer", code), ("successor", now)), cited(facts)),)

    def _entitlement(
        self, clause: str, due: Due, verdict: Verdict, payer: Payer, amount: int, reason: Reason
    ) -> Entitlement:
        treatment, window = due.case.course.treatment, due.window
        key = (self.agreement.id, payer.code, treatment, due.term.id, str(due.index), due.component)
        return Entitlement(
            "|".join(key),
            amount,
            self.agreement.currency,
            verdict.status,
            clause,
            due.term.id,
            due.index,
            treatment,
            payer.code,
            due.due and self.bank_day(due.due),
            (window.opens, window.closes) if window else None,
            reason,
            verdict.owed,
        )

    def bank_day(self, day: date) -> date:
        """The day a payment agreed for a day falls on."""
        if day not in self.bank_days:
            self.bank_days[day] = paid_on(day, self.agreement.document.calendar)
        return self.bank_days[day]

    def _worth(self, due: Due) -> Worth:
        case, price = due.case, self._price(due)
        share = dose_share(self.agreement, case, due.term)
        index = indexed(self.agreement, self.snapshot, due.term, due.target, case.as_known)
        told: tuple[Reason, ...] = ()
        if share is not None and price is not None and price.minor is not None:
            whole = ("whole", str(price.minor))
            price = replace(price, minor=share_of(price.minor, share[0]))
            told = (replace(share[1], values=(*share[1].values, whole)),)
        if index is not None and index.ratio is not None:
            told = (*told, index.reason)
        return Worth(price, index, told)

    def _price(self, due: Due) -> Priced | None:
        term, as_known = due.term, due.case.as_known
        if isinstance(term, SwitchRefund) and term.actual_cost is not None:
            return _cost(due, term.actual_cost)
        pinned = isinstance(term.price, ListPrice) and term.price.at == "milestone"
        key = (term.price, due.target if pinned else due.case.infused_on, as_known)
        if key not in self.prices:
            self.prices[key] = find_price(self.agreement, self.snapshot, *key)
        return self.prices[key]

    def _amount(self, due: Due, worth: Worth, factor: Fraction) -> tuple[int, Reason]:
        price = worth.price
        if price is None or price.minor is None:
            return 0, Reason("price_missing", (), () if price is None else price.cited)
        key = (due.term.id, price.minor)
        if key not in self.divided:
            self.divided[key] = instalments(self.agreement, due.term, price.minor)
        scheduled, fee = isinstance(due.term, Scheduled), due.component == "not_infused"
        position = due.index - 1 if scheduled else 0
        instalment = price.minor if fee else self.divided[key][position]
        index = worth.index
        paid_at = factor if index is None or index.ratio is None else factor * index.ratio
        amount = share_of(instalment, paid_at)
        shares = (Fraction(1),) if fee else getattr(due.term, "shares", (Fraction(1),))
        values = (
            ("currency", self.agreement.currency),
            ("price", str(price.minor)),
            ("share", str(shares[position])),
            ("instalment", str(instalment)),
            ("factor", str(factor)),
            ("amount", str(amount)),
        )
        return amount, Reason("amount", values, price.cited)


def _cost(due: Due, rule: ActualCost) -> Priced | None:
    """What the other therapy cost by the newest ruling, up to the ceiling."""
    currency = due.case.agreement.currency
    found = [f for f in due.case.course.rulings.get(rule.ruling, ()) if f.unit == currency]
    if not found:
        return None
    latest = tuple(fact for fact in found if fact.valid_on == found[-1].valid_on)
    amounts = {parse_minor(fact.value) for fact in latest}
    if len(amounts) > 1:
        return Priced(None, cited(latest))
    return Priced(min(amounts.pop(), rule.up_to.minor), cited(latest[:1]))


def _blocked(due: Due, worth: Worth, payers: tuple[Payer, ...]) -> tuple[Verdict, Fraction]:
    """The verdict, put on hold where money is due but what it takes is not known."""
    verdict = due.verdict
    lacking = _lacking(due, worth, payers) if due.factor else None
    if lacking is None:
        return verdict, due.factor
    outcome, owner, facts = lacking
    code = "owed_disputed" if facts else "owed_unknown"
    reason = Reason(code, (("outcome", outcome),), (*facts, verdict.reason))
    owed = (Owed(outcome, None, owner),)
    return replace(verdict, status=Status.HOLD, reason=reason, owed=owed), Fraction(0)


def _lacking(
    due: Due, worth: Worth, payers: tuple[Payer, ...]
) -> tuple[str, Owner, tuple[Reason, ...]] | None:
    """What is not known, who can tell, and the facts that disagree about it."""
    price, index = worth.price, worth.index
    if price is None or price.minor is None:
        actual = isinstance(due.term, SwitchRefund) and due.term.actual_cost is not None
        return "cost" if actual else "price", Owner.PAYER, () if price is None else price.cited
    if index is not None and index.ratio is None:
        return "index", Owner.PAYER, ()
    if payers[0].code == UNKNOWN_PAYER:
        return "residence", Owner.SITE, payers[0].reason.children
    return None

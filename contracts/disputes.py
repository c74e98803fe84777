"""Lines in dispute: held back while it is open, and what it was decided to be."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.dates import add, paid_on, parse_date
from contracts.fact import Fact
from contracts.money import parse_minor, split
from contracts.payer import UNKNOWN_PAYER, payers_of
from contracts.position import Charge, Entitlement, changed, held
from contracts.reason import Owed, Owner, Reason, Status
from contracts.terms import MilestoneRebate, Watching

ISSUED = "issued"
"""The attribute of a dispute that says when the line in dispute was issued."""
OPEN = frozenset({Status.AWAITING, Status.HOLD, Status.CONFLICT})
"""The statuses of what is still to be decided."""


def adjudicated(agreement: Agreement, charges: list[Charge]) -> list[Charge]:
    """The charges at the amounts disputes about them were decided to; others as they are.

    The newest decision that names an amount stands until it is taken back, whatever is disputed
    later. Several payers of one line share what was decided as they shared the line.
    """
    lines: dict[tuple[str, str, int], list[Charge]] = defaultdict(list)
    for charge in charges:
        lines[charge.line.treatment, charge.line.term, charge.line.milestone].append(charge)
    return [one for line in lines.values() for one in _decided(agreement, line)]


def _decided(agreement: Agreement, line: list[Charge]) -> list[Charge]:
    told = [fact for fact in _disputes(agreement, line[0]) if "amount" in fact.attributes]
    if not told:
        return line
    fact = max(told, key=_newest)
    ruled = parse_minor(fact.attributes["amount"])
    why = Reason("adjudicated", (("ruled", str(ruled)),), cited((fact,)))
    parts = split(ruled, _weights(line))
    dated = [_dated(agreement, one, fact) for one in line]
    return [_at(one, part, why) for one, part in zip(dated, parts, strict=True)]


def _weights(line: list[Charge]) -> list[Fraction]:
    """The days each payer has of an instalment; of a ceiling, what each came to."""
    due = line[0].due
    if due.term.id != line[0].line.term:
        return [Fraction(abs(one.line.amount)) for one in line]
    days = {payer.code: payer.days for payer in payers_of(due)}
    return [Fraction(days[one.line.payer]) for one in line]


def _dated(agreement: Agreement, charge: Charge, fact: Fact) -> Charge:
    """The charge, due on the day of the decision where nothing had made it due."""
    line, day = charge.line, fact.valid_on
    if line.due_on is not None:
        return charge
    told = tuple((n, day.isoformat() if n == "target" else v) for n, v in line.reason.values)
    due_on = paid_on(day, agreement.document.calendar)
    line = replace(line, due_on=due_on, reason=replace(line.reason, values=told))
    return Charge(line, replace(charge.due, target=day, due=day))


def _at(charge: Charge, amount: int, why: Reason) -> Charge:
    """The charge at its part of what was decided, which ends what it waited for but its payer."""
    line = changed(charge.line, amount, why)
    if line.payer == UNKNOWN_PAYER:
        owed = (Owed("residence", None, Owner.SITE),)
        line = replace(line, amount=0, status=Status.HOLD, blocked_by=owed)
    elif line.status in OPEN:
        refunds = isinstance(charge.due.term, MilestoneRebate | Watching)
        kept = amount >= 0 if refunds else amount > 0
        line = replace(line, status=Status.MET if kept else Status.NOT_MET, blocked_by=())
    return replace(charge, line=line)


def withheld(agreement: Agreement, charge: Charge) -> Entitlement:
    """The line, held back while it is in dispute; ceilings have counted it in full."""
    line = charge.line
    fact = max(_disputes(agreement, charge), key=_newest, default=None)
    if fact is None or fact.attributes.get("state") != "open":
        return line
    last = last_day(agreement, line.due_on, _issued(fact))
    if last is not None and fact.valid_on > last:
        return changed(line, line.amount, Reason("dispute_late", (), cited((fact,))))
    why = Reason("disputed", (("undisputed", str(line.amount)),), cited((fact,)))
    return held(line, "ruling", Owner.PARTIES, why)


def last_day(agreement: Agreement, due_on: date | None, issued_on: date | None) -> date | None:
    """The last day to dispute a line: the notice after it is due, or after its issue if later.

    Nobody can dispute what has not been sent to them. None where no notice is agreed, or where the
    line is neither due nor issued.
    """
    days = [day for day in (due_on, issued_on) if day is not None]
    notice = agreement.dispute_notice
    return add(max(days), notice) if notice is not None and days else None


def _issued(fact: Fact) -> date | None:
    try:
        return parse_date(fact.attributes.get(ISSUED, ""))
    except ValueError:
        return None


def _newest(fact: Fact) -> tuple[object, ...]:
    return (fact.valid_on, fact.recorded_at, fact.fact_id)


def _disputes(agreement: Agreement, charge: Charge) -> Iterator[Fact]:
    """What is recorded of disputes about a line; none where the agreement has no rule for one."""
    if agreement.dispute_notice is None:
        return
    named = (charge.line.term, str(charge.line.milestone))
    for fact in charge.due.case.course.rulings.get("dispute", ()):
        if (fact.attributes.get("term"), fact.attributes.get("milestone")) == named:
            yield fact

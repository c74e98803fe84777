"""Lines in dispute: held back while it is open, and what it was decided to be."""

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.dates import add
from contracts.fact import Fact
from contracts.money import parse_minor
from contracts.position import Charge, Entitlement, changed, held
from contracts.reason import Owner, Reason


def adjudicated(agreement: Agreement, charge: Charge) -> Charge:
    """The charge at the amount a dispute about it was decided to; others as they are."""
    fact = _dispute(agreement, charge)
    if fact is None or "amount" not in fact.attributes:
        return charge
    amount = parse_minor(fact.attributes["amount"])
    return charge.changed(amount, Reason("adjudicated", (), cited((fact,))))


def withheld(agreement: Agreement, charge: Charge) -> Entitlement:
    """The line, held back while it is in dispute; ceilings have counted it in full."""
    line, fact = charge.line, _dispute(agreement, charge)
    if fact is None or fact.attributes.get("state") != "open":
        return line
    notice = agreement.dispute_notice
    if notice is not None and line.due_on is not None and fact.valid_on > add(line.due_on, notice):
        return changed(line, line.amount, Reason("dispute_late", (), cited((fact,))))
    why = Reason("disputed", (("undisputed", str(line.amount)),), cited((fact,)))
    return held(line, "ruling", Owner.PARTIES, why)


def _dispute(agreement: Agreement, charge: Charge) -> Fact | None:
    """The newest dispute about a line; none where the agreement has no rule for one."""
    if agreement.dispute_notice is None:
        return None
    named = (charge.line.term, str(charge.line.milestone))
    found = [
        fact
        for fact in charge.due.case.course.rulings.get("dispute", ())
        if (fact.attributes.get("term"), fact.attributes.get("milestone")) == named
    ]
    return found[-1] if found else None

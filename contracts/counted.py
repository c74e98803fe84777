"""What sums over treatments count, and the lines they make."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.dates import add_months
from contracts.document import Clause
from contracts.money import apportion
from contracts.position import Charge, Entitlement
from contracts.reason import Reason, Status


@dataclass(frozen=True, slots=True)
class Counted:
    """One amount of one payer, on the day agreed for it; the year is not that of the bank day.

    `infused_on` is None for what was never infused, and for a sum of many treatments.
    """

    term: str
    payer: str
    treatment: str
    infused_on: date | None
    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Total:
    """What a sum adds for one payer in one year."""

    payer: str
    year: int
    component: str
    due_on: date
    amount: int
    reason: Reason


def counted(charges: list[Charge]) -> list[Counted]:
    """What the charges of one treatment count for; those that are not due count nothing."""
    return [
        Counted(
            charge.line.term,
            charge.line.payer,
            charge.line.treatment,
            charge.due.case.infused_on if charge.due.case.infused else None,
            charge.due.target,
            charge.line.amount,
        )
        for charge in charges
        if charge.line.due_on is not None
    ]


def year_of(agreement: Agreement, per: str, day: date) -> int:
    """The year a day counts in; a year of the agreement is named by the one it begins in."""
    begins = agreement.document.agreement.effective_from
    if per == "agreement":
        return begins.year
    if per == "calendar_year":
        return day.year
    return day.year if day >= _anniversary(begins, day.year) else day.year - 1


def last_day(agreement: Agreement, per: str, year: int) -> date:
    """The last day of a year."""
    if per == "calendar_year":
        return date(year, 12, 31)
    begins = agreement.document.agreement.effective_from
    return _anniversary(begins, year + 1) - timedelta(days=1)


def _anniversary(begins: date, year: int) -> date:
    return add_months(begins, 12 * (year - begins.year))


def divided(exact: dict[str, Fraction]) -> list[tuple[str, int]]:
    """The exact parts of one year in whole units, by payer; other years do not move them."""
    payers = sorted(exact)
    return list(zip(payers, apportion([exact[payer] for payer in payers]), strict=True))


def entitled(agreement: Agreement, clause: Clause, term: str, total: Total) -> Entitlement:
    """The line of a sum, under no single treatment, in the currency agreed."""
    told = (("status", Status.MET.value), ("component", total.component))
    key = (agreement.id, total.payer, "*", term, str(total.year), total.component)
    return Entitlement(
        "|".join(key),
        total.amount,
        agreement.currency,
        Status.MET,
        clause.id,
        term,
        total.year,
        "*",
        total.payer,
        total.due_on,
        None,
        Reason("line", told, (total.reason,)),
    )

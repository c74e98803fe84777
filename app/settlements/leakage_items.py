"""One thing that slips away, and the kinds there are."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.states import State


class Kind(StrEnum):
    """What is wrong, in the order of the page: what is owed to the regions comes first."""

    REFUND_UNCLAIMED = "refund_unclaimed"
    REFUND_UNPAID = "refund_unpaid"
    UNDECIDED = "undecided"
    PAYMENT_UNSETTLED = "payment_unsettled"
    PAYMENT_UNPAID = "payment_unpaid"
    NO_AGREEMENT = "no_agreement"
    NO_BASIS = "no_basis"
    NOT_INFUSED = "not_infused"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that slips away; the amount is positive to the supplier, negative to the payer."""

    kind: Kind
    product_id: str
    treatment: str
    """The pseudonym; `*` for all treatments."""
    since: date
    """The day its age is counted from."""
    agreement_id: str = ""
    payer: str = ""
    key: str = ""
    clause: str = ""
    component: str = ""
    milestone: str = ""
    currency: str = ""
    amount: int = 0
    """0 where no amount is known."""
    of: int = 0
    """What was issued in all, where part of it is paid."""
    last_day: date | None = None
    """The last day on which corrections move money."""
    line_id: int | None = None
    """The line of an issued settlement."""
    state: State | None = None
    """Where that line stands on its own."""
    missing: str = ""
    """What is missing or in the way: a code, or outcomes' names with comma between."""

    def days(self, today: date) -> int:
        """Its age; never below 0."""
        return max((today - self.since).days, 0)

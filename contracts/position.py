"""What one key is owed, and the instalment it was priced from."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contracts.dues import Due
from contracts.reason import Owed, Owner, Reason, Status, reason_to_json


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
        return evidence_in(self.reason)

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


@dataclass(frozen=True, slots=True)
class Charge:
    """What one key of a treatment is owed, beside the instalment it was judged from."""

    line: Entitlement
    due: Due

    def changed(self, amount: int, why: Reason) -> "Charge":
        """The same key at another amount, and why."""
        return replace(self, line=changed(self.line, amount, why))


def changed(line: Entitlement, amount: int, why: Reason) -> Entitlement:
    """The same key at another amount, and why."""
    reason = replace(line.reason, children=(*line.reason.children, why))
    return replace(line, amount=amount, reason=reason)


def held(line: Entitlement, outcome: str, owner: Owner, why: Reason) -> Entitlement:
    """The same key with nothing paid until something is known."""
    owed = (*line.blocked_by, Owed(outcome, None, owner))
    return replace(changed(line, 0, why), status=Status.HOLD, blocked_by=owed)


def unplaced(line: Entitlement) -> Entitlement:
    """The same key with its part held back until the region that pays it is known."""
    told = (("outcome", "residence"), ("agreed", f"{line.amount} {line.currency}"))
    return held(line, "residence", Owner.SITE, Reason("owed_unknown", told))


def evidence_in(reason: Reason) -> tuple[tuple[str, int], ...]:
    """The facts a tree cites, by id and version, each once."""
    cited, nodes = set(), [reason]
    while nodes:
        node = nodes.pop()
        if node.code == "fact":
            cited.add((node.get("fact_id"), int(node.get("version"))))
        nodes.extend(node.children)
    return tuple(sorted(cited))

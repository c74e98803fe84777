"""A line without its patient's values: for suppliers always, for all once consent is withdrawn.

It stands as settled; what was measured, counted or happened is not told.
"""

from dataclasses import replace

from contracts.position import Entitlement
from contracts.reason import Reason
from contracts.settle import Line

REDACTED = "redacted"
"""What stands in place of a value."""
_VALUES = frozenset({"observation", "event"})
_COUNTED = frozenset({"count", "sustained"})


def redacted(line: Line) -> Line:
    """The line with its amounts, keys, days and facts' ids, and no value of the patient's."""
    before = None if line.before is None else _without_values(line.before)
    return replace(line, entitlement=redacted_owed(line.entitlement), before=before)


def redacted_owed(owed: Entitlement) -> Entitlement:
    """The same of what is owed."""
    return replace(owed, reason=_without_values(owed.reason))


def _without_values(reason: Reason) -> Reason:
    children = tuple(_without_values(child) for child in reason.children)
    if reason.code in _COUNTED:
        # The number counted is a value too.
        return Reason("any", (), children)
    if reason.code != "fact" or reason.get("kind") not in _VALUES:
        return replace(reason, children=children)
    hidden = {"value": REDACTED if reason.get("kind") == "observation" else "", "unit": ""}
    return replace(reason, values=tuple((k, hidden.get(k, v)) for k, v in reason.values))

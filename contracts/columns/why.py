"""Statuses and reasons as numbers: one code for a status, one bit for each reason told."""

from collections.abc import Iterable

from contracts.reason import Reason, Status

STATUSES = (None, *Status)
"""The status of each code; 0 is no line at all."""

CODES = {status: code for code, status in enumerate(STATUSES)}

REASONS = (
    "due_at_infusion",
    "not_infused",
    "met",
    "not_met",
    "not_open",
    "window_running",
    "overdue",
    "missing_final",
    "unreadable",
    "carried_forward",
    "ended_by_death",
    "stopped_earlier",
    "suspended",
    "lost_earlier",
    "lost_in_period",
    "loss_seen",
    "lost_after_period",
    "exception",
    "conflict",
    "loss_shown",
    "effect_lost",
    "warranty_running",
    "warranty_ended",
    "counted_from",
    "two_infusions",
    "two_deaths",
    "seen_after_death",
    "died_before_infusion",
    "agreement_ended",
    "owed_unknown",
    "owed_disputed",
    "not_reported",
    "later_dose",
    "out_of_specification",
    "refund_limited",
    "stacked",
    "disputed",
    "adjudicated",
    "dispute_late",
    "seen_after_death",
)
_EXCEPTIONS = (
    "death",
    "withdrawal",
    "lost_to_follow_up",
    "relocation_abroad",
    "competing_therapy",
)
_LACKING = ("price", "residence", "cost")

NAMES = (
    *REASONS,
    *(f"exception {name}" for name in _EXCEPTIONS),
    *(f"lacking {name}" for name in _LACKING),
)
"""What each bit of a reason stands for, the lowest first."""

_BITS = {name: 1 << place for place, name in enumerate(NAMES)}


def code(status: Status) -> int:
    """The code of a status."""
    return CODES[status]


def bit(name: str) -> int:
    """The bit of a reason."""
    return _BITS[name]


def names_in(mask: int) -> tuple[str, ...]:
    """The reasons a number tells."""
    return tuple(name for name, one in _BITS.items() if mask & one)


def mask_of(reason: Reason) -> int:
    """The reasons a tree tells, as a number."""
    mask = 0
    for name in _told(reason.walk()):
        mask |= _BITS.get(name, 0)
    return mask


def _told(nodes: Iterable[Reason]) -> Iterable[str]:
    for node in nodes:
        yield node.code
        if node.code == "exception":
            yield f"exception {node.get('name')}"
        if node.code in {"owed_unknown", "owed_disputed"}:
            yield f"lacking {node.get('outcome')}"

"""What one look at a criterion comes to, and the reasons that tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.cited import cited
from contracts.fact import Fact
from contracts.reason import Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """A truth value, the day it turned on, why, the facts used, and what was missing.

    `seen` says that the day is that of a visit which showed it, not of the change itself;
    `unusable` are the values that would have been used if they could be read.
    """

    truth: bool | None
    on: date | None
    reason: Reason
    facts: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()
    seen: bool = False
    unusable: tuple[Fact, ...] = ()


Said = tuple[tuple[str, str], ...]
"""The values of a reason, by name."""

_TRUTHS = {True: "true", False: "false", None: "unknown"}


def judged(
    code: str,
    truth: bool | None,  # noqa: FBT001 -- a truth value, not a switch
    said: Said,
    children: tuple[Reason, ...],
) -> Reason:
    """A reason that says which way it went."""
    return Reason(code, (("truth", _TRUTHS[truth]), *said), children)


def absent(code: str, name: str, said: Said, unread: tuple[Fact, ...] = ()) -> Finding:
    """Nothing to decide by: nothing was recorded, or only what cannot be read."""
    code = "unusable" if unread else code
    reason = judged(code, None, said, cited(unread))
    return Finding(None, None, reason, (), (name,), unusable=unread)


def each(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts, each version once, in their order."""
    return tuple({(fact.fact_id, fact.version): fact for fact in facts}.values())


def once(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, in their order."""
    return tuple(dict.fromkeys(names))

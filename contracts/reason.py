"""Why an amount is what it is: statuses, what is owed, and the tree of reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

Language = Literal["da", "en"]


class Status(StrEnum):
    """What a milestone has come to; exactly one for each key and day."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    EXCUSED = "EXCUSED"
    PRO_RATA = "PRO_RATA"
    HOLD = "HOLD"
    AWAITING = "AWAITING"
    TERMINATED = "TERMINATED"
    CONFLICT = "CONFLICT"


class Owner(StrEnum):
    """Who can move a waiting or blocked line on."""

    SITE = "site"
    PAYER = "payer"
    SUPPLIER = "supplier"
    PARTIES = "parties"


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is missing, by when, and from whom; no deadline means none is agreed."""

    outcome: str
    deadline: date | None
    owner: Owner


@dataclass(frozen=True, slots=True)
class Reason:
    """One node of the explanation: a code, its values as text, and what it rests on.

    Dates are ISO text, numbers plain decimal text, amounts minor units: the language is chosen
    when the tree is read, never when it is made.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()
    children: tuple["Reason", ...] = ()

    def get(self, name: str) -> str:
        """A value by its name; empty where the node has none."""
        for key, value in self.values:
            if key == name:
                return value
        return ""

    def walk(self) -> Iterator["Reason"]:
        """The node and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def reason_to_json(reason: Reason) -> dict[str, Any]:
    """The tree as plain JSON values."""
    return {
        "code": reason.code,
        "values": dict(reason.values),
        "children": [reason_to_json(child) for child in reason.children],
    }


def reason_from_json(stored: dict[str, Any]) -> Reason:
    """The tree that `reason_to_json` stored."""
    return Reason(
        stored["code"],
        tuple(stored["values"].items()),
        tuple(reason_from_json(child) for child in stored["children"]),
    )

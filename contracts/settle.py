"""Settlement: what is owed minus what the ledger already holds, key by key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.entitlement import Entitlement, to_json
from contracts.reason import Owed, Reason, Status


class CurrencyUnknown(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """The ledger holds keys but nothing says in which currency; carries those keys."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Line:
    """One key of a run: what it is owed, what it held, and the difference to post.

    `before` is the reason of the key's last line, so that the two can be told apart.
    """

    entitlement: Entitlement
    previous: int
    before: Reason | None = None

    @property
    def key(self) -> str:
        """The key, stable for life."""
        return self.entitlement.key

    @property
    def entitled(self) -> int:
        """What the key is owed in all, in minor units."""
        return self.entitlement.amount

    @property
    def amount(self) -> int:
        """What this run posts: positive to the supplier, negative to the payer."""
        return self.entitlement.amount - self.previous

    @property
    def posts(self) -> bool:
        """Whether the line moves money; the others are shown and not posted."""
        return self.amount != 0

    @property
    def currency(self) -> str:
        """The currency of every amount of the line."""
        return self.entitlement.currency

    @property
    def status(self) -> Status:
        """What the milestone came to."""
        return self.entitlement.status

    @property
    def clause(self) -> str:
        """The clause's number."""
        return self.entitlement.clause

    @property
    def term(self) -> str:
        """The term's id."""
        return self.entitlement.term

    @property
    def milestone(self) -> int:
        """The milestone's number; the year for a cap."""
        return self.entitlement.milestone

    @property
    def treatment(self) -> str:
        """The treatment's pseudonym; `*` for lines about all of them."""
        return self.entitlement.treatment

    @property
    def payer(self) -> str:
        """The payer's code."""
        return self.entitlement.payer

    @property
    def due_on(self) -> date | None:
        """The bank day it is due, which also places it in a budget year."""
        return self.entitlement.due_on

    @property
    def window(self) -> tuple[date, date] | None:
        """The first and last day at which evidence counts."""
        return self.entitlement.window

    @property
    def evidence(self) -> tuple[tuple[str, int], ...]:
        """The facts it rests on, by id and version."""
        return self.entitlement.evidence

    @property
    def reason(self) -> Reason:
        """Why it is what it is."""
        return self.entitlement.reason

    @property
    def blocked_by(self) -> tuple[Owed, ...]:
        """What it waits for."""
        return self.entitlement.blocked_by

    def to_json(self) -> dict[str, Any]:
        """The line as plain JSON values."""
        amounts = {"entitled_ore": self.entitled, "previous_ore": self.previous}
        return to_json(self.entitlement) | amounts | {"amount_ore": self.amount}


def settle(
    entitlements: Iterable[Entitlement],
    position: Mapping[str, int],
    *,
    before: Mapping[str, Reason] | None = None,
    currency: str | None = None,
) -> tuple[Line, ...]:
    """The lines of a run, sorted by key: every key owed or held, those without a change too.

    Args:
        entitlements: what is owed now.
        position: what the ledger holds under each key of the same agreement.
        before: the reasons of the last lines, where the change is to be explained.
        currency: of the keys held but no longer owed, where no entitlement tells it.

    Raises:
        CurrencyUnknown: keys are held, nothing is owed, and no currency is given.
    """
    earlier = before or {}
    owed = {entitlement.key: entitlement for entitlement in entitlements}
    gone = tuple(sorted(key for key, held in position.items() if held and key not in owed))
    unit = next((entitlement.currency for entitlement in owed.values()), currency)
    if gone and unit is None:
        raise CurrencyUnknown(gone)
    successors = {_without_payer(line.key): line for line in owed.values()}
    owed |= {key: _gone(key, unit or "", successors.get(_without_payer(key))) for key in gone}
    return tuple(Line(owed[key], position.get(key, 0), earlier.get(key)) for key in sorted(owed))


def _without_payer(key: str) -> tuple[str, ...]:
    agreement, _, *rest = key.split("|")
    return (agreement, *rest)


def _gone(key: str, currency: str, successor: Entitlement | None) -> Entitlement:
    """A key the facts no longer lead to: nothing is owed, so what it holds comes back.

    Where the same milestone is now another payer's, it says so and by which fact.
    """
    _, payer, treatment, term, milestone, component = key.split("|")
    values = (("status", Status.TERMINATED.value), ("component", component))
    told: tuple[Reason, ...] = (Reason("no_longer_owed"),)
    if successor is not None:
        by = tuple(n for n in successor.reason.children if n.code == "payer")
        said = (("payer", successor.payer), ("before", payer))
        told = (Reason("payer_changed", said), *by)
    reason = Reason("line", values, told)
    return Entitlement(
        key,
        0,
        currency,
        Status.TERMINATED,
        "" if successor is None else successor.clause,
        term,
        int(milestone),
        treatment,
        payer,
        None,
        None,
        reason,
    )

"""Double entry and a hash chain: what was posted, and the proof that nothing was changed since."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.canonical import Json, canonical_bytes
from contracts.money import CURRENCIES
from contracts.settle import Line

GENESIS = "0" * 64
"""What the first row of a chain follows."""


class Side(StrEnum):
    """The kinds of account."""

    PAYER = "payer"
    DUE = "due"
    """What is owed to the supplier under an agreement and not paid; a debit is paid too much."""
    HOLD = "hold"
    CASH = "cash"


DISPUTE = "hold:dispute"
"""Where the amounts of lines in dispute are held back."""


def account(side: Side, name: str) -> str:
    """The name of an account, such as payer:syddanmark."""
    return f"{side}:{name}"


class EntryRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """An entry that is no double entry; carries which rule it breaks."""

    def __init__(self, rule: str, found: str) -> None:
        super().__init__(f"{rule}: {found}")
        self.rule = rule
        self.found = found


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount that one account owes another, always above nothing."""

    debit: str
    credit: str
    amount: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is no double entry."""
        sides = tuple(Side)
        for name in (self.debit, self.credit):
            side, _, party = name.partition(":")
            if side not in sides or not party:
                raise EntryRefused("account", name)
        if self.debit == self.credit:
            raise EntryRefused("one_account", self.debit)
        if self.amount <= 0:
            raise EntryRefused("amount", str(self.amount))
        if self.currency not in CURRENCIES:
            raise EntryRefused("currency", self.currency)


def issued(line: Line) -> Entry | None:
    """The entry of an issued line: the payer owes the agreement, or the other way round."""
    due = account(Side.DUE, line.key.split("|")[0])
    return _between(account(Side.PAYER, line.payer), due, line.amount, line.currency)


def withheld(line: Line) -> Entry | None:
    """The entry of a line in dispute: its amount leaves what is due and is held back."""
    due = account(Side.DUE, line.key.split("|")[0])
    return _between(due, DISPUTE, line.amount, line.currency)


def released(line: Line) -> Entry | None:
    """The entry of a decided dispute: what was held back is due again, as it was issued."""
    due = account(Side.DUE, line.key.split("|")[0])
    return _between(DISPUTE, due, line.amount, line.currency)


def paid(line: Line, amount: int) -> Entry | None:
    """The entry of money that changed hands for a line, whatever the line itself comes to.

    Args:
        line: what was paid for.
        amount: positive when the payer paid, negative when the supplier paid back.
    """
    due = account(Side.DUE, line.key.split("|")[0])
    return _between(due, account(Side.CASH, line.payer), amount, line.currency)


def _between(debit: str, credit: str, amount: int, currency: str) -> Entry | None:
    if amount == 0:
        return None
    if amount < 0:
        debit, credit = credit, debit
    return Entry(debit, credit, abs(amount), currency)


def balances(entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    """What each account has come to in each currency; their sum is always nothing."""
    found: dict[tuple[str, str], int] = {}
    for entry in entries:
        for name, change in ((entry.debit, entry.amount), (entry.credit, -entry.amount)):
            key = (name, entry.currency)
            found[key] = found.get(key, 0) + change
    return dict(sorted(found.items()))


def chain(prev: str, payload: Mapping[str, Json]) -> str:
    """The hash of a row that follows another: SHA-256 of the previous hash and its own bytes."""
    return hashlib.sha256(bytes.fromhex(prev) + canonical_bytes(payload)).hexdigest()


def verify(rows: Iterable[tuple[str, Mapping[str, Json]]], head: str | None = None) -> int | None:
    """The index of the first row whose hash does not follow from the one before; None if sound.

    Args:
        rows: hash and payload of each row, oldest first.
        head: the last hash as known elsewhere, which also shows rows missing at the end.
    """
    prev, index = GENESIS, 0
    for found, payload in rows:
        if chain(prev, payload) != found:
            return index
        prev, index = found, index + 1
    return index if head is not None and head != prev else None

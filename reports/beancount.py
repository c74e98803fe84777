"""A ledger as text for Beancount, so that any auditor can add it up with another program."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reports.language import major

_KINDS = {"payer": "Expenses", "due": "Liabilities", "hold": "Liabilities", "cash": "Assets"}


@dataclass(frozen=True, slots=True)
class Posting:
    """One double entry: the amount, in minor units above nothing, one account owes another."""

    sequence: int
    on: date
    cause: str
    run: str
    key: str
    debit: str
    credit: str
    amount: int
    currency: str
    hash: str


def beancount(postings: Sequence[Posting], title: str) -> bytes:
    """The postings as a Beancount file: accounts opened, and the balance of each asserted after.

    Args:
        postings: in the order of their sequence.
        title: what the ledger is called.
    """
    lines = [f'option "title" "{_quoted(title)}"', *_currencies(postings), "", *_opened(postings)]
    for one in postings:
        lines += ["", *_transaction(one)]
    lines += ["", *_balances(postings)]
    return "\n".join((*lines, "")).encode()


def account(name: str) -> str:
    """The Beancount account of one of ours, such as Expenses:Payer:Syddanmark."""
    kind, _, party = name.partition(":")
    return f"{_KINDS[kind]}:{kind.capitalize()}:{_word(party)}"


def _word(text: str) -> str:
    """A component of an account: capital or digit first, then letters, digits and hyphens."""
    plain = re.sub(r"[^A-Za-z0-9-]", "-", text) or "X"
    return plain[0].upper() + plain[1:] if plain[0].isalnum() else f"X{plain}"


def _currencies(postings: Iterable[Posting]) -> Iterator[str]:
    for currency in sorted({one.currency for one in postings}):
        yield f'option "operating_currency" "{currency}"'


def _opened(postings: Iterable[Posting]) -> Iterator[str]:
    first: dict[str, date] = {}
    for one in postings:
        for name in (one.debit, one.credit):
            first[account(name)] = min(one.on, first.get(account(name), one.on))
    for name in sorted(first):
        yield f"{first[name].isoformat()} open {name}"


def _transaction(one: Posting) -> Iterator[str]:
    amount = major(one.amount, one.currency)
    yield f'{one.on.isoformat()} * "{_quoted(one.cause)}" "{_quoted(one.key)}"'
    yield f"  sequence: {one.sequence}"
    yield f'  run: "{_quoted(one.run)}"'
    yield f'  hash: "{one.hash}"'
    yield f"  {account(one.debit)}  {amount} {one.currency}"
    yield f"  {account(one.credit)}  -{amount} {one.currency}"


def _balances(postings: Sequence[Posting]) -> Iterator[str]:
    """A balance assertion holds at the start of its day: the day after the last posting."""
    sums: dict[tuple[str, str], int] = {}
    for one in postings:
        for name, change in ((one.debit, one.amount), (one.credit, -one.amount)):
            key = (account(name), one.currency)
            sums[key] = sums.get(key, 0) + change
    if not postings:
        return
    after = date.fromordinal(max(one.on for one in postings).toordinal() + 1)
    for (name, currency), amount in sorted(sums.items()):
        yield f"{after.isoformat()} balance {name}  {major(amount, currency)} {currency}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")

"""What a supplier calls a treatment: one name within a settlement, another in the next.

The name is derived with a secret of the run's own, kept in the database and printed nowhere, so
that the supplier's documents of two settlements cannot be laid side by side patient by patient.
"""

import hmac
import secrets
from base64 import b32encode

from sqlmodel import Session

from app.db.tables.settlements import SettlementSecret
from contracts.fact import EVERYONE

_LETTERS = 8


def new_secret(session: Session, run_id: str) -> None:
    """Give a run its secret, unless it has one."""
    if session.get(SettlementSecret, run_id) is None:
        session.add(SettlementSecret(run_id=run_id, secret=secrets.token_hex(32)))
        session.flush()


def secret_of(session: Session, run_id: str) -> str:
    """A run's secret."""
    return session.get_one(SettlementSecret, run_id).secret


def named(secret: str, treatment: str) -> str:
    """The name a secret gives a treatment: `S-` and eight letters or digits; sums stay `*`."""
    if treatment == EVERYONE:
        return treatment
    told = hmac.digest(bytes.fromhex(secret), treatment.encode(), "sha256")
    return f"S-{b32encode(told).decode()[:_LETTERS]}"

"""Every look at settlement lines is logged before they are shown; no log, no page."""

from dataclasses import replace

from app.audit import saw
from app.db.engine import Database, write_tx
from app.permissions import Actor


def looked(store: Database, actor: Actor, kind: str, what: str) -> None:
    """Log that someone saw pseudonymous evidence, by run or list, since no patient is known here.

    The purpose is always the contract, whatever the session says of patients.

    Args:
        store: where it is logged, in its own small transaction.
        actor: who looks.
        kind: list, open, export or print.
        what: the run or list, as `settlement:<run>`.
    """
    with write_tx(store) as session:
        saw(session, replace(actor, purpose="contract_follow_up"), kind, criterion=what)

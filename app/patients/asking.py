"""What nearly every page about a patient needs, as one parameter."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from app.db.engine import Database
from app.permissions import Actor
from app.web.deps import Sent, SignedIn, Store, Submitted, Today, WhoSession
from reports.language import Language


@dataclass(frozen=True, slots=True)
class Asking:
    """A request about a patient: who asks, with which form, on which day."""

    request: Request
    who: SignedIn
    store: Database
    sent: Submitted
    today: date

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.who.actor

    @property
    def lang(self) -> Language:
        """The reader's language."""
        return self.who.actor.language


def asking(request: Request, who: WhoSession, store: Store, sent: Sent, today: Today) -> Asking:
    """Put the request's parts together."""
    return Asking(request, who, store, sent, today)


Asks = Annotated[Asking, Depends(asking)]

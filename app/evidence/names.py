"""The names an agreement reads beside the names that are recorded, so that a misspelling shows."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session

from app.agreements.queries import version
from app.agreements.reading import Reads
from app.evidence.facts import facts, last_recorded
from app.followup.plans import plan_for
from app.permissions import Actor
from contracts.agreement import Agreement
from contracts.checks.decisions import EVENT_KINDS
from contracts.snapshot import Snapshot
from contracts.unread import Unread, Unrecorded, unread, unrecorded
from contracts.wording.labels import label
from reports.language import Language

_ELSEWHERE = frozenset({"outcome", "event"})


@dataclass(frozen=True, slots=True)
class Names:
    """What clauses read that nobody records, what they cannot read, and what is for others."""

    agreement: Agreement
    treatments: int
    lacking: tuple[Unrecorded, ...]
    misread: tuple[Unread, ...]
    elsewhere: tuple[tuple[str, int], ...]
    """Names the follow-up asks for and the agreement leaves to others, with how many facts."""

    def told(self, lang: Language) -> dict[str, object]:
        """The page's words."""
        outcomes = self.agreement.document.outcomes
        return {
            "treatments": self.treatments,
            "lacking": [one.message(lang) for one in self.lacking],
            "misread": [one.message(lang) for one in self.misread],
            "elsewhere": sorted((label(n, lang, outcomes), count) for n, count in self.elsewhere),
        }


def names_read(session: Session, actor: Actor, agreement_id: str, number: str) -> Names:
    """The names of one version beside everything recorded of its product and indication.

    Raises:
        NotFound: there is no such version.
    """
    agreement = version(session, actor, agreement_id, number)
    product, indication = agreement.product or "", agreement.indication or ""
    at = last_recorded(session)
    read = facts(session, product, indication, at, reads=Reads.of([agreement]))
    snapshot = Snapshot.known_at(read, at)
    plan = plan_for(product, indication)
    asked_for = EVENT_KINDS | frozenset(plan.items if plan else ())
    found = unread(agreement, snapshot)
    elsewhere = Counter[str]()
    for one in found:
        if _for_others(one, asked_for):
            elsewhere[one.found] += one.count
    return Names(
        agreement,
        len(snapshot.treatments()),
        unrecorded(agreement, snapshot),
        tuple(one for one in found if not _for_others(one, asked_for)),
        tuple(elsewhere.items()),
    )


def _for_others(one: Unread, asked_for: frozenset[str]) -> bool:
    return one.reason in _ELSEWHERE and one.found in asked_for

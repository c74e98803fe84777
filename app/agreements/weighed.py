"""What is open about a version when it is to come into force, and what a person says to it."""

from dataclasses import dataclass

from sqlmodel import Session

from app.agreements.overlaps import Beside, beside
from app.agreements.readiness import Finding, measured, worded
from app.agreements.readiness_queries import followed, in_writing, seen
from app.permissions import Actor
from contracts.agreement import Agreement
from contracts.canonical import sha256
from reports.language import Language


@dataclass(frozen=True, slots=True)
class Open:
    """One open thing: what it is about, empty for the text itself, and what was found."""

    about: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Weighed:
    """Everything that somebody has to say yes to before a version comes into force."""

    open: tuple[Open, ...]
    beside: tuple[Beside, ...]

    @property
    def mark(self) -> str:
        """What a page showed of it, told again when it is sent back."""
        told = [worded(one.finding.said, "en") for one in self.open]
        both = [[one.agreement_id, one.version] for one in self.beside]
        return sha256([told, both])


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a person says to it: why the version is to be in force all the same, and that both are.

    `saw` is `Weighed.mark` of what the person read; empty where nobody was shown a page.
    """

    reason: str = ""
    both: bool = False
    saw: str = ""


def weighed(session: Session, actor: Actor, agreement: Agreement, lang: Language = "en") -> Weighed:
    """What is missing, not confirmed, or said differently by text and rule, and who else pays."""
    plan = followed(session, agreement)
    outcomes = measured(agreement, plan, seen(session, actor, agreement), lang)
    found = [
        *(Open("", one) for one in in_writing(session, actor, agreement) if one.open),
        *(Open(one.name, each) for one in outcomes for each in one.findings if each.open),
    ]
    return Weighed(tuple(found), beside(session, agreement))

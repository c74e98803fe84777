"""A ruling as it is signed, and what keeps it from being read again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from uuid import UUID, uuid5

from app.web.forms import Problem
from app.web.words import N_
from contracts.money import CURRENCIES, parse_minor

_NAMESPACE = UUID("5a0c4f57-0f0e-4a0b-9a43-6d1b8f2b7c31")
_MARKS = frozenset(";=|\n")
LONGEST_VALUE = 200
SUBJECT = ("term", "milestone")
"""The attributes that say what of a treatment a ruling is about."""


class RulingRefused(Exception):  # noqa: N818 - told to the person
    """A ruling cannot be read by an agreement as it is written; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.text)


@dataclass(frozen=True, slots=True)
class NewRuling:
    """A decision as signed.

    Args:
        agreement_id: the agreement it was taken under; no other reads it.
        treatment: the pseudonym of the treatment.
        name: what is decided: the name a switch refund gives its cost, `dispute`, or another
            that a clause of the agreement names.
        valid_on: the day it was taken; of several about the same subject the newest counts.
        signed_by: who took it, as the document names them.
        reason: why, or which document says so.
        value: the result; an amount in major units ("125000.00") where `unit` is a currency.
        unit: the currency of the value, or nothing.
        attributes: further particulars; `term` and `milestone` say which line it is about.
    """

    agreement_id: str
    treatment: str
    name: str
    valid_on: date
    signed_by: str
    reason: str
    value: str = ""
    unit: str = ""
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def text(self) -> str:
        """The attributes as facts write them, in the order of their names."""
        return ";".join(f"{name}={self.attributes[name]}" for name in sorted(self.attributes))

    @property
    def fact_id(self) -> str:
        """The same subject on the same day is the same fact, so that the later is a correction."""
        subject = [self.attributes.get(name, "") for name in SUBJECT]
        about = (self.agreement_id, self.treatment, self.name, *subject, self.valid_on.isoformat())
        return str(uuid5(_NAMESPACE, "|".join(about)))


def must_be_readable(new: NewRuling) -> None:
    """Facts write attributes as `name=value;name=value`: no such mark may stand in one."""
    for told in (new.name, new.value, new.unit, *new.attributes, *new.attributes.values()):
        if _MARKS & set(told):
            text = N_("“{found}” holds one of the marks ; = |. Write it without.")
            raise RulingRefused(Problem(text, {"found": told}))
    if len(new.text) > LONGEST_VALUE or len(new.value) > LONGEST_VALUE:
        text = N_("“{found}” is longer than {most} characters. Shorten it.")
        found = max(new.text, new.value, key=len)
        raise RulingRefused(Problem(text, {"found": found, "most": LONGEST_VALUE}))
    if new.unit and new.unit not in CURRENCIES:
        text = N_("{found} is not a currency Effekt knows. Use: {known}.")
        known = ", ".join(sorted(CURRENCIES))
        raise RulingRefused(Problem(text, {"found": new.unit, "known": known}))
    if new.unit and not _amount(new.value, least=0):
        text = N_("“{found}” is not an amount of at least 0. Write e.g. 125000.00.")
        raise RulingRefused(Problem(text, {"found": new.value}))
    decided = new.attributes.get("amount", "0")
    if not _amount(decided):
        text = N_("“{found}” is not an amount. Write e.g. 125000.00.")
        raise RulingRefused(Problem(text, {"found": decided}))


def _amount(told: str, least: int | None = None) -> bool:
    try:
        minor = parse_minor(told)
    except ValueError:
        return False
    return least is None or minor >= least

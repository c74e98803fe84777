"""What an agreement decides that it could have decided otherwise: each other reading of a clause.

A reading is the same agreement with one choice changed; those its own checks refuse are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from contracts.agreement import Agreement
from contracts.canonical import sha256
from contracts.checks.check import check
from contracts.checks.decisions import Ignored
from contracts.document import Document
from contracts.reason import Status
from contracts.terms import Excepted, Scheduled, Term

_SIDES = (Status.NOT_MET, Status.EXCUSED)
_NO_CHOICE = frozenset({"type", "party"})
"""What a term is and whom it binds; reading those otherwise would make another agreement."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One choice read otherwise: where, what stands, what it is read as, and the agreement so."""

    clause: str
    term: str
    choice: str
    written: str
    read_as: str
    agreement: Agreement


def readings(agreement: Agreement) -> Iterator[Reading]:
    """Every other reading of the choices the agreement makes."""
    for clause, term in agreement.terms():
        for choice, written, others in _choices(term):
            for other in others:
                changed = None if other == written else _changed(agreement, term, choice, other)
                if changed is not None:
                    yield Reading(clause.id, term.id, choice, written, other, changed)


def _choices(term: Term) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each choice of a term: its place, what stands, and what may stand there."""
    if isinstance(term, Excepted):
        yield from _exceptions(term)
    for name, field in type(term).model_fields.items():
        others = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        if name not in _NO_CHOICE and len(others) > 1:
            yield name, str(getattr(term, name)), others


def _exceptions(term: Excepted) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    found = term.exceptions
    sides = (*_SIDES, Status.PRO_RATA) if isinstance(term, Scheduled) else _SIDES
    if found.death.related is not None:
        for relation in ("yes", "no", "unknown"):
            stands = getattr(found.death.related, relation)
            yield f"exceptions.death.related.{relation}", stands, sides
    else:
        yield "exceptions.death.result", str(found.death.result), sides
    for name in ("withdrawal", "lost_to_follow_up", "relocation_abroad", "competing_therapy"):
        # A therapy that is ignored has no result of its own.
        if not isinstance(getattr(found, name), Ignored):
            yield f"exceptions.{name}.result", getattr(found, name).result, sides
    yield "exceptions.missing_assessment.then", found.missing_assessment.then, _SIDES


def _changed(agreement: Agreement, term: Term, choice: str, other: str) -> Agreement | None:
    read = _put(term, choice.split("."), other)
    document = agreement.document
    clauses = tuple(
        clause.model_copy(
            update={"terms": tuple(read if t.id == term.id else t for t in clause.terms)}
        )
        for clause in document.clauses
    )
    changed: Document = document.model_copy(update={"clauses": clauses})
    if check(changed):
        return None
    return replace(
        agreement, document=changed, sha256=sha256([agreement.sha256, term.id, choice, other])
    )


def _put(record: BaseModel, path: list[str], value: str) -> BaseModel:
    """The record with one field changed, and those that only mattered to the old one let go."""
    name, *rest = path
    if rest:
        return record.model_copy(update={name: _put(getattr(record, name), rest, value)})
    update: dict[str, Any] = {name: Status(value) if value in list(Status) else value}
    if name in {"result", "unknown"} and value in _SIDES and hasattr(record, "then"):
        update |= {"after": None, "then": None}
    return record.model_copy(update=update)

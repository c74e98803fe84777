"""Static checks of terms that act on other terms: whom they name, and nothing said twice."""

from collections.abc import Iterator
from typing import get_args

from contracts.criterion import measures
from contracts.document import Document, placed_terms
from contracts.fact import NOBODY
from contracts.faults import Fault, fault
from contracts.file.nearest import nearest
from contracts.outcome import Event
from contracts.price import Paying
from contracts.terms import (
    Basket,
    BudgetCap,
    Currency,
    DataObligation,
    DisputeHold,
    Guaranteed,
    Indexation,
    Judged,
    LimitationTermination,
    MilestoneTerm,
    PatientCap,
    PayerOfRecord,
    RepeatDose,
    RoundingNetting,
    Scheduled,
    SwitchRefund,
    Term,
    Upfront,
    Vat,
    VolumeTiers,
    Watching,
)

_BOUNDS = (PatientCap, VolumeTiers)
"""What is worked out before every ceiling of a year, and so counts in it."""
Summing = BudgetCap | Basket
"""What counts the sums before it."""
_ONCE = (PayerOfRecord, Currency, Vat, RoundingNetting, DisputeHold, LimitationTermination)


def check_terms(document: Document) -> Iterator[Fault]:
    """Every static fault of the terms that act on others."""
    yield from _said_twice(document)
    yield from _nobody("parties.payer.otherwise", document.parties.payer.otherwise)
    for path, term in placed_terms(document):
        yield from _named(document, path, term)
        yield from _own(document, path, term)
        yield from _of_nothing(document, path, term)


def _own(document: Document, path: str, term: Term) -> Iterator[Fault]:
    match term:
        case SwitchRefund():
            if measures(term.failed_when):
                yield fault(f"{path}.failed_when", "switch_needs_event")
        case Currency():
            if term.to == document.money.currency:
                yield fault(f"{path}.to", "converts_itself", term.to)
        case DataObligation():
            outcome = document.outcomes.get(term.deliver)
            if outcome is None or (term.milestone is None and isinstance(outcome, Event)):
                near = nearest(term.deliver, document.outcomes)
                yield fault(f"{path}.deliver", "unknown_outcome", term.deliver, near=near)
        case LimitationTermination():
            yield from _end(document, path, term)
        case _:
            pass


def _of_nothing(document: Document, path: str, term: Term) -> Iterator[Fault]:
    """No one is a payer, and a least is of something paid: of refunds it only takes them back."""
    if isinstance(term, PayerOfRecord):
        yield from _nobody(f"{path}.otherwise", term.otherwise)
    if isinstance(term, PatientCap) and term.floor is not None:
        paying = {other.id for _, other in placed_terms(document) if isinstance(other, Paying)}
        if not paying & {*(term.of or paying)}:
            yield fault(f"{path}.floor", "floor_unpaid")


def _nobody(path: str, otherwise: str | None) -> Iterator[Fault]:
    """Who pays where no region is known is someone; the word for no one would hold every line."""
    if otherwise == NOBODY:
        yield fault(path, "payer_nobody", NOBODY)


def _end(document: Document, path: str, term: LimitationTermination) -> Iterator[Fault]:
    """Every term that may look past the agreement's end says whether it runs on."""
    decided = {*term.survives, *term.lapses}
    for _, other in placed_terms(document):
        runs_on = isinstance(other, Scheduled | Watching | Guaranteed)
        if term.ends_on is not None and runs_on and other.id not in decided:
            yield fault(f"{path}.survives", "end_undecided", other.id)
    for name in sorted(set(term.survives) & set(term.lapses)):
        yield fault(f"{path}.lapses", "said_twice", name, "survives")


def _names(term: Term) -> tuple[str, tuple[str, ...]]:
    """The field in which a term names others, and whom it names."""
    match term:
        case Basket():
            return "members", tuple(member.term for member in term.members)
        case LimitationTermination():
            return "survives", (*term.survives, *term.lapses)
        case PatientCap() | VolumeTiers() | BudgetCap() | Indexation() | DataObligation():
            return "of", term.of
        case _:
            return "", ()


def _named(document: Document, path: str, term: Term) -> Iterator[Fault]:
    """Whom a term names is there, of a kind it can act on, and worked out before it."""
    field, names = _names(term)
    known = {other.id for other in _within_reach(document, term)}
    sums = {other.id for _, other in placed_terms(document) if isinstance(other, Summing)}
    later = sums - {term.id} if isinstance(term, Summing) else set()
    for name in names:
        if name not in known:
            code = "counted_later" if name in later else "unknown_term"
            yield fault(f"{path}.{field}", code, name, ", ".join(sorted(known)))
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield fault(f"{path}.{field}", "repeated_id", name)


def _within_reach(document: Document, term: Term) -> Iterator[Term]:
    """The terms another may name: those it acts on, or that are summed up before it."""
    terms = [other for _, other in placed_terms(document)]
    reached: tuple[type, ...] = get_args(Judged)
    if isinstance(term, Summing):
        reached += (*_BOUNDS, *get_args(Guaranteed))
    if isinstance(term, Basket):
        reached += (BudgetCap,)
    if isinstance(term, LimitationTermination):
        reached += get_args(Guaranteed)
    before = terms[: terms.index(term)] if isinstance(term, Summing) else []
    for other in terms:
        earlier = type(other) is type(term) and other in before
        if other.id != term.id and (isinstance(other, reached) or earlier):
            yield other


def _said_twice(document: Document) -> Iterator[Fault]:
    """What the top of the file or another term says already is not said again."""
    for path, term in placed_terms(document):
        earlier = _earlier(document, term)
        if earlier:
            yield fault(path, "said_twice", term.type, earlier)


def _earlier(document: Document, term: Term) -> str:
    """Where the file says the same as a term; empty where it does not."""
    terms = [other for _, other in placed_terms(document)]
    before = terms[: terms.index(term)]
    if isinstance(term, _ONCE):
        again = next((other.id for other in before if isinstance(other, type(term))), "")
        return again or _short_form(document, term)
    if isinstance(term, BudgetCap):
        capped = [t.id for t in terms if isinstance(t, MilestoneTerm) and t.cap is not None]
        return term.of[0] if len(term.of) == 1 and term.of[0] in capped else ""
    if isinstance(term, Indexation):
        others = (t for t in before if isinstance(t, Indexation) and set(t.of) & set(term.of))
        return next((other.id for other in others), "")
    if isinstance(term, RepeatDose) and term.not_infused is not None:
        fees = (t.id for t in terms if isinstance(t, Upfront) and t.not_infused)
        return next(fees, "")
    return ""


def _short_form(document: Document, term: Term) -> str:
    """The place at the top of the file that says what a term says."""
    match term:
        case PayerOfRecord():
            written = document.parties.payer.model_fields_set & {"of_record", "otherwise"}
            return "parties.payer" if written else ""
        case DisputeHold():
            return "disputes" if document.disputes is not None else ""
        case LimitationTermination(corrections_until=until):
            return "limitation" if until is not None and document.limitation is not None else ""
        case _:
            return ""

"""What of an agreement arrays work out; the rest is refused by the name of its term."""

from contracts.agreement import Agreement
from contracts.columns.refused import NotInColumns
from contracts.criterion import CountInWindow, nodes
from contracts.terms import (
    Basket,
    BudgetCap,
    Currency,
    DataObligation,
    Indexation,
    MilestoneTerm,
    PatientCap,
    PayerOfRecord,
    PopulationResponse,
    PopulationSurvival,
    RoundingNetting,
    Scheduled,
    Term,
    Vat,
    VolumeTiers,
    criterion_of,
)

_REFUSED = (
    Currency,
    Vat,
    RoundingNetting,
    Indexation,
    PatientCap,
    DataObligation,
    PopulationResponse,
    PopulationSurvival,
    VolumeTiers,
    BudgetCap,
    Basket,
)


def accepted(agreement: Agreement) -> None:
    """Refuse what arrays do not work out.

    They work out each treatment by itself: what is summed over all of them, converted, shared
    between payers by days or decided for a population is left to the readable engine, and so are
    a ceiling of a patient, a party's duty to report, numbers added up, and values that came too
    late to be read.

    Raises:
        NotInColumns: with the first of it.
    """
    for _, term in agreement.terms():
        if isinstance(term, _REFUSED):
            raise NotInColumns(term.type, term.id)
        if isinstance(term, PayerOfRecord) and term.rule == "split_by_days":
            raise NotInColumns("split_by_days", term.id)
        if isinstance(term, MilestoneTerm) and term.cap is not None:
            raise NotInColumns("cap", term.id)
        _read(term)


def _read(term: Term) -> None:
    criterion = criterion_of(term)
    for node in nodes(criterion) if criterion is not None else ():
        if isinstance(node, CountInWindow) and node.count.event is None:
            raise NotInColumns("count_in_window: outcome", term.id)
    if isinstance(term, Scheduled) and term.exceptions.missing_assessment.cure == "none":
        raise NotInColumns("cure: none", term.id)

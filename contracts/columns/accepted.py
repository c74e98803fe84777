"""What of an agreement arrays work out; the rest is refused by the name of its term."""

from contracts.agreement import Agreement
from contracts.columns.refused import NotInColumns
from contracts.criterion import CountInWindow, SustainedFor, nodes
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
        if isinstance(node, CountInWindow | SustainedFor):
            name = "count_in_window" if isinstance(node, CountInWindow) else "sustained_for"
            raise NotInColumns(name, term.id)
    if isinstance(term, Scheduled) and term.exceptions.missing_assessment.cure == "none":
        raise NotInColumns("cure: none", term.id)

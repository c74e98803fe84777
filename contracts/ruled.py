"""The rulings an agreement reads, by name."""

from contracts.agreement import Agreement
from contracts.population_members import EXCLUSION
from contracts.terms import Guaranteed, SwitchRefund


def rulings_of(agreement: Agreement) -> frozenset[str]:
    """The names of the rulings an agreement reads.

    They are costs of other therapies, disputes, and who is kept out of a population.
    """
    costs = (term.actual_cost for _, term in agreement.of_type(SwitchRefund))
    known = {cost.ruling for cost in costs if cost is not None}
    if any(isinstance(term, Guaranteed) for _, term in agreement.terms()):
        known.add(EXCLUSION)
    return frozenset(known if agreement.dispute_notice is None else {*known, "dispute"})

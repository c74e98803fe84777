"""The rulings an agreement reads, by name."""

from contracts.agreement import Agreement
from contracts.population.members import EXCLUSION
from contracts.terms import Guaranteed, Scheduled, SwitchRefund
from contracts.waivers import WAIVER


def rulings_of(agreement: Agreement) -> frozenset[str]:
    """The names of the rulings an agreement reads.

    They are costs of other therapies, disputes, who is kept out of a population, and what the
    parties let count though it lies outside its window.
    """
    costs = (term.actual_cost for _, term in agreement.of_type(SwitchRefund))
    known = {cost.ruling for cost in costs if cost is not None}
    if any(isinstance(term, Guaranteed) for _, term in agreement.terms()):
        known.add(EXCLUSION)
    if any(isinstance(term, Scheduled) for _, term in agreement.terms()):
        known.add(WAIVER)
    return frozenset(known if agreement.dispute_notice is None else {*known, "dispute"})

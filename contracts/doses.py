"""Later doses and doses out of specification: which share of their price they cost."""

from fractions import Fraction

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.fact import Fact
from contracts.price import reference
from contracts.reason import Reason
from contracts.terms import Judged, RepeatDose
from contracts.verdict import Case

_REJECTED = "out_of_specification"


def dose_share(agreement: Agreement, case: Case, term: Judged) -> tuple[Fraction, Reason] | None:
    """The share of its price this dose costs, and why; None for a plain first dose."""
    if not case.infused or isinstance(term, RepeatDose):
        return None
    rules = (rule for _, rule in agreement.of_type(RepeatDose))
    rule = next((r for r in rules if reference(r.price) == reference(term.price)), None)
    found = [] if rule is None else _found(rule, case)
    if not found:
        return None
    share, code, fact = min(found, key=lambda one: (one[0], one[1]))
    return share, Reason(code, (("share", str(share)),), cited((fact,)))


def _found(rule: RepeatDose, case: Case) -> list[tuple[Fraction, str, Fact]]:
    later = [fact for fact in case.course.batches.get("dose", ()) if int(fact.value) > 1]
    rejected = [fact for fact in case.course.batches.get(_REJECTED, ()) if fact.value == "yes"]
    rejected += case.course.states.get(_REJECTED, ())
    shares = (
        (rule.second_dose, "later_dose", later),
        (rule.out_of_specification, _REJECTED, rejected),
    )
    return [(share, code, facts[0]) for share, code, facts in shares if share is not None and facts]

"""Who pays a key: the region of residence on the agreed day."""

from dataclasses import dataclass

from contracts.cited import cited
from contracts.dues import Due
from contracts.reason import Reason

UNKNOWN_PAYER = "unknown"


@dataclass(frozen=True, slots=True)
class Payer:
    """A payer's code, and the node that says by which facts."""

    code: str
    reason: Reason


def payer_of(due: Due) -> Payer:
    """The region of residence on the agreed day; unknown where facts of one day disagree."""
    case = due.case
    party = case.agreement.parties.payer
    at_due = party.of_record == "region_at_due_date"
    day = min(due.target, case.on) if at_due else case.infused_on
    found = [fact for fact in case.course.residences if fact.valid_on <= day and fact.value.strip()]
    since = max((fact.valid_on for fact in found), default=day)
    latest = [fact for fact in found if fact.valid_on == since]
    regions = {fact.value for fact in latest}
    code = party.otherwise or UNKNOWN_PAYER
    if len(regions) == 1:
        code = latest[0].value
    elif regions:
        code = UNKNOWN_PAYER
    # Of several facts that agree the first is cited; of those that do not, each.
    facts = tuple(latest if len(regions) > 1 else latest[:1])
    return Payer(code, Reason("payer", (("payer", code),), cited(facts)))

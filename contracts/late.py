"""What was recorded after corrections stopped moving money for a key: shown, and not read."""

from zoneinfo import ZoneInfo

from contracts.cited import fact_reason
from contracts.dues import Due
from contracts.fact import Fact, Kind
from contracts.position import evidence_in
from contracts.reason import Reason
from contracts.snapshot import Snapshot

_KINDS = frozenset({Kind.OBSERVATION, Kind.EVENT})


def too_late(due: Due, snapshot: Snapshot) -> tuple[Reason, ...]:
    """Corrections of what a line rests on, and what would have counted, once it is final."""
    case = due.case
    if case.as_known is None or case.as_known >= snapshot.at:
        return ()
    zone = ZoneInfo(case.agreement.document.calendar.tz)
    said = (("until", case.as_known.astimezone(zone).date().isoformat()),)
    cited = {fact_id for fact_id, _ in evidence_in(due.verdict.reason)}
    newest = {
        fact.fact_id: fact
        for fact in snapshot.history(case.course.treatment)
        if fact.recorded_at > case.as_known
    }
    return tuple(
        Reason("too_late_gone" if fact.retracted else "too_late", said, (fact_reason(fact),))
        for fact in newest.values()
        if fact.fact_id in cited or _would_count(due, fact)
    )


def _would_count(due: Due, fact: Fact) -> bool:
    """Whether a value or event lies in the window and is of a kind the agreement looks at."""
    if due.window is None or fact.retracted or fact.kind not in _KINDS:
        return False
    outcomes = due.case.agreement.document.outcomes
    return fact.name in outcomes and fact.valid_on in due.window

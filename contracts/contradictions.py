"""Facts of one treatment that cannot all be true: what rests on them waits for a correction."""

from datetime import date
from fractions import Fraction

from contracts.cited import cited
from contracts.dates import Window
from contracts.fact import Fact
from contracts.reason import Owed, Owner, Reason, Status
from contracts.terms import Judged, Upfront
from contracts.verdict import Case, Verdict


def contradiction(
    case: Case, term: Judged, window: Window | None, verdict: Verdict
) -> Verdict | None:
    """The verdict in place of another that rests on facts which contradict each other.

    Of two infusion dates, or a death before the infusion, everything is in doubt. Of a death that
    contradicts another, or a later sign of life, only what the death may touch is.
    """
    if not case.infused:
        return None
    if len({fact.valid_on for fact in case.starts}) > 1:
        return _contradicted("two_infusions", case.starts, "infusion")
    died = case.course.before("death", case.infused_on)
    if died is not None:
        return _contradicted("died_before_infusion", (died, *case.starts), "infusion")
    code, facts = _of_death(case)
    if not facts or _untouched(facts[0].valid_on, term, window, verdict):
        return None
    return _contradicted(code, facts, "death")


def _of_death(case: Case) -> tuple[str, tuple[Fact, ...]]:
    """What contradicts a death, by the facts that do, the death first; none if nothing does."""
    deaths = case.course.events.get("death", ())
    if len({fact.valid_on for fact in deaths}) > 1:
        return "two_deaths", deaths
    return "seen_after_death", case.course.outlived(case.infused_on) or ()


def _untouched(death: date, term: Judged, window: Window | None, verdict: Verdict) -> bool:
    """Whether a milestone comes out as it does whether or not the patient died on a day.

    It does where its window closed, or it was decided, before that day, and it rests on nothing
    later. Of what is due at infusion only an upfront share asks for a death, on that very day.
    """
    if window is None:
        return not isinstance(term, Upfront) or verdict.on != death
    decided_on = min(window.closes, verdict.on or window.closes)
    used = (node.get("valid_on") for node in verdict.reason.walk() if node.code == "fact")
    return decided_on < death and all(date.fromisoformat(day) <= death for day in used)


def _contradicted(code: str, facts: tuple[Fact, ...], owed: str) -> Verdict:
    """The verdict on what rests on facts that contradict each other."""
    values = (("on", facts[0].valid_on.isoformat()),)
    reason = Reason(code, values, cited(facts))
    waits = (Owed(owed, None, Owner.SITE),)
    return Verdict(Status.CONFLICT, Fraction(0), None, reason, facts, waits)

"""Who pays a key: the region of residence on the agreed day, or each for the days it had."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from contracts.cited import cited
from contracts.dues import Due
from contracts.fact import EVERYONE, NOBODY, Fact, Kind
from contracts.reason import Reason
from contracts.snapshot import Snapshot
from contracts.verdict import Case

UNKNOWN_PAYER = NOBODY


@dataclass(frozen=True, slots=True)
class Payer:
    """A payer's code, the node that says by which facts, and the days it pays for."""

    code: str
    reason: Reason
    days: int = 1


def payers_of(due: Due) -> tuple[Payer, ...]:
    """Who pays one instalment, each with its days; unknown where facts of one day disagree."""
    return payers_over(due.case, due.since, due.target, due.due or due.target)


def payers_over(case: Case, since: date, target: date, until: date) -> tuple[Payer, ...]:
    """Who pays for a treatment what is agreed for a day and pays for the time up to another."""
    rule = case.agreement.payer_rule.rule
    if rule != "split_by_days":
        at_due = rule == "at_due_date"
        return (_on(case, min(target, case.on) if at_due else case.infused_on),)
    found = tuple(_stretches(case, since, until))
    for payer in found:
        if payer.code == UNKNOWN_PAYER:
            return (payer,)
    days: dict[str, int] = defaultdict(int)
    for payer in found:
        days[payer.code] += payer.days
    first = {payer.code: payer for payer in reversed(found)}
    return tuple(_sharing(first[code], days[code], sum(days.values())) for code in sorted(days))


def _sharing(payer: Payer, days: int, whole: int) -> Payer:
    if days == whole:
        return replace(payer, days=days)
    values = (*payer.reason.values, ("days", str(days)), ("of", str(whole)))
    return replace(payer, days=days, reason=replace(payer.reason, values=values))


def _stretches(case: Case, since: date, until: date) -> Iterator[Payer]:
    """The payers in their order over the time an instalment pays for, its last day left out."""
    until = max(since + timedelta(days=1), min(until, case.on))
    moves = {f.valid_on for f in case.course.residences if since < f.valid_on < until}
    for starts, ends in pairwise([since, *sorted(moves), until]):
        yield replace(_on(case, starts), days=(ends - starts).days)


def _on(case: Case, day: date) -> Payer:
    """The region of residence on a day."""
    found = [fact for fact in case.course.residences if fact.valid_on <= day and fact.value.strip()]
    since = max((fact.valid_on for fact in found), default=day)
    latest = [fact for fact in found if fact.valid_on == since]
    regions = {fact.value for fact in latest}
    code = case.agreement.payer_rule.otherwise or UNKNOWN_PAYER
    if len(regions) == 1:
        code = latest[0].value
    elif regions:
        code = UNKNOWN_PAYER
    # Of several facts that agree the first is cited; of those that do not, each.
    facts = tuple(latest if len(regions) > 1 else latest[:1])
    return Payer(code, Reason("payer", (("payer", code),), cited(facts)))


def successor(snapshot: Snapshot, party: str, on: date) -> tuple[str, tuple[Fact, ...]]:
    """Who has taken a party's place by a day, and by which facts; itself where no one has.

    Keys keep the party they were made with, so that a reorganisation moves no money.
    """
    path: list[Fact] = []
    followed = {fact.name: fact for fact in _successions(snapshot) if fact.valid_on <= on}
    while party in followed and followed[party] not in path:
        path.append(followed[party])
        party = followed[party].value
    return party, tuple(path)


def _successions(snapshot: Snapshot) -> Iterator[Fact]:
    return (fact for fact in snapshot.about(EVERYONE) if fact.kind is Kind.SUCCESSION)

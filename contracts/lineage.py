"""The versions of one agreement: which rules a treatment, and what all of them owe together.

A version rules the treatments infused within its dates; where a later one supersedes it and
governs the day as well, the later rules, but only from the moment it was signed. So a run as of an
earlier moment comes out as it did then, and the next run after the signature settles the
difference: a term keeps its id, and so its keys, from version to version.

What is summed over treatments (volumes, ceilings of a year, baskets, VAT, what is carried forward)
counts every treatment of the agreement, each with the amounts its own version gives it, under the
rule of the newest version: a ceiling agreed for a year is one ceiling, however many versions rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, combinations

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, owed
from contracts.fact import EVERYONE, Fact, Kind
from contracts.faults import Fault, fault
from contracts.reason import Language
from contracts.snapshot import Snapshot
from contracts.wording.lineage import GAP

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between two versions on which none of them governs a treatment; both included."""

    begins: date
    ends: date

    def into(self, language: Language) -> str:
        """The gap in one sentence, with what to do."""
        words = GAP[0 if language == "da" else 1]
        return words.format(begins=self.begins.isoformat(), ends=self.ends.isoformat())


def lineage_faults(versions: Sequence[Agreement]) -> tuple[Fault, ...]:
    """What keeps versions from being one agreement: two that rule one day, or no known order.

    A version that supersedes another, directly or through others, may govern the same days.
    """
    faults = [*_names(versions), *_orders(versions)]
    for older, newer in combinations(versions, 2):
        if _overlap(older, newer) and not _related(older, newer, versions):
            faults.append(_fault("ranges_overlap", newer, older.version))
    return tuple(faults)


def _fault(code: str, agreement: Agreement, expected: str) -> Fault:
    return fault("agreement", code, agreement.version, expected)


def _names(versions: Sequence[Agreement]) -> Iterator[Fault]:
    """Versions of one agreement have its number, its currency, and a number of their own."""
    seen: set[str] = set()
    for one in versions:
        if one.id != versions[0].id:
            yield _fault("other_agreement", one, versions[0].id)
        if (one.currency, one.paid_in) != (versions[0].currency, versions[0].paid_in):
            yield _fault("other_currency", one, versions[0].paid_in)
        if one.version in seen:
            yield _fault("version_twice", one, one.version)
        seen.add(one.version)


def _orders(versions: Sequence[Agreement]) -> Iterator[Fault]:
    """A version supersedes one that is there and was signed before it."""
    known = {one.version: one for one in versions}
    for one in versions:
        header = one.document.agreement
        if header.supersedes is None:
            continue
        before = known.get(header.supersedes)
        if before is None or one.version in _superseded(before, known):
            yield _fault("supersedes_nothing", one, header.supersedes)
        elif not _in_order(before, one):
            yield _fault("signed_backwards", one, header.supersedes)


def _in_order(before: Agreement, after: Agreement) -> bool:
    first, second = _signed(before), _signed(after)
    return first is None or second is None or first < second


def _signed(agreement: Agreement) -> datetime | None:
    return agreement.document.agreement.signed_at


def _superseded(agreement: Agreement, known: dict[str, Agreement]) -> tuple[str, ...]:
    """The version itself and those it supersedes, directly or through others."""
    chain: list[str] = []
    one: Agreement | None = agreement
    while one is not None and one.version not in chain:
        chain.append(one.version)
        one = known.get(one.document.agreement.supersedes or "")
    return tuple(chain)


def _related(one: Agreement, other: Agreement, versions: Sequence[Agreement]) -> bool:
    known = {each.version: each for each in versions}
    return one.version in _superseded(other, known) or other.version in _superseded(one, known)


def _range(agreement: Agreement) -> tuple[date, date]:
    header = agreement.document.agreement
    return header.effective_from, header.effective_until or date.max


def _overlap(one: Agreement, other: Agreement) -> bool:
    (begins, ends), (starts, stops) = _range(one), _range(other)
    return max(begins, starts) <= min(ends, stops)


def gaps(versions: Sequence[Agreement]) -> tuple[Gap, ...]:
    """The days between versions on which no version governs a treatment, in order."""
    ranges = sorted(_range(one) for one in versions)
    reached = accumulate((end for _, end in ranges), max)
    day = timedelta(days=1)
    return tuple(
        Gap(until + day, begins - day)
        for until, (begins, _) in zip(reached, ranges[1:], strict=False)
        if until < begins and until + day < begins
    )


def newest_first(versions: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """The versions with each before those it supersedes; else by signature, then as given."""
    known = {one.version: one for one in versions}
    depth = {one.version: len(_superseded(one, known)) for one in versions}
    order = sorted(
        enumerate(versions),
        key=lambda pair: (depth[pair[1].version], _signed(pair[1]) or _LONG_AGO, pair[0]),
    )
    return tuple(one for _, one in reversed(order))


def visible(versions: Sequence[Agreement], at: datetime) -> tuple[Agreement, ...]:
    """The versions signed by a moment; one without a signature is seen from the start."""
    return tuple(one for one in versions if (signed := _signed(one)) is None or signed <= at)


def ruling(versions: Sequence[Agreement], day: date, at: datetime) -> Agreement | None:
    """The version that rules a treatment of a day as known at a moment; None if none does.

    Of the versions, the newest first, it is the first that was signed by then and governs the day.
    """
    return next((one for one in visible(versions, at) if one.governs(day)), None)


def lineage_owed(
    versions: Sequence[Agreement], snapshot: Snapshot, on: date
) -> Iterator[tuple[str, tuple[Entitlement, ...]]]:
    """What is owed by all versions together, treatment by treatment, and last under `*`.

    The versions come newest first. The newest signed by the snapshot's moment rules the sums.
    """
    seen = visible(versions, snapshot.at)
    if not seen:
        yield EVERYONE, ()
        return
    newest = seen[0]

    def ruled_by(treatment: str) -> Agreement:
        begun = begun_on(snapshot, treatment)
        return (ruling(seen, begun, snapshot.at) if begun else None) or newest

    yield from owed(newest, snapshot, on, ruled_by if len(seen) > 1 else None)


def begun_on(snapshot: Snapshot, treatment: str) -> date | None:
    """The day that decides which version rules: the infusion, or that there was none.

    A treatment retracted since is ruled by the version that ruled it before.
    """
    facts = snapshot.about(treatment) or snapshot.history(treatment)
    states: list[Fact] = [fact for fact in facts if fact.kind is Kind.TREATMENT]
    infused = [fact.valid_on for fact in states if fact.name == "infused"]
    never = [fact.valid_on for fact in states if fact.name == "not_infused"]
    return min(infused or never, default=None)

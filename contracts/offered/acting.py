"""Courses worth offering for the terms that act on others: sums, rates, payers, disputes, ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never

from contracts.agreement import Agreement
from contracts.dates import add, end_of, is_bank_day
from contracts.fact import COMMON, EVERYONE
from contracts.offered.population import of_population
from contracts.offered.rows import DAY, REGIONS, Author, Row, Story, event, fact, unique
from contracts.offered.stories import course, decided
from contracts.offered.sums import of_sums
from contracts.offered.values import setting, wishes
from contracts.terms import (
    Basket,
    BudgetCap,
    Currency,
    DataObligation,
    DisputeHold,
    Indexation,
    Judged,
    LimitationTermination,
    MilestoneTerm,
    PatientCap,
    PayerOfRecord,
    PopulationResponse,
    PopulationSurvival,
    RepeatDose,
    RoundingNetting,
    SwitchRefund,
    Term,
    Vat,
    VolumeTiers,
)


def acting(author: Author) -> Iterator[Story]:
    """The courses of every term that acts on others."""
    for _, term in author.agreement.terms():
        yield from _of(author, term)
    yield from of_sums(author)


def _of(author: Author, term: Term) -> Iterator[Story]:
    match term:
        case RepeatDose() | SwitchRefund():
            yield from _doses(author) if isinstance(term, RepeatDose) else _costs(author, term)
        case Indexation() | Currency() | Vat() | RoundingNetting():
            yield from _rates(author, term)
        case PayerOfRecord() | DisputeHold() | LimitationTermination():
            yield from _conduct(author, term)
        case DataObligation() | PatientCap() | BudgetCap() | VolumeTiers() | Basket():
            return
        case PopulationSurvival() | PopulationResponse():
            yield from of_population(author, term)
        case _:
            if not isinstance(term, Judged):
                assert_never(term)


def _conduct(
    author: Author, term: PayerOfRecord | DisputeHold | LimitationTermination
) -> Iterator[Story]:
    match term:
        case PayerOfRecord():
            yield from _payers(author)
        case DisputeHold():
            yield from _disputes(author, term)
        case LimitationTermination():
            yield from _ends(author, term)
        case _:
            assert_never(term)


def horizon(author: Author) -> date:
    """A day by which the first milestone of every term is settled."""
    days = [decided(author, term, author.plan(term)[0]) for term in author.scheduled]
    return max(days, default=author.infused_on + 30 * DAY)


def _whole(author: Author) -> date:
    """A day by which the last milestone of every term is settled."""
    days = [decided(author, term, author.plan(term)[-1]) for term in author.scheduled]
    return max(days, default=author.infused_on + 30 * DAY)


def _doses(author: Author) -> Iterator[Story]:
    settle_on = author.infused_on + DAY
    day = author.infused_on - 7 * DAY
    for until in (settle_on, horizon(author)):
        yield course(author, until, None, fact("batch", "dose", "2", day))
        yield course(author, until, None, fact("batch", "out_of_specification", "yes", day))
    yield Story(unique([*author.common(), *author.start("not_infused")]), settle_on)


def _costs(author: Author, term: SwitchRefund) -> Iterator[Story]:
    """The other therapy's cost known, above the ceiling, not ruled; and two refunds at once."""
    whole = author.plan(term)[0]
    outcomes = author.agreement.document.outcomes
    day = author.infused_on + (whole.closes - author.infused_on) / 2
    for wish in list(wishes(term.failed_when, want=True))[:3]:
        found = setting(wish, outcomes)
        rows = [row | {"valid_on": day.isoformat()} for row in author.happened(found, whole)]
        rows += author.visit(found, day) if found.found else []
        bad = {
            (other.id, author.plan(other)[0].index): setting(
                next(wishes(other.met_when, want=False)), outcomes
            )
            for other in author.scheduled
        }
        yield course(author, max(day + DAY, horizon(author)), bad, *rows)
        yield from (
            course(author, day + DAY, None, *rows, *more) for more in _ruled(author, term, day)
        )


def _ruled(author: Author, term: SwitchRefund, day: date) -> Iterator[tuple[Row, ...]]:
    yield ()
    if term.actual_cost is None:
        return
    most = term.actual_cost.up_to.minor
    for minor in (most // 2, most + most // 5):
        amount, unit = f"{minor // 100}.{minor % 100:02d}", author.agreement.currency
        yield (fact("ruling", term.actual_cost.ruling, amount, day, unit=unit),)


def rate(agreement: Agreement, day: str, value: str = "", **more: str) -> Row:
    """A rate of exchange on a day."""
    (_, term), *_ = agreement.of_type(Currency)
    pair = f"{agreement.currency}/{term.to}"
    usual = "0.1340" if term.to == "EUR" else "7.4600"
    return {
        "kind": "fx", "name": pair, "value": value or usual, "method": term.source, **more,
        "valid_on": day,
    }  # fmt: skip


def _rates(author: Author, term: Indexation | Currency | Vat | RoundingNetting) -> Iterator[Story]:
    for settle_on in (author.infused_on + 10 * DAY, horizon(author), _whole(author)):
        plain = course(author, settle_on)
        yield plain
        match term:
            case Indexation():
                yield from _indices(term, plain)
            case Currency():
                yield from _fixings(author, plain)
            case Vat():
                yield replace(plain, rows=tuple(r for r in plain.rows if r["kind"] != "vat"))
            case RoundingNetting():
                small = dict.fromkeys(_listed(author), "100.00")
                yield course(replace(author, prices=small), settle_on)
            case _:
                assert_never(term)


def _listed(author: Author) -> list[str]:
    return [row["name"] for row in author.common() if row["kind"] == "price"]


def _indices(rule: Indexation, plain: Story) -> Iterator[Story]:
    base = rule.base.replace(day=1).isoformat()
    ours = [r for r in plain.rows if r["kind"] == "index" and r["valid_on"] != base]
    if not ours:
        return
    rest = tuple(row for row in plain.rows if row not in ours)
    yield replace(plain, rows=rest)
    bounds = [
        str((bound * 100 + n).__ceil__())
        for bound, n in ((rule.floor, -20), (rule.cap, 20))
        if bound is not None
    ]
    for value in bounds:
        yield replace(plain, rows=(*rest, *(row | {"value": value} for row in ours)))
    first, *others = ours
    revised = _corrected(first, "103.0", plain.settle_on - DAY)
    yield replace(plain, rows=(*rest, *revised, *others))


def _corrected(row: Row, value: str, on: date) -> tuple[Row, Row]:
    """A fact, and the correction of it recorded on a later day."""
    recorded = datetime.combine(on, time(12), tzinfo=UTC).isoformat()
    first = {"fact_id": "K1", "version": "1", **row}
    return first, first | {"version": "2", "value": value, "recorded_at": recorded}


def _fixings(author: Author, plain: Story) -> Iterator[Story]:
    yield replace(plain, rates="none")
    agreement = author.agreement
    holidays = agreement.document.calendar.holidays
    day = author.infused_on
    while not is_bank_day(day, holidays):
        day += DAY
    earlier = day - DAY
    while not is_bank_day(earlier, holidays):
        earlier -= DAY
    yield plain.plus(rate(agreement, earlier.isoformat()))
    for on in {day, author.infused_on}:
        yield plain.plus(
            *_corrected(rate(agreement, on.isoformat()), "0.1360", plain.settle_on - DAY)
        )
    for term in author.scheduled:
        target = author.plan(term)[0].target
        while not is_bank_day(target, holidays):
            target += DAY
        before = target - DAY
        while not is_bank_day(before, holidays):
            before -= DAY
        if target < plain.settle_on:
            yield plain.plus(rate(agreement, before.isoformat()))
            yield plain.plus(
                *_corrected(rate(agreement, target.isoformat()), "0.1360", plain.settle_on - DAY)
            )


def _payers(author: Author) -> Iterator[Story]:
    settles = (author.infused_on + 10 * DAY, horizon(author))
    for settle_on in settles:
        first = fact("residence", "region", REGIONS[0], author.infused_on - 60 * DAY)
        moved = author.infused_on + (settle_on - author.infused_on) / 3
        second = fact("residence", "region", REGIONS[1], moved)
        plain = course(author, settle_on)
        homeless = tuple(row for row in plain.rows if row["kind"] != "residence")
        yield replace(plain, rows=homeless)
        yield replace(plain, rows=unique([*homeless, first]))
        yield replace(plain, rows=unique([*homeless, first, second]))
        before = fact("residence", "region", REGIONS[1], author.infused_on - 10 * DAY)
        yield replace(plain, rows=unique([*homeless, first, before]))


def _disputes(author: Author, term: DisputeHold) -> Iterator[Story]:
    """A line disputed in time, too late, and decided: of the first term that pays."""
    for _, judged in author.agreement.judged:
        settled = author.infused_on + DAY
        target, index = author.infused_on, 1
        if isinstance(judged, MilestoneTerm):
            first = author.plan(judged)[0]
            settled, target, index = decided(author, judged, first), first.target, first.index
        named = f"term={judged.id};milestone={index}"
        late = add(target, term.notice) + 20 * DAY
        for on, state in (
            (target + 5 * DAY, "state=open"),
            (late, "state=open"),
            (target + 5 * DAY, "state=decided;amount=1000.00"),
        ):
            ruling = fact("ruling", "dispute", f"{named};{state}", on)
            yield course(author, max(settled, on) + DAY, None, ruling)


def _ends(author: Author, term: LimitationTermination) -> Iterator[Story]:
    if term.plus is not None:
        yield from _too_late(author, term)
    if term.ends_on is None:
        return
    header = author.agreement.document.agreement
    for days in (30, 300):
        start = max(header.effective_from, term.ends_on - timedelta(days=days))
        if header.effective_until is not None:
            start = min(start, header.effective_until)
        last = replace(author, infused_on=start)
        yield course(last, horizon(last))
        yield course(last, _whole(last))


def _too_late(author: Author, term: LimitationTermination) -> Iterator[Story]:
    """A value corrected after the last day on which a correction moves money."""
    calendar = author.agreement.document.calendar
    for judged in author.scheduled:
        first = author.plan(judged)[0]
        if term.plus is None:
            return
        limit = end_of(author.add(first.closes, term.plus), calendar.tz).date() + 30 * DAY
        outcomes = author.agreement.document.outcomes
        bad = setting(next(wishes(judged.met_when, want=False)), outcomes)
        good = author.good(judged)
        recorded = datetime.combine(limit, time(12), tzinfo=UTC).isoformat()
        rows = list(course(author, decided(author, judged, first)).rows)
        ours = [
            r for r in rows if r["valid_on"] == first.target.isoformat() and r["kind"] not in COMMON
        ]
        changed = next((v for n, v in bad.found.items() if v != good.found.get(n)), "")
        for row in ours[:1]:
            again = {"fact_id": "K1", "version": "1", **row}
            value = changed or row.get("value", "")
            late = again | {"version": "2", "value": value, "recorded_at": recorded}
            late = {column: text for column, text in late.items() if text}
            rest = [other for other in rows if other is not row]
            yield Story(unique([*rest, again, late]), limit + DAY)


__all__ = ["EVERYONE", "acting", "event", "horizon", "rate"]

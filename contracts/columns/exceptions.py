"""Which exceptions apply to many milestones, and what those chosen among them give."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from contracts.checks.decisions import Competing, Death, ExceptionName, Exceptions, Lost, Relocation
from contracts.columns.block import LATER, Block, Firsts
from contracts.columns.days import Mask, Whole, add, number
from contracts.columns.look import Looks
from contracts.columns.table import Series
from contracts.columns.verdicts import PAID, Verdicts, undecided, why
from contracts.columns.why import STATUSES, code
from contracts.dates import Period, parse_date
from contracts.exceptions import ENDED, THERAPIES
from contracts.fact import Kind, attributes_in
from contracts.reason import Status

Shares = Callable[["Fired"], tuple[Whole, Whole]]


@dataclass(slots=True, eq=False)
class Fired:
    """One exception at each look: whether it applies, what it gives, by which fact."""

    name: ExceptionName
    there: Mask
    status: NDArray[np.int8]
    day: Whole
    fact: Whole


def fired(exceptions: Exceptions, looks: Looks) -> list[Fired]:
    """Every exception, in the order the file lists them; few apply anywhere."""
    found = (
        _death(exceptions.death, looks),
        _simple(looks, "withdrawal", "consent_withdrawn", exceptions.withdrawal.result),
        _lost(exceptions.lost_to_follow_up, looks),
        _relocation(exceptions.relocation_abroad, looks),
        _competing(exceptions.competing_therapy, looks),
    )
    return [one for one in found if one is not None and one.there.any()]


def _simple(looks: Looks, name: ExceptionName, event: str, result: Status) -> Fired | None:
    if not len(looks.block.facts(Kind.EVENT, event)):
        return None
    return _fired(looks, name, looks.block.first_event(event), looks.closes, result)


def _fired(looks: Looks, name: ExceptionName, first: Firsts, limit: Whole, result: Status) -> Fired:
    day = first.day[looks.treatment]
    status = np.full(len(looks), code(result), np.int8)
    return Fired(name, day <= limit, status, day, first.fact[looks.treatment])


def _where(condition: Mask, this: Status, found: Fired) -> None:
    found.status[condition] = code(this)


def _death(rule: Death, looks: Looks) -> Fired | None:
    block = looks.block
    deaths = block.facts(Kind.EVENT, "death")
    if not len(deaths):
        return None
    first = block.first_event("death")
    limit = looks.limit(rule.when.before)
    found = _fired(looks, "death", first, limit, rule.result or Status.HOLD)
    if rule.related is None:
        return found
    series, related = deaths.series, rule.related
    said = [
        attributes_in(text.partition("\t")[0]).get("related", "unknown") for text in series.texts
    ]
    results = {"yes": related.yes, "no": related.no}
    codes = np.array([code(results.get(one, related.unknown)) for one in said], np.int8)
    unclear = np.array([one not in results for one in said])
    text = series.codes[first.row[looks.treatment]]
    found.status = codes[text]
    if rule.unknown_after is not None and rule.unknown_then is not None:
        until = _after(looks, found, rule.unknown_after)
        _where(unclear[text] & (block.asked.on > until), rule.unknown_then, found)
    return found


def _after(looks: Looks, found: Fired, period: Period) -> Whole:
    """A length of time after the fact; nothing where the exception does not apply."""
    until = np.zeros(len(looks), np.int64)
    until[found.there] = add(found.day[found.there], period, looks.block.asked.rounding)
    return until


def _lost(rule: Lost, looks: Looks) -> Fired | None:
    found = _simple(looks, "lost_to_follow_up", "lost_to_follow_up", rule.result)
    if found is not None:
        waiting = looks.block.asked.on < _after(looks, found, rule.after)
        _where(waiting, Status.AWAITING, found)
    return found


def _relocation(rule: Relocation, looks: Looks) -> Fired | None:
    found = _simple(looks, "relocation_abroad", "emigrated", rule.result)
    if found is None or rule.after is None or rule.then is None or rule.then == "SUPPLIER_OPTION":
        return found
    over = looks.block.asked.on > _after(looks, found, rule.after)
    _where(over, Status(rule.then), found)
    return found


def _competing(rule: Competing, looks: Looks) -> Fired | None:
    """The first therapy on the list; one still running that has not lasted yet is waited for."""
    block = looks.block
    therapies = list(_therapies(rule, block))
    if not therapies:
        return None
    first, running = therapies[0]
    for other, its in therapies[1:]:
        sooner = (other.day < first.day) | ((other.day == first.day) & (other.fact < first.fact))
        first, running = _sooner(first, other, sooner), np.where(sooner, its, running)
    found = _fired(looks, "competing_therapy", first, looks.closes, rule.result)
    waiting = running[looks.treatment] & (block.asked.on < _after(looks, found, rule.lasting))
    _where(waiting, Status.AWAITING, found)
    return found


def _sooner(first: Firsts, other: Firsts, sooner: Mask) -> Firsts:
    return Firsts(
        np.where(sooner, other.day, first.day),
        np.where(sooner, other.fact, first.fact),
        np.where(sooner, other.row, first.row),
    )


def switched(exceptions: Exceptions, block: Block) -> bool:
    """Whether another therapy on the list was given to any treatment of a block."""
    return any(True for _ in _therapies(exceptions.competing_therapy, block))


def _therapies(rule: Competing, block: Block) -> Iterator[tuple[Firsts, Mask]]:
    """Of each kind of event the first therapies that count, and which of them are still running.

    One that is exempt, or that ended before it had lasted, is as none.
    """
    listed, exempt = ({n.replace("-", "_") for n in names} for names in (rule.list, rule.unless))
    since = np.where(block.infused.found, block.infused.day, 0)
    for name, _ in block.asked.table.of_kind(Kind.EVENT):
        if name not in listed and name not in THERAPIES:
            continue
        found = block.texts(
            block.facts(Kind.EVENT, name), partial(_named, None if name in listed else listed)
        )
        found = block.texts(found, lambda text: not _named(exempt, text))
        ends = _ends(found.series)
        codes = found.take(found.series.codes)
        lasts = add(found.days, rule.lasting, block.asked.rounding) <= ends[codes]
        found = found.only(lasts)
        if len(found):
            first = block.firsts(found, since)
            yield first, ends[found.series.codes[first.row]] == LATER


def _named(wanted: set[str] | None, text: str) -> bool:
    """Whether an event's attributes name one of some therapies; any will do where none is given."""
    values = {value.replace("-", "_") for value in attributes_in(text).values()}
    return wanted is None or bool(values & wanted)


def _ends(series: Series) -> Whole:
    """The day after the last of the therapy each text is about; never where it tells no end."""
    return np.array([_end(text.partition("\t")[0]) for text in series.texts], np.int64)


def _end(text: str) -> int:
    try:
        return number(parse_date(attributes_in(text).get(ENDED, ""))) + 1
    except ValueError:
        return LATER


def keep(found: list[Fired], kept: Callable[[Fired], Mask]) -> None:
    """Leave out of each exception where it does not count."""
    for one in found:
        one.there = one.there & kept(one)


def choose(found: list[Fired], exceptions: Exceptions) -> None:
    """Leave the exceptions that compete: the decided before the waiting, then by priority."""
    if not found:
        return
    waiting = code(Status.AWAITING)
    decided = np.zeros(len(found[0].there), np.bool_)
    for one in found:
        decided |= one.there & (one.status != waiting)
    for one in found:
        one.there = one.there & ~(decided & (one.status == waiting))
    settled = np.zeros(len(decided), np.bool_)
    for name in exceptions.priority:
        first = next((one for one in found if one.name == name), None)
        if first is None:
            continue
        wins = first.there & ~settled
        for one in found:
            if one is not first:
                one.there = one.there & ~wins
        settled |= wins


def verdicts(found: list[Fired], count: int, shares: Shares) -> Verdicts:
    """What the exceptions left give: their result, or a conflict where two disagree."""
    given = undecided(count)
    clash = np.zeros(count, np.bool_)
    bits = np.zeros(count, np.int64)
    for one in found:
        past, whole = shares(one)
        first = one.there & (given.status == 0)
        again = one.there & ~first
        differs = (one.status != given.status) | (past * given.whole != given.past * whole)
        clash |= again & differs
        bits[one.there] |= why(f"exception {one.name}")
        given.status[first] = one.status[first]
        given.part(first, past[first], whole[first])
        given.fact[first] = one.fact[first]
        given.reason[first] = why("exception", f"exception {one.name}")
    given.status[clash] = code(Status.CONFLICT)
    given.reason[clash] = bits[clash] | why("exception", "conflict")
    given.part(clash, 0, 1)
    return given


def paid_by(found: Fired) -> tuple[Whole, Whole]:
    """The share of what is paid in full or not at all."""
    full = np.array([status in PAID for status in STATUSES])
    return full[found.status].astype(np.int64), np.ones(len(found.status), np.int64)

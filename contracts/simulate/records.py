"""What is recorded of stories, once as columns: the array engine's series and the facts alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from contracts.columns.days import A_DAY, Mask, Whole, add, add_months, day_of, number
from contracts.columns.table import Series, Table, place_of
from contracts.dates import Rounding
from contracts.fact import EVERYONE, Fact, Kind
from contracts.money import decimal_text, parse_number
from contracts.simulate.plan import Plan
from contracts.simulate.stories import End, Stories
from contracts.simulate.values import Measured

_BORN = date(1900, 1, 1)
_AFTER_A_MONTH = 15
_FAR = number(date(2190, 1, 1))
_LEFT = (
    ("lost_to_follow_up", End.LOST),
    ("consent_withdrawn", End.WITHDRAWN),
    ("emigrated", End.ABROAD),
)
_CAUSES = ("related=yes", "related=no", "related=unknown")


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """For each story the days of infusion, of the loss and of the end, and of each visit."""

    infused: Whole
    lost: Whole
    left: Whole
    visits: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """The facts of one kind and name: about which story, on which day, and what they say."""

    kind: Kind
    name: str
    who: NDArray[np.intp]
    day: Whole
    code: NDArray[np.int8]
    texts: tuple[str, ...]
    of: Measured | None = None


def records(plan: Plan, stories: Stories, region: tuple[str, ...] = ("region",)) -> list[Records]:
    """Everything recorded of some stories; `region` is that of each, or one for all."""
    every = np.arange(len(stories))
    infused = plan.infused(stories.start)
    nothing = np.zeros(len(every), np.int8)
    names = tuple(sorted(set(region)))
    places = [names.index(one) for one in region]
    where = np.array(places, np.int8) if len(region) > 1 else nothing
    born = np.full(len(every), number(_BORN), np.int64)
    product = plan.agreement.product or "simulated"
    found = [
        Records(Kind.TREATMENT, "infused", every, infused, nothing, (product,)),
        Records(Kind.RESIDENCE, "region", every, born, where, names),
    ]
    days = Days(
        infused,
        in_month(infused, stories.loss, plan.never),
        in_month(infused, stories.end_month, plan.never),
        visits_from(plan, infused),
    )
    return [one for one in (*found, *seen(plan, stories, days)) if len(one.who)]


def seen(plan: Plan, stories: Stories, days: Days, *, first: bool = True) -> Iterator[Records]:
    """What is seen of stories after infusion, and the `first` value before it."""
    yield from _events(plan, stories, days)
    yield from _visits(plan, stories, days, first=first)


def visits_from(plan: Plan, infused: Whole) -> Whole:
    """The day of each visit of each story."""
    rounding = plan.agreement.document.calendar.month_rounding
    planned = [add(infused, offset, rounding) for offset in plan.visits]
    return np.stack(planned, axis=1) if planned else np.zeros((len(infused), 0), np.int64)


def in_month(infused: Whole, month: Whole, never: int) -> Whole:
    """A day in the middle of a month after infusion; a day nobody sees where it never comes."""
    day = add_months(infused, month, Rounding.DOWN) + _AFTER_A_MONTH
    return np.where(month < never, day, _FAR)


def _events(plan: Plan, stories: Stories, days: Days) -> Iterator[Records]:
    died = (stories.end >= End.DIED_RELATED) & (stories.end <= End.DIED_UNKNOWN)
    fell, left = stories.loss < plan.never, days.left
    first = np.where(fell, np.minimum(days.lost, left), left)
    for name, text in plan.events:
        either = fell | (died if name == "relapse_or_death" else np.zeros(len(died), np.bool_))
        who = np.flatnonzero(either)
        yield _some(name, who, first[who], text)
    who = np.flatnonzero(died)
    cause = (stories.end[who] - End.DIED_RELATED).astype(np.int8)
    yield Records(Kind.EVENT, "death", who, left[who], cause, _CAUSES)
    for name, how in _LEFT:
        who = np.flatnonzero(stories.end == how)
        yield _some(name, who, left[who], "")


def _some(name: str, who: NDArray[np.intp], day: Whole, text: str) -> Records:
    return Records(Kind.EVENT, name, who, day, np.zeros(len(who), np.int8), (text,))


def _visits(plan: Plan, stories: Stories, days: Days, *, first: bool) -> Iterator[Records]:
    count, bits = len(stories), np.arange(len(plan.visits))
    came: Mask = ((stories.missed[:, None] >> bits) & 1) == 0
    came &= days.visits < days.left[:, None]
    who, which = np.nonzero(came)
    day = days.visits[who, which]
    gone = (day >= days.lost[who]).astype(np.int8)
    for one in plan.measured:
        texts = (one.found.working, one.found.lost)
        if one.found.baseline is None or not first:
            yield Records(Kind.OBSERVATION, one.name, who, day, gone, texts, one)
            continue
        every = np.arange(count)
        both = np.concatenate([every, who])
        order = np.argsort(both, kind="stable")
        on = np.concatenate([days.infused - 1, day])[order]
        codes = np.concatenate([np.full(count, 2, np.int8), gone])[order]
        with_first = (*texts, one.found.baseline)
        yield Records(Kind.OBSERVATION, one.name, both[order], on, codes, with_first, one)
    yield Records(Kind.VITAL_STATUS, "alive", who, day, np.zeros(len(who), np.int8), ("",))


def common(plan: Plan) -> tuple[Fact, ...]:
    """What is known of no single patient: the scenario's prices hold from its first month."""
    day = plan.scenario.first_month
    moment = datetime.combine(day, time(), tzinfo=UTC)
    prices = (
        Fact(
            f"scenario-price-{name}",
            1,
            EVERYONE,
            Kind.PRICE,
            name,
            decimal_text(Fraction(price.minor, 100)),
            price.currency,
            "",
            day,
            moment,
        )
        for name, price in sorted(plan.scenario.prices.items())
    )
    return (*plan.common, *prices)


def table(plan: Plan, found: list[Records], count: int) -> Table:
    """The array engine's table; ordinals number the records of all kinds."""
    series, base = {}, 0
    for one in found:
        series[one.kind, one.name] = _series(one, base)
        base += len(one.who)
    return Table(count, series, common(plan))


def _series(one: Records, base: int) -> Series:
    ordinal = np.arange(base, base + len(one.who), dtype=np.int32)
    place = place_of(one.who, one.day)
    recorded = one.day * A_DAY + A_DAY // 2
    quantity = one.of.quantity if one.of is not None else None
    if quantity is None or one.of is None:
        return Series(place, recorded, ordinal, code=one.code.astype(np.int32), texts=one.texts)
    values = [parse_number(text) for text in one.texts]
    scale = lcm(quantity.precision.denominator, *(value.denominator for value in values))
    low = np.array([int(2 * value * scale) for value in values], np.int64)[one.code]
    methods = (one.of.method,)
    return Series(place, recorded, ordinal, low=low, scale=scale, methods=methods)


def facts(found: list[Records], names: tuple[str, ...], mark: str = "s") -> list[Fact]:
    """The same records as facts, as a file of facts would hold them; ids begin with a mark."""
    told = []
    for series, one in enumerate(found):
        unit = one.of.unit if one.of is not None else ""
        method = one.of.method if one.of is not None else ""
        rows = zip(one.who.tolist(), one.day.tolist(), one.code.tolist(), strict=True)
        for row, (who, day, code) in enumerate(rows):
            on = day_of(day)
            told.append(
                Fact(
                    f"{mark}{series:02d}-{row:08d}",
                    1,
                    names[who],
                    one.kind,
                    one.name,
                    one.texts[code],
                    unit,
                    method,
                    on,
                    datetime.combine(on, time(12), tzinfo=UTC),
                )
            )
    return told

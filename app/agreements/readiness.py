"""Whether an agreement can be lived by before it is signed: measured, priced, shown by examples."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.web.forms import Message, Problem
from app.web.words import N_
from contracts.agreement import Agreement, Need, schedule
from contracts.checks.decisions import EVENT_KINDS
from contracts.outcome import Quantity
from contracts.terms import DataObligation, Scheduled
from contracts.wording.labels import label
from reports.language import Language

_ANCHOR = date(2025, 1, 15)
"""The infusion from which the agreement's windows and the plan's visits are both counted."""


class Level(StrEnum):
    """How far a thing is: in order, to be looked at, or not there."""

    OK = "ok"
    ATTENTION = "attention"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a follow-up plan: its unit, its methods, and the days it is asked on."""

    unit: str
    methods: tuple[str, ...]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """The follow-up plan that the product's patients follow; no name where there is none."""

    name: str = ""
    items: Mapping[str, Asked] = field(default_factory=dict)
    events: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """How many treatments there are, and for how many each thing was recorded at least once."""

    treatments: int = 0
    recorded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how far it is, what was found, and what to do about it."""

    level: Level
    said: Problem
    todo: Problem | None = None
    asks: bool = False
    """Whether a version comes into force in spite of it only if somebody says so."""

    @property
    def open(self) -> bool:
        """Whether somebody has to say that the version is to be in force in spite of it."""
        return self.asks or self.level is Level.MISSING


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything found about one outcome that the terms look at."""

    name: str
    terms: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        """The worst of its findings."""
        return worst(self.findings)


@dataclass(frozen=True, slots=True)
class Burden:
    """What following one patient for the agreement takes."""

    years: str
    visits: int
    values: int
    visits_a_year: str
    values_a_year: str


def worst(findings: Iterable[Finding]) -> Level:
    """The level that says most about several findings."""
    levels = {one.level for one in findings}
    if Level.MISSING in levels:
        return Level.MISSING
    return Level.ATTENTION if Level.ATTENTION in levels else Level.OK


def measured(
    agreement: Agreement, plan: Followed, seen: Seen, lang: Language
) -> tuple[Measured, ...]:
    """Each outcome the terms look at: who measures it, how, when, and how often it is there."""
    outcomes = agreement.document.outcomes
    return tuple(
        Measured(
            label(need.name, lang, outcomes),
            need.terms,
            tuple(_about(agreement, need, plan, seen)),
        )
        for need in agreement.needed()
    )


def _about(agreement: Agreement, need: Need, plan: Followed, seen: Seen) -> Iterator[Finding]:
    yield _source(agreement, need)
    if need.type == "event":
        yield _event(need, plan)
    else:
        yield from _item(agreement, need, plan)
    yield _share(need, seen)


_SOURCES = {
    "lab": N_("the laboratory"),
    "registry": N_("the department, in the register"),
    "register": N_("the department, in the register"),
    "site": N_("the department"),
    "patient": N_("the patient"),
}


def _source(agreement: Agreement, need: Need) -> Finding:
    named = agreement.document.outcomes[need.name].source
    if not named:
        text = N_("The text does not say from which source it comes; the register's own is taken.")
        todo = N_("Write the source under outcomes, such as source: [lab].")
        if need.name in EVENT_KINDS:
            return Finding(Level.OK, Problem(N_("Recorded by the department as an event.")))
        return Finding(Level.ATTENTION, Problem(text), Problem(todo))
    said = [Problem(_SOURCES.get(one, one)) for one in named]
    return Finding(Level.OK, Problem(N_("Comes from {source}."), {"source": Told(said)}))


@dataclass(frozen=True, slots=True)
class Told:
    """Several words in one place of a sentence."""

    parts: Sequence[Message]
    between: str = ", "

    def into(self, lang: Language) -> str:
        """The words in one language, commas or another mark between."""
        return self.between.join(part.worded(lang) for part in self.parts)


def worded(said: Problem, lang: Language) -> str:
    """A sentence of the checklist in one language."""
    values = {
        name: value.into(lang) if isinstance(value, Told) else value
        for name, value in said.values.items()
    }
    return Problem(said.text, values).worded(lang)


def _event(need: Need, plan: Followed) -> Finding:
    if need.name in plan.events:
        return Finding(
            Level.OK, Problem(N_("The follow-up plan {plan} asks for it."), {"plan": plan.name})
        )
    if need.name in EVENT_KINDS:
        text = N_("No follow-up plan asks for it, though departments can record it at any time.")
        todo = N_("Have it added to the events of the plan, so that it is asked for at each visit.")
        return Finding(Level.ATTENTION, Problem(text), Problem(todo))
    text = N_("It is no event that departments can record.")
    todo = N_("Use an event that is recorded, or agree how this one reaches the register.")
    return Finding(Level.MISSING, Problem(text), Problem(todo))


def _item(agreement: Agreement, need: Need, plan: Followed) -> Iterator[Finding]:
    asked = plan.items.get(need.name)
    if asked is None:
        text = N_("No follow-up plan for this product and indication asks for it.")
        todo = N_(
            "Have it added to the plan before signing, or agree on something that is measured."
        )
        yield Finding(Level.MISSING, Problem(text), Problem(todo))
        return
    found = {"plan": plan.name, "count": len(asked.days)}
    yield Finding(Level.OK, Problem(N_("The plan {plan} asks for it at {count} visits."), found))
    yield from _unit(agreement, need, asked)
    yield from _windows(agreement, need, asked)


def _unit(agreement: Agreement, need: Need, asked: Asked) -> Iterator[Finding]:
    outcome = agreement.document.outcomes[need.name]
    known = {need.unit, *outcome.convert} if isinstance(outcome, Quantity) else {need.unit}
    if need.unit and asked.unit not in known:
        text = N_("The agreement measures in {wanted}, the plan asks in {found}.")
        todo = N_("Use the plan's unit, or write the factor under convert.")
        values = {"wanted": need.unit, "found": asked.unit or "–"}
        yield Finding(Level.MISSING, Problem(text, values), Problem(todo))
    elif need.unit:
        yield Finding(Level.OK, Problem(N_("The unit agrees: {unit}."), {"unit": asked.unit}))
    lacking = [one for one in need.methods if asked.methods and one not in asked.methods]
    if lacking or (need.methods and not asked.methods):
        text = N_("The agreement names the method {found}, which the plan does not ask for.")
        todo = N_("Have the method added to the plan, or agree on one that is recorded.")
        values = {"found": ", ".join(lacking or need.methods)}
        yield Finding(Level.ATTENTION, Problem(text, values), Problem(todo))


def _windows(agreement: Agreement, need: Need, asked: Asked) -> Iterator[Finding]:
    """Whether a visit falls in each window in which the terms look for a value."""
    looking = (t for _, t in agreement.terms() if isinstance(t, Scheduled | DataObligation))
    terms = {t.id for t in looking if t.id in need.terms}
    looked = [one for one in schedule(agreement, _ANCHOR) if one.term in terms]
    days = [_ANCHOR + timedelta(days=day) for day in asked.days]
    bare = [one for one in looked if not any(one.opens <= day <= one.closes for day in days)]
    if not looked:
        return
    if not bare:
        text = N_("A planned visit falls in each of the {count} windows.")
        yield Finding(Level.OK, Problem(text, {"count": len(looked)}))
        return
    text = N_("No planned visit falls in the window of milestone {which} ({count} of {all}).")
    todo = N_("Widen the window, move the milestone, or have a visit added to the plan.")
    which = ", ".join(str(one.index) for one in bare[:8])
    values = {"which": which, "count": len(bare), "all": len(looked)}
    level = Level.MISSING if len(bare) == len(looked) else Level.ATTENTION
    yield Finding(level, Problem(text, values), Problem(todo))


def _share(need: Need, seen: Seen) -> Finding:
    if seen.treatments == 0:
        return Finding(
            Level.OK,
            Problem(N_("No patient is treated with the product yet, so nothing is known.")),
        )
    count = seen.recorded.get(need.name, 0)
    values = {"count": count, "all": seen.treatments}
    text = N_("Recorded so far for {count} of {all} treatments.")
    if need.type == "event" or 2 * count >= seen.treatments:
        return Finding(Level.OK, Problem(text, values))
    todo = N_("Ask the departments why it is missing before money depends on it.")
    return Finding(Level.ATTENTION, Problem(text, values), Problem(todo))


def burden(agreement: Agreement, plan: Followed) -> Burden | None:
    """Visits and values each patient needs for the agreement; None where no term follows anyone."""
    ends = [one.closes for one in schedule(agreement, _ANCHOR)]
    if not ends:
        return None
    length = (max(ends) - _ANCHOR).days
    names = {need.name for need in agreement.needed()}
    asked = [
        (day, name)
        for name, item in plan.items.items()
        if name in names
        for day in item.days
        if 0 <= day <= length
    ]
    visits = len({day for day, _ in asked})
    return Burden(
        _tenths(length * 10, 365),
        visits,
        len(asked),
        _tenths(visits * 3650, length),
        _tenths(len(asked) * 3650, length),
    )


def _tenths(tenths: int, by: int) -> str:
    rounded = (2 * tenths + by) // (2 * by)
    return f"{rounded // 10}.{rounded % 10}"

"""Simulations worked out by the runner and kept by what went in, so that none is done twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from sqlmodel import Session

from app.agreements import figures, queries
from app.agreements.simulate_cohort import actual, last_known
from app.agreements.simulate_inputs import ACTUAL, plain, prices, scenario
from app.clock import now
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.agreements import Simulation
from app.db.tables.operations import Job
from app.jobs import BACK, Done, Lane, Progress, Rules, enqueue, handles
from app.permissions import Actor, NotFound, Permission
from app.permissions import check as must_have
from contracts.agreement import Agreement
from contracts.canonical import sha256
from contracts.fact import Kind
from contracts.simulate.figures import Figures
from contracts.simulate.known import Cohort
from contracts.simulate.refused import SimulationRefused
from contracts.simulate.scenario import Scenario
from contracts.simulate.simulate import costs, refuse, simulate

KIND = "agreement.simulate"
LONGEST = timedelta(minutes=10)
"""What a simulation may take: it shares the processor with everyone's pages, and is waited for."""
WORKED_OUT_AS = "3"
"""Changes whenever the same inputs would give other figures."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be worked out: one design or two, and the form's fields.

    Each design has the actual cohort with what it reads of it, where one is asked for.
    """

    designs: tuple[Agreement, ...]
    fields: Mapping[str, str]
    scenario: Scenario
    cohorts: tuple[Cohort | None, ...]

    @property
    def key(self) -> str:
        """The hash of all that goes in; what is known at a moment never changes."""
        said = {name: self.fields[name] for name in sorted(self.fields)}
        return sha256([WORKED_OUT_AS, [one.sha256 for one in self.designs], said])


@dataclass(frozen=True, slots=True)
class Kept:
    """A simulation as kept."""

    sha256: str
    inputs: dict[str, str]
    designs: list[dict[str, Any]]
    difference: dict[str, Any] | None
    """What the second design comes to beyond the first, future by future, where there are two."""
    at: datetime

    @property
    def known_on(self) -> date | None:
        """The day up to which the actual cohort is known, where it was asked for."""
        known = self.inputs.get("known_at")
        return datetime.fromisoformat(known).date() if known else None


def wanted(
    session: Session, actor: Actor, place: tuple[str, str], typed: Mapping[str, str]
) -> Wanted:
    """What a form asks for.

    Raises:
        NotFound: there is no such version, or the actor may not see it.
        AgreementRefused: the scenario has faults; the path of each is the field's name.
        SimulationRefused: it cannot be worked out like this.
    """
    must_have(actor, Permission.AGREEMENT_READ)
    designs = [queries.version(session, actor, *place)]
    other = typed.get("other", "")
    if other:
        number, _, version = other.partition(" v")
        designs.append(queries.version(session, actor, number, version))
        known = known_prices(session, actor, number)
        stated = {f"price:{name}": value for name, value in known.items()}
        typed = {**stated, **{name: text for name, text in typed.items() if text}}
    drawn = scenario(typed, dict(prices(tuple(designs))))
    cohorts = tuple(_cohort(session, actor, designs[0], one, typed) for one in designs)
    for design, cohort in zip(designs, cohorts, strict=True):
        refuse(design, drawn, cohort)
    return Wanted(tuple(designs), typed, drawn, cohorts)


def as_known(session: Session, typed: Mapping[str, str]) -> dict[str, str]:
    """The fields with the moment the actual cohort is known at, where it is asked for."""
    fields = {name: text for name, text in plain(typed).items() if name != "known_at"}
    if fields.get("cohort") != ACTUAL:
        return {name: text for name, text in fields.items() if name != "cohort"}
    midnight = datetime.combine(now().date(), time(), tzinfo=UTC)
    return fields | {"known_at": max(last_known(session), midnight).isoformat()}


def _cohort(
    session: Session, actor: Actor, first: Agreement, design: Agreement, typed: Mapping[str, str]
) -> Cohort | None:
    if typed.get("cohort") != ACTUAL:
        return None
    must_have(actor, Permission.SETTLEMENT_READ)
    return actual(session, first, design, datetime.fromisoformat(typed["known_at"]))


def known_prices(session: Session, actor: Actor, agreement_id: str) -> dict[str, str]:
    """The newest price of each name the agreement reads, as stated."""
    needed = figures.needed_by(session, actor, agreement_id)
    found = figures.figures(session, actor, [one for one in needed if one.kind is Kind.PRICE])
    ordered = sorted((one for one in found if one.current), key=lambda one: one.valid_on)
    return {one.name: one.value for one in ordered}


def kept(session: Session, actor: Actor, place: tuple[str, str], key: str) -> Kept:
    """A simulation of a version.

    Raises:
        NotFound: there is none.
    """
    must_have(actor, Permission.AGREEMENT_READ)
    row = session.get(Simulation, key)
    if row is None or (row.agreement_id, row.version) != place:
        raise NotFound
    found = row.figures
    return Kept(
        row.sha256, dict(row.inputs), list(found["designs"]), found.get("difference"), row.at
    )


def is_kept(session: Session, asked: Wanted) -> bool:
    """Whether it was worked out before."""
    return session.get(Simulation, asked.key) is not None


def begin(session: Session, actor: Actor, place: tuple[str, str], asked: Wanted) -> str:
    """Where the result is, or where to wait for it."""
    if is_kept(session, asked):
        return address(place, asked.key)
    arguments = {"agreement_id": place[0], "version": place[1], "fields": dict(asked.fields)}
    arguments[BACK] = page_of(place)
    return f"/jobs/{enqueue(session, actor, KIND, arguments).id}"


def asked_by(job: Job, place: tuple[str, str]) -> dict[str, str] | None:
    """The fields a job was asked with, where it is one of this version."""
    given = job.arguments
    if job.kind != KIND or (given["agreement_id"], given["version"]) != place:
        return None
    return dict(given["fields"])


def page_of(place: tuple[str, str]) -> str:
    """Where a version is simulated."""
    number, version = (quote(part, safe="") for part in place)
    return f"/agreements/{number}/versions/{version}/simulate"


def address(place: tuple[str, str], key: str) -> str:
    """Where a simulation is shown."""
    return f"{page_of(place)}?run={key}"


def _worked_out(asked: Wanted, progress: Progress) -> dict[str, Any]:
    """Each design's figures and readings, and how two differ."""
    figures, told = zip(*_each(asked, progress), strict=True)
    return {"designs": list(told), "difference": difference(figures)}


def difference(figures: Sequence[Figures]) -> dict[str, Any] | None:
    """What the second design comes to beyond the first on the same futures, in one currency."""
    if len({one.currency for one in figures}) != 1 or len(figures) != 2:
        return None
    costs_more, misses_more = figures[0].beside(figures[1])
    return {"payer": costs_more.to_json(), "supplier": misses_more.to_json()}


def _each(asked: Wanted, progress: Progress) -> Iterator[tuple[Figures, dict[str, Any]]]:
    """Each design's figures, as they are and as kept; each takes an equal part of the time."""
    part = 96 // len(asked.designs)
    for nth, (design, cohort) in enumerate(zip(asked.designs, asked.cohorts, strict=True)):
        step = _Step(progress, 2 + part * nth, part // 2)
        figures = simulate(design, asked.scenario, cohort, step.heard)
        step.next()
        found = costs(design, asked.scenario, cohort, step.heard)
        yield figures, figures.to_json() | {"readings": [one.to_json() for one in found]}


class _Step:
    """Tells how far one step of one design is, in percent and in futures settled."""

    def __init__(self, progress: Progress, begun: int, part: int) -> None:
        self.progress, self.begun, self.part = progress, begun, part
        self.before = self.every = 0

    def heard(self, done: int, total: int) -> None:
        """So many futures of the step are settled."""
        self.every = self.before + total
        self.progress(
            self.begun + self.part * done // max(total, 1), self.before + done, self.every
        )

    def next(self) -> None:
        """The next step begins."""
        self.begun, self.before = self.begun + self.part, self.every
        self.progress(self.begun)


@handles(KIND, Rules(Lane.SIMULATIONS, may_stop=True, longest=LONGEST))
def work_out(
    database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress
) -> Done:
    """Work a simulation out and keep it; repeated, it finds what it kept."""
    place = (arguments["agreement_id"], arguments["version"])
    with read_tx(database) as session:
        asked = wanted(session, actor, place, arguments["fields"])
    progress(2)
    try:
        found = _worked_out(asked, progress)
    except SimulationRefused:  # too many stories turned out to be too intricate for arrays
        return Done(location=f"{page_of(place)}?refused=futures")
    with write_tx(database) as session:
        if session.get(Simulation, asked.key) is None:
            session.add(
                Simulation(
                    sha256=asked.key,
                    agreement_id=place[0],
                    version=place[1],
                    inputs=dict(asked.fields),
                    figures=found,
                    at=now(),
                    by=actor.user_id,
                )
            )
    return Done(location=address(place, asked.key))

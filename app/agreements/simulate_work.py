"""Simulations worked out by the runner and kept by what went in, so that none is done twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlmodel import Session

from app.agreements import figures, queries
from app.agreements.simulate_inputs import prices, scenario
from app.clock import now
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.agreements import Simulation
from app.jobs import Done, Progress, enqueue, handles
from app.permissions import Actor, NotFound, Permission
from app.permissions import check as must_have
from contracts.agreement import Agreement
from contracts.canonical import sha256
from contracts.fact import Kind
from contracts.simulate.scenario import Scenario
from contracts.simulate.simulate import costs, simulate

KIND = "agreement.simulate"
WORKED_OUT_AS = "1"
"""Changes whenever the same inputs would give other figures."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be worked out: one design or two, and the form's fields."""

    designs: tuple[Agreement, ...]
    fields: Mapping[str, str]
    scenario: Scenario

    @property
    def key(self) -> str:
        """The hash of all that goes in."""
        said = {name: self.fields[name] for name in sorted(self.fields)}
        return sha256([WORKED_OUT_AS, [one.sha256 for one in self.designs], said])


@dataclass(frozen=True, slots=True)
class Kept:
    """A simulation as kept."""

    sha256: str
    inputs: dict[str, str]
    designs: list[dict[str, Any]]
    at: datetime


def wanted(
    session: Session, actor: Actor, place: tuple[str, str], typed: Mapping[str, str]
) -> Wanted:
    """What a form asks for.

    Raises:
        NotFound: there is no such version, or the actor may not see it.
        AgreementRefused: the scenario has faults; the path of each is the field's name.
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
    listed = dict(prices(tuple(designs)))
    return Wanted(tuple(designs), typed, scenario(typed, listed))


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
    return Kept(row.sha256, dict(row.inputs), list(row.figures["designs"]), row.at)


def begin(session: Session, actor: Actor, place: tuple[str, str], asked: Wanted) -> str:
    """Where the result is, or where to wait for it."""
    if session.get(Simulation, asked.key) is not None:
        return address(place, asked.key)
    arguments = {"agreement_id": place[0], "version": place[1], "fields": dict(asked.fields)}
    return f"/jobs/{enqueue(session, actor, KIND, arguments).id}"


def address(place: tuple[str, str], key: str) -> str:
    """Where a simulation is shown."""
    number, version = (quote(part, safe="") for part in place)
    return f"/agreements/{number}/versions/{version}/simulate?run={key}"


@handles(KIND)
def work_out(
    database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress
) -> Done:
    """Work a simulation out and keep it; repeated, it finds what it kept."""
    place = (arguments["agreement_id"], arguments["version"])
    with read_tx(database) as session:
        asked = wanted(session, actor, place, arguments["fields"])
    progress(5)
    found = []
    for nth, design in enumerate(asked.designs, start=1):
        told = simulate(design, asked.scenario).to_json()
        progress(5 + 30 * nth // len(asked.designs))
        told["readings"] = [one.to_json() for one in costs(design, asked.scenario)]
        progress(5 + 90 * nth // len(asked.designs))
        found.append(told)
    with write_tx(database) as session:
        if session.get(Simulation, asked.key) is None:
            session.add(
                Simulation(
                    sha256=asked.key,
                    agreement_id=place[0],
                    version=place[1],
                    inputs=dict(asked.fields),
                    figures={"designs": found},
                    at=now(),
                    by=actor.user_id,
                )
            )
    return Done(location=address(place, asked.key))

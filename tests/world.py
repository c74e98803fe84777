"""A small world for tests: two departments, a few treated patients, an agreement in force."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

START = datetime(2024, 1, 10, 9, tzinfo=UTC)
TEMPLATE = "hemgenix_dk"


@dataclass
class World:
    """What was made, by the names that routes use."""

    db: Any
    people: dict[str, Any] = field(default_factory=dict)
    treatments: dict[str, int] = field(default_factory=dict)
    patients: dict[str, str] = field(default_factory=dict)
    agreement: str = ""

    def objects(self, relation: str) -> dict[str, str]:
        """Values for the places in a route's path, own or another department's."""
        which = "other" if relation == "other" else "own"
        return {
            "treatment_id": str(self.treatments[which]),
            "patient_id": self.patients[which],
            "code": "M12",
            "visit": "M12",
            "agreement_id": self.agreement,
            "version": "1",
            "product_id": "hemgenix",
            "indication_id": "haemophilia-b",
            "product": "hemgenix",
            "indication": "haemophilia-b",
            "user_id": "1",
        }


def make_world(db: Any, person: Any) -> World:
    """Two departments with one Hemgenix patient each, infused in January 2024."""
    world = World(db)
    world.people = {
        "own": person("clinician", "rh-haem"),
        "other": person("clinician", "auh-haem"),
        "analyst": person("analyst"),
        "approver": person("approver"),
    }
    for which, cpr in (("own", "0101801234"), ("other", "0202704321")):
        world.patients[which], world.treatments[which] = treated(
            db, world.people[which], cpr=cpr, name=f"CANARY-{which} Testperson"
        )
    world.agreement = in_force(world)
    return world


def treated(
    db: Any,
    clinician: Any,
    *,
    cpr: str | None,
    name: str = "Test Testesen",
    infused_on: date = START.date(),
    external: tuple[str, str] | None = None,
) -> tuple[str, int]:
    """A registered patient with one infused Hemgenix treatment at the clinician's department."""
    from app.db.engine import write_tx
    from app.db.server_time import stamp
    from app.patients.actions import (
        NewPatient,
        NewTreatment,
        add_treatment,
        record_state,
        register_patient,
    )

    (site,) = clinician.site_ids
    with write_tx(db) as session:
        at = stamp(session, START)
        new = NewPatient(cpr, name, "m", 1980, external, "hovedstaden")
        patient = register_patient(session, clinician, new, at=at, source="entered")
        course = NewTreatment(patient, "hemgenix", "haemophilia-b", site)
        treatment = add_treatment(session, clinician, course, at=at, source="entered")
        record_state(session, clinician, treatment, "infused", infused_on, at=at, source="entered")
    return patient, treatment


def visited(  # noqa: PLR0913 - a builder that shows what matters
    db: Any,
    clinician: Any,
    treatment: int,
    visit: str = "M12",
    on: date = date(2025, 1, 10),
    *,
    at: datetime | None = None,
    reason: str = "",
    **items: str,
) -> Any:
    """A held visit with these items (unit and method are the plan's)."""
    from app.db.engine import write_tx
    from app.db.server_time import stamp
    from app.followup.actions import record_visit
    from app.followup.entries import ItemEntry, VisitEntry

    entries = tuple(
        ItemEntry(n, v, method="one-stage" if n == "fix_activity" else "") for n, v in items.items()
    )
    with write_tx(db) as session:
        moment = stamp(session, at or START + timedelta(days=370))
        entry = VisitEntry(treatment, visit, on, entries)
        return record_visit(session, clinician, entry, at=moment, source="entered", reason=reason)


def in_force(world: World, template: str = TEMPLATE) -> str:
    """A packaged agreement recorded by the analyst and brought into force by the approver."""
    from app.agreements.actions import activate, record_version
    from app.agreements.figures import NewFigure, record_figure
    from app.agreements.weighed import Accepted
    from app.db.engine import write_tx
    from contracts import library
    from contracts.fact import Kind

    text, examples = library.template(template), library.examples_of(template)
    with write_tx(world.db) as session:
        row = record_version(session, world.people["analyst"], text, examples, at=START)
        found: str = row.agreement_id
        meant = Accepted("To show how it works", both=True)
        approver = world.people["approver"]
        activate(session, approver, found, row.version, accepted=meant, at=START)
        said = ("illustrative-hemgenix", "21500000.00", date(2020, 1, 1), "illustrative")
        price = NewFigure(Kind.PRICE, *said, unit="DKK")
        record_figure(session, world.people["analyst"], price, at=START)
    return found


def settled(
    world: World, on: date, period: str, *, at: datetime | None = None, issue: bool = True
) -> str:
    """A run drafted, proposed, approved and (unless told not to) issued; gives its id."""
    from app.db.engine import write_tx
    from app.settlements import actions
    from app.settlements.issue import issue as issue_run

    analyst, approver = world.people["analyst"], world.people["approver"]
    with write_tx(world.db) as session:
        run = actions.draft(session, analyst, world.agreement, period, on, at=at)
        found: str = run.id
        actions.propose(session, analyst, found, at=at)
    with write_tx(world.db) as session:
        actions.approve(session, approver, found, at=at)
    if issue:
        issue_run(world.db, analyst, found, at=at)
    return found

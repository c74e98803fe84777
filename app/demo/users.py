"""The people of the demo; they exist in the demo's database only, all with the same password."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts import passwords
from app.accounts.actions import NOBODY, NewAccount, create_user
from app.permissions import Actor, Role
from app.web.deps import actor_of

PASSWORD = "vis mig effekten"  # noqa: S105 - printed on purpose; the demo answers on loopback only


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A person to sign in as, and what they show."""

    email: str
    name: str
    role: Role
    site: str | None
    shows: str


USERS = (
    DemoUser(
        "nanna@demo.example",
        "Nanna Nielsen",
        Role.CLINICIAN,
        "rh-haem",
        "due visits, entry, lab file (haematology, Rigshospitalet)",
    ),
    DemoUser("birk@demo.example", "Birk Bang", Role.CLINICIAN, "rh-born", "children's department"),
    DemoUser("oda@demo.example", "Oda Olsen", Role.CLINICIAN, "rh-oje", "eye department"),
    DemoUser("aksel@demo.example", "Aksel Aagaard", Role.CLINICIAN, "auh-haem", "Aarhus"),
    DemoUser("fie@demo.example", "Fie Friis", Role.CLINICIAN, "ouh-haem", "Odense"),
    DemoUser("lea@demo.example", "Lea Lund", Role.SITE_LEAD, "rh-haem", "completeness, evidence"),
    DemoUser(
        "anders@demo.example", "Anders Amdi", Role.ANALYST, None, "agreements, runs, explanations"
    ),
    DemoUser("gry@demo.example", "Gry Godt", Role.APPROVER, None, "approval of runs"),
    DemoUser("rikke@demo.example", "Rikke Rask", Role.REVIEWER, None, "evidence, council reports"),
    DemoUser("admin@demo.example", "Arne Adler", Role.ADMIN, None, "users, departments, health"),
    DemoUser("asta@demo.example", "Asta Amby", Role.AUDITOR, None, "the audit trail"),
)


def make_users(session: Session) -> dict[str, Actor]:
    """Make every demo account; gives the actors by e-mail."""
    stored = passwords.hashed(PASSWORD)
    actors: dict[str, Actor] = {}
    for user in USERS:
        row = create_user(
            session, NOBODY, NewAccount(user.email, user.name, user.role, user.site), stored
        )
        actor = actor_of(session, row.id or 0)
        if actor is None:
            raise RuntimeError(user.email)
        actors[user.email] = actor
    return actors

"""A migrated database on SQLite and on a real PostgreSQL, and signed-in browsers for each role."""

import os
import shutil
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import Phase, settings

BOTH = ("sqlite", "postgresql")
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=5000, deadline=None)
# For seeded faults: one example that fails is enough, it need not be made small.
settings.register_profile("faults", settings.get_profile("ci"), phases=[Phase.generate])
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only", choices=BOTH, help="run database tests on one database only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_name" in metafunc.fixturenames:
        only = metafunc.config.getoption("--only")
        mark = metafunc.definition.get_closest_marker("database")
        wanted = [name for name in (mark.args if mark else BOTH) if only in {None, name}]
        metafunc.parametrize("engine_name", wanted, scope="session")


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installation's folder for the session: keys and settings point here."""
    from app.settings import settings

    folder = tmp_path_factory.mktemp("data")
    os.environ["EFFEKT_DATA"] = str(folder)
    os.environ["EFFEKT_INSECURE_COOKIES"] = "true"
    settings.cache_clear()
    from app.patients.identity import ensure_keys

    ensure_keys(settings().key_file)
    return folder


@pytest.fixture(scope="session")
def template(engine_name: str, data_folder: Path) -> str:
    """A migrated database with the catalogue, made once and copied for each test."""
    from app.db.engine import connect
    from app.setup import prepare

    if engine_name == "sqlite":
        url = f"sqlite:///{data_folder / 'template.db'}"
    else:
        from tests.postgres import create_database

        url = create_database("template")
    database = connect(url)
    prepare(database)
    database.dispose()  # the last SQLite connection to close writes the log into the file
    return url


@pytest.fixture
def db(engine_name: str, template: str, tmp_path: Path):
    """An empty, migrated database with the catalogue, of its own for each test."""
    from app.db.engine import connect

    if engine_name == "sqlite":
        copy = tmp_path / "effekt.db"
        shutil.copy(template.removeprefix("sqlite:///"), copy)
        database = connect(f"sqlite:///{copy}")
        yield database
        database.dispose()
        return
    from tests.postgres import create_database, drop_database

    name = f"t_{uuid4().hex[:12]}"
    database = connect(create_database(name, template="template"))
    yield database
    database.dispose()
    drop_database(name)


@pytest.fixture
def person(db):
    """Make an account with a role and give it as an actor: `person("clinician", "rh-haem")`."""
    from app.accounts.actions import NOBODY, NewAccount, create_user
    from app.db.engine import write_tx
    from app.permissions import Role
    from app.web.deps import actor_of

    def make(role: str, site: str | None = None, name: str = ""):
        name = name or f"{role} {uuid4().hex[:6]}"
        email = f"{uuid4().hex[:10]}@example.dk"
        with write_tx(db) as session:
            user = create_user(
                session, NOBODY, NewAccount(email, name, Role(role), site), "no password"
            )
            return actor_of(session, user.id)

    return make


@pytest.fixture
def app(db):
    """The whole web application on the test's database."""
    from app.main import create_app

    return create_app(db)


@pytest.fixture
def client_for(app, db, person):
    """A signed-in browser for a role: `client_for("clinician", "rh-haem")`."""
    from tests.browsers import Browser

    def make(role: str, site: str | None = None, actor: "Actor | None" = None) -> Browser:  # noqa: F821
        return Browser.signed_in(app, db, actor or person(role, site))

    return make


@pytest.fixture
def world(db, person):
    """Two departments with a treated patient each, and an agreement in force."""
    from tests.world import make_world

    return make_world(db, person)

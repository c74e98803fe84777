"""What makes a database ready for its first request: tables, catalogue, plans and keys."""

from app.catalogue.load import load_catalogue
from app.db.engine import Database, write_tx
from app.db.migrate import upgrade
from app.followup.plans import load_plans
from app.patients.identity import ensure_keys
from app.settings import settings


def prepare(database: Database) -> None:
    """Bring the database up to date; doing it again changes nothing."""
    ensure_keys(settings().key_file)
    upgrade(database)
    with write_tx(database) as session:
        load_catalogue(session)
        load_plans(session)

"""Alembic's entry: always on the connection that `app.db.migrate` hands over."""

from alembic import context

import app.db.tables  # noqa: F401 - registers every table
from app.db.types import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()

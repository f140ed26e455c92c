"""How alembic meets our database: always through a connection that somebody opened already."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import census_app.ledger.tables  # noqa: F401  (makes every table known)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

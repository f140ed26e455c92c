"""Bringing a database to the shape that the tables declare."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from census_app.ledger.engine import answering

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """The database has the newest shape; one that has it already is left as it is."""
    with answering(engine.execution_options(census_writes=True)) as connection, connection.begin():
        command.upgrade(_config(connection), "head")


def is_ready(engine: Engine) -> bool:
    """True when the database has the newest shape."""
    with answering(engine) as connection:
        newest = ScriptDirectory.from_config(_config(connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == newest


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config

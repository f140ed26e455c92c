"""Bringing a database to the shape that the tables declare."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from census_app.domain.errors import Refused

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """The database has the newest shape; one that has it already is left as it is."""
    with _answering(engine.execution_options(census_writes=True)) as connection, connection.begin():
        command.upgrade(_config(connection), "head")


def is_ready(engine: Engine) -> bool:
    """True when the database has the newest shape."""
    with _answering(engine) as connection:
        newest = ScriptDirectory.from_config(_config(connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == newest


def _answering(engine: Engine) -> Connection:
    """A connection. Raises: Refused when the database does not answer."""
    try:
        return engine.connect()
    except OperationalError as error:
        where = engine.url.set(username=None, password=None).render_as_string()
        raise Refused("database_not_reachable", {"database": where}) from error


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config

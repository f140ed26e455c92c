"""The one way to the database: SQLite in WAL mode, or PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, create_engine

from census_app.domain.errors import Refused
from census_app.ledger import scoping
from census_app.ledger.json_text import from_json, to_json
from census_app.ledger.keys import keep_keys, known_keys, require_keys
from census_app.ledger.marks import teach_marks
from census_app.ledger.sealing import seal_with
from census_app.ledger.seals import collect
from census_app.settings import SEAL_KEY, Settings

_PATIENCE_SECONDS = 30
_ASK_AGAIN_SECONDS = 0.002
_LATE_CHECKPOINT = 16_000
"""Pages (128 MB) that wait beside the database before they are laid into it, so that no import waits for the disk."""
_USUAL_ROOM, _ROOM_FOR_A_SET = -2_000, -32_000  # KiB, as SQLite counts them


def open_ledger(settings: Settings) -> Engine:
    """Return an engine that opens and closes the seal with the key of these settings.

    Raises: Refused when the database does not answer, or when its keys are missing or are others.
    """
    engine = open_engine(settings.database_url)
    hold_keys(engine, settings)
    seal_with(engine, settings.key(SEAL_KEY))
    return engine


def hold_keys(engine: Engine, settings: Settings) -> None:
    """A new ledger knows the keys of these settings as its own; any other was found to know them, or has no tables.

    Raises: Refused when the database does not answer, or when its keys are missing or are others.
    """
    with answering(engine) as connection:
        known = known_keys(connection)
    if known == {}:
        with suppress(IntegrityError), engine.execution_options(census_writes=True).begin() as connection:
            keep_keys(connection, settings)  # when two open a new ledger at once, the keys of the first hold
        with answering(engine) as connection:
            known = known_keys(connection)
    require_keys(settings.keys_dir, known or {})


def answering(engine: Engine) -> Connection:
    """A connection. Raises: Refused when the database does not answer."""
    try:
        return engine.connect()
    except OperationalError as error:
        where = engine.url.set(username=None, password=None).render_as_string()
        raise Refused("database_not_reachable", {"database": where}) from error


def open_engine(database_url: str) -> Engine:
    """Return an engine whose errors never print a parameter (names and numbers travel as parameters).

    It cannot read what is sealed: that is for `open_ledger`.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url, hide_parameters=True, pool_pre_ping=True, json_serializer=to_json, json_deserializer=from_json
        )
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=to_json,
        json_deserializer=from_json,
        connect_args={"timeout": _PATIENCE_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    teach_marks(connection)
    connection.isolation_level = None  # the driver must not open transactions by itself: `_begin_sqlite` does
    settings = {
        "page_size": 8_192,  # twice the usual: staged rows are long. A file keeps the size it was made with
        "journal_mode": "WAL",
        "wal_autocheckpoint": _LATE_CHECKPOINT,
        "synchronous": "NORMAL",
        "foreign_keys": "ON",
        "busy_timeout": _PATIENCE_SECONDS * 1_000,
    }
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name}={value}")


def _begin_sqlite(connection: Any) -> None:
    # A transaction that will write takes the write lock first; otherwise two writers that both read would deadlock.
    if connection.get_execution_options().get("census_writes", False):
        _take_turn(connection.connection.driver_connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_turn(driver: sqlite3.Connection) -> None:
    """The write lock is held. Waiting, SQLite itself asks again after up to a tenth of a second: a desk would hardly
    ever get its turn beside a busy import, and two imports would leave the ledger idle between them.

    Raises: sqlite3.OperationalError when it was not to be had for half a minute.
    """
    last = time.monotonic() + _PATIENCE_SECONDS
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                    raise
            time.sleep(_ASK_AGAIN_SECONDS)
    finally:
        driver.execute(f"PRAGMA busy_timeout={_PATIENCE_SECONDS * 1000}")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session for reads; whatever it changed is forgotten."""
    with scoping.guard(Session(engine, autoflush=False)) as session:
        yield session


@contextmanager
def reading_still(engine: Engine) -> Iterator[Session]:
    """The same for reads that belong together: all of them see the ledger as it stood at the first."""
    held = engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")
    with reading(held) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session whose block is one transaction: all of it is kept, or none."""
    session = scoping.guard(Session(engine.execution_options(census_writes=True), expire_on_commit=False))
    collect(session)
    with session, session.begin():
        yield session


@contextmanager
def writing_much(engine: Engine) -> Iterator[Session]:
    """The same for a set that touches many pages: SQLite keeps more of them at hand while it lasts, and no longer."""
    with writing(engine) as session:
        if engine.dialect.name != "sqlite":
            yield session
            return
        session.connection().exec_driver_sql(f"PRAGMA cache_size={_ROOM_FOR_A_SET}")
        try:
            yield session
        finally:
            session.connection().exec_driver_sql(f"PRAGMA cache_size={_USUAL_ROOM}")

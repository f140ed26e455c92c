"""Empty ledgers for tests: SQLite always, PostgreSQL where its server can be started."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from census_app.ledger.engine import open_engine, open_ledger
from census_app.ledger.migrate import upgrade
from census_app.ledger.sealing import seal_with
from census_app.settings import Settings

_numbers = count(1)

# A test server forgets everything when it stops, so it need not wait for the disk.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "40"}


def open_test_ledger(path: Path) -> Engine:
    """The SQLite ledger in the file, under the seal of a key that all tests share."""
    engine = open_engine(f"sqlite:///{path}")
    seal_with(engine, bytes(32))
    return engine


@pytest.fixture(scope="session")
def empty_ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of the newest shape without a row, made once and copied for every test."""
    path = tmp_path_factory.mktemp("ledger") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def engine(settings: Settings, empty_ledger_file: Path) -> Iterator[Engine]:
    """An empty ledger on SQLite."""
    shutil.copyfile(empty_ledger_file, make_url(settings.database_url).database or "")
    engine = open_ledger(settings)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_engine(request: pytest.FixtureRequest) -> Engine:
    """An empty ledger, once on each database that the project runs on."""
    chosen: Engine = request.getfixturevalue("engine" if request.param == "sqlite" else "postgres_engine")
    return chosen


@pytest.fixture
def postgres_engine(postgres_template: str, settings: Settings) -> Iterator[Engine]:
    """An empty ledger on PostgreSQL."""
    name = f"census_test_{os.getpid()}_{next(_numbers)}"
    template = make_url(postgres_template)
    _administer(postgres_template, f"create database {name} template {template.database}")
    url = template.set(database=name).render_as_string(hide_password=False)
    engine = open_ledger(replace(settings, database_url=url))
    yield engine
    engine.dispose()
    _administer(postgres_template, f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_bare_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table, once on each database that the project runs on."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'bare.db'}")
        yield engine
        engine.dispose()
        return
    server = request.getfixturevalue("postgres_server")
    name = f"census_bare_{os.getpid()}_{next(_numbers)}"
    _administer(server, f"create database {name}")
    engine = open_engine(make_url(server).set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    _administer(server, f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The address of a database of the newest shape without a row, from which each test's database is copied."""
    name = f"census_template_{os.getpid()}"
    url = make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    _administer(url, f"create database {name}")
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    yield url
    _administer(url, f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running server: the one CENSUS_TEST_PG names, else one of our own in a temporary directory."""
    if named := os.environ.get("CENSUS_TEST_PG"):
        yield named.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [str(Path(p).parent) for p in _on_path("initdb")]
    if not programs:
        pytest.skip("no PostgreSQL server on this machine (apt-get install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="census-pg-"))
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(home, "postgres")
    try:
        yield from _run_server(Path(programs[-1]), home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run_server(programs: Path, home: Path) -> Iterator[str]:
    data = home / "data"
    _as_server(
        programs / "initdb", "-D", data, "-A", "trust", "-U", "census", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
    )
    wishes = {**FAST, "listen_addresses": "''", "unix_socket_directories": str(home)}
    options = " ".join(f"-c {name}={value}" for name, value in wishes.items())
    _as_server(programs / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://census@/postgres?host={home}"
    finally:
        _as_server(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _as_server(*command: str | Path) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*user, *map(str, command)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _on_path(program: str) -> list[str]:
    found = shutil.which(program)
    return [found] if found else []


def new_database(template_url: str, word: str) -> str:
    """The address of a new database that is a copy of the one named."""
    name = f"census_{word}_{os.getpid()}_{next(_numbers)}"
    template = make_url(template_url)
    _administer(template_url, f"create database {name} template {template.database}")
    return template.set(database=name).render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """The database is gone."""
    _administer(url, f"drop database {make_url(url).database} with (force)")


def _administer(url: str, statement: str) -> None:
    engine = open_engine(make_url(url).set(database="postgres").render_as_string(hide_password=False))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()

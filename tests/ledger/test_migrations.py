"""The steps lead to what the tables declare, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from census_app.ledger.engine import open_engine
from census_app.ledger.migrate import is_ready, upgrade


def test_the_migrations_make_exactly_the_declared_tables(any_engine: Engine) -> None:
    with any_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_twice_changes_nothing(any_engine: Engine) -> None:
    upgrade(any_engine)
    assert is_ready(any_engine)


def test_a_database_without_tables_is_not_ready(tmp_path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'nothing.db'}")
    assert not is_ready(engine)
    engine.dispose()


def test_a_database_error_never_prints_a_name(any_engine: Engine) -> None:
    with any_engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("insert into no_such_table values (:name)"), {"name": "Rahima Khatun"})
    assert "Rahima" not in str(raised.value)

"""The steps lead to what the tables declare, on both databases."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from census_app.ledger.engine import open_engine
from census_app.ledger.migrate import _config, is_ready, upgrade

BEFORE_FINDINGS_HAD_A_LIFE = (
    "insert into analysis_runs (id, as_of, rules_version, snapshot, ran_at, ran_by, counts)"
    " values (1, '2022-06-30', 'v', 's', '2022-07-01 05:00:00+00:00', 0, '{}')",
    "insert into findings (id, area_code, identity, kind, severity, state, programme_codes, office_codes, reasons,"
    " tier, first_run_id, last_run_id)"
    " values (1, '4087907108', 'a', 'after_death', 'review', 'explained', '[]', '[]', '[]', '', 1, 1)",
    "insert into finding_reviews (id, finding_id, decision, note, reviewed_by, reviewed_at)"
    " values (1, 1, 'explained', 'seen', 0, '2022-07-02 05:00:00+00:00')",
)


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


def test_a_finding_stored_before_it_had_a_life_waits_since_its_first_run_and_keeps_its_answer(
    any_bare_engine: Engine,
) -> None:
    with any_bare_engine.execution_options(census_writes=True).connect() as connection, connection.begin():
        command.upgrade(_config(connection), "0001")
        for statement in BEFORE_FINDINGS_HAD_A_LIFE:
            connection.execute(text(statement))
    upgrade(any_bare_engine)
    with any_bare_engine.connect() as connection:
        found = connection.execute(text("select opened_on, fingerprint, rule_id, state, due_on from findings")).one()
        turn = connection.execute(text("select decision, note, run_id from finding_reviews")).one()
    assert (str(found[0]), *found[1:]) == ("2022-07-01", "", "", "explained", None)
    assert tuple(turn) == ("explained", "seen", None)

"""Whole sets into a table at the speed of the driver, past the ORM objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import JSON, Boolean, Engine, Table, func, select, text
from sqlmodel import Session, SQLModel

from census_app.ledger.sealing import Sealed, SealedBytes, SealedJson
from census_app.ledger.seals import last_id, note_since

Row = tuple[Any, ...]
_REMEMBERED = 10_000
_ROWS_TO_A_STATEMENT = 100
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def take_ids(session: Session, model: type[SQLModel], count: int, above: int = 0) -> Sequence[int]:
    """Return that many ids nobody else will get, so that rows which point at each other can be made beforehand.

    None is one of those up to `above`, which rows that are gone have borne.
    """
    table = _table(model)
    if session.get_bind().dialect.name == "sqlite":  # a writing transaction is alone: nobody can take the same ids
        last = session.connection().execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        first = max(last, above) + 1
        return range(first, first + count)
    ids = session.connection().execute(
        text("select nextval(pg_get_serial_sequence(:name, 'id')) from generate_series(1, :count)"),
        {"name": table.name, "count": count},
    )
    return list(ids.scalars())


def seal_many(engine: Engine, model: type[SQLModel], column: str, values: Iterable[Any]) -> list[SealedBytes]:
    """The values of a sealed column as it keeps them: sealed before the ledger is held still for the set."""
    kind = _table(model).c[column].type
    assert isinstance(kind, (Sealed, SealedJson)), column
    return kind.close_all(values, engine.dialect)


def insert_many(
    session: Session,
    model: type[SQLModel],
    columns: Sequence[str],
    rows: Iterable[Row],
    same: Mapping[str, Any] = _NOTHING,
) -> None:
    """Put all rows into the table; each row holds its values in the order of the columns, JSON as `JsonText`.

    `same` holds the columns that say the same in every row; a column that is named nowhere keeps its default.
    """
    table, last = _table(model), last_id(session, _table(model).name)
    connection = session.connection()
    (shared,) = _prepared(table, tuple(same), [tuple(same.values())], connection.dialect)
    ready = _prepared(table, columns, rows, connection.dialect)
    driver = connection.connection.driver_connection
    assert driver is not None
    names = ", ".join((*columns, *same))
    if connection.dialect.name == "sqlite":
        told = ", ".join((*"?" * len(columns), *_quoted(driver, shared)))
        _insert(driver, f"insert into {table.name} ({names}) values ", f"({told})", ready)
    else:
        _copy(driver, f"copy {table.name} ({names}) from stdin", ready, shared)
    note_since(session, table.name, last)


def _insert(driver: Any, beginning: str, told: str, rows: Iterable[Row]) -> None:
    """Many rows to a statement: SQLite takes them in a sixth less time than one by one."""
    left = iter(rows)
    while part := tuple(islice(left, _ROWS_TO_A_STATEMENT)):
        driver.execute(beginning + ", ".join([told] * len(part)), tuple(chain.from_iterable(part)))


def _copy(driver: Any, statement: str, rows: Iterable[Row], shared: Row) -> None:
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row + shared)


def _quoted(driver: Any, values: Row) -> Row:
    """The values as SQLite itself writes them into a statement; bound anew for every row they cost a tenth of it."""
    if not values:
        return ()
    row: Row = driver.execute("select " + ", ".join(["quote(?)"] * len(values)), values).fetchone()
    return row


def _prepared(table: Table, columns: Sequence[str], rows: Iterable[Row], dialect: Any) -> Iterable[Row]:
    converters: list[tuple[int, Callable[[Any], Any]]] = []
    for place, name in enumerate(columns):
        kind = table.c[name].type
        as_it_is = isinstance(kind, (JSON, Boolean))
        convert = None if as_it_is else kind.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:  # a set has few different days and moments, and every seal is its own
            is_sealed = isinstance(kind, (Sealed, SealedJson))
            converters.append((place, convert if is_sealed else lru_cache(_REMEMBERED)(convert)))
    told = list(zip(*rows, strict=True)) if converters else []
    if not told:
        return rows
    for place, told_as in converters:
        told[place] = tuple(map(told_as, told[place]))
    return zip(*told, strict=True)


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table

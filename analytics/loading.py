"""Rows of ours become a DuckDB table, fast and with proof that none was lost or changed on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.shapes import Row, TableShape, Tally

if TYPE_CHECKING:
    from analytics.engine import Connection

ROWS_AT_ONCE = 100_000


class LoadDiffers(Exception):
    """A table holds other rows or other sums than were handed in: the run must not go on with it."""


def _dates(values: Row) -> Any:
    return np.array(values, dtype="datetime64[D]").astype("datetime64[us]")  # pandas knows no finer-than-second day


_ARRAY_OF: dict[str, Callable[[Row], Any]] = {
    "BIGINT": lambda values: pd.array(values, dtype="Int64"),
    "INTEGER": lambda values: pd.array(values, dtype="Int32"),
    "DOUBLE": lambda values: pd.array(values, dtype="Float64"),
    "BOOLEAN": lambda values: pd.array(values, dtype="boolean"),
    "DATE": _dates,
    "VARCHAR": lambda values: pd.Series(values, dtype=object),
}


def load_table(connection: Connection, shape: TableShape, rows: Iterable[Row]) -> Tally:
    """The table holds exactly these rows, in its declared types.

    Raises: LoadDiffers when count or sums inside the database are not those of the rows handed in.
    """
    columns = ", ".join(f"{name} {kind}" for name, kind in shape.columns)
    connection.execute(f"create or replace table {shape.name} ({columns})")
    count, sums = 0, [0] * len(shape.summed)
    for chunk in _chunks(rows):
        values = tuple(zip(*chunk, strict=True))
        _append(connection, shape, values)
        count += len(chunk)
        sums = [total + sum(filter(None, values[place])) for total, place in zip(sums, shape.summed, strict=True)]
    given = Tally(count, {shape.columns[place][0]: total for place, total in zip(shape.summed, sums, strict=True)})
    check_tally(shape.name, given, tally(connection, shape, shape.name))
    return given


def tally(connection: Connection, shape: TableShape, relation: str) -> Tally:
    """Rows and sums of the relation (a table's name, or the reading of a file) with that shape."""
    names = [shape.columns[place][0] for place in shape.summed]
    sums = "".join(f", cast(coalesce(sum({name}), 0) as bigint)" for name in names)
    [(count, *totals)] = connection.execute(f"select count(*){sums} from {relation}").fetchall()
    return Tally(count, dict(zip(names, totals, strict=True)))


def check_tally(name: str, given: Tally, found: Tally) -> None:
    """Nothing happens when both are alike. Raises: LoadDiffers."""
    if given != found:
        differing = [column for column in given.sums if given.sums[column] != found.sums[column]]
        raise LoadDiffers(f"{name}: {given.rows} rows given, {found.rows} found; sums differ in {differing or 'none'}")


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, ROWS_AT_ONCE)):
        yield chunk


def _append(connection: Connection, shape: TableShape, values: tuple[Row, ...]) -> None:
    frame = pd.DataFrame(
        {name: _ARRAY_OF[kind](column) for (name, kind), column in zip(shape.columns, values, strict=True)}
    )
    names = ", ".join(frame.columns)
    connection.register("incoming_rows", frame)
    connection.execute(f"insert into {shape.name} ({names}) select {names} from incoming_rows")
    connection.unregister("incoming_rows")

"""One number that stands for many cells of a row: equal marks, equal cells. Only rows that differ are read whole.

Marks are compared within one database alone: each engine has a way of its own to make them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_ON_SQLITE = "census_mark"
_NOTHING = "\x01"
_BETWEEN = "\x1f"
_MARK_BYTES = 8


class row_mark(FunctionElement[int]):  # named as it is written in a statement
    """The mark of the cells given, as an expression of the database."""

    name = "row_mark"
    type = BigInteger()
    inherit_cache = True


@compiles(row_mark, "sqlite")
def _on_sqlite(element: row_mark, compiler: SQLCompiler, **more: Any) -> str:
    return f"{_ON_SQLITE}({compiler.process(element.clauses, **more)})"


@compiles(row_mark, "postgresql")
def _on_postgresql(element: row_mark, compiler: SQLCompiler, **more: Any) -> str:
    cells = (f"coalesce(cast({compiler.process(cell, **more)} as text), chr(1))" for cell in element.clauses)
    return f"hashtextextended(concat_ws(chr(31), {', '.join(cells)}), 0)"


def teach_marks(connection: sqlite3.Connection) -> None:
    """The connection can make marks."""
    connection.create_function(_ON_SQLITE, -1, _mark_of, deterministic=True)


def _mark_of(*cells: object) -> int:
    told = _BETWEEN.join([_NOTHING if cell is None else str(cell) for cell in cells])
    return int.from_bytes(hashlib.blake2b(told.encode(), digest_size=_MARK_BYTES).digest(), "little", signed=True)

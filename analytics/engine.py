"""The only door to DuckDB: a private database in memory, without network, and once sealed without other files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from pandas import DataFrame

from analytics.engines import EngineFailed
from analytics.loading import load_table
from analytics.shapes import Row, TableShape

EngineError = duckdb.Error
MEMORY_LIMIT = "850MB"  # with Python a gigabyte: a union office's machine has four, and the site runs on it
_WORDS = (  # what Spark has by itself
    "create macro collect_set(x) as list(distinct x) filter (where x is not null)",
    "create macro array_join(parts, mark) as array_to_string(parts, mark)",
)


class Connection:
    """A database of its own, as `SqlEngine` wants one; and DuckDB's own ways for whoever works with DuckDB alone."""

    def __init__(self, opened: duckdb.DuckDBPyConnection) -> None:
        self._opened = opened
        self._read: list[str] = []
        self.execute = opened.execute
        self.sql = opened.sql
        self.table = opened.table
        self.read_parquet = opened.read_parquet

    def load(self, shape: TableShape, rows: Iterable[Row]) -> None:
        """The table holds exactly these rows. Raises: LoadDiffers when they are others inside the database."""
        load_table(self, shape, rows)

    def open_files(self, shape: TableShape, files: Sequence[Path]) -> None:
        """The table is a view over the files, instead of a table of that name; sealing leaves them readable."""
        self.execute(f"drop table if exists {shape.name}")
        if not files:
            load_table(self, shape, ())
            return
        paths = [str(path) for path in files]
        self._opened.read_parquet(paths, hive_partitioning=False).create_view(shape.name)
        self._read += paths

    def seal(self) -> None:
        """From now on the database reads no file but those it was opened on, and nobody can loosen that again."""
        self.execute("set allowed_paths = $paths", {"paths": self._read})
        self.execute("set enable_external_access = false")
        self.execute("set lock_configuration = true")

    def make(self, name: str, query: str, is_view: bool) -> None:
        """The table (or view) holds what the query says. Raises: EngineFailed."""
        try:
            self.execute(f"create or replace {'view' if is_view else 'table'} {name} as\n{query}")
        except EngineError as error:
            raise EngineFailed(str(error)) from error

    def columns(self, table: str) -> list[tuple[str, str]]:
        """The table's columns with their types."""
        return [(name, kind) for name, kind, *_ in self.execute(f"describe {table}").fetchall()]

    def records(self, table: str) -> list[dict[str, Any]]:
        """Every row of the table, by column."""
        found = self.execute(f"select * from {table}")
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def register(self, name: str, frame: DataFrame) -> None:
        """The frame can be read under that name until it is taken away again."""
        self._opened.register(name, frame)

    def unregister(self, name: str) -> None:
        """The frame of that name is gone."""
        self._opened.unregister(name)

    def from_df(self, frame: DataFrame) -> duckdb.DuckDBPyRelation:
        """The frame as a relation."""
        return self._opened.from_df(frame)


@contextmanager
def connect(threads: int | None = None, memory_limit: str = MEMORY_LIMIT) -> Iterator[Connection]:
    """Give a database in memory that is gone, with everything in it, when the block ends.

    What finds no room lies in a private folder meanwhile. Units: `memory_limit` as DuckDB writes it, e.g. `1GB`.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": memory_limit,
        "python_enable_replacements": "false",  # a misspelt table must not become a variable of ours
    }
    if threads is not None:
        config["threads"] = str(threads)
    with TemporaryDirectory(prefix="census-analytics-") as spill:
        opened = duckdb.connect(":memory:", config={**config, "temp_directory": spill})
        opened.execute("set enable_progress_bar = false")  # it would stand in the middle of a command's answer
        for word in _WORDS:
            opened.execute(word)
        try:
            yield Connection(opened)
        finally:
            opened.close()

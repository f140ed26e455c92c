"""The only door to DuckDB: a private database in memory, without network, and once sealed without other files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

Connection = duckdb.DuckDBPyConnection
EngineError = duckdb.Error
MEMORY_LIMIT = "850MB"  # with Python a gigabyte: a union office's machine has four, and the site runs on it


class ModelFailed(Exception):
    """A model could not be built: a fault of ours (or of a full disk), never of the data.

    Carries the model's name, the file to open and the engine's own words; it ends one run, and the ledger is untouched.
    """

    def __init__(self, model: str, file: Path, cause: str) -> None:
        super().__init__(f"{model} ({file.name}): {cause}")
        self.model = model
        self.file = file
        self.cause = cause


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
        connection = duckdb.connect(":memory:", config={**config, "temp_directory": spill})
        connection.execute("set enable_progress_bar = false")  # it would stand in the middle of a command's answer
        try:
            yield connection
        finally:
            connection.close()


def open_files(connection: Connection, tables: Mapping[str, Path]) -> None:
    """Each table is a view over its Parquet file, instead of a table of that name; sealing leaves them readable."""
    for name, path in tables.items():
        connection.execute(f"drop table if exists {name}")
        connection.read_parquet(str(path)).create_view(name)
    connection.execute("set allowed_paths = $paths", {"paths": [str(path) for path in tables.values()]})


def seal(connection: Connection) -> None:
    """From now on the database reads no file but those it was opened on, and nobody can loosen that again."""
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")

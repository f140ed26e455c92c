"""The only door to DuckDB: one private database in memory, which asks no network and, once sealed, reads no file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection
EngineError = duckdb.Error


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
def connect(threads: int | None = None, memory_limit: str | None = None) -> Iterator[Connection]:
    """Give a database in memory that is gone, with everything in it, when the block ends.

    Units: `memory_limit` as DuckDB writes it, e.g. `1GB`; without it DuckDB's own limit holds.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",  # a misspelt table must not become a variable of ours
    }
    if threads is not None:
        config["threads"] = str(threads)
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    connection = duckdb.connect(":memory:", config=config)
    try:
        yield connection
    finally:
        connection.close()


def seal(connection: Connection) -> None:
    """From now on the database reads and writes no file, and nobody can loosen that again."""
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")

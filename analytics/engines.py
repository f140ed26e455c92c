"""What a run needs of a SQL engine: DuckDB in process, or Apache Spark once data outgrow one machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from analytics.shapes import Row, TableShape
from census_app.domain.errors import Refused

IN_PROCESS = "duckdb"
LOCAL_SPARK = "local-spark"
_SPARK = re.compile(r"local\[(\d+|\*)\]|spark://\S+")


class EngineFailed(Exception):
    """An engine could not do what it was told; the text holds its own words."""


class ModelFailed(Exception):
    """A model could not be built: a fault of ours (or of a full disk), never of the data.

    Carries the model's name, the file to open and the engine's own words; it ends one run, and the ledger is untouched.
    """

    def __init__(self, model: str, file: Path, cause: str) -> None:
        super().__init__(f"{model} ({file.name}): {cause}")
        self.model = model
        self.file = file
        self.cause = cause


class SqlEngine(Protocol):
    """Tables by name, made from rows, from Parquet files or by a query; gone when the run ends.

    Every engine knows the same words. Those that no two engines share are declared by each on its own terms:
    `collect_set(x)` (the different values that are not null) and `array_join(list, mark)`.
    """

    def load(self, shape: TableShape, rows: Iterable[Row]) -> None:
        """The table holds exactly these rows, in its declared types."""

    def open_files(self, shape: TableShape, files: Sequence[Path]) -> None:
        """The table is read from these Parquet files, which may be none, whenever somebody asks for it."""

    def seal(self) -> None:
        """From now on no other file is read, as far as the engine can promise that."""

    def make(self, name: str, query: str, is_view: bool) -> None:
        """The table (or view) holds what the query says. Raises: EngineFailed."""

    def columns(self, table: str) -> list[tuple[str, str]]:
        """The table's columns with their types, in the words of SQL that headers use."""

    def records(self, table: str) -> list[dict[str, Any]]:
        """Every row of the table, by column. Raises: EngineFailed."""


@contextmanager
def open_engine(address: str = IN_PROCESS) -> Iterator[SqlEngine]:
    """Give the engine with that address: `duckdb`, `local-spark`, `local[2]` or `spark://host:port`.

    Raises: Refused for another address, or when what Spark needs is not on this machine.
    """
    if address == IN_PROCESS:
        from analytics.engine import connect

        with connect() as connection:
            yield connection
    elif address == LOCAL_SPARK or _SPARK.fullmatch(address):
        from analytics.spark import connect_spark  # a process without Spark never imports it

        with connect_spark("local[*]" if address == LOCAL_SPARK else address) as spark:
            yield spark
    else:
        raise Refused("engine_unknown", {"engine": address})

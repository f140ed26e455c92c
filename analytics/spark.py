"""The only door to Apache Spark: the same models over the same snapshot, once data outgrow one machine."""

from __future__ import annotations

import logging
import os
import shutil
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analytics.engines import EngineFailed
from analytics.shapes import Row, TableShape
from census_app.domain.errors import Refused

_TYPE_OF = {
    "BIGINT": "bigint",
    "INTEGER": "int",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "VARCHAR": "string",
}
_WORD_OF = {theirs: ours for ours, theirs in _TYPE_OF.items()}
_EVERYWHERE = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "false",  # rows come and go without pyarrow
    # A union of checkpoints asks for the constraint of a column that it has not (UnionBase.rewriteConstraints, 4.3).
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.ansi.enabled": "true",  # what overflows is told of, as in DuckDB
}
_ON_ONE_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
}


class Spark:
    """Views of a session of its own, as `SqlEngine` wants them.

    What a model made lies with the executors, cut off from how it was made: when one of them is lost, the run fails.
    """

    def __init__(self, session: Any) -> None:
        self._session = session

    def load(self, shape: TableShape, rows: Iterable[Row]) -> None:
        """The table holds exactly these rows; they pass through the driver, so only small tables come this way."""
        with _told_as_ours():
            self._session.createDataFrame([*rows], _declared(shape)).createOrReplaceTempView(shape.name)

    def open_files(self, shape: TableShape, files: Sequence[Path]) -> None:
        """The table is a view over the files, which every executor must see under the same path."""
        if not files:
            self.load(shape, ())
            return
        paths = [f"file://{path.resolve()}" for path in files]  # Spark wants no percent signs for the = in them
        with _told_as_ours():
            self._session.read.schema(_declared(shape)).parquet(*paths).createOrReplaceTempView(shape.name)

    def seal(self) -> None:
        """Nothing changes: what a cluster may read is for those to say who run it."""

    def make(self, name: str, query: str, is_view: bool) -> None:
        """The table (or view) holds what the query says. Raises: EngineFailed."""
        with _told_as_ours():
            made = self._session.sql(query)
            if not is_view:
                made = made.localCheckpoint()
            made.createOrReplaceTempView(name)

    def columns(self, table: str) -> list[tuple[str, str]]:
        """The table's columns with their types; a type that headers do not know stands in Spark's word."""
        kinds = [(field.name, field.dataType.simpleString()) for field in self._session.table(table).schema.fields]
        return [(name, _WORD_OF.get(kind, kind)) for name, kind in kinds]

    def records(self, table: str) -> list[dict[str, Any]]:
        """Every row of the table, by column. Raises: EngineFailed."""
        with _told_as_ours():
            return [row.asDict() for row in self._session.table(table).collect()]


@contextmanager
def connect_spark(master: str, options: Mapping[str, str] = MappingProxyType({})) -> Iterator[Spark]:
    """Give a session on that master, with these options of Spark on top of ours.

    It stops when the block ends, unless it was there before. Raises: Refused when pyspark or Java is not on this
    machine, or the master does not answer.
    """
    here = _ON_ONE_MACHINE if master.startswith("local") else {}
    session, is_ours = _open(master, {**_EVERYWHERE, **here, **options})
    try:
        yield Spark(session)
    finally:
        if is_ours:
            session.stop()


def _open(master: str, options: Mapping[str, str]) -> tuple[Any, bool]:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise Refused("spark_not_installed", {"engine": master}) from None
    if not has_java():
        raise Refused("java_missing", {"engine": master})
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # a failure is told once, at the door
    is_ours = SparkSession.getActiveSession() is None
    builder = SparkSession.builder.master(master).appName("census")
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
    except (PySparkException, _java_errors()) as error:
        raise Refused("spark_not_reachable", {"engine": master, "cause": _first_line(error)}) from error
    return session, is_ours


def has_java() -> bool:
    """True where a Java is found that Spark could start."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (home is not None and Path(home, "bin", "java").exists())


@contextmanager
def _told_as_ours() -> Iterator[None]:
    from pyspark.errors import PySparkException

    try:
        with warnings.catch_warnings(action="ignore", category=FutureWarning):  # about a pandas that is not used here
            yield
    except (PySparkException, _java_errors()) as error:
        raise EngineFailed(_first_line(error)) from error


def _java_errors() -> type[Exception]:
    from py4j.protocol import Py4JError

    kind: type[Exception] = Py4JError
    return kind


def _first_line(error: Exception) -> str:
    """What went wrong in the engine's own words: those of Java, where it is Java that failed."""
    told = str(getattr(error, "java_exception", "") or error)
    return next(iter(told.splitlines()), type(error).__name__)


def _declared(shape: TableShape) -> str:
    return ", ".join(f"{name} {_TYPE_OF[kind]}" for name, kind in shape.columns)

"""Parquet files: records for engines and notebooks outside, answers kept beside a snapshot."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas

from analytics.engine import Connection, connect


def write_parquet(path: Path, columns: tuple[str, ...], records: Iterable[dict[str, Any]]) -> int:
    """The file holds one row for each record, and is there whole or not at all; the number of rows comes back."""
    frame = pandas.DataFrame.from_records(list(records), columns=list(columns))
    partial = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with connect() as connection:
        connection.from_df(frame).write_parquet(str(partial))
    partial.replace(path)
    return len(frame)


def keep_query(connection: Connection, query: str, path: Path) -> None:
    """The file holds what the query gives, and is there whole or not at all."""
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    connection.execute(f"copy ({query}) to '{str(partial).replace(chr(39), chr(39) * 2)}' (format parquet)")
    partial.replace(path)

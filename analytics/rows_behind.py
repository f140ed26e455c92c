"""The rows behind a figure, made again from the figure's own snapshot."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.engine import connect
from analytics.figures import Record, Source, lies_within
from analytics.findings import build
from analytics.models import discover
from analytics.snapshot import open_snapshot
from census_app.domain.access import Scope


def rows_behind(
    source: Source, scope: Scope, model: str, wanted: Mapping[str, str], area_code: str = ""
) -> list[Record]:
    """The rows of a model, made again from the figure's own snapshot, that lie in the scope, the area and the wish.

    Columns of `wanted` that are empty ask for everything.
    """
    asked = {column: value for column, value in wanted.items() if value}
    condition = "".join(f" and {column} = ${column}" for column in _columns(model, asked))
    with connect() as connection:
        open_snapshot(connection, source.directory)
        build(connection, source.as_of, names=[model])
        found = connection.execute(f"select * from {model} where true{condition} order by all", asked)
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [row for row in rows if lies_within(row["area_code"], scope, area_code)]


def _columns(model: str, asked: Mapping[str, str]) -> list[str]:
    known = {column.name for column in discover()[model].header.columns}
    return [column for column in asked if column in known]

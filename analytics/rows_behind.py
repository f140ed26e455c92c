"""The rows behind a figure: from the snapshot of the run that made it, by the rules and settings of that run.

Whoever opens a model's rows first waits until it has run; from then on they lie in a file beside the snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analytics.engine import connect
from analytics.figures import Record, Source, lies_within
from analytics.findings import build_with
from analytics.kept_rules import kept_rules
from analytics.models import discover
from analytics.parquet import keep_query
from analytics.snapshot import open_snapshot
from census_app.domain.access import Scope
from census_app.domain.errors import NotFound


def rows_behind(
    source: Source, scope: Scope, model: str, wanted: Mapping[str, str], area_code: str = ""
) -> list[Record]:
    """The rows of a model, as the figure's own run had them, that lie in the scope, the area and the wish.

    Columns of `wanted` that are empty ask for everything.
    Raises: NotFound when what the run went by is not kept; another rule would give other rows.
    """
    kept = kept_rows(source, model)
    with connect() as connection:
        connection.read_parquet(str(kept)).create_view("kept_rows")
        known = {name for name, _ in connection.columns("kept_rows")}
        asked = {column: value for column, value in wanted.items() if value and column in known}
        areas = {f"area_{place}": code for place, code in enumerate(scope.areas)}
        held = " or ".join(f"starts_with(area_code, ${name})" for name in areas) or "false"
        condition = "".join(f" and {column} = ${column}" for column in asked)
        found = connection.execute(
            f"select * from kept_rows where ({held}) and starts_with(area_code, $asked_area){condition} order by all",
            {**areas, "asked_area": area_code, **asked},
        )
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [row for row in rows if lies_within(row["area_code"], scope, area_code)]


def kept_rows(source: Source, model: str) -> Path:
    """The file beside the snapshot that holds the model's rows as the run had them, made when it is not there yet."""
    kept = source.directory / f"rows-{model}-{source.rules_version}.parquet"
    if not kept.exists():
        rules = kept_rules(source.rules_dir, source.rules_version)
        if not source.settings or model not in discover(rules.sql_dir):
            raise NotFound("rules_not_kept", {"version": source.rules_version})
        with connect() as connection:
            connection.execute("set allowed_directories = $folders", {"folders": [f"{source.directory}/"]})
            open_snapshot(connection, source.directory)
            build_with(connection, source.settings, source.as_of, [model], rules)
            keep_query(connection, f"select * from {model}", kept)
    return kept

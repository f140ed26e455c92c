"""The figures of a run: each summary kept whole beside its snapshot, and read again within a scope."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics.engine import connect
from analytics.models import discover
from analytics.parquet import write_parquet
from census_app.domain.access import Scope

Record = dict[str, Any]
FIGURES, AREAS_FILE = "figures", "areas.json"


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: the SQL file, the rules, the snapshot and the day it speaks of."""

    directory: Path
    as_of: date
    rules_version: str

    @property
    def snapshot(self) -> str:
        """The name of the snapshot."""
        return self.directory.name


def keep_figures(records_of: Callable[[str], list[Record]], scope: Scope, directory: Path) -> None:
    """Each summary of the run stands whole beside its snapshot, with the areas that the run spoke of."""
    folder = directory / FIGURES
    folder.mkdir(mode=0o700)
    for name in summaries():
        columns = tuple(column.name for column in discover()[name].header.columns)
        write_parquet(folder / f"{name}.parquet", columns, records_of(name))
    (folder / AREAS_FILE).write_text(json.dumps(list(scope.areas)), encoding="utf-8")


def summaries() -> list[str]:
    """The names of the summary models."""
    return [name for name, model in discover().items() if model.layer == "summaries"]


def sql_file(name: str) -> str:
    """The file of the model, as somebody finds it in the project."""
    return f"analytics/sql/{discover()[name].layer}/{name}.sql"


def speaks_of(source: Source, scope: Scope) -> bool:
    """True when figures were kept and the run spoke of every area of the scope."""
    areas = source.directory / FIGURES / AREAS_FILE
    if not areas.is_file():
        return False
    told = json.loads(areas.read_text(encoding="utf-8"))
    return all(any(area.startswith(one) for one in told) for area in scope.areas)


def figures_of(source: Source, scope: Scope, name: str, area_code: str = "") -> list[Record]:
    """The kept rows of a summary that lie in the scope and in the area, in the order of their columns."""
    path = source.directory / FIGURES / f"{name}.parquet"
    if not path.is_file():  # a run of an earlier version kept fewer
        return []
    with connect(threads=1) as connection:
        found = connection.read_parquet(str(path))
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.order(", ".join(found.columns)).fetchall()]
    return [row for row in rows if lies_within(row["area_code"], scope, area_code)]


def summed(rows: Iterable[Record], by: Sequence[str], counts: Sequence[str]) -> list[Record]:
    """The counts added up over all columns but those named, in the order in which they come first."""
    lines: dict[tuple[Any, ...], Record] = {}
    for row in rows:
        key = tuple(row[name] for name in by)
        line = lines.setdefault(key, {**dict(zip(by, key, strict=True)), **dict.fromkeys(counts, 0)})
        for name in counts:
            line[name] += row[name] or 0
    return list(lines.values())


def lies_within(code: str, scope: Scope, area_code: str) -> bool:
    """True when the place of a row lies in the scope and in the area asked for."""
    return scope.holds_area(code) and code.startswith(area_code)

"""The figures of a run: each summary kept whole beside its snapshot, and read again within a scope."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from analytics.disclosure import HIDDEN, CountedTable, counted_table, published
from analytics.models import discover
from analytics.wealth import WEIGHTS
from census_app.domain.access import Scope
from census_app.ledger.reads.analysis_runs import newest_runs
from census_app.settings import Settings

Record = dict[str, Any]
GROUND = ("as_of", "snapshot", "rules_version", "sql_file")
"""What every row that is handed out says of where it comes from."""
FIGURES, AREAS_FILE = "figures", "areas.json"
CENSUS_TABLES = (
    "sum_ward_population",
    "sum_ward_household_sizes",
    "sum_ward_marital",
    "sum_ward_schooling",
    "sum_ward_attainment",
    "sum_ward_disability",
    "sum_ward_living",
)
"""The tables in the shape of the national census, in the order in which a reader expects them."""


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: the snapshot, the day it speaks of, and what the run that made it went by.

    `rules_dir` is where the rules that runs went by are kept.
    """

    directory: Path
    as_of: date
    rules_version: str
    rules_dir: Path
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def snapshot(self) -> str:
        """The name of the snapshot."""
        return self.directory.name


def sources_for(session: Session, scope: Scope, settings: Settings) -> list[Source]:
    """The runs whose figures speak of everything in the scope, the newest first."""
    known = [
        Source(settings.snapshots_dir / run.snapshot, run.as_of, run.rules_version, settings.rules_dir, run.settings)
        for run in newest_runs(session)
    ]
    return [source for source in known if speaks_of(source, scope)]


def keep_figures(records_of: Callable[[str], list[Record]], scope: Scope, directory: Path, small_below: int) -> None:
    """Each summary of the run stands whole beside its snapshot, with the areas that the run spoke of."""
    folder = directory / FIGURES
    folder.mkdir(mode=0o700)
    _write(folder / f"{WEIGHTS}.json", records_of(WEIGHTS))
    for name in summaries():
        records = records_of(name)
        _write(folder / f"{name}.json", records)
        if name in CENSUS_TABLES:
            _write(folder / f"{name}.published.json", published(_table(name), records, small_below))
    (folder / AREAS_FILE).write_text(json.dumps(list(scope.areas)), encoding="utf-8")


def keep_counts(counts: Mapping[str, list[Record]], directory: Path) -> None:
    """Counts that were made apart stand beside the figures of the run, as they may be shown."""
    for name, records in counts.items():
        _write(directory / FIGURES / f"{name}.json", records)


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
    """The kept rows of a summary that lie in the scope and in the area, as the run made them."""
    return [row for row in _read(source, name) if lies_within(row["area_code"], scope, area_code)]


def wealth_weights(source: Source) -> Record:
    """What each asset counted for in the run, from how many households that was learnt and how much it explains."""
    return next(iter(_read(source, WEIGHTS)), {})


def published_of(source: Source, scope: Scope, name: str, area_code: str) -> list[Record]:
    """The rows and totals of one area of a census table, small counts hidden as None; nothing outside the scope."""
    if not scope.holds_area(area_code):
        return []
    return [row for row in _read(source, f"{name}.published") if row["area_code"] == area_code]


def handed_out(source: Source, scope: Scope, name: str, area_code: str = "") -> list[Record]:
    """The rows of a summary as they may leave the building, each with where it comes from.

    Of a census table with its totals; small counts are the word `hidden`.
    """
    if name in CENSUS_TABLES:
        rows: list[Record] = [
            {column: HIDDEN if value is None else value for column, value in row.items()}
            for row in _read(source, f"{name}.published")
        ]
    else:
        with (source.directory / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    ground = dict(zip(GROUND, (source.as_of, source.snapshot, source.rules_version, sql_file(name)), strict=True))
    return [{**row, **ground} for row in rows if lies_within(row["area_code"], scope, area_code)]


def columns_of(name: str) -> tuple[str, ...]:
    """The columns of what is handed out of a summary."""
    return (*(column.name for column in discover()[name].header.columns), *GROUND)


def published_areas(source: Source, scope: Scope, name: str) -> list[str]:
    """The wards, unions and upazilas of the scope for which the table is published."""
    return sorted(
        {row["area_code"] for row in _read(source, f"{name}.published") if scope.holds_area(row["area_code"])}
    )


def summed(rows: Iterable[Record], by: Sequence[str], counts: Sequence[str]) -> list[Record]:
    """The counts added up over all columns but those named, in the order in which they come first."""
    lines: dict[tuple[Any, ...], Record] = {}
    for row in rows:
        key = tuple(row[name] for name in by)
        line = lines.setdefault(key, {**dict(zip(by, key, strict=True)), **dict.fromkeys(counts, 0)})
        for name in counts:
            line[name] += row[name] or 0
    return list(lines.values())


def _table(name: str) -> CountedTable:
    return counted_table({column.name: column.type for column in discover()[name].header.columns})


def _write(path: Path, records: list[Record]) -> None:
    path.write_text(json.dumps(records, ensure_ascii=False, default=str), encoding="utf-8")


def _read(source: Source, name: str) -> list[Record]:
    path = source.directory / FIGURES / f"{name}.json"
    if not path.is_file():  # a run of an earlier version kept fewer
        return []
    found: list[Record] = json.loads(path.read_text(encoding="utf-8"))
    return found


def lies_within(code: str, scope: Scope, area_code: str) -> bool:
    """True when the place of a row lies in the scope and in the area asked for."""
    return scope.holds_area(code) and code.startswith(area_code)

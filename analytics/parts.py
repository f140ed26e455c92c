"""The files of a snapshot: `TABLE/upazila=CODE/PART.parquet`, a part being a union, each counted and summed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from analytics.engine import Connection
from analytics.loading import LoadDiffers, check_tally, load_table, tally
from analytics.manifest import Manifest
from analytics.shapes import Row, TableShape, Tally
from census_app.ledger.query import UPAZILA_DIGITS


def files_of(directory: Path, table: str) -> list[Path]:
    """The files of a kept table, part by part; none when it holds no row."""
    return sorted((directory / table).glob("upazila=*/*.parquet"))


def file_of(directory: Path, table: str, part: str) -> Path:
    """Where the rows of one part lie; what belongs to an area larger than an upazila lies under that area's code."""
    return directory / table / f"upazila={part[:UPAZILA_DIGITS] or 'none'}" / f"{part or 'none'}.parquet"


class Parts:
    """A folder that fills up with parts; `held` says what each of its files holds."""

    def __init__(self, connection: Connection, shapes: Sequence[TableShape], directory: Path) -> None:
        self.held: dict[str, dict[str, Tally]] = {shape.name: {} for shape in shapes}
        self._connection = connection
        self._shapes = shapes
        self._directory = directory

    def link(self, base: Manifest, base_directory: Path, apart_from: set[str]) -> set[str]:
        """The base's parts but for those named are here too, without a copy where the disk can do without.

        Raises: FileNotFoundError when the base has lost a file.
        """
        linked = set()
        for table, tallies in base.parts.items():
            for part, counted in tallies.items():
                if part not in apart_from:
                    here = file_of(self._directory, table, part)
                    here.parent.mkdir(parents=True, exist_ok=True)
                    _link_or_copy(file_of(base_directory, table, part), here)
                    self.held[table][part] = counted
                    linked.add(part)
        return linked

    def write(self, shape: TableShape, part: str, rows: Iterable[Row]) -> None:
        """The part's file holds exactly these rows, counted and summed on both sides; without rows there is none."""
        given = load_table(self._connection, shape, rows)
        if given.rows:
            path = file_of(self._directory, shape.name, part)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection.table(shape.name).write_parquet(str(path))
            check_tally(shape.name, given, tally(self._connection, shape, f"'{path}'"))
            self.held[shape.name][part] = given
        self._connection.execute(f"drop table {shape.name}")

    def check(self, counted: Mapping[str, Mapping[str, int]]) -> None:
        """All files together hold what was handed over, and what the ledger itself counts. Raises: LoadDiffers."""
        for shape in self._shapes:
            files = files_of(self._directory, shape.name)
            self._connection.open_files(shape, files)
            found = tally(self._connection, shape, shape.name)
            self._connection.execute(f"drop {'view' if files else 'table'} {shape.name}")
            check_tally(shape.name, _together(shape, self.held[shape.name].values()), found)
            for name, value in counted[shape.name].items():
                here = found.rows if name == "rows" else found.sums[name]
                if here != value:
                    raise LoadDiffers(f"{shape.name}: {name} is {value} in the ledger and {here} in the snapshot")


def _link_or_copy(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without links
        shutil.copyfile(old, new)


def _together(shape: TableShape, tallies: Iterable[Tally]) -> Tally:
    rows, sums = 0, {shape.columns[place][0]: 0 for place in shape.summed}
    for one in tallies:
        rows += one.rows
        for name, value in one.sums.items():
            sums[name] += value
    return Tally(rows, sums)

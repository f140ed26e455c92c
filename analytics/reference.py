"""The reference tables of `data/reference`, loaded word for word; staging models give them their types."""

from __future__ import annotations

import csv
from pathlib import Path

from analytics.engine import Connection
from analytics.loading import Row, TableShape, load_table
from census_app.settings import REFERENCE_DIR

REFERENCE_TABLES = ("areas", "eligibility_rules", "exclusivity_rules", "programmes")


def load_reference(connection: Connection, reference_dir: Path = REFERENCE_DIR) -> None:
    """A table `ref_NAME` stands for each reference file, every column as text; an empty cell is null."""
    for name in REFERENCE_TABLES:
        columns, rows = _read(reference_dir / f"{name}.csv")
        load_table(connection, TableShape(f"ref_{name}", tuple((column, "VARCHAR") for column in columns)), rows)


def _read(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        columns = next(reader)
        return columns, [tuple(cell or None for cell in row) for row in reader]

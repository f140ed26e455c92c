"""The reference tables of `data/reference`, loaded word for word; staging models give them their types."""

from __future__ import annotations

from analytics.engine import Connection
from analytics.loading import TableShape, load_table
from census_app.reference import read_reference

REFERENCE_TABLES = ("eligibility_rules", "exclusivity_rules", "programmes")


def load_reference(connection: Connection) -> None:
    """A table `ref_NAME` stands for each reference file, every column as text; an empty cell is null."""
    for name in REFERENCE_TABLES:
        lines = read_reference(name)
        shape = TableShape(f"ref_{name}", tuple((column, "VARCHAR") for column in lines[0]))
        load_table(connection, shape, (tuple(cell or None for cell in line.values()) for line in lines))

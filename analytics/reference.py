"""The reference tables that models join, loaded word for word; staging models give them their types."""

from __future__ import annotations

from analytics.engines import SqlEngine
from analytics.rulebook import REFERENCE_TABLES, RuleBook
from analytics.shapes import TableShape


def load_reference(engine: SqlEngine, book: RuleBook | None = None) -> None:
    """A table `ref_NAME` stands for each reference table of the book, every column as text; an empty cell is null.

    Raises: RuleRefused for an entry without source, confidence and review date.
    """
    book = book or RuleBook()
    for name in REFERENCE_TABLES:
        lines = book.lines(name)
        shape = TableShape(f"ref_{name}", tuple((column, "VARCHAR") for column in lines[0]))
        engine.load(shape, [tuple(cell or None for cell in line.values()) for line in lines])

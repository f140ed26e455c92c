"""Shapes of a sheet that are not read but told in words: labels down the side, two tables abreast, headings alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from importers.columns import Column, sample_of
from importers.headings import heading_index, target_of
from importers.layouts import Layout
from importers.model import Problem, Severity
from importers.tables import Table
from importers.workbook import Sheet, as_typed

_FEWEST_LABELS = 3
_COLUMNS_OF_LABELS = 3
_LINES_LOOKED_AT = 60


def refused_shapes(
    sheets: Sequence[Sheet], tables: Sequence[Table], *, any_rows: bool, layout: Layout
) -> Iterator[Problem]:
    """Say why the file cannot be read, where rows of it would be lost or there are none."""
    abreast = [table.sheet.name for table in tables if _stand_abreast(table, layout)]
    if abreast:
        yield Problem("tables_side_by_side", Severity.BLOCKS_FILE, abreast[0])
    elif not tables:
        aside = [sheet.name for sheet in sheets if not sheet.hidden and _labels_stand_in_a_column(sheet, layout)]
        code = "labels_in_first_column" if aside else "no_known_headings"
        yield Problem(code, Severity.BLOCKS_FILE, aside[0] if aside else "")
    elif not any_rows:
        yield Problem("no_data_rows", Severity.BLOCKS_FILE)


def _labels_stand_in_a_column(sheet: Sheet, layout: Layout) -> bool:
    """True where one of the first columns holds what should stand in one row: a heading in each line."""
    index = heading_index(layout)
    for column in sheet.columns[:_COLUMNS_OF_LABELS]:
        texts = {as_typed(cell).strip() for cell in column[:_LINES_LOOKED_AT] if isinstance(cell, str)}
        fields = {target_of(index, "", text)[0].field for text in texts if text} - {""}
        if len(fields) >= _FEWEST_LABELS:
            return True
    return False


def _stand_abreast(table: Table, layout: Layout) -> bool:
    """True where the same headings come again further to the right, with people of their own below them."""
    by_heading: dict[str, list[Column]] = defaultdict(list)
    for column in table.columns:
        if column.target.field and sample_of(table.sheet.columns[column.index], table.body):
            by_heading[column.own_heading].append(column)
    again = [columns for columns in by_heading.values() if len(columns) > 1]
    names = any(columns[0].target.field in layout.name_fields for columns in again)
    if len(again) < _FEWEST_LABELS or not names:
        return False
    return max(columns[0].index for columns in again) < min(columns[1].index for columns in again)

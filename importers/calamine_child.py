"""Run alone, as a child with little memory: the cells of one workbook go to standard output, column by column.

It imports nothing of the project, so that it starts quickly and a hostile workbook can kill nothing but it.
Usage: python -I calamine_child.py PATH MEMORY_BYTES CPU_SECONDS OUTPUT_BYTES MOST_CELLS
"""

from __future__ import annotations

import pickle
import resource
import sys
from itertools import starmap
from typing import Any

import python_calamine

DAMAGED = 3
PASSWORD_PROTECTED = 4
TOO_LARGE = 5
WORKSHEET = "SheetTypeEnum.WorkSheet"
VISIBLE = "SheetVisibleEnum.Visible"


class SheetTooLarge(Exception):
    """The used range holds more cells than anybody means to send."""


def read_sheet(book: Any, about: Any, most_cells: int) -> tuple[str, bool, list[list[object]], list[Any]]:
    """One sheet: its name, whether it is hidden, its columns from A1 on, its merged ranges."""
    sheet = book.get_sheet_by_name(about.name)
    if sheet.total_height * sheet.total_width > most_cells:
        raise SheetTooLarge
    rows = sheet.to_python(skip_empty_area=False)
    kept: dict[object, object] = {}
    columns = [equal_cells_as_one(column, kept) for column in zip(*rows, strict=True)]
    merged = list(starmap(lambda start, end: (*start, *end), sheet.merged_cell_ranges or ()))
    return about.name, str(about.visible) != VISIBLE, columns, merged


def equal_cells_as_one(column: tuple[object, ...], kept: dict[object, object]) -> list[object]:
    """The column, equal values of one kind one object, so that the pickle holds each of them once.

    1, 1.0 and True are equal and not the same; a column of texts alone, as most are, needs no look at the kinds.
    """
    if set(map(type, column)) == {str}:
        return list(map(kept.setdefault, column, column))
    return [kept.setdefault((type(cell), cell), cell) for cell in column]


def main() -> int:
    """Pickle every worksheet to standard output; the exit code says why when there is nothing."""
    memory_bytes, cpu_seconds, output_bytes, most_cells = map(int, sys.argv[2:])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
        worksheets = [about for about in book.sheets_metadata if str(about.typ) == WORKSHEET]
        sheets = [read_sheet(book, about, most_cells) for about in worksheets]
    except python_calamine.PasswordError:
        return PASSWORD_PROTECTED
    except SheetTooLarge:
        return TOO_LARGE
    except (python_calamine.CalamineError, OSError, ValueError):
        return DAMAGED
    pickle.dump(sheets, sys.stdout.buffer, protocol=5)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""An office's list, read: what was given to whom, when, under which programme."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from importers.cells import CellContext
from importers.checks import check_deliveries
from importers.layouts import load_layout
from importers.model import ReadFile
from importers.reading import collector_paused, finish, open_sheets, read_tables
from importers.readings import Draft


def read_deliveries(path: Path, file_name: str, office_code: str, fiscal_year: str) -> ReadFile:
    """Read an office's list: each data row stands in the result exactly once, with what it means and what is wrong.

    `fiscal_year` as `2021-22`; a delivery may be dated up to half a year after its end.
    """
    layout = load_layout("office_list")
    sheets = open_sheets(path, layout)
    if isinstance(sheets, ReadFile):
        return sheets
    last_day = date(int(fiscal_year[:4]) + 1, 12, 31)
    context = CellContext("", as_of=last_day, fiscal_year=fiscal_year, office_code=office_code)
    with collector_paused():
        tables = read_tables(sheets, layout, context)
        for draft in tables.drafts:
            _place_father_or_husband(draft)
        check_deliveries(tables.drafts)
        return finish(tables, layout)


def _place_father_or_husband(draft: Draft) -> None:
    """One field for both, the husband before the father where a list has a column for each."""
    husband, father = draft.values.pop("husband_name", None), draft.values.pop("father_name", None)
    if husband or father:
        draft.values.setdefault("father_or_husband", husband or father)

"""An office's list, read: what was given to whom, when, under which programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from importers.answers import NO_ANSWERS, HeadingAnswers
from importers.cells import CellContext
from importers.checks import check_deliveries
from importers.collector import collector_paused
from importers.drafts import Draft
from importers.layouts import load_layout
from importers.model import ReadFile
from importers.para_told import read_paras_told
from importers.reading import finish, open_sheets, read_tables
from importers.section_lines import read_file_name, read_sections, read_titles


def read_deliveries(
    path: Path, file_name: str, office_code: str, fiscal_year: str, answers: HeadingAnswers = NO_ANSWERS
) -> ReadFile:
    """Read an office's list: each data row stands in the result exactly once, with what it means and what is wrong.

    `fiscal_year` as `2021-22`; a delivery may be dated up to half a year after its end. `answers` about the list's
    headings count before every other sign.
    """
    layout = replace(load_layout("office_list"), answers=answers)
    sheets = open_sheets(path, layout)
    if isinstance(sheets, ReadFile):
        return sheets
    last_day = date(int(fiscal_year[:4]) + 1, 12, 31)
    context = CellContext("", as_of=last_day, fiscal_year=fiscal_year, office_code=office_code)
    with collector_paused():
        tables = read_tables(sheets, layout, context)
        read_titles(tables.drafts, tables.titles, context)
        read_sections(tables.drafts, tables.sections, context)
        read_paras_told(tables.drafts, tables.paras, "village")
        read_file_name(tables.drafts, file_name, context)
        for draft in tables.drafts:
            place_father_or_husband(draft)
        check_deliveries(tables.drafts)
        return finish(tables, layout)


def place_father_or_husband(draft: Draft) -> None:
    """One field for both, the husband before the father where a list has a column for each."""
    husband, father = draft.values.pop("husband_name", None), draft.values.pop("father_name", None)
    if husband or father:
        draft.values.setdefault("father_or_husband", husband or father)

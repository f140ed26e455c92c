"""A volunteer's file, read: household numbers filled down, every row checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from census_app.domain.bangla_text import ascii_digits
from census_app.domain.person import Marital, Relation, Sex
from importers.bangla import to_unicode
from importers.cells import CellContext
from importers.checks import check_survey
from importers.drafts import Draft
from importers.layouts import Layout, load_layout
from importers.model import ReadFile
from importers.reading import collector_paused, finish, open_sheets, read_tables
from importers.workbook import Sheet, as_typed

_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_TITLE_LINES = 10


def read_survey(path: Path, file_name: str, as_of: date | None = None) -> ReadFile:
    """Read a volunteer's file: each data row stands in the result exactly once, with what it means and what is wrong.

    `as_of` is the day of the survey; without it, the middle of the year that the sheet's title names, or today.
    """
    layout = load_layout("household_census")
    sheets = open_sheets(path, layout)
    if isinstance(sheets, ReadFile):
        return sheets
    survey_day = as_of or _survey_day(sheets)
    with collector_paused():
        tables = read_tables(sheets, layout, CellContext("", as_of=survey_day))
        _fill_down_household_numbers(tables.drafts, layout)
        for draft in tables.drafts:
            _place_father_or_husband(draft)
        check_survey(tables.drafts, survey_day)
        return finish(tables, layout)


def _survey_day(sheets: Sequence[Sheet]) -> date:
    """The middle of the year named in the title lines of the first sheet; today when they name none."""
    today = date.today()
    for row in range(min(_TITLE_LINES, sheets[0].height)):
        line = [as_typed(column[row]) for column in sheets[0].columns if column[row] not in (None, "")]
        for text in line if len(line) <= 3 else ():
            years = [int(year) for year in _YEAR.findall(ascii_digits(to_unicode(text))) if int(year) <= today.year]
            if years:
                return min(today, date(max(years), 6, 30))
    return today


def _fill_down_household_numbers(drafts: Sequence[Draft], layout: Layout) -> None:
    """Give each line without a household number that of the line above it, over the end of a sheet too.

    Not below a line that begins a household whose number was forgotten or cannot be read: whose members would they be?
    """
    household_fields = [field.name for field in layout.fields if field.level == "household"]
    number: str | None = None
    for draft in drafts:
        if own := draft.values.get("household_number"):
            number = str(own)
        elif draft.written("household_number") or _begins_household(draft, household_fields):
            number = None
        elif number is not None:
            draft.values["household_number"] = number


def _begins_household(draft: Draft, household_fields: Sequence[str]) -> bool:
    if draft.values.get("relation") != Relation.HEAD:
        return False
    others = [name for name in household_fields if name in draft.headings and name != "household_number"]
    return not others or any(draft.written(name) for name in others)


def _place_father_or_husband(draft: Draft) -> None:
    """A column for both holds a married or widowed woman's husband, and everybody else's father."""
    name = draft.values.pop("father_or_husband", None)
    if name is None:
        return
    wife = draft.values.get("sex") == Sex.FEMALE and draft.values.get("marital") in (Marital.MARRIED, Marital.WIDOWED)
    draft.values.setdefault("spouse_name" if wife else "father_name", name)

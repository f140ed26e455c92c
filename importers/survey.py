"""A volunteer's file, read: household numbers filled down, every row checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from census_app.domain.bangla_text import ascii_digits
from census_app.domain.person import Marital, Sex
from importers.answers import NO_ANSWERS, HeadingAnswers
from importers.bangla import to_unicode
from importers.cells import CellContext
from importers.checks import check_survey
from importers.checks.rows import birth_year
from importers.coded_cells import join_birth_dates, join_names, read_sex_codes
from importers.collector import collector_paused
from importers.drafts import Draft
from importers.explained_codes import read_explained_codes
from importers.household_lines import fill_down_household_numbers
from importers.layouts import Layout, load_layout
from importers.model import ReadFile
from importers.para_told import read_paras_told
from importers.reading import finish, open_sheets, read_tables
from importers.workbook import Sheet, as_typed

_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_TITLE_LINES = 10
_MOST_CELLS_OF_A_TITLE = 3
_LINES_LOOKED_AT = 200
_FEWEST_AGES = 3
_SHARE_OF_AGES = 0.15


def read_survey(
    path: Path,
    file_name: str,
    as_of: date | None = None,
    today: date | None = None,
    answers: HeadingAnswers = NO_ANSWERS,
) -> ReadFile:
    """Read a volunteer's file: each data row stands in the result exactly once, with what it means and what is wrong.

    `as_of` is the day of the survey; without it, the end of the year that the title or the ages tell, or `today`.
    `answers` about its headings count before every other sign.
    """
    layout = replace(load_layout("household_census"), answers=answers)
    sheets = open_sheets(path, layout)
    if isinstance(sheets, ReadFile):
        return sheets
    survey_day = as_of or _survey_day(sheets, layout, today or date.today())
    with collector_paused():
        context = CellContext("", as_of=survey_day)
        tables = read_tables(sheets, layout, context)
        read_explained_codes(tables.drafts, layout, context, tables.legends)
        fill_down_household_numbers(tables.drafts, tables.households, layout, context)
        read_paras_told(tables.drafts, tables.paras)
        read_sex_codes(tables.drafts)
        for draft in tables.drafts:
            if "father_or_husband" in draft.values:
                place_father_or_husband(draft)
        join_birth_dates(tables.drafts)
        join_names(tables.drafts)
        check_survey(tables.drafts, survey_day)
        return finish(tables, layout)


def _survey_day(sheets: Sequence[Sheet], layout: Layout, today: date) -> date:
    """The last day that the survey can have been: of the year in the title, or of the year to which the ages point."""
    year = _year_in_title(sheets[0], today.year) or _year_by_ages(sheets, layout, today)
    return min(today, date(year, 12, 31)) if year else today


def _year_in_title(sheet: Sheet, latest: int) -> int | None:
    for row in range(min(_TITLE_LINES, sheet.height)):
        line = [as_typed(column[row]) for column in sheet.columns if column[row] not in (None, "")]
        for text in line if len(line) <= _MOST_CELLS_OF_A_TITLE else ():
            years = [int(year) for year in _YEAR.findall(ascii_digits(to_unicode(text))) if int(year) <= latest]
            if years:
                return max(years)
    return None


def _year_by_ages(sheets: Sequence[Sheet], layout: Layout, today: date) -> int | None:
    """Birth year and age add up to the year of the survey, or to the one before where the birthday is still to come."""
    beginnings = [replace(sheet, columns=[column[:_LINES_LOOKED_AT] for column in sheet.columns]) for sheet in sheets]
    drafts = read_tables(beginnings, layout, CellContext("", as_of=today)).drafts
    sums = Counter(
        year + age
        for draft in drafts
        if (year := birth_year(draft)) and isinstance(age := draft.values.get("age_years"), int)
    )
    if sums.total() < _FEWEST_AGES:
        return None
    return max(year for year, count in sums.items() if count >= _SHARE_OF_AGES * sums.total())


def place_father_or_husband(draft: Draft) -> None:
    """A column for both holds a married or widowed woman's husband, and everybody else's father."""
    name = draft.values.pop("father_or_husband", None)
    if name is None:
        return
    wife = draft.values.get("sex") == Sex.FEMALE and draft.values.get("marital") in (Marital.MARRIED, Marital.WIDOWED)
    draft.values.setdefault("spouse_name" if wife else "father_name", name)

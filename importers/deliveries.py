"""An office's list, read: what was given to whom, when, under which programme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from importers.answers import NO_ANSWERS, HeadingAnswers
from importers.bangla import to_unicode
from importers.cells import CellContext, Reading, read_cell
from importers.checks import check_deliveries
from importers.collector import collector_paused
from importers.drafts import Draft
from importers.layouts import load_layout
from importers.model import ReadFile, Severity
from importers.reading import ReadTables, finish, open_sheets, read_tables

_WORDS = re.compile(r"[^\s,;:()\[\]|।]+")
_MOST_WORDS = 24
_SHORTEST_PHRASE = 3


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
        _read_titles(tables, context)
        for draft in tables.drafts:
            place_father_or_husband(draft)
        check_deliveries(tables.drafts)
        return finish(tables, layout)


def place_father_or_husband(draft: Draft) -> None:
    """One field for both, the husband before the father where a list has a column for each."""
    husband, father = draft.values.pop("husband_name", None), draft.values.pop("father_name", None)
    if husband or father:
        draft.values.setdefault("father_or_husband", husband or father)


def _read_titles(tables: ReadTables, context: CellContext) -> None:
    """Where a sheet has no column for the programme or the period, its title may name the one for all its lines."""
    for field_name in ("programme", "period"):
        for sheet, titles in tables.titles.items():
            rows = [draft for draft in tables.drafts if draft.sheet == sheet and field_name not in draft.headings]
            named = _named_in(titles, field_name, context) if rows else Reading()
            for draft in rows if named.values else ():
                draft.values.update(named.values)
                draft.add_problem("taken_from_title", Severity.INFORMATION, field_name, field=field_name)


def _named_in(titles: Iterable[str], kind: str, context: CellContext) -> Reading:
    """The meaning of the longest phrase of the titles that names something of that kind."""
    for phrase in _phrases(titles):
        reading = read_cell(kind, phrase, replace(context, field=kind))
        if reading.values and not reading.problems:
            return reading
    return Reading()


def _phrases(titles: Iterable[str]) -> Iterator[str]:
    for title in titles:
        words = _WORDS.findall(to_unicode(title))[:_MOST_WORDS]
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                phrase = " ".join(words[start : start + length])
                if len(phrase) >= _SHORTEST_PHRASE:
                    yield phrase

"""An office's list, read: what was given to whom, when, under which programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from census_app.reference import read_reference
from importers.answers import NO_ANSWERS, HeadingAnswers
from importers.cells import CellContext
from importers.cells.amounts import POISHA_PER_TAKA
from importers.checks import check_deliveries
from importers.collector import collector_paused
from importers.drafts import Draft
from importers.layouts import load_layout
from importers.model import JSON, ReadFile
from importers.para_told import read_paras_told
from importers.period_columns import is_given
from importers.reading import finish, open_sheets, read_tables
from importers.section_lines import read_file_name, read_sections, read_titles

_GOODS = frozenset({"food", "in_kind"})
_THOUSANDTHS = 1_000


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
            settle_line(draft)
        check_deliveries(tables.drafts)
        return finish(tables, layout)


def settle_line(draft: Draft) -> None:
    """What several cells of a line say together: whose child or wife, and what was given in each period."""
    _place_father_or_husband(draft)
    given = {name: told for name, told in draft.values.items() if is_given(name) and isinstance(told, dict)}
    if any("amount_poisha" in told for told in given.values()):
        draft.values.pop("amount_poisha", None)  # the sum of all periods, which stays among the cells as written
    if given and draft.values.get("programme_code") in _programmes_in_goods():
        draft.values.update({name: _as_goods(told) for name, told in given.items()})


def _place_father_or_husband(draft: Draft) -> None:
    """One field for both, the husband before the father where a list has a column for each."""
    husband, father = draft.values.pop("husband_name", None), draft.values.pop("father_name", None)
    if husband or father:
        draft.values.setdefault("father_or_husband", husband or father)


def _as_goods(told: Mapping[str, JSON]) -> dict[str, JSON]:
    """A bare number below a period counts goods where the programme gives no money."""
    counted = {name: value for name, value in told.items() if name != "amount_poisha"}
    if isinstance(number := told.get("amount_poisha"), int):
        counted["quantity_thousandths"] = number * _THOUSANDTHS // POISHA_PER_TAKA
    return counted


@cache
def _programmes_in_goods() -> frozenset[str]:
    return frozenset(line["code"] for line in read_reference("programmes") if line["kind"] in _GOODS)

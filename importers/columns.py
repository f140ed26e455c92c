"""The columns of one table: which field each fills, whether it is written in Bijoy, and which nobody could name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from census_app.domain.bangla_text import ascii_digits
from importers.answers import place_without_heading, shape_of
from importers.bangla import is_bijoy, to_unicode
from importers.cells import CellContext, Reading, read_cell
from importers.headings import UNKNOWN, HeadingIndex, Means, Target, heading_index, target_of
from importers.layouts import Field, Layout
from importers.model import Problem, Severity
from importers.period_columns import fields_of_periods, is_given
from importers.workbook import Cell, Sheet, as_typed

_LETTER = re.compile(r"[^\W\d_]")
_DAY = re.compile(r"day\b|দিন")
_SAMPLE = 60
_CELLS_LOOKED_AT = 2000
_FITS = 0.6
_ANY_DAY = date(2040, 1, 1)  # after every day that is written, within the lifetime of the oldest
_TOLD_BY_VALUES = 0.9
_FEWEST_VALUES = 2
_BESIDE_PERIODS = frozenset({"", "amount_poisha", "quantity_thousandths", "delivered_on", "period"})
"""What the heading of a column may say beside the period that it is named after."""


@dataclass(frozen=True)
class Column:
    """One column: its place (from 0), its heading as people see it, what it stands for, how it is written.

    One without a heading has the shape of its table: by its place there it is asked about and known again.
    """

    index: int
    heading: str
    target: Target = UNKNOWN
    bijoy: bool = False
    shape: str = ""

    @property
    def letter(self) -> str:
        """The column as a spreadsheet program names it."""
        return letter_of(self.index)

    @property
    def own_heading(self) -> str:
        """The heading without the letter that tells it from another column's; without a heading, the place."""
        if self.shape:
            return place_without_heading(self.letter, self.shape)
        return self.heading.removesuffix(f"[{self.letter}]").strip()


@dataclass(frozen=True)
class HeadingTexts:
    """The heading lines of a table, one text for each column: the group above and the heading itself."""

    upper: tuple[str, ...]
    lower: tuple[str, ...]


def letter_of(index: int) -> str:
    """The column (from 0) as a spreadsheet program names it."""
    letters, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def where(sheet: Sheet, column: Column) -> dict[str, str | int]:
    """The column for a problem about it: by its letter, that of another sheet which lent it with the sheet's name."""
    lender, place = sheet.lent.get(column.index, ("", column.index))
    letter = f"{lender}!{letter_of(place)}" if lender else letter_of(place)
    return {"column": letter, "shape": column.shape} if column.shape else {"column": letter}


def resolve_columns(
    sheet: Sheet, headings: HeadingTexts, body: range, layout: Layout, fiscal_year: str = "", shape: str = ""
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """Name every column that holds anything, and say which headings are unknown or were only guessed.

    `fiscal_year` is that of an office's list: without it no period can be told from other words. `shape` is the mark of
    a table that has no headings to make it of.
    """
    index = heading_index(layout)
    shape = shape or shape_of([f"{upper} {lower}" for upper, lower in zip(headings.upper, headings.lower, strict=True)])
    columns = [_named(sheet, place, headings, body, index, shape) for place in range(len(sheet.columns))]
    written = [column for column in columns if column is not None]
    written = _give_weaker_a_place(_decide_bijoy(sheet, written, body))
    written = _name_by_periods(sheet, written, headings, body, layout, fiscal_year)
    for guess in (index.by_words, index.by_likeness, index.by_sound):
        written = _guess(sheet, written, body, layout, guess, fiscal_year)
    named = _distinct(_day_beside_month(_guess_by_values(sheet, written, body, layout, fiscal_year)))
    return named, tuple(_problems(sheet, named, body))


def _day_beside_month(columns: list[Column]) -> list[Column]:
    """The birthday beside a month and a year of birth is the day of the month."""
    fields = [column.target.field for column in columns]
    if "birth_month" not in fields or "birth_day" in fields or fields.count("birth_date") < 2:
        return columns
    return [
        replace(column, target=replace(column.target, field="birth_day"))
        if column.target.field == "birth_date" and _DAY.search(column.heading.lower())
        else column
        for column in columns
    ]


def sample_of(cells: Sequence[Cell], body: range) -> list[Cell]:
    """Return some of the different values that stand in the column's body, the first ones."""
    different: dict[Cell, None] = {}
    filled = (cell for cell in islice(cells, body.start, body.stop) if cell is not None and cell != "")
    for cell in islice(filled, _CELLS_LOOKED_AT):
        different[cell] = None
        if len(different) == _SAMPLE:
            break
    return list(different)


def _named(
    sheet: Sheet, place: int, headings: HeadingTexts, body: range, index: HeadingIndex, shape: str
) -> Column | None:
    target, heading, bijoy = target_of(index, headings.upper[place], headings.lower[place])
    if not heading:
        column = Column(place, "", shape=shape)
        holds_anything = sample_of(sheet.columns[place], body)
        return replace(column, target=index.by_answer(column.own_heading)) if holds_anything else None
    if place in sheet.fields:
        named = sheet.fields[place]
        return Column(place, heading, Target(named, "" if named else "kept_by_the_form"))
    return Column(place, heading, target, bijoy)


def _decide_bijoy(sheet: Sheet, columns: list[Column], body: range) -> list[Column]:
    """A column's own letters decide, then its heading, then what the rest of the table is written in."""
    votes = [is_bijoy(sample_of(sheet.columns[column.index], body)) for column in columns]
    mostly_bijoy = votes.count(True) > votes.count(False)
    return [
        replace(column, bijoy=column.bijoy or mostly_bijoy if vote is None else vote)
        for column, vote in zip(columns, votes, strict=True)
    ]


def _name_by_periods(
    sheet: Sheet, columns: list[Column], headings: HeadingTexts, body: range, layout: Layout, fiscal_year: str
) -> list[Column]:
    """A list may have a column for each quarter or month, with what was given in it below."""
    if layout.of_period is None or not fiscal_year:
        return columns
    texts = {
        place: " ".join(filter(None, (headings.upper[column.index], headings.lower[column.index])))
        for place, column in enumerate(columns)
        if column.target.field in _BESIDE_PERIODS
        and not column.target.ignored
        and column.target.means is not Means.ANSWER
    }
    fields = fields_of_periods(texts, fiscal_year)
    fitting = sum(1 for place in fields if fits(layout.of_period, sheet, columns[place], body, fiscal_year))
    named = list(columns)
    for place, (field_name, heading) in fields.items() if 2 * fitting >= len(fields) else ():
        named[place] = replace(columns[place], target=Target(field_name), heading=heading)
    return named


def _give_weaker_a_place(columns: list[Column]) -> list[Column]:
    claimed = {column.target.field for column in columns if column.target.means is not Means.WEAKER}
    aside = Target(ignored="another_column_holds_it")
    return [
        replace(column, target=aside)
        if column.target.means is Means.WEAKER and column.target.field in claimed
        else column
        for column in columns
    ]


def _guess(
    sheet: Sheet,
    columns: list[Column],
    body: range,
    layout: Layout,
    guess: Callable[[str], Target],
    fiscal_year: str,
) -> list[Column]:
    """Name columns by a weaker sign, where the field is still free and the values look like it."""
    claimed = {column.target.field for column in columns if column.target.field}
    guessed = list(columns)
    for place, column in enumerate(columns):
        if column.target or not column.heading:
            continue
        readable = to_unicode(column.heading) if column.bijoy else column.heading
        target = guess(readable)
        free = bool(target) and target.field not in claimed
        if free and (target.ignored or fits(layout.field(target.field), sheet, column, body, fiscal_year)):
            guessed[place] = replace(column, target=target, heading=readable)
            claimed.update({target.field} - {""})  # as many columns as there are may be left aside
    return guessed


def _guess_by_values(
    sheet: Sheet, columns: list[Column], body: range, layout: Layout, fiscal_year: str
) -> list[Column]:
    """Name columns under a heading that says nothing by values that can only be one field's: কন্যা, জুলাই-সেপ্টেম্বর."""
    claimed = {column.target.field for column in columns}
    free = [field for field in layout.fields if field.told_by_values and field.name not in claimed]
    guessed = list(columns)
    for place, column in enumerate(columns):
        if column.target:
            continue
        words = [text for text in _texts(sheet, column, body) if isinstance(text, str) and _LETTER.search(text)]
        told = [
            f for f in free if len(words) >= _FEWEST_VALUES and _share_read(f, words, fiscal_year) >= _TOLD_BY_VALUES
        ]
        if len(told) == 1:
            guessed[place] = replace(column, target=Target(told[0].name, means=Means.ALIKE))
            free.remove(told[0])
    return guessed


def fits(field: Field, sheet: Sheet, column: Column, body: range, fiscal_year: str = "") -> bool:
    """Say whether what stands in the column can be read as that field."""
    texts = _texts(sheet, column, body)
    share = _share_read(field, texts, fiscal_year)
    one_stray = share > 0 and round((1 - share) * len(texts)) == 1  # the number of the column, a note in passing
    return one_stray or share >= _FITS


def _filled(sheet: Sheet, column: Column, body: range) -> list[Cell]:
    """The sample of the column; the number that a form gives its columns is nobody's answer where it stands alone."""
    sample = sample_of(sheet.columns[column.index], body)
    numbers_itself = len(sample) == 1 and ascii_digits(as_typed(sample[0])).strip(" ().") == str(column.index + 1)
    return [] if numbers_itself else sample


def _texts(sheet: Sheet, column: Column, body: range) -> list[Cell]:
    sample = _filled(sheet, column, body)
    return [to_unicode(cell) if column.bijoy and isinstance(cell, str) else cell for cell in sample]


def _share_read(field: Field, cells: Sequence[Cell], fiscal_year: str) -> float:
    """What part of the cells can be read as the field; all of none."""
    context = CellContext(field.name, as_of=_ANY_DAY, fiscal_year=fiscal_year)
    readable = sum(1 for cell in cells if _is_read(read_cell(field.kind, cell, context)))
    return readable / len(cells) if cells else 1.0


def _is_read(reading: Reading) -> bool:
    return all(problem.severity is Severity.INFORMATION for problem in reading.problems)


def _distinct(columns: list[Column]) -> tuple[Column, ...]:
    """The same columns with a heading of their own each, so that no raw cell hides another."""
    seen: set[str] = set()
    distinct = []
    for column in columns:
        heading = column.heading
        if not heading or heading in seen:
            heading = f"{heading} [{column.letter}]".strip()
        seen.add(heading)
        distinct.append(replace(column, heading=heading))
    return tuple(distinct)


def _problems(sheet: Sheet, columns: Sequence[Column], body: range) -> list[Problem]:
    problems = []
    of_periods = [column.letter for column in columns if is_given(column.target.field)]
    if of_periods:
        told: dict[str, str | int] = {"columns": ", ".join(of_periods)}
        problems.append(Problem("columns_of_periods", Severity.INFORMATION, sheet.name, details=told))
    for column in columns:
        details = where(sheet, column)
        if not column.target and _filled(sheet, column, body):
            code = "column_without_heading" if column.shape else "unknown_heading"
            problems.append(_problem(code, Severity.PLEASE_CONFIRM, sheet, column, details))
        elif column.target.means is Means.ALIKE and column.target.field:
            details["field"] = column.target.field
            problems.append(_problem("heading_guessed", Severity.PLEASE_CONFIRM, sheet, column, details))
    return problems


def _problem(code: str, severity: Severity, sheet: Sheet, column: Column, details: dict[str, str | int]) -> Problem:
    return Problem(code, severity, sheet=sheet.name, heading=column.heading, details=details)

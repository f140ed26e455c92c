"""Tables without any heading: told by the people in them, read as they stand, each column asked about."""

from __future__ import annotations

from collections.abc import Sequence

from importers.answers import IGNORE, shape_of
from importers.columns import HeadingTexts, resolve_columns, sample_of
from importers.layouts import Layout
from importers.model import Problem, Severity
from importers.proposals import propose_field
from importers.tables import Found, Table
from importers.workbook import Sheet, as_typed

_FEWEST_TOLD = 3
_SAYS_NOTHING_OF_PEOPLE = frozenset({"money", "number", "quantity", "unit", "land", "income", "month", "text"})


def with_bare_tables(found: Found, sheets: Sequence[Sheet], layout: Layout, fiscal_year: str) -> Found:
    """What was found in a file, and the sheets that list people below no heading at all as tables of it.

    Nobody's row is lost for want of headings: the rows are held until their sender has said what the columns are.
    """
    passed_over = {line.sheet for line in found.left_out if line.reason == "no_table"}
    bare = [sheet for sheet in sheets if sheet.name in passed_over and _lists_people(sheet, layout)]
    names = {sheet.name for sheet in bare}
    read = [_as_table(sheet, layout, fiscal_year) for sheet in bare]
    return Found(
        tables=[*found.tables, *(table for table, _ in read)],
        problems=[
            *(one for one in found.problems if one.code != "sheet_without_headings" or one.sheet not in names),
            *(problem for _, problems in read for problem in problems),
        ],
        left_out=[line for line in found.left_out if line.reason != "no_table" or line.sheet not in names],
        titles=found.titles,
    )


def _lists_people(sheet: Sheet, layout: Layout) -> bool:
    """True where one column holds names and two more what is written of people: a number, a birth date, a sex."""
    body = range(sheet.height)
    told: list[str] = []
    for column in sheet.columns:
        texts = [as_typed(cell).strip() for cell in sample_of(column, body)]
        if len(texts) > 1 and (field := propose_field(layout, "", texts, told)):
            told.append(field)
    fields = [layout.field(name) for name in told if name != IGNORE]
    of_people = [field for field in fields if field.kind.partition(":")[0] not in _SAYS_NOTHING_OF_PEOPLE]
    return len(of_people) >= _FEWEST_TOLD and any(field.name in layout.name_fields for field in of_people)


def _as_table(sheet: Sheet, layout: Layout, fiscal_year: str) -> tuple[Table, list[Problem]]:
    body = range(sheet.height)
    blank = ("",) * len(sheet.columns)
    # Where nothing is called anything, only the very same first line is the same table again.
    shape = shape_of([as_typed(column[0]) if column else "" for column in sheet.columns])
    columns, problems = resolve_columns(sheet, HeadingTexts(blank, blank), body, layout, fiscal_year, shape)
    told = Problem("table_without_headings", Severity.PLEASE_CONFIRM, sheet=sheet.name)
    return Table(sheet, columns, body), [told, *problems]

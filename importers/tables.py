"""Tables found on sheets: where the headings are, which lines belong to them, which sheet goes on with which table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from importers.code_legends import legends_of
from importers.columns import Column, HeadingTexts, fits, resolve_columns, sample_of
from importers.headings import HeadingIndex, heading_index, target_by_any_sign, target_of
from importers.layouts import Layout
from importers.model import LeftOut, Problem, Severity
from importers.workbook import Sheet, as_typed

_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_LINES_LOOKED_AT = 60
_FEWEST_HEADINGS = 3
_LINES_OF_HEADINGS = 3
_LINES_OF_UNUSUAL_HEADINGS = 12
_FEWEST_UNUSUAL = 4
_SAME_SHARE = 0.7
_MOST_TEXTS_LOOKED_AT = 300
_OWN_HITS = 2
_ANY_HITS = 5
_SHAPE_SHARE = 0.6


@dataclass(frozen=True)
class Table:
    """A run of lines under one set of headings; `body` holds row indexes from 0."""

    sheet: Sheet
    columns: tuple[Column, ...]
    body: range
    repeated_headings: frozenset[int] = frozenset()

    def columns_of(self, field_name: str) -> tuple[Column, ...]:
        """The columns that fill the field."""
        return tuple(column for column in self.columns if column.target.field == field_name)


@dataclass(frozen=True)
class Headings:
    """The heading lines of a table: their row indexes, how they read, and whether a line above them had to help."""

    rows: range
    texts: HeadingTexts
    known: int
    helped: bool = False

    @property
    def strength(self) -> tuple[int, int]:
        """More known headings are better, and of equally many one line rather than two."""
        return self.known, -len(self.rows) - self.helped


@dataclass
class Found:
    """What was found in a file so far."""

    tables: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    titles: dict[str, list[str]] = field(default_factory=dict)


def find_tables(sheets: Sequence[Sheet], layout: Layout, fiscal_year: str = "") -> Found:
    """Find every table of the file; sheets and lines that are none are listed with the reason."""
    found = Found()
    for sheet in sheets:
        if not any(sample_of(column, range(sheet.height)) for column in sheet.columns):
            continue
        if sheet.hidden:
            found.left_out.append(LeftOut(sheet.name, None, "hidden_sheet"))
        elif not _find_on(sheet, layout, found, fiscal_year):
            _continue_or_leave(sheet, layout, found)
    return found


def _find_on(sheet: Sheet, layout: Layout, found: Found, fiscal_year: str) -> bool:
    headings = find_headings(sheet, range(min(_LINES_LOOKED_AT, sheet.height)), heading_index(layout))
    if headings is None and not found.tables:
        headings = find_unusual_headings(sheet, layout)
    if headings is None:
        return False
    for row in range(headings.rows.start):
        texts = [as_typed(column[row]).strip() for column in sheet.columns]
        if any(texts):
            found.left_out.append(LeftOut(sheet.name, row + 1, "title"))
            found.titles.setdefault(sheet.name, [sheet.name]).extend(filter(None, texts))
    while headings is not None:
        body = range(headings.rows.stop, sheet.height)
        columns, problems = resolve_columns(sheet, headings.texts, body, layout, fiscal_year)
        repeated, following = _further_headings(sheet, columns, headings, layout)
        if following:  # what stands below the next headings says nothing about these
            body = range(body.start, following.rows.start)
            columns, problems = resolve_columns(sheet, headings.texts, body, layout, fiscal_year)
        table = Table(sheet, columns, body, repeated)
        found.tables.append(table)
        found.problems += [*problems, *_missing_headings(table, layout)]
        headings = following
    return True


def find_headings(sheet: Sheet, rows: range, index: HeadingIndex) -> Headings | None:
    """Return the line, or the two lines, most of whose cells are known headings; the first such where several are."""
    if sheet.fields and 0 in rows:
        return _headings_of_form(sheet, index)
    best: Headings | None = None
    for row in rows:
        for candidate in _candidates(sheet, row, index):
            enough = candidate.known >= _FEWEST_HEADINGS and not _holds_data(sheet, candidate)
            if best is None:
                best = candidate if enough else None
            elif enough and candidate.strength > best.strength and not _begins_with_data(sheet, candidate):
                best = candidate
        if best is not None and row >= best.rows.stop and sum(map(bool, _line(sheet, row))) >= _FEWEST_HEADINGS:
            return best
    return best


def find_unusual_headings(sheet: Sheet, layout: Layout) -> Headings | None:
    """Return the first line most of whose cells name fields in words of their own, the name of a person among them."""
    index = heading_index(layout)
    for row in range(min(_LINES_OF_UNUSUAL_HEADINGS, sheet.height - 1)):
        line = _line(sheet, row)
        words = [text for text in line if _LETTER.search(text)]
        if len(words) < _FEWEST_UNUSUAL or 2 * len(words) <= sum(map(bool, line)):
            continue
        fields = {target_by_any_sign(index, "", text).field for text in words} - {""}
        if len(fields) >= max(_FEWEST_UNUSUAL, len(words) / 2) and not fields.isdisjoint(layout.name_fields):
            return Headings(range(row, row + 1), HeadingTexts(("",) * len(line), line), len(fields))
    return None


def _headings_of_form(sheet: Sheet, index: HeadingIndex) -> Headings | None:
    """Row 1 of the export of a form, when it names anything that is read here."""
    headings = next(_candidates(sheet, 0, index), None)
    named = any(sheet.fields.values()) or (headings is not None and headings.known > 0)
    return headings if named else None


def _candidates(sheet: Sheet, row: int, index: HeadingIndex) -> Iterator[Headings]:
    line = _line(sheet, row)
    if not any(line):
        return
    above = _told_above(sheet, row, line, index)
    yield _headings(range(row, row + 1), HeadingTexts(above, line), index, helped=any(above))
    if row + 1 < sheet.height:
        below = _line(sheet, row + 1)
        spread = _spread_groups(sheet, row, line, below)
        heads = tuple(upper or lower for upper, lower in zip(spread, below, strict=True))
        above = _told_above(sheet, row, heads, index)
        texts = HeadingTexts(tuple(one or other for one, other in zip(spread, above, strict=True)), below)
        yield _headings(range(row, row + 2), texts, index, helped=any(above))


def _line(sheet: Sheet, row: int) -> tuple[str, ...]:
    return tuple(as_typed(column[row]).strip() for column in sheet.columns)


def _told_above(sheet: Sheet, row: int, line: Sequence[str], index: HeadingIndex) -> tuple[str, ...]:
    """For each column without a heading on the line, the one above it: merged down to it, or a known one."""
    told = [""] * len(line)
    for merged in sheet.merged:
        if merged.top < row <= merged.bottom and merged.left == merged.right < len(told) and not line[merged.left]:
            told[merged.left] = as_typed(sheet.columns[merged.left][merged.top]).strip()
    for place, text in enumerate(line):
        for above in range(row - 1, max(row - _LINES_OF_HEADINGS, -1), -1) if not (text or told[place]) else ():
            written = as_typed(sheet.columns[place][above]).strip()
            if written:
                told[place] = written if target_of(index, "", written)[0] else ""
                break
    return tuple(told)


def _holds_data(sheet: Sheet, headings: Headings) -> bool:
    """True for lines with as many figures and dates as headings: ছেলে and বিবাহিত are headings, too, but not there."""
    cells = [column[row] for row in headings.rows for column in sheet.columns]
    figures = sum(1 for cell in cells if (text := as_typed(cell).strip()) and not _LETTER.search(text))
    return figures >= headings.known


def _begins_with_data(sheet: Sheet, headings: Headings) -> bool:
    """True for two lines of which the upper one holds figures: somebody's line above the headings of the next table."""
    texts = _line(sheet, headings.rows.start)
    return len(headings.rows) > 1 and any(_DIGIT.search(text) and not _LETTER.search(text) for text in texts)


def _headings(rows: range, texts: HeadingTexts, index: HeadingIndex, *, helped: bool) -> Headings:
    targets = {target_of(index, *pair)[0] for pair in zip(texts.upper, texts.lower, strict=True) if any(pair)}
    return Headings(rows, texts, sum(1 for target in targets if target.field), helped)


def _spread_groups(sheet: Sheet, row: int, line: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Repeat a group heading over its merged cells, or over the empty cells beside it where none are merged."""
    spread = list(line)
    for merged in sheet.merged:
        if merged.left >= len(spread):  # empty cells merged beside the table
            continue
        if merged.top <= row <= merged.bottom and merged.right > merged.left and merged.bottom == row:
            width = slice(merged.left, min(merged.right + 1, len(spread)))
            spread[width] = [line[merged.left]] * len(spread[width])
    if not sheet.merged:
        for place in range(1, len(spread)):
            if not spread[place] and below[place]:
                spread[place] = spread[place - 1]
    return tuple(spread)


def _further_headings(
    sheet: Sheet, columns: Sequence[Column], first: Headings, layout: Layout
) -> tuple[frozenset[int], Headings | None]:
    """Return the rows below that only repeat the headings, and the first headings that differ."""
    index = heading_index(layout)
    repeated: set[int] = set()
    for row in _rows_like_headings(sheet, columns, range(first.rows.stop, sheet.height), index):
        headings = find_headings(sheet, range(row, row + 1), index)
        if headings is None:
            continue
        if not _names_same_fields(headings, columns, index):
            return frozenset(repeated), headings
        repeated.update(range(row, row + len(first.rows)))
    return frozenset(repeated), None


def _rows_like_headings(sheet: Sheet, columns: Sequence[Column], body: range, index: HeadingIndex) -> list[int]:
    """Rows with two cells that repeat their own column's heading, or with five that are headings of any column."""
    own, any_column = Counter[int](), Counter[int]()
    for column in columns:
        cells = sheet.columns[column.index]
        texts = {cell for cell in set(islice(cells, body.start, body.stop)) if isinstance(cell, str) and cell}
        if not column.target.field or len(texts) > _MOST_TEXTS_LOOKED_AT:
            continue
        fields = {text: target_of(index, "", text)[0].field for text in texts}
        headings = {text: field for text, field in fields.items() if field}
        for row in (row for row in body if cells[row] in headings) if headings else ():
            any_column[row] += 1
            own[row] += headings[str(cells[row])] == column.target.field
    return sorted(row for row, hits in any_column.items() if own[row] >= _OWN_HITS or hits >= _ANY_HITS)


def _names_same_fields(headings: Headings, columns: Sequence[Column], index: HeadingIndex) -> bool:
    pairs = list(zip(headings.texts.upper, headings.texts.lower, strict=True))
    written = [column for column in columns if any(pairs[column.index])]
    same = sum(1 for column in written if target_of(index, *pairs[column.index])[0].field == column.target.field)
    return same >= _SAME_SHARE * len(written)


def _missing_headings(table: Table, layout: Layout) -> list[Problem]:
    """One problem for each group of required fields of which the table has none."""
    return [
        Problem(
            "required_heading_missing",
            Severity.PLEASE_CONFIRM,
            sheet=table.sheet.name,
            details={"field": group[0], "title_bn": wanted.title_bn, "title_en": wanted.title_en},
        )
        for group in layout.required
        if not any(table.columns_of(name) for name in group)
        for wanted in (layout.field(group[0]),)
    ]


def _continue_or_leave(sheet: Sheet, layout: Layout, found: Found) -> None:
    """Take a sheet without headings as the previous table's continuation when it has that table's shape."""
    previous = found.tables[-1] if found.tables else None
    if previous is not None and _has_shape_of(sheet, previous, layout):
        held = tuple(column for column in previous.columns if column.index < len(sheet.columns))
        found.tables.append(Table(sheet, held, range(sheet.height)))
        return
    found.left_out.append(LeftOut(sheet.name, None, "no_table"))
    if found.tables and not any(legends_of([sheet])):
        found.problems.append(Problem("sheet_without_headings", Severity.PLEASE_CONFIRM, sheet=sheet.name))


def _has_shape_of(sheet: Sheet, table: Table, layout: Layout) -> bool:
    """Say whether the sheet's columns can be read as the table's, nearly all of them."""
    body = range(sheet.height)
    fields = [column for column in table.columns if column.target.field and column.index < len(sheet.columns)]
    filled = [column for column in fields if sample_of(sheet.columns[column.index], body)]
    beyond = any(sample_of(cells, body) for cells in sheet.columns[len(table.sheet.columns) :])
    fitting = sum(1 for column in filled if fits(layout.field(column.target.field), sheet, column, body))
    return len(filled) >= _FEWEST_HEADINGS and not beyond and fitting >= _SHAPE_SHARE * len(filled)

"""What reading a spreadsheet yields: rows, problems, and lines that were left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

JSON: TypeAlias = str | int | float | bool | list["JSON"] | dict[str, "JSON"] | None


class Severity(StrEnum):
    """How far a problem reaches, from the whole file down to a remark."""

    BLOCKS_FILE = "blocks_file"
    BLOCKS_ROW = "blocks_row"
    PLEASE_CONFIRM = "please_confirm"
    INFORMATION = "information"


class RowState(StrEnum):
    """Where a row stands when it leaves the reader."""

    READY = "ready"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True)
class Problem:
    """Something wrong with the data: a value that goes back to whoever wrote the sheet, never raised.

    `heading` is the heading as it was typed; details hold no name and no identity number.
    """

    code: str
    severity: Severity
    sheet: str = ""
    row_number: int | None = None
    heading: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)


class WrittenCells(Mapping[str, str]):
    """What stands in the filled cells of a line, by heading; all lines of a table share the places of its headings."""

    __slots__ = ("places", "texts")

    def __init__(self, places: Mapping[str, int], texts: Sequence[str]) -> None:
        self.places = places
        self.texts = texts

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> WrittenCells:
        """The cells of a line that stands alone."""
        return cls({heading: place for place, heading in enumerate(cells)}, tuple(cells.values()))

    def __getitem__(self, heading: str) -> str:
        if text := self.texts[self.places[heading]]:
            return text
        raise KeyError(heading)

    def __iter__(self) -> Iterator[str]:
        return (heading for heading, place in self.places.items() if self.texts[place])

    def __len__(self) -> int:
        return len(self.texts) - self.texts.count("")


@dataclass(frozen=True)
class ReadRow:
    """One data row: what was written (`raw`, by heading), what it means (`values`, by field), what is wrong with it."""

    sheet: str
    row_number: int
    raw: WrittenCells
    values: dict[str, JSON]
    problems: tuple[Problem, ...] = ()

    @property
    def state(self) -> RowState:
        """A row waits for its writer when a problem blocks it, otherwise it can be accepted."""
        blocked = any(problem.severity is Severity.BLOCKS_ROW for problem in self.problems)
        return RowState.HELD if blocked else RowState.READY


LEFT_OUT_REASONS = (
    "hidden_sheet",
    "summary_sheet",
    "no_table",
    "title",
    "repeated_heading",
    "column_numbers",
    "household_line",
    "section_line",
    "form_line",
    "total_line",
    "empty_numbered_line",
    "signature",
    "note",
)


@dataclass(frozen=True)
class LeftOut:
    """A line or a sheet that is not data, and the reason (row_number is None for a whole sheet).

    Raises: ValueError for a reason that is not declared, which nobody could tell the uploader.
    """

    sheet: str
    row_number: int | None
    reason: str

    def __post_init__(self) -> None:
        if self.reason not in LEFT_OUT_REASONS:
            raise ValueError(f"no such reason: {self.reason}")


@dataclass(frozen=True)
class TableHeadings:
    """Where the headings of one table stand: its body begins in `first_row`; columns count from 1 (A).

    Those beyond `own_columns` were put beside the sheet's own (a household's answers beside its members); `lent` says
    of which sheet they are, and which column there. `shape` is that of a table with columns that have no heading.
    `fields` says which heading was read as which field, `as_of` (ISO) for which day.
    """

    sheet: str
    first_row: int
    columns: Mapping[str, int]
    name_column: int
    own_columns: int
    fields: Mapping[str, str] = field(default_factory=dict)
    as_of: str = ""
    shape: str = ""
    lent: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadFile:
    """A whole file: each data row exactly once, problems of the file itself, and what was left out.

    `mark` stands on the summary of a file that was handed back, and is empty for any other file.
    """

    layout: str
    rows: tuple[ReadRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    headings: tuple[TableHeadings, ...] = ()
    mark: str = ""

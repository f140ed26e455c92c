"""What is to be said about a file: a remark for each cell that has a problem, a counted line for each kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from census_app.ledger.reads.uploads import HEAVIEST_FIRST, ProblemLine
from census_app.sentences import shown, told_of_many, told_of_one

MOST_PLACES = 4
_WORDS = {
    "bn": {
        "blocks_file": "পুরো ফাইল আটকে আছে",
        "blocks_row": "সারি আটকে আছে",
        "please_confirm": "নিশ্চিত করুন",
        "information": "জানার জন্য",
        "rows": "{}টি সারিতে: ",
        "row": "১টি সারিতে: ",
        "remedy": "করণীয়: ",
    },
    "en": {
        "blocks_file": "Stops the file",
        "blocks_row": "Stops the row",
        "please_confirm": "Please confirm",
        "information": "For information",
        "rows": "In {} rows: ",
        "row": "In 1 row: ",
        "remedy": "What to do: ",
    },
}

LONGEST_NOTE = 3_000
_NOTE_WIDTH, _NOTE_LINE, _LETTERS_OF_A_LINE = 320, 18, 44
_NOT_OF_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Place = tuple[str, int, int]
"""Sheet, row and column as a spreadsheet program counts them, from 1."""


@dataclass(frozen=True)
class Remark:
    """All that is to be said about one cell; its colour is that of the heaviest."""

    severity: str
    text: str


@dataclass(frozen=True)
class KindLine:
    """One kind of problem: in how many rows, told once, with the first cells concerned."""

    severity: str
    code: str
    what: str
    rule: str
    remedy: str
    places: Sequence[Place]


@dataclass
class _Kind:
    code: str
    severity: str
    rows: set[tuple[str, int]] = field(default_factory=set)
    details: list[Mapping[str, Any]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


@dataclass
class Remarks:
    """The remarks of a file by sheet and cell, and its kinds of problems, the heaviest and commonest first."""

    cells: dict[str, dict[tuple[int, int], Remark]]
    kinds: list[KindLine]

    @property
    def rows(self) -> int:
        """How many rows have a remark."""
        return sum(len({row for row, _ in cells}) for cells in self.cells.values())


def severity_word(severity: str, language: str) -> str:
    """The severity in the words of the legend."""
    return _WORDS[language][severity]


def gather_remarks(problems: Iterable[ProblemLine], headings: Sequence[Mapping[str, Any]], language: str) -> Remarks:
    """Each problem told at its cell and counted with its kind."""
    found: dict[Place, list[tuple[int, str]]] = defaultdict(list)
    kinds: dict[tuple[str, ...], _Kind] = {}
    for problem in problems:
        place = place_of(problem, headings)
        key = (problem.code,) if problem.row_number is not None else (problem.code, problem.sheet, problem.heading)
        kind = kinds.setdefault(key, _Kind(problem.code, problem.severity))
        kind.severity = min(kind.severity, problem.severity, key=HEAVIEST_FIRST.index)
        if problem.row_number is not None:
            kind.rows.add((problem.sheet, problem.row_number))
        if problem.details not in kind.details[:2]:
            kind.details.append(problem.details)
        if place is not None:
            found[place].append((HEAVIEST_FIRST.index(problem.severity), _told_at_cell(problem, language)))
            if len(kind.places) < MOST_PLACES:
                kind.places.append(place)
    cells: dict[str, dict[tuple[int, int], Remark]] = defaultdict(dict)
    for (sheet, row, column), told in found.items():
        told.sort(key=lambda one: one[0])
        texts = dict.fromkeys(text for _, text in told)
        cells[sheet][row, column] = Remark(HEAVIEST_FIRST[told[0][0]], "\n\n".join(texts))
    ordered = sorted(kinds.values(), key=lambda kind: (HEAVIEST_FIRST.index(kind.severity), -len(kind.rows)))
    return Remarks(dict(cells), [_line(kind, language) for kind in ordered])


def place_of(problem: ProblemLine, headings: Sequence[Mapping[str, Any]]) -> Place | None:
    """The cell a problem is about: the column's heading when no row is named, the name when no column is.

    The first cell of the row for a column that was read beside the sheet's own and stands elsewhere.
    """
    tables = [table for table in headings if table["sheet"] == problem.sheet]
    if problem.row_number is None:
        held = [table for table in tables if table["first_row"] > 1 and _stands_in(table, problem.heading)]
        return (problem.sheet, held[0]["first_row"] - 1, held[0]["columns"][problem.heading]) if held else None
    above = [table for table in tables if table["first_row"] <= problem.row_number]
    if not above:
        return problem.sheet, problem.row_number, 1
    table = max(above, key=lambda table: int(table["first_row"]))
    column = table["columns"].get(problem.heading, table["name_column"])
    return problem.sheet, problem.row_number, column if column <= table["own_columns"] else 1


def on_shown_cells(
    remarks: Mapping[tuple[int, int], Remark], merged: Iterable[tuple[int, int, int, int]]
) -> dict[tuple[int, int], Remark]:
    """The remarks, those on cells that a merged range hides at its first cell, which is the one that people see.

    Shape of a merged range: left, top, right, bottom.
    """
    by_row: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, column in remarks:
        by_row[row].append((row, column))
    shown: dict[tuple[int, int], tuple[int, int]] = {}
    for left, top, right, bottom in merged:
        rows = range(top, bottom + 1) if bottom - top < len(by_row) else [row for row in by_row if top <= row <= bottom]
        hidden = [cell for row in rows for cell in by_row.get(row, ()) if left <= cell[1] <= right]
        shown |= dict.fromkeys(hidden, (top, left))
    told: dict[tuple[int, int], Remark] = {}
    for cell, remark in remarks.items():
        place = shown.get(cell, cell)
        told[place] = _both(told[place], remark) if place in told else remark
    return told


def _both(one: Remark, other: Remark) -> Remark:
    heavier, lighter = sorted((one, other), key=lambda remark: HEAVIEST_FIRST.index(remark.severity))
    return Remark(heavier.severity, f"{heavier.text}\n\n{lighter.text}")


def note_text(text: str, theirs: str) -> str:
    """The text of a comment: what is to be said, then what somebody else had written there."""
    whole = f"{text}\n\n{theirs}" if theirs else text
    return _NOT_OF_XML.sub("", whole)[:LONGEST_NOTE]


def note_size(text: str) -> tuple[int, int]:
    """Width and height, in pixels, of the box that shows the whole comment."""
    lines = sum(1 + len(line) // _LETTERS_OF_A_LINE for line in text.split("\n"))
    return _NOTE_WIDTH, _NOTE_LINE * (lines + 1)


def _stands_in(table: Mapping[str, Any], heading: str) -> bool:
    return bool(table["columns"].get(heading, table["own_columns"] + 1) <= table["own_columns"])


def _told_at_cell(problem: ProblemLine, language: str) -> str:
    words, message = _WORDS[language], told_of_one(problem.code, language, problem.details)
    return f"{words[problem.severity]}: {message.what}\n{words['remedy']}{message.remedy}\n({problem.code})"


def _line(kind: _Kind, language: str) -> KindLine:
    alike = len(kind.details) == 1
    message = told_of_one(kind.code, language, kind.details[0]) if alike else told_of_many(kind.code, language)
    words = _WORDS[language]
    counted = words["row"] if len(kind.rows) == 1 else words["rows"].format(shown(len(kind.rows), language))
    what = counted + message.what if kind.rows else message.what
    return KindLine(kind.severity, kind.code, what, message.rule, message.remedy, kind.places)

"""Published rows laid out as people read a census table: what stands at the side, what stands above, the totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.disclosure import ALL
from analytics.figures import Record

Key = tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """Which keys of a summary stand at the side and which above, what it counts, and the list of words of each key.

    `rows` is the model of which it counts the rows: those in which every key is told.
    """

    name: str
    side: Key
    above: Key
    count: str
    words: dict[str, str]
    rows: str = "int_census_persons"

    @property
    def keys(self) -> Key:
        """Those at the side, then those above."""
        return (*self.side, *self.above)


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("sum_ward_population", ("age_band",), ("sex",), "persons", {"sex": "sex"}),
        Layout("sum_ward_household_sizes", ("size",), (), "households", {}, "int_census_households"),
        Layout("sum_ward_marital", ("marital",), ("sex",), "persons", {"sex": "sex", "marital": "marital"}),
        Layout("sum_ward_schooling", ("age",), ("sex", "in_school"), "persons", {"sex": "sex", "in_school": "yes_no"}),
        Layout("sum_ward_attainment", ("attainment",), ("sex",), "persons", {"sex": "sex", "attainment": "attainment"}),
        Layout("sum_ward_disability", ("disability",), ("sex",), "persons", {"sex": "sex", "disability": "disability"}),
        Layout(
            "sum_ward_living", ("question", "answer"), (), "households", {"question": "field"}, "int_census_answers"
        ),
    )
}


@dataclass(frozen=True)
class CensusTable:
    """A table ready to be shown: a cell is a count, or None where it is hidden; the total of all stands last."""

    layout: Layout
    area_code: str
    above: tuple[Key, ...]
    side: tuple[Key, ...]
    cells: dict[tuple[Key, Key], int | None]

    def cell(self, side: Key, above: Key) -> int | None:
        """The count of a place of the table; nought where nobody was counted."""
        return self.cells.get((side, above), 0)

    def place(self, side: Key, above: Key) -> dict[str, str]:
        """What the rows behind a cell say; nothing of a key over which the cell adds up."""
        return {key: code for key, code in zip(self.layout.keys, (*side, *above), strict=True) if code != ALL}


def laid_out(layout: Layout, area_code: str, rows: Sequence[Record]) -> CensusTable:
    """The published rows of one area as a table."""
    cells = {
        (tuple(row[key] for key in layout.side), tuple(row[key] for key in layout.above)): row[layout.count]
        for row in rows
    }
    totals = {tuple(ALL for _ in layout.side), tuple(ALL for _ in layout.above)}
    if len(layout.side) > 1:  # different questions do not add up
        cells = {place: value for place, value in cells.items() if place[0][0] != ALL}
    side, above = ({place[one] for place in cells} for one in (0, 1))
    return CensusTable(layout, area_code, _in_order(above, totals), _in_order(side, totals), cells)


def _in_order(keys: set[Key], totals: set[Key]) -> tuple[Key, ...]:
    """By their codes, each total behind what it adds up, what is unknown before it."""
    return tuple(
        sorted(keys, key=lambda key: (key in totals, [(part == ALL, part == "unknown", part) for part in key]))
    )

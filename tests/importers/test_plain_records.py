"""A text table cut in one go holds the same cells as the same table read letter by letter."""

from __future__ import annotations

import csv
import io
import os
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from census_app.domain.errors import Unreadable
from importers import plain_records
from importers.plain_files import SEPARATORS
from importers.plain_records import LARGEST_CELL_CHARACTERS, MOST_CELLS, columns_of

many = settings(
    max_examples=int(os.environ.get("CENSUS_EXAMPLES", "0")) or 400,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SHORT_BLOCK = 12
cells = st.text(st.sampled_from('ab ক?"\ufeff\u2028\x0b\x1c,;\t|'), max_size=4)
ends = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def tables(draw: st.DrawFn, separator: str) -> str:
    """A table as programs write it, its lines of any width, its ends mixed, some marks left unpaired."""
    marks = draw(st.sampled_from(["around cells that need them", "around all", "as letters"]))
    around_all = marks == "around all"
    text = io.StringIO(newline="")
    for record in draw(st.lists(st.lists(cells, max_size=4), max_size=12)):
        if marks == "as letters":
            text.write(separator.join(record) + draw(ends))
        else:
            quoted = csv.unix_dialect() if around_all else csv.excel()
            csv.writer(text, quoted, delimiter=separator, lineterminator=draw(ends)).writerow(record)
    return text.getvalue().rstrip("\r\n") if draw(st.booleans()) else text.getvalue()


def letter_by_letter(text: str, separator: str) -> list[list[str]]:
    """What is read where no line is trusted to be a record."""
    with patch.object(plain_records, "_cut_columns", return_value=None):
        return columns_of(text, separator)


def cut_in_short_blocks(text: str, separator: str) -> list[list[str]]:
    """What is read with the text cut a few lines at a time."""
    with patch.object(plain_records, "_CHARACTERS_AT_ONCE", SHORT_BLOCK):
        return columns_of(text, separator)


@given(st.sampled_from(SEPARATORS).flatmap(lambda separator: st.tuples(tables(separator), st.just(separator))))
@many
def test_a_table_as_programs_write_it_has_the_same_cells_either_way(table: tuple[str, str]) -> None:
    assert columns_of(*table) == cut_in_short_blocks(*table) == letter_by_letter(*table)


@given(st.text(st.sampled_from('aক,"\n\r \u2028'), max_size=60))
@example('",","b"\n"a","c"\n')
@example('"a\nb",c\n')
@example('a,"b"c\n"d,e\n')
@example('\r\n\r\n""\r\n')
@example("a\n\rb,c\n")
@many
def test_any_letters_have_the_same_cells_either_way(text: str) -> None:
    assert columns_of(text, ",") == cut_in_short_blocks(text, ",") == letter_by_letter(text, ",")


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n", "a,b\r\n1,\r\n\r\n1,2,3", '"a","b"\n"1","2"\n"x ""y""","2"\n', 'a,b\n"1,5",2\n3,4\n', "a,b\r1,2\r"],
)
def test_lines_that_are_a_record_each_are_not_read_letter_by_letter(text: str) -> None:
    expected = letter_by_letter(text, ",")
    with patch.object(plain_records, "_records", side_effect=AssertionError("read letter by letter")):
        assert columns_of(text, ",") == expected


def test_a_cell_with_a_line_break_stays_one_cell() -> None:
    rows = "".join(f'{number},"first\nsecond"\n' for number in range(5))
    assert columns_of(f"no,note\n{rows}", ",")[1] == ["note", *["first\nsecond"] * 5]


def test_a_cell_longer_than_any_is_refused() -> None:
    csv.field_size_limit(LARGEST_CELL_CHARACTERS)
    with pytest.raises(csv.Error):
        columns_of("a,b\n" + "x" * (LARGEST_CELL_CHARACTERS + 1) + ",1\n", ",")


def test_one_wide_line_over_many_short_ones_is_refused_before_they_are_filled_up() -> None:
    rows = MOST_CELLS // 2000 + 1
    with pytest.raises(Unreadable) as refused:
        columns_of("," * 1999 + "\n" + "a\n" * (rows - 1), ",")
    assert refused.value.values == {"rows": str(rows), "columns": "2000"}

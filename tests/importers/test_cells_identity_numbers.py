"""1. Numbers keep every digit or are not kept. 2. A number cell of sixteen digits or more is damaged.
3. The length tells NID from birth registration; of seventeen digits, the column does."""

from __future__ import annotations

import pytest

from importers.cells import Cell
from tests.importers.cell_reading import codes, reading, values


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("19618719071800033", {"nid17": "19618719071800033"}),
        ("১৯৬১৮৭১৯০৭১৮০০০৩৩", {"nid17": "19618719071800033"}),
        ("1957 8719071800046", {"nid17": "19578719071800046"}),
        ("'9322178072", {"nid10": "9322178072"}),
        ("932-217-8072", {"nid10": "9322178072"}),
        ("NID: 9322178072", {"nid10": "9322178072"}),
        ("৮৭১৯০৭১৮০০০৪৬", {"nid13": "8719071800046"}),
    ],
)
def test_a_number_is_read_whatever_marks_it_was_written_with(raw: Cell, expected: dict[str, str]) -> None:
    assert values("person_number_nid", raw) == expected
    assert codes("person_number_nid", raw) == []


@pytest.mark.parametrize("kind", ["person_number_nid", "person_number_brn", "person_number_any"])
@pytest.mark.parametrize("raw", [1.96687190718013e16, 19668719071801300, 1961871907180003.0, "1.98712E+16"])
def test_a_number_cell_of_sixteen_digits_or_more_is_damaged_and_never_an_identity(kind: str, raw: Cell) -> None:
    # At most what is left of a 17-digit number is told, under a name that no identity bears.
    assert not {"nid10", "nid13", "nid17", "brn16", "brn17", "number17", "other"} & set(values(kind, raw))
    assert codes(kind, raw) == ["number_damaged"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(9532235644.0, {"nid10": "9532235644"}), (8719071800046, {"nid13": "8719071800046"})],
)
def test_a_number_cell_of_ten_or_thirteen_digits_is_whole(raw: Cell, expected: dict[str, str]) -> None:
    assert values("person_number_nid", raw) == expected


@pytest.mark.parametrize("raw", [953223564.0, 871907180004.0])
def test_a_number_cell_one_digit_short_has_probably_lost_a_nought(raw: Cell) -> None:
    assert values("person_number_nid", raw) == {}
    assert codes("person_number_nid", raw) == ["number_zero_lost"]


def test_a_wrong_length_is_asked_back_with_the_count_of_digits() -> None:
    read = reading("person_number_nid", "1996871907180124")
    assert [(problem.code, problem.details) for problem in read.problems] == [("number_wrong_length", {"digits": 16})]
    assert not read.values


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("করিম", "number_not_digits"),
        (12.5, "number_not_digits"),
        ("1111111111", "number_placeholder"),
        ("19618719071000000", "number_too_many_zeros"),
        ("20358719071800033", "number_year_impossible"),
        ("18008719071800033", "number_year_impossible"),
    ],
)
def test_what_cannot_be_a_number_is_not_kept(raw: Cell, code: str) -> None:
    assert values("person_number_nid", raw) == {}
    assert codes("person_number_nid", raw) == [code]


@pytest.mark.parametrize(
    ("kind", "raw", "expected", "problems"),
    [
        ("person_number_brn", "19618719071047393", {"brn17": "19618719071047393"}, []),
        ("person_number_any", "19618719071047393", {"number17": "19618719071047393"}, []),
        ("person_number_brn", "9532235644", {"nid10": "9532235644"}, ["number_in_other_column"]),
        ("person_number_brn", "1961871907104739", {"brn16": "1961871907104739"}, ["number_old_brn"]),
    ],
)
def test_the_kind_follows_the_length_and_the_column(
    kind: str, raw: Cell, expected: dict[str, str], problems: list[str]
) -> None:
    assert values(kind, raw) == expected
    assert codes(kind, raw) == problems


def test_an_nid_and_a_birth_registration_in_one_cell_are_both_kept() -> None:
    raw = "9532235644, 19618719071047393"
    assert values("person_number_nid", raw) == {"nid10": "9532235644", "nid17": "19618719071047393"}
    assert codes("person_number_nid", raw) == ["two_kinds_of_number"]


@pytest.mark.parametrize("raw", ["9532235644 / 9641401383", "9532235644 9641401383"])
def test_of_two_numbers_of_one_kind_the_first_is_kept_and_the_cell_asked_back(raw: Cell) -> None:
    assert values("person_number_nid", raw) == {"nid10": "9532235644"}
    assert codes("person_number_nid", raw) == ["several_numbers"]


@pytest.mark.parametrize("kind", ["person_number_nid", "birth_date", "age", "mobile", "number", "latitude"])
def test_a_tick_where_a_figure_belongs_is_asked_back(kind: str) -> None:
    assert codes(kind, True) != []
    assert values(kind, True) == {}


@pytest.mark.parametrize("raw", [None, "", "নাই", "নেই", "নাই।", "-", "—", "N/A", "0", "০", 0.0, "xxx", False])
def test_the_words_and_marks_for_none_leave_nothing(raw: Cell) -> None:
    assert values("person_number_nid", raw) == {}
    assert codes("person_number_nid", raw) == []


@pytest.mark.parametrize(
    "raw",
    [
        "9532235644।",
        "(9532235644)",
        "9532235644 (স্মার্ট)",
        "৯৫৩২২৩৫৬৪৪ নং",
        "NID No. 9532235644",
        "স্মার্ট কার্ড ৯৫৩২২৩৫৬৪৪",
        "9,532,235,644",
        "95,32,23,56,44",
    ],
)
def test_words_and_marks_around_a_number_are_no_part_of_it(raw: str) -> None:
    assert values("person_number_nid", raw) == {"nid10": "9532235644"}


@pytest.mark.parametrize("raw", ["পিতার এনআইডি: 9532235644", "Father NID 9532235644", "953223564O", "9532235644x"])
def test_a_number_beside_words_that_may_say_whose_it_is_is_asked_back(raw: str) -> None:
    assert values("person_number_nid", raw) == {}
    assert codes("person_number_nid", raw) == ["number_not_digits"]


@pytest.mark.parametrize("kind", ["person_number_nid", "person_number_brn", "person_number_any"])
@pytest.mark.parametrize(
    "raw",
    [
        "NID: 9532235644, BRN: 19618719071047393",
        "9532235644 (NID), 19618719071047393 (BRN)",
        "এনআইডি- ৯৫৩২২৩৫৬৪৪ জন্ম নিবন্ধন- ১৯৬১৮৭১৯০৭১০৪৭৩৯৩",
    ],
)
def test_each_number_is_of_the_register_that_its_own_label_names(kind: str, raw: str) -> None:
    assert values(kind, raw) == {"nid10": "9532235644", "brn17": "19618719071047393"}

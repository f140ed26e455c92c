"""Written Bangla made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.domain.bangla_text import ascii_digits, bangla_digits, month_number, tidy


def test_letters_of_one_or_two_code_points_become_one_form() -> None:
    assert tidy("রায\u09bc") == tidy("রা\u09df")
    assert tidy("ম\u09c7\u09be") == tidy("ম\u09cb")


def test_invisible_signs_and_odd_spaces_vanish() -> None:
    assert tidy("\ufeff আব্\u200dদুল\u00a0\u2009 করিম\u200b ") == "আব্দুল করিম"


def test_marks_of_direction_and_control_characters_vanish() -> None:
    assert tidy("\u202bসালমা\u202c\u2069") == "সালমা"
    assert tidy("Salma\x07\x00") == "Salma"


def test_digits_of_other_scripts_say_the_same() -> None:
    assert ascii_digits("٠٤/۰۷/१९७০ ５") == "04/07/1970 5"


@pytest.mark.parametrize(
    ("word", "month"),
    [("জানুয়ারী", 1), ("ফেব্রুয়ারি", 2), ("ফেব্রুয়ারী", 2), ("সেপ্টে", 9), ("Sept.", 9), ("DEC", 12), ("ঈদ", None)],
)
def test_a_month_is_known_by_its_spellings(word: str, month: int | None) -> None:
    assert month_number(word) == month


@given(st.text(alphabet="0123456789 /-টাকা"))
def test_digits_go_to_bangla_and_back(text: str) -> None:
    assert ascii_digits(bangla_digits(text)) == text

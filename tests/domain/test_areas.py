"""Where a place lies is read off its code."""

from __future__ import annotations

import pytest

from census_app.domain.areas import Level, level_of, para_code, parent_of, ward_code


def test_each_area_lies_in_the_one_around_it_up_to_the_country() -> None:
    code: str | None = "4087907108-01"
    way = []
    while code is not None:
        way.append(level_of(code))
        code = parent_of(code)
    assert way == list(reversed(Level))


def test_a_ward_and_a_para_begin_with_the_code_around_them() -> None:
    assert ward_code("40879071", 8) == "4087907108"
    assert para_code("4087907108", 1) == "4087907108-01"


@pytest.mark.parametrize("code", ["4", "408", "4087907108-1", "4087907108x01", "৪০", "4087 907"])
def test_another_text_is_no_area_code(code: str) -> None:
    with pytest.raises(ValueError, match="area code"):
        level_of(code)


@pytest.mark.parametrize(("union", "number"), [("40879071", 0), ("40879071", 10), ("408790", 8)])
def test_a_union_has_nine_wards(union: str, number: int) -> None:
    with pytest.raises(ValueError, match="ward"):
        ward_code(union, number)


@pytest.mark.parametrize(("ward", "number"), [("4087907108", 0), ("4087907108", 100), ("40879071", 1)])
def test_a_para_lies_in_a_ward(ward: str, number: int) -> None:
    with pytest.raises(ValueError, match="para"):
        para_code(ward, number)

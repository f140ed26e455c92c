"""No number in the tree can be a living person's: the made-up ones follow patterns that no office gives out.

A 17-digit number (birth year first) and a 13-digit one hold the seven digits of the sample union. A 10-digit number
holds one digit four times or three in a row, or begins with nought, which a smart card never does; area codes have
ten digits too.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from census_app.reference import read_reference
from tests.contracts.tree import is_vendored, project_files, text_files, text_of

SAMPLE_AREA = "8719071"
ENGLISH_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
STANDING_ALONE = re.compile(r"(?<![\w.+-])\d{10}(?:\d{3}|\d{6}|\d{7})?(?![\w]|\.\d|-\d)")
SEQUENCES = ("0123456789", "1234567890", "9876543210", "0987654321")
SAMPLES = [path for path in project_files() if path.parts[:2] == ("data", "samples") and path.suffix == ".csv"]


def numbers(path: Path) -> set[str]:
    return set(STANDING_ALONE.findall(text_of(path).translate(ENGLISH_DIGITS)))


def no_smart_card_has(number: str) -> bool:
    """The patterns that the election commission leaves out when it draws a 10-digit number."""
    runs = any(number[i] == number[i + 1] == number[i + 2] for i in range(8))
    return number.startswith("0") or runs or max(map(number.count, set(number))) >= 4 or number in SEQUENCES


def is_reserved(number: str) -> bool:
    if len(number) == 10:
        return no_smart_card_has(number) or number in AREAS
    return SAMPLE_AREA in (number[:7], number[4:11]) or no_smart_card_has(number[-10:])


AREAS = {area["code"] for area in read_reference("areas")}


@pytest.mark.parametrize("path", SAMPLES, ids=str)
def test_every_17_digit_number_of_the_sample_lies_in_the_sample_union(path: Path) -> None:
    assert [number for number in numbers(path) if len(number) == 17 and number[4:11] != SAMPLE_AREA] == []


def test_no_number_outside_the_sample_can_be_a_real_persons() -> None:
    sampled = set().union(*(re.findall(r"\d{10,17}", text_of(path)) for path in SAMPLES))
    sampled |= {number.removeprefix("0") for number in sampled}  # a mobile number that lost its nought has ten digits
    files = [path for path in text_files() if not is_vendored(path) and path.suffix not in (".geojson", ".svg")]
    strangers = {str(path): [n for n in numbers(path) - sampled if not is_reserved(n)] for path in files}
    assert {path: found for path, found in strangers.items() if found} == {}

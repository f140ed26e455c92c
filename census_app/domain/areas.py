"""Area codes: each begins with the code of the area around it, so where a place lies is read off its code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """How large an area is, from the country down."""

    COUNTRY = "country"
    DIVISION = "division"
    DISTRICT = "district"
    UPAZILA = "upazila"
    UNION = "union"
    WARD = "ward"
    PARA = "para"


_LEVEL_OF_LENGTH = {
    0: Level.COUNTRY, 2: Level.DIVISION, 4: Level.DISTRICT, 6: Level.UPAZILA, 8: Level.UNION, 10: Level.WARD,
    13: Level.PARA,
}  # fmt: skip
_CODE = re.compile(r"\d*|\d{10}-\d{2}", re.ASCII)
_WARDS = range(1, 10)


def level_of(code: str) -> Level:
    """The level of the area with this code.

    Raises: ValueError when no area can have such a code.
    """
    level = _LEVEL_OF_LENGTH.get(len(code))
    if level is None or not _CODE.fullmatch(code):
        raise ValueError("not an area code")
    return level


def parent_of(code: str) -> str | None:
    """The code of the area around this one; None for the country.

    Raises: ValueError when no area can have such a code.
    """
    level = level_of(code)
    if level is Level.COUNTRY:
        return None
    return code[:10] if level is Level.PARA else code[:-2]


def ward_code(union_code: str, number: int) -> str:
    """The code of the union's ward with that number, 1 to 9.

    Raises: ValueError when the code is not a union's or there is no such ward.
    """
    if level_of(union_code) is not Level.UNION or number not in _WARDS:
        raise ValueError("not a ward of a union")
    return f"{union_code}{number:02d}"


def para_code(ward: str, number: int) -> str:
    """The code of the ward's para with that running number, 1 to 99.

    Raises: ValueError when the code is not a ward's or the number does not fit.
    """
    if level_of(ward) is not Level.WARD or not 1 <= number <= 99:
        raise ValueError("not a para of a ward")
    return f"{ward}-{number:02d}"


def common_area(codes: Iterable[str]) -> str:
    """The code of the smallest area that holds all of these."""
    every = list(codes)
    lengths = sorted(_LEVEL_OF_LENGTH, reverse=True)
    return next(every[0][:length] for length in lengths if len({code[:length].ljust(length) for code in every}) == 1)

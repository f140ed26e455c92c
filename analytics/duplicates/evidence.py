"""The pieces of evidence that a pair is weighed by, and in which words each speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.int64]
_BITS, _BITS_OF_LAST = 4, 7
"""Of a pattern, for each piece of evidence; the last one, how rare all that agrees is, has finer steps."""


@dataclass(frozen=True)
class Evidence:
    """One thing that two listings agree or disagree in, from level 1 on; level 0 is that one of them does not tell it.

    `says` has a word for each level, empty where the level is not worth a word.
    """

    name: str
    levels: tuple[str, ...]
    says: tuple[str, ...]


def _evidence(name: str, **levels: str) -> Evidence:
    return Evidence(name, tuple(levels), tuple(levels.values()))


EVIDENCE = (
    _evidence(
        "given", same="name", sounds_same="name", one_letter="name_near", begins="name_near", is_family="name_near",
        near="name_near", far="name_differs", differs="name_differs",
    ),
    _evidence("family", same="family_name", part="", near="", differs="family_name_differs"),
    _evidence(
        "father", same="father", own_word="father", other_family="father", near="father_near",
        is_spouse="father_is_spouse", differs="father_or_husband_differs",
    ),
    _evidence(
        "mother", same="mother", own_word="mother", other_family="mother", near="mother_near", differs="mother_differs",
    ),
    _evidence(
        "spouse", same="spouse", own_word="spouse", other_family="spouse", near="spouse_near", differs="spouse_differs",
    ),
    _evidence(
        "birth", day="birth_date", new_year="birth_year", slip="birth_date_near", two_parts="birth_date_near",
        within_a_month="birth_date_near", year="birth_year", other_day="birth_date_differs",
        next_year="birth_year_near", few_years="birth_year_near", estimate="birth_year",
        near_an_estimate="birth_year_near", off_an_estimate="birth_year_near", far_off_an_estimate="birth_year_near",
        differs="birth_year_differs",
    ),
    _evidence("sex", same="", differs="sex_differs"),
    _evidence(
        "area", spot="village", ward="ward", union="union", upazila="", elsewhere="village_differs",
    ),
    _evidence("place", same="village", near="village", differs="village_differs"),
    _evidence("address", same="address", near="address", differs="address_differs"),
    _evidence("number", same="number", half="number_near", differs="number_differs"),
    _evidence("mobile", same="mobile", differs=""),
    _evidence("household", same="same_household", other=""),
    _evidence("rarity", **{f"step_{step}": "" for step in range(1, 32)}),
)  # fmt: skip
"""In the order of the bits of `int_patterns.pattern`."""

MORE_THAN_A_NAME = frozenset({
    "father", "father_near", "father_is_spouse", "mother", "mother_near", "spouse", "spouse_near", "birth_date",
    "birth_date_near", "number", "number_near", "mobile", "address",
})  # fmt: skip
"""Without one of these words a pair agrees in nothing but name, place, sex and birth year."""

_MASKS = np.array([(1 << _BITS) - 1] * (len(EVIDENCE) - 1) + [(1 << _BITS_OF_LAST) - 1], dtype=np.int64)

MOST_LEVELS = 1 + max(len(piece.levels) for piece in EVIDENCE)
"""Of any piece, not told included."""

NAMES = tuple(piece.name for piece in EVIDENCE)


def levels_of(patterns: NDArray[np.int64]) -> Levels:
    """Each pattern taken apart. Shape: (patterns, pieces of evidence)."""
    places = np.arange(len(EVIDENCE), dtype=np.int64) * _BITS
    return (patterns[:, None] >> places) & _MASKS


def words_of(pattern: int) -> tuple[str, ...]:
    """What the pattern says, a word for each piece of evidence that says something."""
    told = (pattern >> place * _BITS & int(mask) for place, mask in enumerate(_MASKS))
    said = (piece.says[level - 1] for piece, level in zip(EVIDENCE, told, strict=True) if level)
    return tuple(dict.fromkeys(word for word in said if word))

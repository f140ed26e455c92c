"""What people answered about the headings of their sheets: it counts before every other sign."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

IGNORE = "ignore"
"""The answer for a column that nobody needs: its cells are kept as written and not read."""


class DayOrder(StrEnum):
    """How the dates of a column are written when day and month do not tell themselves apart."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True)
class HeadingAnswers:
    """What headings stand for, and in which order their dates are written.

    Shape: by the key of a heading (`headings.answer_key`) a field or `ignore`, and the order of day and month.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    day_orders: Mapping[str, DayOrder] = field(default_factory=dict)


NO_ANSWERS = HeadingAnswers()

_SHAPE_BYTES = 4
_PLACE = re.compile(r"\[[A-Z]{1,3}\] [0-9a-f]{8}")


def shape_of(headings: Sequence[str]) -> str:
    """A mark for tables with the same headings in the same columns: an answer about a mere place holds in them alone.

    `headings` stand in the order of the columns, those that have none as empty texts.
    """
    written = "\n".join(" ".join(heading.split()).lower() for heading in headings).rstrip("\n")
    return blake2b(written.encode(), digest_size=_SHAPE_BYTES).hexdigest()


def place_without_heading(letter: str, shape: str) -> str:
    """What a column without a heading is called in questions and answers: `[F] 3f2a91c0`."""
    return f"[{letter}] {shape}"


def is_place(text: str) -> bool:
    """True for such a name of a column without a heading."""
    return _PLACE.fullmatch(text) is not None

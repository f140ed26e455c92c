"""What people answered about the headings of their sheets: it counts before every other sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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

"""What a cell holds, what it is read for, and what reading it yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from importers.model import JSON, Severity

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True)
class CellContext:
    """What a column is read for: the field it fills, and the day on which its file speaks.

    `day_first` is false for a column whose dates are evidently written month first, `order_answered` true for one
    whose sender said which comes first.
    """

    field: str
    as_of: date
    fiscal_year: str = ""
    office_code: str = ""
    day_first: bool = True
    order_answered: bool = False


@dataclass(frozen=True)
class CellProblem:
    """Something wrong with one cell; the reader of the row adds where it stands."""

    code: str
    severity: Severity
    details: Mapping[str, str | int] = field(default_factory=dict)


class Reading(NamedTuple):
    """What a cell means, by field name, and what is wrong with it; an empty cell means nothing and nothing is wrong.

    There is one for every different cell: a frozen dataclass takes four times as long to make.
    """

    values: Mapping[str, JSON] = MappingProxyType({})
    problems: tuple[CellProblem, ...] = ()


NOTHING = Reading()


def confirm(code: str, **details: str | int) -> CellProblem:
    """A problem that waits for an answer but lets the row through."""
    return CellProblem(code, Severity.PLEASE_CONFIRM, details)


def note(code: str, **details: str | int) -> CellProblem:
    """A problem that only tells what was done."""
    return CellProblem(code, Severity.INFORMATION, details)


def blocked(code: str, **details: str | int) -> CellProblem:
    """A problem that holds the row back until it is answered."""
    return CellProblem(code, Severity.BLOCKS_ROW, details)


def refusal(problem: CellProblem) -> Reading:
    """No value, and the reason."""
    return Reading(problems=(problem,))

"""Which programme a line of an office's list is about, and which period it was given for."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from census_app.domain.periods import Period, fiscal_year, months, occasion_period, occasions_from, read_period
from census_app.domain.programmes import ProgrammeAliases, aliases_from, programme_named
from census_app.reference import read_reference
from importers.cells.reading import NOTHING, Cell, CellContext, CellProblem, Reading, blocked, confirm, refusal
from importers.cells.words import cell_text, is_missing, plain_text, shown
from importers.model import JSON

_LENGTH = re.compile(
    r"\d{1,3}\s*(?:months?|days?|weeks?|years?|hours?|মাস|দিন|সপ্তাহ|বছর|ঘণ্টা)(?:\s*(?:ব্যাপী|মেয়াদি|মেয়াদী))?"
)


@cache
def _aliases() -> ProgrammeAliases:
    return aliases_from(read_reference("programme_aliases"))


@cache
def _occasions() -> dict[str, str]:
    return occasions_from(read_reference("occasions"))


def read_programme(raw: Cell, context: CellContext) -> Reading:
    """The programme's code beside the words of the list; a wording that nobody has explained holds the row back."""
    if is_missing(raw):
        return NOTHING
    written = cell_text(raw)
    code = programme_named(written, context.office_code, _aliases())
    if code is None:
        return Reading({"programme_as_written": written}, (blocked("programme_unknown", written=shown(written)),))
    return Reading({"programme_code": code, "programme_as_written": written})


def read_delivery_period(raw: Cell, context: CellContext) -> Reading:
    """The period's code, first and last day; a period nobody knows is the whole fiscal year, and that is asked back.

    How long something lasts (৩ মাস) does not say when: it tells nothing here.
    A spreadsheet turns `Jul-2021` into the first of July: a date on the first of a month stands for the month.
    """
    if is_missing(raw):
        return NOTHING
    if not context.fiscal_year:
        return refusal(confirm("period_without_fiscal_year"))
    text = cell_text(raw)
    if _LENGTH.fullmatch(plain_text(raw)):
        return NOTHING
    period = _month_of(raw) or read_period(text, context.fiscal_year)
    period = period or occasion_period(text, context.fiscal_year, _occasions())
    if period is not None:
        return _spanned(period)
    problem = confirm("period_unknown", written=shown(text), fiscal_year=context.fiscal_year)
    return _spanned(fiscal_year(context.fiscal_year), problem)


def _month_of(raw: Cell) -> Period | None:
    day = raw.date() if isinstance(raw, datetime) else raw
    if not isinstance(day, date) or day.day != 1:
        return None
    return months((day.year, day.month), (day.year, day.month))


def _spanned(period: Period, *problems: CellProblem) -> Reading:
    return Reading(values_of_period(period), problems)


def values_of_period(period: Period) -> dict[str, JSON]:
    """What a row says that was given in the period."""
    return {
        "period_code": period.code,
        "period_from": period.from_on.isoformat(),
        "period_until": period.until_on.isoformat(),
    }

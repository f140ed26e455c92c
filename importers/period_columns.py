"""Columns side by side that are named after periods: each filled cell below tells of a delivery of its own.

The column of a period fills a field of its own, `given:2021-07..2021-09`; a second one of the same period (the sum in
one, the day in the other) fills `given:2021-07..2021-09:2`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from census_app.domain.bangla_text import ascii_digits, tidy
from census_app.domain.periods import Period, period_of_code
from importers.bangla import to_unicode
from importers.cells import CellContext, read_cell
from importers.cells.benefits import values_of_period
from importers.model import JSON

GIVEN = "given"
"""The kind of these columns, and what the names of their fields begin with."""
_FEWEST_PERIODS = 2
_SHORTEST_PERIOD_DAYS = 27
_BESIDE_A_PERIOD = re.compile(
    r"৳|টাকার|টাকা|টাঃ|অর্থ(?!\s*বছর|বছর)|পরিমাণ|পরিমান|ভাতা|তারিখ|তাং|কেজি|চাউল|চাল|প্রদানের|প্রদান|প্রদত্ত|প্রাপ্তির|প্রাপ্ত|গ্রহণের|গ্রহণ"
    r"|উত্তোলনের|উত্তোলন|বিতরণের|বিতরণ|পরিশোধ|\b(?:tk|taka|bdt|amounts?|date|dt|kgs?|rice|paid|payment|received|given"
    r"|delivered|distributed|disbursed|allowance|on|in)\b\.?"
)
_GENITIVE = re.compile(r"(?<=কিস্তি)র\b|(?<=কোয়ার্টার)ের\b|(?<=ত্রৈমাসিক)ের\b")
_FIRST_OF_A_MONTH = re.compile(r"(\d{4}-\d{2})-01")
_ANY_DAY = date(2040, 1, 1)


def is_given(field_name: str) -> bool:
    """True for the fields of columns that are named after a period."""
    return field_name.startswith(f"{GIVEN}:")


def fields_of_periods(headings: Mapping[int, str], fiscal_year: str) -> dict[int, tuple[str, str]]:
    """The columns (by place) that are named after periods, each with its field and its heading as it reads.

    None where fewer than two periods are named.
    """
    named = {place: read for place, text in headings.items() if (read := _period_in(text, fiscal_year))}
    if len({period for period, _ in named.values()}) < _FEWEST_PERIODS:
        return {}
    times: Counter[str] = Counter()
    fields = {}
    for place, (period, heading) in named.items():
        times[period.code] += 1
        again = f":{times[period.code]}" if times[period.code] > 1 else ""
        fields[place] = (f"{GIVEN}:{period.code}{again}", heading)
    return fields


def _period_in(heading: str, fiscal_year: str) -> tuple[Period, str] | None:
    """The period of a month or longer that the heading names beside words for sums and days; and how it reads so.

    A heading of Latin letters may be English in a table that is otherwise typed in Bijoy.
    """
    for text in dict.fromkeys((heading, to_unicode(heading))):
        words = _BESIDE_A_PERIOD.sub(" ", ascii_digits(tidy(text)).lower()).strip()
        words = _FIRST_OF_A_MONTH.sub(r"\1", _GENITIVE.sub("", words))
        reading = read_cell("period", words, CellContext("period", _ANY_DAY, fiscal_year=fiscal_year))
        if reading.values and not reading.problems:
            period = period_of_code(str(reading.values["period_code"]))
            if (period.until_on - period.from_on).days >= _SHORTEST_PERIOD_DAYS:
                return period, text
    return None


def deliveries_told(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the row says of each thing given: one delivery, or one for each period of whose column it says something."""
    periods: dict[str, dict[str, JSON]] = {}
    for name in sorted(filter(is_given, values)):
        code = name.split(":")[1]
        periods.setdefault(code, values_of_period(period_of_code(code))).update(values[name])
    if not periods:
        return [values]
    common = {name: told for name, told in values.items() if not is_given(name)}
    return [{**common, **told} for told in periods.values()]


def last_days_told(values: Mapping[str, Any]) -> Iterator[str]:
    """By which day, at the latest, each thing that the row tells of was given (ISO), where it says so."""
    for told in deliveries_told(values):
        if day := told.get("delivered_on") or told.get("period_until"):
            yield str(day)

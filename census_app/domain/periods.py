"""Periods of time: fiscal years from July to June, their quarters, months, days, and named occasions.

Codes: `2021-22` a fiscal year, `2021-07..2021-09` a span of months, `2021-09` a month, `2021-10-05` a day,
`2021-22/eid_ul_fitr` an occasion of which only the fiscal year is known. Fiscal years begin with 2012-13, since the
code of an earlier one would also be a month's.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from census_app.domain.bangla_text import ascii_digits, month_number, tidy
from census_app.domain.programmes import normalise_alias

_FIRST_FISCAL_YEAR = 2012
_ANY_YEAR = "2012-13"
_FISCAL_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*[-/]\s*(?:20)?(\d\d)(?!\d)(?!\s*[-/.]\s*\d)")
_CALENDAR_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SHORT_YEAR = re.compile(r"[/'’,-]\s*(\d\d)\s*$")
_DASHES = re.compile(r"[‐‑‒–—−]")
_PIECES = re.compile(r"\d+|[^\s\d/.,:'’()\[\]-]+")
_WORDS_BESIDE = """
    অর্থ বছর অর্থবছর অর্থবৎসর সাল সালের ইং খ্রি খ্রিঃ মাস মাসের থেকে হতে হইতে পর্যন্ত
    fiscal financial year fy f y the of for month to until till
"""
_BESIDE = frozenset(tidy(_WORDS_BESIDE).split())
_INSTALMENT = re.compile(
    tidy(
        r"(?P<ordinal>[^\s-]+?)(?:(?<=\d)(?:st|nd|rd|th|ম|য়|র্থ))?[\s-]*"
        r"(?:কিস্তি|ত্রৈমাসিক|কোয়ার্টার|quarter|qtr|instal?lment|instalment|kisti)"
        r"|(?<![a-z])(?:quarter|qtr|instal?lment|instalment|কিস্তি|q)[\s-]*(?P<number>\d)(?!\d)"
    )
)
_ORDINALS = (
    ("1", "first", "প্রথম", "i"),
    ("2", "second", "দ্বিতীয়", "ii"),
    ("3", "third", "তৃতীয়", "iii"),
    ("4", "fourth", "চতুর্থ", "iv"),
)
_QUARTER_OF_ORDINAL = {tidy(word): number for number, words in enumerate(_ORDINALS, start=1) for word in words}


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included, under its code."""

    code: str
    from_on: date
    until_on: date


def fiscal_year(code: str) -> Period:
    """The fiscal year, from 1 July to 30 June.

    Raises: ValueError when the code is no fiscal year's.
    """
    found = _FISCAL_YEAR.fullmatch(code)
    first = int(found[1]) if found else 0
    if found is None or first < _FIRST_FISCAL_YEAR or int(found[2]) != (first + 1) % 100:
        raise ValueError("not a fiscal year")
    return Period(f"{first}-{(first + 1) % 100:02d}", date(first, 7, 1), date(first + 1, 6, 30))


def fiscal_year_of(day: date) -> Period:
    """The fiscal year in which the day lies."""
    first = day.year if day.month >= 7 else day.year - 1
    return fiscal_year(f"{first}-{(first + 1) % 100:02d}")


def quarter(year: Period, number: int) -> Period:
    """The first to fourth quarter of the fiscal year: July, October, January, April."""
    first_month = (7, 10, 1, 4)[number - 1]
    calendar_year = year.from_on.year + (first_month < 7)
    return months((calendar_year, first_month), (calendar_year, first_month + 2))


def months(first: tuple[int, int], last: tuple[int, int]) -> Period:
    """The span from one (year, month) to another, both included; a whole fiscal year is coded as one.

    Raises: ValueError when the last month lies before the first, or there is no such month.
    """
    from_on = date(*first, 1)
    until_on = date(*last, calendar.monthrange(*last)[1])
    if until_on < from_on:
        raise ValueError("the last month lies before the first")
    if first[0] >= _FIRST_FISCAL_YEAR and (first[1], last) == (7, (first[0] + 1, 6)):
        return fiscal_year_of(from_on)
    code = f"{from_on:%Y-%m}" if first == last else f"{from_on:%Y-%m}..{until_on:%Y-%m}"
    return Period(code, from_on, until_on)


def period_of_code(code: str) -> Period:
    """The period under that code. Raises: ValueError when no period has it."""
    year, _, occasion = code.partition("/")
    if occasion:
        whole = fiscal_year(year)
        return Period(code, whole.from_on, whole.until_on)
    period = read_period(code, _ANY_YEAR)
    if period is None or period.code != code:
        raise ValueError("not the code of a period")
    return period


def read_period(text: str, of_fiscal_year: str) -> Period | None:
    """The period that the text writes, in Bangla or English, or as a code; None when it writes no dates.

    Months without a year, and instalments, are those of the fiscal year in the text, else of the one handed in. An
    instalment with months beside it is read when both say the same.
    """
    written = _DASHES.sub("-", ascii_digits(tidy(text)).lower())
    year = fiscal_year(of_fiscal_year)
    stated = _stated_year(written)
    if stated is not None:
        year, written = stated, _FISCAL_YEAR.sub(" ", written)
    instalment = _INSTALMENT.search(written)
    pieces = _pieces(_INSTALMENT.sub(" ", written, count=1))
    try:
        dated = _from_pieces(pieces, year) if pieces else None
    except ValueError:
        return None
    if instalment is None:
        return dated if pieces else stated
    number = _QUARTER_OF_ORDINAL.get(instalment["ordinal"] or instalment["number"])
    told = quarter(year, number) if number else None
    return told if not pieces or told == dated else None


def _pieces(written: str) -> list[str]:
    return [piece for piece in _PIECES.findall(written) if piece not in _BESIDE]


def _stated_year(written: str) -> Period | None:
    found = _FISCAL_YEAR.search(written)
    try:
        return fiscal_year(found.group().replace(" ", "")) if found else None
    except ValueError:
        return None


def _from_pieces(pieces: list[str], year: Period) -> Period | None:
    """The period by the row of kinds: m a named month, y a year, n a small number."""
    kinds, values = "", []
    for piece in pieces:
        month = None if piece.isdecimal() else month_number(piece)
        kinds += "m" if month else "?" if not piece.isdecimal() else "y" if len(piece) == 4 else "n"
        values.append(month or (int(piece) if piece.isdecimal() else 0))
    if kinds in ("m", "mm"):
        return months(_in_year(values[0], year), _in_year(values[-1], year))
    return _dated(kinds, values, year)


def _dated(kinds: str, values: list[int], year: Period) -> Period | None:
    if kinds in ("mn", "mmn") and 2000 + values[-1] in (year.from_on.year, year.until_on.year):
        kinds, values = kinds[:-1] + "y", [*values[:-1], 2000 + values[-1]]
    match kinds, values:
        case ("my" | "ny", [month, of]) | ("ym" | "yn", [of, month]):
            return months((of, month), (of, month))
        case ("mmy", [first, last, of]):
            return months((of - (first > last), first), (of, last))
        case ("mymy" | "nyny", [first, first_of, last, last_of]) | ("ynyn", [first_of, first, last_of, last]):
            return months((first_of, first), (last_of, last))
        case ("nmy" | "nny", [day, month, of]) | ("ynn", [of, month, day]) | ("mny", [month, day, of]):
            on = date(of, month, day)
            return Period(on.isoformat(), on, on)
    return None


def _in_year(month: int, year: Period) -> tuple[int, int]:
    return (year.from_on.year if month >= 7 else year.until_on.year), month


def occasions_from(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The occasions that the lines of `occasions.csv` declare: every wording, made comparable, with its slug."""
    return {normalise_alias(row["word"]): row["slug"] for row in rows}


def occasion_period(text: str, of_fiscal_year: str, occasions: Mapping[str, str]) -> Period | None:
    """The fiscal year under the code of the occasion that the text names; None when nobody declared the occasion.

    A year beside the name is left out.
    """
    year = fiscal_year(of_fiscal_year)
    written = _CALENDAR_YEAR.sub(" ", _FISCAL_YEAR.sub(" ", ascii_digits(tidy(text))))
    short = _SHORT_YEAR.search(written)
    if short and 2000 + int(short[1]) in (year.from_on.year, year.until_on.year):
        written = written[: short.start()]
    slug = occasions.get(normalise_alias(written))
    return Period(f"{year.code}/{slug}", year.from_on, year.until_on) if slug else None

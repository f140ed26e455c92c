"""Days, months and years as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from census_app.domain.bangla_text import month_number
from census_app.domain.person import Precision
from importers.cells.ages import age_in_words, read_age
from importers.cells.bangla_calendar import bangla_month_number, common_year_of
from importers.cells.reading import NOTHING, Cell, CellContext, CellProblem, Reading, confirm, note, refusal
from importers.cells.words import cell_text, is_missing_number, plain_text, shown, word_key

_BARE_AGE = re.compile(r"\d{1,3}(?:\.\d)?")
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(3_000, 60_001)
_YEARS = range(1900, 2100)
_OLDEST_YEARS = 125
_MONTHS = 12
_WHOLE_DAY = Precision.DAY.value

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MARK = r"\s*[/\\|.,;\-–—_।\s]{1,2}\s*"  # typed twice, or the other stroke: 4//7//1962, 4\\7\\1962
_THREE_NUMBERS = re.compile(rf"(\d{{1,4}}){_MARK}(\d{{1,2}}){_MARK}(\d{{1,4}})")
_TWO_NUMBERS = re.compile(r"(\d{1,4})\s*[/\\.\-–—]{1,2}\s*(\d{1,4})")
_WORD = r"([^\W\d_][^\d\s,./–—-]*)"
_ORDINAL = r"(?:\s*(?:st|nd|rd|th|ই|শে|লা|রা|ঠা|এ)(?=[\s,.]))?"
_DAY_WORD_YEAR = re.compile(rf"(\d{{1,2}}){_ORDINAL}[\s,./–—-]*{_WORD}[\s,./–—-]*(\d{{2}}|\d{{4}})")
_WORD_DAY_YEAR = re.compile(rf"{_WORD}[\s.-]*(\d{{1,2}})\s*(?:st|nd|rd|th)?\s*[,\s]\s*(\d{{4}})")
_WORD_YEAR = re.compile(rf"{_WORD}[\s,./'’–—-]*(\d{{2}}|\d{{4}})")
_TIME_OF_DAY = re.compile(r"[\st]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:am|pm)?$")
_DIGITS_AND_MARKS = re.compile(r"[\d/.-]+")
_DATE_SHELL = re.compile(
    r"^(?:তারিখ|তাং|জন্ম(?:তারিখ|সাল)?|সাল|সন|dob|date|born|year)\s*[:.ঃ–-]*\s*"
    r"|\s*(?:খ্রিঃ?|খ্রি\.|খ্রিস্টাব্দ|খ্রিষ্টাব্দ|খ্রীষ্টাব্দ|খৃষ্টাব্দ|খৃঃ?|ইং|ইংরেজি|ইংরেজী|সাল|সন|বঙ্গাব্দ|বাংলা|বাং|ad|ce|bs)[.।ঃ]?$"
)
_ALIVE = frozenset(
    map(word_key, ("জীবিত", "জীবিত আছেন", "বেঁচে আছেন", "বেঁচে আছে", "মারা যায়নি", "মৃত নয়", "না", "alive", "living", "no"))
)
"""What stands where the day of a death is asked, of those who live."""
_SHELLS = 3
_ABOUT_WORDS = r"(?:আনুমানিক|আনুঃ?|প্রায়|approx(?:imately)?\.?|about|circa|c\.|~)"
_ABOUT = re.compile(rf"^{_ABOUT_WORDS}\s*|\s*(?:\(\s*{_ABOUT_WORDS}\s*\)|\(?\?\)?)$")
_IN_BRACKETS = re.compile(r"\s*\([^()\d]*\)$")
_YEAR_CUT = re.compile(r"['’`](?=\d{2}$)")
_DECIMAL_TAIL = re.compile(r"(?<=^\d{4})\.0+$|(?<=^\d{5})\.0+$")


class DateImpossible(ValueError):
    """The text has the shape of a date that no calendar holds."""


@dataclass(frozen=True)
class _Written:
    """A date as far as it was written, and what was noticed on the way."""

    year: int
    month: int = 0
    day: int = 0
    estimated: bool = False
    problems: tuple[CellProblem, ...] = ()

    def __post_init__(self) -> None:
        try:
            self.first_day()
        except ValueError:
            raise DateImpossible from None

    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def text(self) -> str:
        exact = 4 if self.estimated else 10 if self.day else 7 if self.month else 4
        return self.first_day().isoformat()[:exact]

    @property
    def precision(self) -> Precision:
        if self.estimated:
            return Precision.ESTIMATED
        return Precision.DAY if self.day else Precision.MONTH if self.month else Precision.YEAR


def read_date(raw: Cell, context: CellContext) -> Reading:
    """An ISO date, as exact as it was written; a field that ends in `_on` takes whole days only."""
    if day := _plain_day(raw, context):
        return Reading({context.field: day.isoformat()})
    written = _checked(raw, context, "date_in_future")
    if isinstance(written, Reading):
        return written
    if context.field.endswith("_on") and not written.day:
        return refusal(confirm("date_incomplete", written=written.text))
    return Reading({context.field: written.text}, written.problems)


def read_birth_date(raw: Cell, context: CellContext) -> Reading:
    """A birth date with its precision; an age written in its place is kept as an age."""
    if day := _plain_day(raw, context):
        return Reading({"birth_date": day.isoformat(), "birth_precision": _WHOLE_DAY})
    age_years = age_in_words(raw)
    if age_years is not None:
        return Reading({"age_years": age_years}, (note("age_in_date_column"),))
    written = _checked(raw, context, "birth_in_future")
    if isinstance(written, Reading):
        return written
    if written.year < context.as_of.year - _OLDEST_YEARS:
        return refusal(confirm("birth_too_long_ago", year=written.year))
    return Reading({"birth_date": written.text, "birth_precision": written.precision.value}, written.problems)


def read_birth_or_age(raw: Cell, context: CellContext) -> Reading:
    """A birth date, or the age that stands in its place: a bare number of up to three digits."""
    is_age = not isinstance(raw, date | time | timedelta) and _BARE_AGE.fullmatch(plain_text(raw))
    return read_age(raw, context) if is_age else read_birth_date(raw, context)


def _plain_day(raw: Cell, context: CellContext) -> date | None:
    """The day of a cell that holds one as nearly all do, 4/7/1962 or 1962-07-04; None for what wants a closer look."""
    if not isinstance(raw, str) or not context.day_first:
        return None
    try:
        if found := _DAY_FIRST.fullmatch(raw):
            day = date(int(found[3]), int(found[2]), int(found[1]))
        elif found := _YEAR_FIRST.fullmatch(raw):
            day = date(int(found[1]), int(found[2]), int(found[3]))
        else:
            return None
    except ValueError:
        return None
    return day if day <= context.as_of and day.year >= context.as_of.year - _OLDEST_YEARS else None


def _checked(raw: Cell, context: CellContext, future_code: str) -> _Written | Reading:
    """The date, or the reading that says why there is none."""
    if raw is False or is_missing_number(raw):
        return NOTHING
    if context.field == "death_date" and word_key(cell_text(raw)) in _ALIVE:
        return NOTHING
    try:
        written = _written(raw, context)
    except DateImpossible:
        return refusal(confirm("date_impossible", written=shown(cell_text(raw))))
    if written is None:
        return refusal(confirm("date_unreadable", written=shown(cell_text(raw))))
    if written.first_day() > context.as_of:
        return refusal(confirm(future_code, written=written.text))
    return written


def _written(raw: Cell, context: CellContext) -> _Written | None:
    if isinstance(raw, time | timedelta):
        raise DateImpossible
    if isinstance(raw, datetime | date):
        return _from_date_cell(raw)
    text = _DECIMAL_TAIL.sub("", plain_text(raw))
    about = bool(_ABOUT.search(text))
    if not _DIGITS_AND_MARKS.fullmatch(text):
        text = _without_shell(text)
    bare = text.strip(" .,।")
    if bare.isdecimal():
        written = _from_digits(bare, context)
    else:
        written = _from_numbers(bare, context) or _from_words(bare, context)
    return replace(written, estimated=True) if written and about else written


def _without_shell(text: str) -> str:
    """The text without what people put around a date: the time of day, "born", "AD", a remark in brackets."""
    text = _IN_BRACKETS.sub("", _ABOUT.sub("", _TIME_OF_DAY.sub("", text)))
    for _ in range(_SHELLS):
        text = _ABOUT.sub("", _DATE_SHELL.sub("", text).strip(" .,।"))
    return _YEAR_CUT.sub("", text)


def _from_date_cell(raw: date) -> _Written:
    if raw.year < _YEARS.start:  # a number formatted as a date, or a format applied to nothing
        raise DateImpossible
    return _Written(raw.year, raw.month, raw.day)


def _from_digits(digits: str, context: CellContext) -> _Written | None:
    """A year, a spreadsheet's day number, or a date written without marks."""
    if int(digits) in _YEARS:
        return _Written(int(digits))
    if int(digits) in _SERIALS:
        day = _SERIAL_ZERO + timedelta(days=int(digits))
        return _Written(day.year, day.month, day.day, problems=(note("date_from_serial"),))
    if len(digits) == 4 and (year := common_year_of(int(digits), 0)):
        return _Written(year, estimated=True, problems=(confirm("date_bangla_calendar"),))
    if len(digits) == 8 and int(digits[:4]) in _YEARS and int(digits[4:6]) <= 12:
        return _Written(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 8 and int(digits[4:]) in _YEARS:
        return _ordered(int(digits[:2]), int(digits[2:4]), int(digits[4:]), (), context)
    return None


def _from_numbers(text: str, context: CellContext) -> _Written | None:
    if found := _THREE_NUMBERS.fullmatch(text):
        first, second, third = found.groups()
        if len(first) == 4:
            return _Written(int(first), int(second), int(third))
        year, problems = _full_year(third, context)
        return _ordered(int(first), int(second), year, problems, context)
    if found := _TWO_NUMBERS.fullmatch(text):
        first, second = found.groups()
        if len(second) == 4 and len(first) <= 2:
            return _Written(int(second), _month(int(first)))
        if len(first) == 4 and len(second) <= 2:
            return _Written(int(first), _month(int(second)))
    return None


def _month(number: int) -> int:
    if not 1 <= number <= 12:
        raise DateImpossible
    return number


def _ordered(
    first: int, second: int, year: int, problems: tuple[CellProblem, ...], context: CellContext
) -> _Written | None:
    """Day first unless the column is month first or the numbers leave no other way; `00` stands for not known."""
    if common := common_year_of(year, second if second <= _MONTHS else 0):
        return _Written(common, estimated=True, problems=(*problems, confirm("date_bangla_calendar")))
    day, month = (first, second) if context.day_first else (second, first)
    if month > 12 and 1 <= day <= 12:
        day, month = month, day
        problems = (*problems, note("date_month_first")) if context.day_first else problems
    elif not context.day_first and not context.order_answered and day <= 12 and day != month:
        problems = (*problems, confirm("date_ambiguous"))
    return _Written(year, month, day if month else 0, problems=problems)


def _full_year(digits: str, context: CellContext) -> tuple[int, tuple[CellProblem, ...]]:
    """A year of two digits is the last such year that is not in the future."""
    if len(digits) != 2:
        return int(digits), ()
    century = context.as_of.year - context.as_of.year % 100
    year = century + int(digits)
    return (year if year <= context.as_of.year else year - 100), (note("year_two_digits"),)


def _from_words(text: str, context: CellContext) -> _Written | None:
    day, word, year_digits = 0, "", ""
    if found := _DAY_WORD_YEAR.fullmatch(text):
        day, word, year_digits = int(found[1]), found[2], found[3]
    elif found := _WORD_DAY_YEAR.fullmatch(text):
        word, day, year_digits = found[1], int(found[2]), found[3]
    elif found := _WORD_YEAR.fullmatch(text):
        word, year_digits = found[1], found[2]
    if not word:
        return None
    if (month := month_number(word)) is not None:
        year, problems = _full_year(year_digits, context)
        return _Written(year, month, day, problems=problems)
    return _from_bangla_month(word, int(year_digits))


def _from_bangla_month(word: str, year: int) -> _Written | None:
    month = bangla_month_number(word)
    if month is None or (common := common_year_of(year, month)) is None:
        return None
    return _Written(common, estimated=True, problems=(confirm("date_bangla_calendar"),))


def read_month(raw: Cell, context: CellContext) -> Reading:
    """The month by its number or its name."""
    if is_missing_number(raw):
        return NOTHING
    text = plain_text(raw)
    month = int(text) if text.isdecimal() else month_number(text)
    if month is None or not 1 <= month <= _MONTHS:
        return refusal(confirm("date_unreadable", written=shown(cell_text(raw))))
    return Reading({context.field: month})

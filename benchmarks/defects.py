"""Twelve ways in which a volunteer's row goes wrong."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.streamed_workbook import Number, Row

HOUSEHOLD, NAME_BN, NAME_EN, RELATION, SEX, BORN, _FATHER, NID, BRN, MOBILE = range(10)
INCOME = 16

_Breaker = Callable[[Row, bool], None]


def _damage_number(row: Row, _: bool) -> None:
    """A number cell keeps fifteen digits."""
    place = _number_in(row)
    row[place] = Number(float(str(row[place])))


def _shorten_number(row: Row, _: bool) -> None:
    place = _number_in(row)
    row[place] = str(row[place])[:-1]


def _write_letters_in_number(row: Row, _: bool) -> None:
    place = _number_in(row)
    row[place] = str(row[place])[:9] + "o" + str(row[place])[10:]


def _number_in(row: Row) -> int:
    return NID if row[NID] else BRN


def _set(place: int, written: str) -> _Breaker:
    def breaker(row: Row, _: bool) -> None:
        row[place] = written

    return breaker


def _leave_nameless(row: Row, _: bool) -> None:
    row[NAME_BN] = row[NAME_EN] = ""


def _has_number(row: Row, _: bool) -> bool:
    return bool(row[_number_in(row)])


def _always(_: Row, __: bool) -> bool:
    return True


def _begins_household(_: Row, first_line: bool) -> bool:
    return first_line


def _is_a_member(_: Row, first_line: bool) -> bool:
    return not first_line


DEFECTS: dict[str, tuple[Callable[[Row, bool], bool], _Breaker]] = {
    "number damaged by the spreadsheet": (_has_number, _damage_number),
    "number one digit short": (_has_number, _shorten_number),
    "letters in a number": (_has_number, _write_letters_in_number),
    "date that no calendar holds": (_always, _set(BORN, "৩১/০২/১৯৮০")),
    "birth in the future": (_always, _set(BORN, "15/08/2071")),
    "unknown word for the sex": (_always, _set(SEX, "ছেলেমানুষ")),
    "unknown relation": (_is_a_member, _set(RELATION, "পাড়াতো")),
    "no name": (_always, _leave_nameless),
    "household without its number": (_begins_household, _set(HOUSEHOLD, "")),
    "second head of the household": (_is_a_member, _set(RELATION, "নিজে")),
    "mobile number too short": (_always, _set(MOBILE, "0171100")),
    "income in words": (_begins_household, _set(INCOME, "মোটামুটি চলে")),
}
"""Each defect with the rows on which it can happen (the row, whether it begins a household) and what it does."""


def spoil(row: Row, first_line: bool, wanted: int) -> str:
    """The row is broken in the wanted way, or in the next one that can happen on it; which one comes back."""
    names = list(DEFECTS)
    for name in (*names[wanted:], *names[:wanted]):
        happens, breaks = DEFECTS[name]
        if happens(row, first_line):
            breaks(row, first_line)
            return name
    raise ValueError("a row on which nothing can go wrong")

"""Identity numbers: what was written, what it can be, under which forms two of them are the same number.

Only what is known of the numbers is checked: their digits, their length, the birth year that leads the 17-digit ones.
No check digit is, because the rule of the 10-digit card was never published and the other numbers carry none.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from typing import Literal, NamedTuple

from census_app.domain.bangla_text import ascii_digits, tidy

Expected = Literal["nid", "brn", "any"]

FIRST_YEAR = 1900
LAST_YEAR = 2099

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*[+-]?\s*\d+")
_DECIMAL_TAIL = re.compile(r"(?<=\d)\.0+$")
_SEPARATORS = re.compile(r"[\s'’‘`\-‐‑‒–—−./]")
_KEPT_BY_A_SPREADSHEET = 15
_SERIAL_DIGITS = 6
_KINDS_OF_PLACE = frozenset("123459")
"""Village, town, other town, elsewhere, cantonment, city: the digit between district and upazila."""


class NumberKind(StrEnum):
    """What a number is; `number17` is an NID or a birth registration, nobody can tell which from its digits."""

    NID10 = "nid10"
    NID13 = "nid13"
    NID17 = "nid17"
    BRN17 = "brn17"
    BRN16 = "brn16"
    NUMBER17 = "number17"
    OTHER = "other"


_LED_BY_A_YEAR = frozenset({NumberKind.NID17, NumberKind.BRN17, NumberKind.NUMBER17})


class Fault(StrEnum):
    """Why a written number cannot be used."""

    NONE = ""
    NOT_DIGITS = "not_digits"
    DAMAGED = "damaged"
    WRONG_LENGTH = "wrong_length"
    PLACEHOLDER = "placeholder"
    TOO_MANY_ZEROS = "too_many_zeros"
    IMPLAUSIBLE_YEAR = "implausible_year"
    FUTURE_YEAR = "future_year"


class Caution(StrEnum):
    """What somebody should look at in a number that can be used."""

    NONE = ""
    NUMBER_IN_OTHER_COLUMN = "number_in_other_column"
    OLD_NUMBER = "old_number"


class NumberRead(NamedTuple):
    """A number as read: its kind, its ASCII digits, and what is wrong or odd about it.

    With a fault the kind is always `other`, so that it cannot be looked up by mistake; the digits are kept to be shown.
    """

    kind: NumberKind
    value: str
    fault: Fault = Fault.NONE
    warning: Caution = Caution.NONE

    @property
    def length(self) -> int:
        """How many digits were written."""
        return len(self.value)


_KIND_OF: dict[tuple[int, Expected], NumberKind] = {
    (10, "nid"): NumberKind.NID10, (10, "brn"): NumberKind.NID10, (10, "any"): NumberKind.NID10,
    (13, "nid"): NumberKind.NID13, (13, "brn"): NumberKind.NID13, (13, "any"): NumberKind.NID13,
    (16, "brn"): NumberKind.BRN16, (16, "any"): NumberKind.BRN16,
    (17, "nid"): NumberKind.NID17, (17, "brn"): NumberKind.BRN17, (17, "any"): NumberKind.NUMBER17,
}  # fmt: skip
# 16 digits in an NID column are more often an NID with a digit missed than an old birth registration: not listed.


def read_number(text: str, expected: Expected, latest_year: int = LAST_YEAR) -> NumberRead:
    """The number that the text holds, whatever digits, spaces, hyphens or leading apostrophe it was written with.

    `expected` is what the column is for; `latest_year` the last birth year that can be true, the survey's own.
    The caller has already set aside the words for "none" (নাই, N/A).
    """
    if text.isascii() and text.isdecimal():  # as nearly every number is written: there is nothing to take away
        return _judged(text, expected, latest_year)
    written = ascii_digits(tidy(text))
    if written.isascii() and written.isdecimal():
        return _judged(written, expected, latest_year)
    if _SCIENTIFIC.fullmatch(written):
        return NumberRead(NumberKind.OTHER, "", Fault.DAMAGED)
    digits = _SEPARATORS.sub("", _DECIMAL_TAIL.sub("", written))
    if not digits.isascii() or not digits.isdecimal():
        return NumberRead(NumberKind.OTHER, "", Fault.NOT_DIGITS)
    if _DECIMAL_TAIL.search(written) and len(digits) > _KEPT_BY_A_SPREADSHEET:
        return NumberRead(NumberKind.OTHER, digits, Fault.DAMAGED)
    return _judged(digits, expected, latest_year)


def _judged(digits: str, expected: Expected, latest_year: int) -> NumberRead:
    if _is_placeholder(digits):
        return NumberRead(NumberKind.OTHER, digits, Fault.PLACEHOLDER)
    kind = _KIND_OF.get((len(digits), expected), NumberKind.OTHER)
    if kind is NumberKind.OTHER:
        return NumberRead(kind, digits, Fault.WRONG_LENGTH)
    fault = _fault_of(digits, latest_year)
    if fault:
        return NumberRead(NumberKind.OTHER, digits, fault)
    return NumberRead(kind, digits, warning=_warning_of(kind, expected))


def _is_placeholder(digits: str) -> bool:
    """One digit repeated, or simply counted up: written to fill the cell."""
    return digits == digits[0] * len(digits) or (len(digits) >= 8 and digits in "012345678901234567890123456789")


def _fault_of(digits: str, latest_year: int) -> Fault:
    if len(digits) in (13, 17) and not digits[-_SERIAL_DIGITS:].strip("0"):
        return Fault.TOO_MANY_ZEROS
    if len(digits) != 17:
        return Fault.NONE
    year = int(digits[:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Fault.IMPLAUSIBLE_YEAR
    return Fault.FUTURE_YEAR if year > latest_year else Fault.NONE


def _warning_of(kind: NumberKind, expected: Expected) -> Caution:
    if expected == "brn" and kind in (NumberKind.NID10, NumberKind.NID13):
        return Caution.NUMBER_IN_OTHER_COLUMN
    return Caution.OLD_NUMBER if kind is NumberKind.BRN16 else Caution.NONE


def mask(value: str) -> str:
    """The number with all but its last four digits hidden; a number of four digits or fewer is hidden whole."""
    shown = value[-4:] if len(value) > 4 else ""
    return "•" * (len(value) - len(shown)) + shown


def lookup_digits(kind: str, value: str) -> tuple[str, ...]:
    """The forms of a number: two numbers are the same when they share one.

    The first form is the one to store; all are to be looked up. A form begins with its register, since a birth
    registration and an NID may show the same 17 digits and belong to two persons. The 17-digit NID is the old
    13-digit one behind a birth year. A number of unknown kind is looked up in both registers; its last form, the
    13 digits, leaves the year out and therefore wants a second sign, such as the name.
    """
    if kind == NumberKind.NID17:
        return (f"nid:{value[4:]}", f"nid:{value}")
    if kind == NumberKind.NUMBER17:
        return (f"nid:{value}", f"brn:{value}", f"nid:{value[4:]}")
    if kind in (NumberKind.BRN17, NumberKind.BRN16):
        return (f"brn:{value}",)
    if kind in (NumberKind.NID10, NumberKind.NID13):
        return (f"nid:{value}",)
    return ()


def leading_forms(value: str) -> tuple[str, ...]:
    """What a number cell would have left of a 17-digit number: its first fifteen digits, cut off or rounded.

    A cell so damaged is no identity, but it can speak for somebody of the same name.
    """
    if len(value) != 17:
        return ()
    cut = value[:_KEPT_BY_A_SPREADSHEET]
    return tuple(dict.fromkeys((f"leading:{cut}", f"leading:{int(cut) + (value[_KEPT_BY_A_SPREADSHEET] >= '5')}")))


def near_numbers(kind: str, value: str) -> tuple[str, ...]:
    """The forms of all numbers that one slip of the pen makes of this: two neighbours swapped, or one digit wrong."""
    slips = {value[:i] + value[i + 1] + value[i] + value[i + 2 :] for i in range(len(value) - 1)}
    slips |= {value[:i] + digit + value[i + 1 :] for i in range(len(value)) for digit in "0123456789"}
    slips.discard(value)
    return tuple(dict.fromkeys(form for slip in sorted(slips) for form in lookup_digits(kind, slip)))


def keyed_hash(key: bytes, form: str) -> str:
    """The 32 hex letters under which a form is stored and matched; without the key they tell nothing."""
    told = _keyed(key).copy()
    told.update(form.encode())
    return told.hexdigest()[:32]


@lru_cache(maxsize=8)
def _keyed(key: bytes) -> hmac.HMAC:
    """The hash with the key taken in already, which is half of the work."""
    return hmac.new(key, digestmod="sha256")


def birth_year_of(kind: str, value: str) -> int | None:
    """The birth year that leads a 17-digit number; None for numbers that hold none."""
    return int(value[:4]) if kind in _LED_BY_A_YEAR else None


def area_of_brn(value: str) -> str | None:
    """The union where a 17-digit number was registered: district, upazila, union, six digits without the division.

    The place of registration, not of residence. The digit between district and upazila (town or country) is left out.
    """
    if len(value) != 17 or not value.isdecimal():
        return None
    return value[4:6] + value[7:11]


def names_a_place(value: str, unions: Collection[str]) -> bool:
    """False for a birth registration whose area digits name no place: most likely one of them was written wrongly.

    `unions` are the known ones as `area_of_brn` gives them. Where none of a district is known, nothing can be said.
    """
    area = area_of_brn(value)
    if area is None:
        return True
    known = area in unions or not any(union[:2] == area[:2] for union in unions)
    return known and value[6] in _KINDS_OF_PLACE

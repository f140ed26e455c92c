"""Mobile numbers, eleven digits that begin with 01, and the accounts into which money is paid."""

from __future__ import annotations

import re

from importers.cells.reading import NOTHING, Cell, CellContext, CellProblem, Reading, confirm, note, refusal
from importers.cells.words import is_missing_number, plain_digits, plain_text

_MOBILE = re.compile(r"01\d{9}")
_COUNTRY_CODE = re.compile(r"(?:00)?880?(?=1\d{9})")
_SEVERAL = re.compile(r"[,;/।|\n]|\s(?:ও|এবং|and|or|বা)\s")
_DECIMAL_TAIL = re.compile(r"(?<=\d{9})\.0+$")
_NOT_A_DIGIT = re.compile(r"\D")
_WALLET_DIGITS = 12
_BANK_ACCOUNT = re.compile(r"\d{13,17}")
_EXACT_IN_A_NUMBER_CELL = 2**53


def read_mobile(raw: Cell, context: CellContext) -> Reading:
    """The number in eleven digits, the nought that a number cell swallowed put back (and said so)."""
    if _MOBILE.fullmatch(digits := plain_digits(raw)):
        return Reading({context.field: digits})
    if raw is False or is_missing_number(raw):
        return NOTHING
    text = _DECIMAL_TAIL.sub("", plain_text(raw))
    parts = [digits for part in _SEVERAL.split(text) if (digits := _NOT_A_DIGIT.sub("", part))]
    if not parts:
        return refusal(confirm("mobile_wrong", digits=0))
    readings = [_one_mobile(digits, context) for digits in parts]
    first = next((reading for reading in readings if reading.values), readings[0])
    if len(parts) == 1 or not first.values:
        return first
    return Reading(first.values, (*first.problems, note("several_mobiles", count=len(parts))))


def read_account(raw: Cell, context: CellContext) -> Reading:
    """The mobile number of the account, or the digits of a bank account: thirteen to seventeen of them.

    What a number cell has rounded is no account any more.
    """
    mobile = read_mobile(raw, context)
    if not any(problem.code == "mobile_wrong" for problem in mobile.problems):
        return mobile
    if isinstance(raw, float) and abs(raw) >= _EXACT_IN_A_NUMBER_CELL:
        return refusal(confirm("number_damaged"))
    digits = re.sub(r"[\s.-]", "", _DECIMAL_TAIL.sub("", plain_text(raw)))
    return Reading({context.field: digits}) if _BANK_ACCOUNT.fullmatch(digits) else mobile


def _one_mobile(digits: str, context: CellContext) -> Reading:
    number = _COUNTRY_CODE.sub("0", digits, count=1) if digits.startswith(("880", "00880", "88")) else digits
    problems: tuple[CellProblem, ...] = ()
    if re.fullmatch(r"1\d{9}", number):
        number, problems = "0" + number, (note("mobile_zero_restored"),)
    if len(number) == _WALLET_DIGITS and context.field == "account_mobile" and number.startswith("01"):
        number, problems = number[:11], (note("mobile_wallet_digit"),)
    if not _MOBILE.fullmatch(number):
        return refusal(confirm("mobile_wrong", digits=len(digits)))
    return Reading({context.field: number}, problems)

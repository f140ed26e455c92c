"""Names, villages, household numbers, remarks: text that is kept as it was written."""

from __future__ import annotations

import re
from datetime import date

from importers.cells.reading import NOTHING, Cell, CellContext, Reading, blocked, confirm, refusal
from importers.cells.words import cell_text, is_missing, plain_digits, plain_text

_BANGLA = re.compile("[\u0980-\u09ff]")
_LETTER = re.compile(r"[^\W\d_]")
_MEMBER_NAME_FIELDS = frozenset({"name", "name_bn", "name_en"})
_HOUSEHOLD_SHELL = re.compile(r"^(?:hh|খানা|household|house)\s*(?:no|নং|number|নম্বর)?[\s.:#-]*(?=\d)")

_NAMED_BETWEEN = re.compile(
    r"(?:খানা|খানার|পরিবার|পরিবারের|household|house hold|family|hh|khana)\s*(?:ক্রমিক|আইডি|id|serial|sl)?\s*"
    r"(?:নং|নম্বর|নাম্বার|no|number|#)?\s*[:.ঃ#–—-]*\s*((?:\d+\s*[/-]\s*)?\d+)(?!\d)"
)


def read_text(raw: Cell, context: CellContext) -> Reading:
    """The text, tidy."""
    return NOTHING if is_missing(raw) else Reading({context.field: cell_text(raw)})


def read_name(raw: Cell, context: CellContext) -> Reading:
    """The name; a member's own goes to `name_bn` or `name_en` by the script it is written in."""
    if is_missing(raw):
        return NOTHING
    text = cell_text(raw)
    if not _LETTER.search(text):
        return refusal(confirm("name_without_letters"))
    return Reading({name_field(context.field, text): text})


def name_field(field: str, text: str) -> str:
    """The field that a name written in a column of that field fills."""
    if field not in _MEMBER_NAME_FIELDS:
        return field
    return "name_bn" if _BANGLA.search(text) else "name_en"


def read_household_number(raw: Cell, context: CellContext) -> Reading:
    """The number in ASCII digits without leading noughts; a number with letters as it was written.

    A date means that the spreadsheet took 5-3 for the third of May: whose row it is cannot be told any more.
    """
    if isinstance(raw, date):
        return refusal(blocked("household_number_became_date"))
    text = plain_digits(raw) or plain_text(raw)
    digits = _HOUSEHOLD_SHELL.sub("", text)
    if digits.isdecimal():
        return Reading({"household_number": digits.lstrip("0") or "0"})
    return NOTHING if is_missing(raw) else Reading({"household_number": text.upper()})


def household_named_in(text: str) -> str:
    """The household number that a line between the members names, as written; empty where it names none."""
    found = _NAMED_BETWEEN.match(plain_text(text))
    return "".join(found[1].split()) if found else ""

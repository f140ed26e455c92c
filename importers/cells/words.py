"""The text of a cell, and the words by which people say that there is nothing to say."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

from census_app.domain.bangla_text import ascii_digits, tidy
from importers.cells.reading import Cell

# Spellings that change from writer to writer without changing the word: long and short vowels, the three s,
# the two n, the dots of ড় ঢ় য়, the moon sign.
_ONE_SPELLING = str.maketrans({"ী": "ি", "ূ": "ু", "ণ": "ন", "শ": "স", "ষ": "স", "ৎ": "ত", "ঁ": "", "ঃ": "", "়": ""})
_NOT_A_LETTER = re.compile(r"[^\w\u0980-\u09ff✓✔√☑✗✘×☐]+|_")

_MISSING_WORDS = (
    "নাই", "নেই", "নাই।", "নাই নাই", "জানা নাই", "জানা নেই", "জানিনা", "জানি না", "অজানা", "অজ্ঞাত", "পাওয়া যায়নি",
    "প্রযোজ্য নয়", "প্রযোজ্য না", "তথ্য নেই", "তথ্য নাই", "হয়নি", "হয় নাই", "করা হয়নি", "দেওয়া হয়নি", "নাই/নেই",
    "প্রক্রিয়াধীন", "আবেদন করা হয়েছে", "আবেদনকৃত", "আবেদিত", "in process", "applied", "applied for", "not yet",
    "N/A", "NA", "N.A.", "nil", "none", "null", "nan", "unknown", "not known", "not available", "not applicable",
    "not found", "no data", "missing", "blank", "empty", "-", "",
)  # fmt: skip


@lru_cache(maxsize=1_024, typed=True)  # the readers of a cell ask for its text again and again
def cell_text(raw: Cell) -> str:
    """The cell as text: tidy, a whole number without a decimal point, a date in ISO form."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return tidy(raw).lstrip("'’‘`")
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date | time):
        return raw.isoformat()
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)


def plain_text(raw: Cell) -> str:
    """The text with ASCII digits and small letters, as the readers of numbers and dates want it."""
    return ascii_digits(cell_text(raw)).lower()


def plain_digits(raw: Cell) -> str:
    """The ASCII digits of a text that is nothing but digits, as nearly every number is written; empty for all else."""
    digits = ascii_digits(raw) if isinstance(raw, str) else ""
    return digits if digits.isascii() and digits.isdecimal() else ""


def word_key(text: str) -> str:
    """The word without spaces, marks and the differences of spelling: two words with one key are one word."""
    return _NOT_A_LETTER.sub("", ascii_digits(tidy(text)).lower()).translate(_ONE_SPELLING)


_MISSING = frozenset(word_key(word) for word in _MISSING_WORDS)
_DIGIT = re.compile(r"\d")


def is_missing(raw: Cell) -> bool:
    """True for an empty cell and for the words and marks that stand for one; none of them holds a digit."""
    text = "" if isinstance(raw, bool) else cell_text(raw)
    return not isinstance(raw, bool) and not _DIGIT.search(text) and word_key(text) in _MISSING


def is_missing_number(raw: Cell) -> bool:
    """True where a nought, too, stands for an empty cell: nobody's identity or telephone number is 0."""
    return is_missing(raw) or not plain_text(raw).strip("0. x*-")


_MANY_DIGITS = re.compile(r"\d{5,}")
_SHOWN_LETTERS = 30


def shown(text: str) -> str:
    """The text as a message may repeat it: short, a long run of digits hidden, since it may be somebody's number."""
    return _MANY_DIGITS.sub("•••", text)[:_SHOWN_LETTERS]

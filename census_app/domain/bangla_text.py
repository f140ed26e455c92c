"""Written Bangla made comparable: code points, digits, month names."""

from __future__ import annotations

import re
import unicodedata

# Arabic, Persian, Devanagari and full-width digits come from other keyboards; they say the same.
_NOUGHTS = "০٠۰०０"
_ASCII_DIGITS = {ord(nought) + value: str(value) for nought in _NOUGHTS for value in range(10)}
_BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f]+")

_MONTH_SPELLINGS = (
    "january jan জানুয়ারি জানুয়ারী জানু জান",
    "february feb febr ফেব্রুয়ারি ফেব্রুয়ারী ফেব্রু ফেব",
    "march mar মার্চ মার্চ্চ",
    "april apr এপ্রিল এপ্রি এপ্র",
    "may মে",
    "june jun জুন",
    "july jul জুলাই জুলা জুল",
    "august aug আগস্ট আগষ্ট অগাস্ট আগ",
    "september sep sept সেপ্টেম্বর সেপ্টেমবর সেপ্টম্বর সেপ্টে সেপ্ট সেপ",
    "october oct অক্টোবর অক্টবর অক্টো অক্ট",
    "november nov নভেম্বর নভেমবর নবেম্বর নভে নভ",
    "december dec ডিসেম্বর ডিসেমবর ডিসে ডিস",
)


def tidy(text: str) -> str:
    """The text in one canonical form (NFC), without invisible characters, every run of space one plain space."""
    if not (text.isascii() and text.isprintable()):  # most cells are plain digits and letters, which have one form only
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def ascii_digits(text: str) -> str:
    """The text with every digit, Bangla or of another script, written 0–9."""
    return text if text.isascii() else text.translate(_ASCII_DIGITS)


def bangla_digits(text: str) -> str:
    """The text with every ASCII digit written ০–৯."""
    return text.translate(_BANGLA_DIGITS)


_MONTHS = {
    tidy(spelling): number
    for number, spellings in enumerate(_MONTH_SPELLINGS, start=1)
    for spelling in spellings.split()
}


def month_number(word: str) -> int | None:
    """The month, 1–12, that the Bangla or English word names, full or short; None when it names none."""
    return _MONTHS.get(tidy(word).lower().rstrip("."))

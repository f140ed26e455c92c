"""Amounts of money and of goods as whole numbers: poisha, and thousandths of a unit. Never a float."""

from __future__ import annotations

import re

from census_app.domain.bangla_text import ascii_digits, tidy

_TAKA_BEFORE = re.compile(r"^(?:৳|টাকা|tk\.?|taka|bdt|rs\.?)\s*", re.IGNORECASE)
_TAKA_AFTER = re.compile(r"\s*(?:(?:/|\.)[-=]+|টাকা(?:\s*মাত্র)?|tk\.?|taka|bdt|৳)$", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d+|\d{1,3}(?:,\d{2,3})*,\d{3})?(?:\.(\d+))?", re.ASCII)
_MOST_DIGITS = 13
"""No sum and no quantity of a village has more; beyond eighteen a database cannot hold it."""


def poisha_of(text: str) -> int | None:
    """The written amount of taka in poisha; None when it is no amount, is negative, or splits a poisha.

    Reads Bangla and ASCII digits, lakh and thousand grouping, and the usual marks: ৳ ১,৫০০/-, Tk 1500.50, 1500 টাকা.
    """
    written = _TAKA_BEFORE.sub("", ascii_digits(tidy(text)))
    return _scaled(_TAKA_AFTER.sub("", _TAKA_AFTER.sub("", written)), places=2)


def thousandths_of(text: str) -> int | None:
    """The written quantity in thousandths of its unit; None when it is none, or finer than a thousandth."""
    return _scaled(ascii_digits(tidy(text)), places=3)


def written_bdt(poisha: int) -> str:
    """The amount in taka as plain ASCII, ungrouped; with two decimals only when there are poisha."""
    return _written(poisha, places=2)


def written_thousandths(thousandths: int) -> str:
    """The quantity in units as plain ASCII, with the decimals it needs."""
    whole, _, part = _written(thousandths, places=3).partition(".")
    return f"{whole}.{part.rstrip('0')}" if part else whole


def _written(scaled: int, places: int) -> str:
    whole, part = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{part:0{places}d}" if part else f"{sign}{whole}"


def _scaled(written: str, places: int) -> int | None:
    found = _AMOUNT.fullmatch(written)
    if not written or found is None:
        return None
    whole, part = (found[1] or "0").replace(",", ""), (found[2] or "").rstrip("0")
    if len(part) > places or len(whole) > _MOST_DIGITS:
        return None
    return int(whole + part.ljust(places, "0"))

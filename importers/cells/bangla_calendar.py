"""The Bangla calendar, as far as a census needs it: which common year a Bangla year and month fall in."""

from __future__ import annotations

from importers.cells.words import word_key

_BANGLA_YEARS = range(1280, 1500)
_YEARS_BEHIND = 593
_MONTH_AFTER_NEW_YEAR = 10

_MONTHS = {
    word_key(spelling): number
    for number, spellings in enumerate(
        ("বৈশাখ", "জ্যৈষ্ঠ জৈষ্ঠ জ্যৈষ্ট জ্যোষ্ঠ", "আষাঢ়", "শ্রাবণ", "ভাদ্র", "আশ্বিন", "কার্তিক কাত্তিক", "অগ্রহায়ণ অঘ্রাণ অঘ্রান",
         "পৌষ", "মাঘ", "ফাল্গুন ফাগুন", "চৈত্র"),
        start=1,
    )
    for spelling in spellings.split()
}  # fmt: skip


def bangla_month_number(word: str) -> int | None:
    """The month, 1–12 from Baishakh, that the word names; None when it names none."""
    return _MONTHS.get(word_key(word))


def common_year_of(bangla_year: int, month: int) -> int | None:
    """The common year in which that month of the Bangla year begins, without a month the year it begins in.

    None when no living memory reaches that year or it is a common year itself.
    """
    if bangla_year not in _BANGLA_YEARS:
        return None
    return bangla_year + _YEARS_BEHIND + (month >= _MONTH_AFTER_NEW_YEAR)

"""Ages as people state them, in completed years."""

from __future__ import annotations

import re
from datetime import date

from census_app.domain.person import birth_date_from_age
from importers.cells.reading import NOTHING, Cell, CellContext, Reading, confirm, refusal
from importers.cells.words import cell_text, is_missing, plain_text, shown

_OLDEST_YEARS = 120
_YEAR_WORDS = r"(?:বছর|বৎসর|বছরের|বঃ|years?|yrs?\.?|y)"
_MONTH_WORDS = r"(?:মাস|মাসের|months?|mos?\.?|m)"
_DAY_WORDS = r"(?:দিন|দিনের|days?|d|সপ্তাহ|weeks?)"
_PLAIN = re.compile(r"(\d{1,3})(?:\.\d+)?\s*\+?")
_WITH_YEARS = re.compile(
    rf"(\d{{1,3}})(?:\.\d+)?\s*\+?\s*{_YEAR_WORDS}(?:[\s,]*(?:ও|এবং|and)?\s*\d+\s*{_MONTH_WORDS})?(?:[\s,]*\d+\s*{_DAY_WORDS})?\.?"
)
_BELOW_ONE = re.compile(rf"(\d{{1,2}})\s*{_MONTH_WORDS}(?:[\s,]*\d+\s*{_DAY_WORDS})?|\d{{1,3}}\s*{_DAY_WORDS}")
_NEWBORN = frozenset({"নবজাতক", "সদ্যজাত", "newborn", "new born"})
_ABOUT_WORDS = r"(?:আনুমানিক|আনুঃ?|প্রায়|about|approx\.?|~)"
_ABOUT = re.compile(rf"^(?:বয়স|age)\s*[:ঃ.–-]*\s*|^{_ABOUT_WORDS}\s*|\s*\(\s*{_ABOUT_WORDS}\s*\)$")


def read_age(raw: Cell, context: CellContext) -> Reading:
    """The age in completed years, field `age_years`; the nought of an infant is an age."""
    if raw is False or is_missing(raw):
        return NOTHING
    found = None if isinstance(raw, date) else _PLAIN.fullmatch(_ABOUT.sub("", plain_text(raw)))
    age_years = int(found[1]) if found else age_in_words(raw)
    if age_years is None:
        return refusal(confirm("age_unreadable", written=shown(cell_text(raw))))
    if age_years > _OLDEST_YEARS:
        return refusal(confirm("age_out_of_range", age=age_years))
    return Reading({"age_years": age_years})


def age_in_words(raw: Cell) -> int | None:
    """The age that the cell states in years, months or days; None for a bare number and for anything else."""
    if not isinstance(raw, str):
        return None
    text = _ABOUT.sub("", plain_text(raw))
    if text in _NEWBORN:
        return 0
    if found := _WITH_YEARS.fullmatch(text):
        return int(found[1])
    if found := _BELOW_ONE.fullmatch(text):
        return int(found[1] or 0) // 12
    return None


def estimated_birth(age_years: int, as_of: date) -> dict[str, str]:
    """The values that stand for a birth date when only the age is known.

    Shape: `birth_date` a year, `birth_precision` estimated.
    """
    born = birth_date_from_age(age_years, as_of)
    return {"birth_date": born.text, "birth_precision": born.precision.value}

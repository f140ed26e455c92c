"""The sheet of one place for the volunteers, as a file: what may stand on it, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from census_app.domain.errors import Refused
from census_app.exports.files import write_file

SHEET_FORMATS = ("xlsx", "csv")
LONGEST_REASON = 300

HEADINGS: dict[str, dict[str, str]] = {
    "bn": {
        "place": "ক্রম",
        "tier": "অগ্রাধিকার",
        "name": "নাম",
        "age": "বয়স",
        "relative": "পিতা বা স্বামী",
        "household": "খানা",
        "with_others": "সঙ্গে যাবেন",
        "reasons": "কারণ",
        "shelter": "আশ্রয়কেন্দ্র",
        "way": "পথ",
        "telephone": "ফোন",
        "reached": "পৌঁছেছেন",
        "moved": "সরানো হয়েছে",
    },
    "en": {
        "place": "No.",
        "tier": "Priority",
        "name": "Name",
        "age": "Age",
        "relative": "Father or husband",
        "household": "Household",
        "with_others": "Go along",
        "reasons": "Why",
        "shelter": "Shelter",
        "way": "Way",
        "telephone": "Telephone",
        "reached": "Reached",
        "moved": "Moved",
    },
}
"""Everything that leaves the building about a person: no number of an identity, no birth date, no religion."""


@dataclass(frozen=True)
class SheetRecord:
    """One person on the sheet, in the words of its language; the two columns for ticks stay empty."""

    place: int
    tier: str
    name: str
    age: str
    relative: str
    household: str
    with_others: str
    reasons: str
    shelter: str
    way: str
    telephone: str


def write_sheet(path: Path, form: str, language: str, reason: str, records: Iterable[SheetRecord]) -> int:
    """The file holds one row for each person under the headings of the language; the number of rows comes back.

    Raises: Refused without a stated reason, or for a format that a sheet does not have.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Refused("export_reason_needed")
    if form not in SHEET_FORMATS:
        raise Refused("format_unknown", {"format": form, "known": ", ".join(SHEET_FORMATS)})
    headings = HEADINGS[language]
    told = ({headings[name]: value for name, value in vars(record).items()} for record in records)
    return write_file(path, form, tuple(headings.values()), told)

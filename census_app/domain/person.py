"""A person's sex, marriage, place in the household, and age as far as the birth date is known."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """As the national identity card has it."""

    MALE = "male"
    FEMALE = "female"
    HIJRA = "hijra"


class Marital(StrEnum):
    """Marriage, as found on the day of the visit."""

    UNMARRIED = "unmarried"
    MARRIED = "married"
    WIDOWED = "widowed"
    DIVORCED = "divorced"
    SEPARATED = "separated"


class Relation(StrEnum):
    """What a member is to the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    CHILD_IN_LAW = "child_in_law"
    PARENT_IN_LAW = "parent_in_law"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    OTHER_RELATIVE = "other_relative"
    NOT_RELATED = "not_related"


class Precision(StrEnum):
    """How exactly a date is known; `estimated` is a year reckoned from a stated age."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ESTIMATED = "estimated"


PERSON_FACTS = ("marital", "education_class", "in_school", "occupation", "disability", "pregnant", "religion")
"""What a round finds about a person."""

_YES_NO = {True: "true", False: "false", None: ""}
_PARTIAL_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True)
class BirthDate:
    """A date of birth as far as it is known: `1962`, `1962-07` or `1962-07-04`, with its precision.

    Raises: ValueError when the text is no such date, or is less exact than the precision says.
    """

    text: str
    precision: Precision

    def __post_init__(self) -> None:
        _, month, day = self._parts()
        missing = (self.precision == Precision.DAY and not day) or (self.precision == Precision.MONTH and not month)
        if missing:
            raise ValueError("the date is less exact than its precision says")
        self.earliest()

    def earliest(self) -> date:
        """The first day on which the person can have been born."""
        year, month, day = self._parts()
        if self.precision == Precision.ESTIMATED:
            return date(year - 1, 1, 1)
        return date(year, month or 1, day or 1)

    def latest(self) -> date:
        """The last day on which the person can have been born."""
        year, month, day = self._parts()
        if self.precision == Precision.ESTIMATED:
            return date(year, 12, 31)
        return date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])

    def _parts(self) -> tuple[int, int, int]:
        """Year, month, day; the parts beyond the precision are 0, even when a form filled them with 01."""
        found = _PARTIAL_ISO.fullmatch(self.text)
        if found is None:
            raise ValueError("not a partial ISO date")
        year, month, day = (int(part or 0) for part in found.groups())
        if self.precision == Precision.DAY:
            return year, month, day
        return year, month if self.precision == Precision.MONTH else 0, 0


def fact_text(value: object) -> str:
    """What a round found, as a text: a truth in a word, a class in digits, nothing as nothing."""
    return _YES_NO[value] if isinstance(value, bool) or value is None else str(value)


def fact_value(name: str, text: str) -> str | int | bool | None:
    """What a round found, from its text."""
    if name in ("in_school", "pregnant"):
        return {"true": True, "false": False}.get(text)
    if name == "education_class":
        return int(text) if text else None
    return text


def birth_date_of(text: str, precision: str = "") -> BirthDate:
    """The birth date written so; without a precision, it is as exact as the text.

    Raises: ValueError when the text is no partial ISO date.
    """
    by_length = {4: Precision.YEAR, 7: Precision.MONTH}
    return BirthDate(text, Precision(precision) if precision else by_length.get(len(text), Precision.DAY))


def birth_date_from_age(age_years: int, on: date) -> BirthDate:
    """The estimated birth year of somebody who gave that age in completed years on that day.

    Whoever is 45 on a day of 2022 was born in 1976 or 1977: the later year is written, the estimate spans both.
    """
    return BirthDate(f"{on.year - age_years:04d}", Precision.ESTIMATED)


def completed_years(born: date, on: date) -> int:
    """Birthdays that have passed, the day itself included.

    A person born on 29 February has the birthday on 28 February in common years: no Bangladeshi rule was found, and
    the ledger and the analysis must give the same age, whose engine reckons so. Before the birth the years count
    backwards.
    """
    if on < born:
        return -completed_years(on, born)
    leap_birthday = (born.month, born.day) == (2, 29) and not calendar.isleap(on.year)
    birthday = (2, 28) if leap_birthday else (born.month, born.day)
    return on.year - born.year - ((on.month, on.day) < birthday)


def youngest_age(born: BirthDate, on: date) -> int:
    """The completed years that the person has on that day at least."""
    return completed_years(born.latest(), on)


def oldest_age(born: BirthDate, on: date) -> int:
    """The completed years that the person has on that day at most."""
    return completed_years(born.earliest(), on)

"""Who is too young to marry, and when a family is visited next."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from census_app.domain.person import BirthDate, birth_date_of, oldest_age, youngest_age

LEAST_AGE = {"female": 18, "male": 21}
"""Child Marriage Restraint Act 2017, section 2."""
VISIT_AGAIN_AFTER = timedelta(days=90)


class Outcome(StrEnum):
    """What an officer found at a girl's home."""

    NO_RISK_SEEN = "no_risk_seen"
    AT_RISK = "at_risk"
    PREVENTED = "prevented"
    MARRIED = "married"
    NOT_FOUND = "not_found"
    MOVED_AWAY = "moved_away"


GOES_ON = (Outcome.AT_RISK, Outcome.PREVENTED, Outcome.NOT_FOUND)
"""After these somebody comes again. A prevented marriage is followed until the girl is of age."""


class Verdict(StrEnum):
    """Whether somebody may marry on a day, as far as the birth date is known."""

    OF_AGE = "of_age"
    TOO_YOUNG = "too_young"
    UNCERTAIN = "uncertain"


def old_enough(sex: str, born: BirthDate | None, on: date) -> Verdict:
    """Whether somebody of that sex and birth date is old enough to marry on the day."""
    least_age = LEAST_AGE.get(sex)
    if born is None or least_age is None:
        return Verdict.UNCERTAIN
    if youngest_age(born, on) >= least_age:
        return Verdict.OF_AGE
    return Verdict.TOO_YOUNG if oldest_age(born, on) < least_age else Verdict.UNCERTAIN


def of_age_on(birth_date: str, birth_precision: str) -> date | None:
    """The day on which a girl is of age at the latest; None when her birth date is not known."""
    if not birth_date:
        return None
    born = birth_date_of(birth_date, birth_precision).latest()
    year = born.year + LEAST_AGE["female"]
    return date(year, 2, 28) if (born.month, born.day) == (2, 29) else born.replace(year=year)


def next_visit(outcome: Outcome, visited_on: date, wished_on: date | None, until: date | None) -> date | None:
    """When somebody comes again: on the wished day, else after a quarter where the outcome asks for it.

    Nobody comes from the day on which the girl is of age; a prevented marriage is visited once more on the day before.
    """
    if outcome is Outcome.MARRIED:
        return None
    day = wished_on or (visited_on + VISIT_AGAIN_AFTER if outcome in GOES_ON else None)
    if day is None or until is None or day < until:
        return day
    last = until - timedelta(days=1)
    return last if outcome is Outcome.PREVENTED and last > visited_on else None

"""Who is too young to marry on a day, and when a family is visited next."""

from __future__ import annotations

from datetime import date

import pytest

from census_app.domain.marriage import Outcome, Verdict, next_visit, of_age_on, old_enough
from census_app.domain.person import birth_date_of

DAY = date(2022, 6, 30)
OF_AGE_ON = date(2022, 8, 1)


@pytest.mark.parametrize(
    ("sex", "born", "verdict"),
    [
        ("female", "2004-06-30", Verdict.OF_AGE),
        ("female", "2004-07-01", Verdict.TOO_YOUNG),
        ("male", "2004-06-30", Verdict.TOO_YOUNG),
        ("male", "2001-06-30", Verdict.OF_AGE),
        ("male", "2001-07-01", Verdict.TOO_YOUNG),
        ("female", "2004", Verdict.UNCERTAIN),
        ("female", "2003", Verdict.OF_AGE),
        ("hijra", "1990", Verdict.UNCERTAIN),
        ("", "1990", Verdict.UNCERTAIN),
        ("female", "", Verdict.UNCERTAIN),
    ],
)
def test_a_woman_is_of_age_at_18_and_a_man_at_21(sex: str, born: str, verdict: Verdict) -> None:
    assert old_enough(sex, birth_date_of(born) if born else None, DAY) is verdict


def test_a_girl_born_on_29_february_is_of_age_on_the_28th() -> None:
    assert of_age_on("2004-02-29", "day") == date(2022, 2, 28)
    assert of_age_on("2004", "year") == date(2022, 12, 31)
    assert of_age_on("", "") is None


@pytest.mark.parametrize(
    ("outcome", "wished", "until", "again"),
    [
        (Outcome.PREVENTED, None, None, date(2022, 9, 28)),
        (Outcome.PREVENTED, date(2022, 7, 15), OF_AGE_ON, date(2022, 7, 15)),
        (Outcome.PREVENTED, None, OF_AGE_ON, date(2022, 7, 31)),
        (Outcome.PREVENTED, None, date(2022, 7, 1), None),
        (Outcome.AT_RISK, None, OF_AGE_ON, None),
        (Outcome.AT_RISK, None, None, date(2022, 9, 28)),
        (Outcome.NO_RISK_SEEN, None, None, None),
        (Outcome.NO_RISK_SEEN, date(2022, 12, 1), None, date(2022, 12, 1)),
        (Outcome.MARRIED, date(2022, 12, 1), None, None),
    ],
)
def test_a_prevented_marriage_is_followed_until_she_is_of_age(
    outcome: Outcome, wished: date | None, until: date | None, again: date | None
) -> None:
    assert next_visit(outcome, DAY, wished, until) == again

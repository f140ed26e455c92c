"""The models count years as the domain does, on the days where counting goes wrong."""

from __future__ import annotations

from datetime import date

import pytest

from census_app.domain.person import birth_date_of, oldest_age, youngest_age
from tests.analytics.conftest import Ask, Build

ASKED = ["fnd_duplicate_benefits"]
WRITTEN = ("2004-02-29", "2004-02-28", "2004-03-01", "1957-12-31", "2004-02", "2004", "2022-02-28", "1922-06-30")


@pytest.mark.parametrize("as_of", [date(2022, 2, 28), date(2022, 3, 1), date(2024, 2, 28), date(2024, 2, 29)])
def test_ages_are_those_of_the_domain(build_from: Build, as_of: date) -> None:
    births = [birth_date_of(written) for written in WRITTEN]
    persons = [
        {"person_id": number, "birth_from": born.earliest(), "birth_until": born.latest()}
        for number, born in enumerate(births)
    ]
    found = build_from(as_of, persons=persons).execute(
        "select least_age_years, most_age_years from stg_persons order by person_id"
    )
    assert found.fetchall() == [(youngest_age(born, as_of), oldest_age(born, as_of)) for born in births]


@pytest.mark.parametrize(
    ("given_on", "born", "is_asked"),
    [
        (date(2021, 10, 4), date(1959, 10, 5), True),
        (date(2021, 10, 5), date(1959, 10, 5), False),
        (date(2022, 2, 27), date(1960, 2, 29), True),
        (date(2022, 2, 28), date(1960, 2, 29), False),
    ],
)
def test_a_woman_is_old_enough_for_the_allowance_on_her_62nd_birthday(
    ask: Ask, given_on: date, born: date, is_asked: bool
) -> None:
    person = {"person_id": 1, "birth_from": born, "birth_until": born}
    found = ask(persons=[person], deliveries=[{"delivery_id": 1, "person_id": 1, "delivered_on": given_on}])
    assert ("age_outside_rule" in {finding.kind for finding in found}) is is_asked

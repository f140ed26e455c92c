"""The models count years as the domain does, on the days where counting goes wrong."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.engine import Connection
from analytics.findings import build
from analytics.snapshot import load_snapshot
from census_app.domain.person import birth_date_of, oldest_age, youngest_age
from tests.analytics.conftest import Ask, tables


@pytest.mark.parametrize("as_of", [date(2022, 2, 28), date(2022, 3, 1), date(2024, 2, 28), date(2024, 2, 29)])
@pytest.mark.parametrize(
    "written", ["2004-02-29", "2004-02-28", "2004-03-01", "1957-12-31", "2004-02", "2004", "2022-02-28", "1922-06-30"]
)
def test_ages_are_those_of_the_domain(connection: Connection, written: str, as_of: date) -> None:
    born = birth_date_of(written)
    person = {"person_id": 1, "birth_from": born.earliest(), "birth_until": born.latest()}
    load_snapshot(connection, tables(src_persons=[person]))
    build(connection, as_of)
    least, most = connection.execute("select least_age_years, most_age_years from stg_persons").fetchall()[0]
    assert most == oldest_age(born, as_of)
    assert least == youngest_age(born, as_of)


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

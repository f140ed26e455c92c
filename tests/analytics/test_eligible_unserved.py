"""Entitled, as far as the census can tell, and never served."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.analytics.conftest import Ask

ASKED = ["fnd_eligible_unserved"]
OLD = {"person_id": 1, "birth_from": date(1950, 1, 1), "birth_until": date(1950, 12, 31)}
POOR = {"household_id": 1, "income_bdt": 3000, "land_hundredths": 400}


def allowances(ask: Ask, person: dict[str, Any], house: dict[str, Any], *deliveries: dict[str, Any]) -> dict[str, str]:
    listed = [{"delivery_id": number, "person_id": 1, **one} for number, one in enumerate(deliveries)]
    found = ask(persons=[{**OLD, **person}], households=[{**POOR, **house}], deliveries=listed)
    return {f.programme_codes[0]: f.severity for f in found if f.kind == "eligible_unserved"}


@pytest.mark.parametrize(
    ("person", "house", "expected"),
    [
        ({}, {}, {"OAA": "info"}),
        ({"marital": "widowed"}, {}, {"OAA": "info", "WID": "info"}),
        ({"marital": "widowed", "sex": "male"}, {}, {"OAA": "info"}),
        ({"disability": "visual"}, {}, {"OAA": "info", "DIS": "review"}),
        ({"disability": "visual"}, {"income_bdt": 3001}, {"OAA": "info"}),
        ({}, {"land_hundredths": 5000}, {}),
        ({}, {"income_bdt": 9000, "land_hundredths": 401}, {}),
        ({}, {"income_bdt": None, "land_hundredths": None}, {}),
        ({"birth_from": date(1960, 1, 1), "birth_until": date(1960, 12, 31)}, {}, {}),
        ({"alive": False, "death_from": date(2022, 1, 1), "death_until": date(2022, 1, 1)}, {}, {}),
    ],
)
def test_whoever_meets_the_published_conditions_is_listed(
    ask: Ask, person: dict[str, Any], house: dict[str, Any], expected: dict[str, str]
) -> None:
    assert allowances(ask, person, house) == expected


@pytest.mark.parametrize(
    ("delivery", "is_listed"),
    [
        ({}, False),
        ({"programme_code": "VGD"}, False),
        ({"programme_code": "VGF"}, True),
        ({"delivered_on": date(2021, 6, 30)}, True),
        ({"delivered_on": date(2021, 7, 1)}, False),
        ({"delivered_on": None, "period_from": date(2020, 7, 1), "period_until": date(2021, 6, 30)}, True),
        ({"delivered_on": None, "period_from": date(2020, 10, 1), "period_until": date(2021, 9, 30)}, False),
    ],
)
def test_a_year_without_the_allowance_or_one_that_excludes_it_is_unserved(
    ask: Ask, delivery: dict[str, Any], is_listed: bool
) -> None:
    assert allowances(ask, {}, {}, delivery) == ({"OAA": "info"} if is_listed else {})

"""Who must be reached first, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from census_app.ledger.writes.findings import NewFinding
from tests.analytics.conftest import Ask

ASKED = ["fnd_disaster_priority"]
MAN = {"sex": "male", "relation": "spouse"}
BORN_1950 = {"birth_from": date(1950, 1, 1), "birth_until": date(1950, 1, 1)}
WEAK = {"wall": "mud", "near_embankment": True}


def born(first: date, last: date | None = None) -> dict[str, date]:
    return {"birth_from": first, "birth_until": last or first}


def listed(found: list[NewFinding]) -> dict[int, tuple[str, int | None, list[str]]]:
    return {
        f.person_ids[0]: (f.tier, f.score, [reason["code"] for reason in f.reasons])
        for f in found
        if f.kind == "disaster_priority"
    }


@pytest.mark.parametrize(
    ("person", "house", "expected"),
    [
        ({"disability": "physical"}, {}, ("A", 1, ["moving_difficulty"])),
        ({"disability": "hearing"}, {}, None),
        (BORN_1950, {}, None),
        ({**BORN_1950, "pregnant": True}, WEAK, ("B", 4, ["elderly", "pregnant", "weak_house", "near_water"])),
        ({"pregnant": True}, {"flooded": True}, None),
        (born(date(2017, 7, 1)), WEAK, ("B", 3, ["young_child", "weak_house", "near_water"])),
        (born(date(2017, 6, 30)), WEAK, None),
        (born(date(1962, 1, 1), date(1962, 12, 31)), WEAK, ("B", 3, ["elderly", "weak_house", "near_water"])),
        ({"birth_from": None, "birth_until": None}, WEAK, None),
    ],
)  # fmt: skip
def test_grounds_make_points_and_points_make_tiers(
    ask: Ask, person: dict[str, Any], house: dict[str, Any], expected: Any
) -> None:
    household = [{"household_id": 1, **house}]
    found = ask(persons=[{"person_id": 1, **person}, {"person_id": 2, **MAN}], households=household)
    assert listed(found).get(1) == expected


def test_an_old_person_who_lives_alone_is_reached_first(ask: Ask) -> None:
    found = ask(persons=[{"person_id": 1, **MAN, **BORN_1950}], households=[{"household_id": 1}])
    assert listed(found) == {1: ("A", 2, ["elderly", "lives_alone"])}


def test_the_dead_are_not_on_the_list_and_leave_the_widow_alone(ask: Ask) -> None:
    dead = {"person_id": 2, **MAN, "alive": False, "death_from": date(2022, 1, 1), "death_until": date(2022, 1, 1)}
    found = ask(persons=[{"person_id": 1, **BORN_1950}, dead], households=[{"household_id": 1}])
    assert listed(found) == {1: ("A", 3, ["elderly", "lives_alone", "no_adult_man"])}


@pytest.mark.parametrize("other", [{"sex": None}, {"birth_from": None, "birth_until": None}])
def test_somebody_who_may_be_an_adult_man_is_not_overlooked(ask: Ask, other: dict[str, Any]) -> None:
    woman = {"person_id": 1, "disability": "visual"}
    found = ask(persons=[woman, {"person_id": 2, **MAN, **other}], households=[{"household_id": 1}])
    assert listed(found)[1] == ("A", 1, ["moving_difficulty"])


def test_a_house_grant_counts_as_a_lost_house_for_two_years(ask: Ask) -> None:
    people = [{"person_id": 1, **BORN_1950}, {"person_id": 2, **MAN}]
    house = [{"household_id": 1, "wall": "mud"}]
    tin = {"delivery_id": 1, "person_id": 2, "programme_code": "GRT"}
    found = ask(persons=people, households=house, deliveries=[{**tin, "delivered_on": date(2020, 7, 1)}])
    assert listed(found) == {1: ("B", 3, ["elderly", "weak_house", "lost_house"])}
    assert listed(ask(persons=people, households=house, deliveries=[{**tin, "delivered_on": date(2020, 6, 30)}])) == {}


def test_the_list_goes_by_tier_then_house_then_age_then_household(ask: Ask) -> None:
    disabled, older = {"disability": "visual"}, {"birth_from": date(1970, 1, 1), "birth_until": date(1970, 1, 1)}
    persons = [
        {"person_id": 1, "household_id": 1, **disabled},
        {"person_id": 2, "household_id": 1, **disabled, **older},
        {"person_id": 3, "household_id": 2, **disabled},
        {"person_id": 4, "household_id": 2, **BORN_1950},
        {"person_id": 5, "household_id": 3, **disabled},
        *({"person_id": 10 + home, "household_id": home, **MAN} for home in (1, 2, 3)),
    ]
    households = [{"household_id": 1}, {"household_id": 2, **WEAK}, {"household_id": 3}]
    assert list(listed(ask(persons=persons, households=households))) == [3, 2, 1, 5, 4]

"""How far the order hangs on a weight, held against the ranks of the persons themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas
import pytest

from tests.analytics.conftest import Build

ASKED = ["int_priority_sensitivity", "int_priority_tiers"]
COLUMN = {
    "elderly": "is_elderly",
    "weak_house": "has_weak_house",
    "pregnant": "is_pregnant",
    "near_water": "is_near_water",
}
HOUSE = ("weak_house", "near_water")


def people() -> dict[str, list[dict[str, Any]]]:
    """Four hundred persons in two hundred households with grounds of every kind, many of them alike."""
    persons, households = [], []
    for home in range(1, 201):
        households.append({"household_id": home, "wall": "mud" if home % 3 else "brick", "flooded": home % 4 == 0})
        for place in (0, 1):
            born = date(1940 + (home * 7 + place * 31) % 80, 3, 1)
            more = {"pregnant": (home + place) % 5 == 0, "disability": "physical" if home % 15 == 0 else None}
            sex = {"sex": "male" if place else "female", "relation": "spouse" if place else "head"}
            persons.append(
                {
                    "person_id": home * 2 + place,
                    "household_id": home,
                    "birth_from": born,
                    "birth_until": born,
                    **sex,
                    **more,
                }
            )
    return {"persons": persons, "households": households}


def order(frame: pandas.DataFrame, ground: str = "") -> pandas.Series:
    """The mean place of each person; `ground` weighs one point more. Those who are alike share their place."""
    more = frame[COLUMN[ground]] if ground else 0
    points, risk = frame["points"] + more, frame["house_risk"] + (more if ground in HOUSE else 0)
    tier = points.map(lambda all_points: 2 if all_points >= 3 else 3 if all_points else 4).mask(frame["tier"] == "A", 1)
    return tier * 1_000_000 - risk * 10_000 - frame["most_age_years"]


@pytest.mark.parametrize("ground", COLUMN)
def test_correlation_and_changes_are_those_of_the_persons(build_from: Build, ground: str) -> None:
    connection = build_from(**people())
    frame = connection.execute("select * from int_priority_weighted").df()
    columns = "persons, rank_correlation_thousandths, tier_changes, entering, leaving"
    found = connection.execute(f"select {columns} from int_priority_sensitivity where ground = '{ground}'").fetchall()
    before, after = order(frame), order(frame, ground)
    first = 100
    best_before, best_after = before.rank(method="min") <= first, after.rank(method="min") <= first
    expected = (
        int(frame[COLUMN[ground]].sum()),
        round(1000 * before.rank().corr(after.rank())),
        int((before // 1_000_000 != after // 1_000_000).sum()),
        int((best_after & ~best_before).sum()),
        int((best_before & ~best_after).sum()),
    )
    assert found == [expected]
    assert expected[0] > 0


def test_a_weight_can_bring_persons_among_the_first_and_push_others_out(build_from: Build) -> None:
    found = (
        build_from(**people()).execute("select sum(entering), sum(leaving) from int_priority_sensitivity").fetchall()
    )
    assert all(count > 0 for count in found[0])


def test_every_ground_is_told_of_also_when_it_concerns_nobody(build_from: Build) -> None:
    connection = build_from(**people())
    lines = connection.execute("select ground, persons from int_priority_sensitivity").fetchall()
    assert len(lines) == 11
    assert dict(lines)["far_from_shelter"] == 0


def test_a_person_of_no_household_and_unknown_age_is_counted(build_from: Build) -> None:
    nobody = {"person_id": 1, "household_id": None, "birth_from": None, "birth_until": None, "disability": "visual"}
    connection = build_from(persons=[nobody], households=[])
    assert connection.execute("select person_id, household_id, tier from int_priority_tiers").fetchall() == [
        (1, None, "A")
    ]
    assert connection.execute("select sum(persons) from int_priority_cells").fetchall() == [(1,)]
    assert connection.execute("select min(rank_correlation_thousandths) from int_priority_sensitivity").fetchall() == [
        (1000,)
    ]

"""What paras and fifths of wealth lack, how unequal incomes and benefits are, and what wealth is reckoned from."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from analytics.wealth import ASSETS, LEARNT_FROM, MILLION, learn_weights
from tests.analytics.conftest import WARD, Build

ASKED = ["sum_need", "sum_inequality"]
LAST_PAID = {"delivered_on": date(2022, 4, 5)}


def patterns(chance: random.Random, households: int, like_wealth: bool) -> list[dict[str, Any]]:
    """Households whose assets hang on one hidden wealth, or on nothing."""
    counted: dict[tuple[int, ...], int] = {}
    for _ in range(households):
        wealth = chance.random()
        has = tuple(int((wealth if like_wealth else 0.5) + chance.gauss(0, 0.2) > (place + 1) / 8)
                    for place in range(len(ASSETS)))  # fmt: skip
        counted[has] = counted.get(has, 0) + 1
    return [{**dict(zip(ASSETS, has, strict=True)), "households": n} for has, n in counted.items()]


def homes(*details: dict[str, Any]) -> dict[str, Any]:
    """One household for each, its head living in it."""
    return {
        "households": [{"household_id": place, **detail} for place, detail in enumerate(details, start=1)],
        "persons": [{"person_id": place, "household_id": place} for place in range(1, len(details) + 1)],
    }


def test_weights_are_learnt_from_assets_that_go_with_each_other() -> None:
    learnt = learn_weights(patterns(random.Random(1), 2000, like_wealth=True))
    assert learnt.households == 2000
    assert 300 < learnt.explained_thousandths <= 1000
    assert min(learnt.weights.values()) > 0
    assert learnt == learn_weights(patterns(random.Random(1), 2000, like_wealth=True))


@pytest.mark.parametrize(
    "given",
    [
        patterns(random.Random(2), LEARNT_FROM - 1, like_wealth=True),
        [{**dict.fromkeys(ASSETS, 1), "households": 5000}],
        [{**dict.fromkeys(ASSETS, 0), ASSETS[0]: 1, "households": 500},
         {**dict.fromkeys(ASSETS, 1), ASSETS[0]: 0, "households": 500}],
        [],
    ],
)  # fmt: skip
def test_where_nothing_can_be_learnt_every_asset_counts_one(given: list[dict[str, Any]]) -> None:
    learnt = learn_weights(given)
    assert set(learnt.weights.values()) == {MILLION}
    assert learnt.explained_thousandths == 0


def test_an_asset_that_everybody_has_tells_nobody_apart() -> None:
    given = [{**pattern, "safe_water": 1} for pattern in patterns(random.Random(3), 2000, like_wealth=True)]
    assert learn_weights(given).weights["safe_water"] == 0


def test_fifths_of_wealth_go_from_the_poorest_to_the_richest(build_from: Build) -> None:
    poorest = {"wall": "straw", "roof": "straw", "water": "pond", "latrine": "none", "electricity": False,
               "land_hundredths": 0}  # fmt: skip
    richest = {"wall": "brick", "roof": "concrete", "water": "supply", "latrine": "sanitary", "electricity": True,
               "land_hundredths": 20000}  # fmt: skip
    middle = {"wall": "mud", "roof": "tin", "water": "tubewell", "latrine": "pit", "electricity": True,
              "land_hundredths": 300}  # fmt: skip
    connection = build_from(**homes(richest, middle, poorest, middle, richest))
    fifths = connection.execute("select household_id, quintile from int_household_wealth order by household_id")
    assert [fifth for _, fifth in fifths.fetchall()] == ["4", "2", "1", "3", "5"]
    lacking = connection.execute(
        "select member, asked, lacking from sum_need where grouping = 'quintile' and lack = 'without_latrine'"
    ).fetchall()
    assert sorted(lacking) == [("1", 1, 1), ("2", 1, 0), ("3", 1, 0), ("4", 1, 0), ("5", 1, 0)]


def test_what_nobody_asked_is_no_lack_and_is_not_counted_as_asked(build_from: Build) -> None:
    connection = build_from(**homes({"latrine": "open", "para_code": f"{WARD}-01"}, {"para_code": f"{WARD}-01"}))
    found = connection.execute("select member, lack, asked, lacking from sum_need where grouping = 'para'").fetchall()
    assert (f"{WARD}-01", "without_latrine", 1, 1) in found
    assert not [line for line in found if line[1] == "without_electricity"]


def test_a_child_out_of_school_and_a_disability_without_allowance_are_lacks(build_from: Build) -> None:
    child = {"birth_from": date(2012, 1, 1), "birth_until": date(2012, 1, 1), "relation": "child"}
    connection = build_from(
        households=[{"household_id": 1}],
        persons=[
            {"person_id": 1, "disability": "blind"},
            {"person_id": 2, "disability": "blind", "relation": "parent"},
            {"person_id": 3, **child, "in_school": False},
            {"person_id": 4, **child, "in_school": True},
            {"person_id": 5, **child},
        ],
        deliveries=[{"delivery_id": 1, "person_id": 2, "programme_code": "DIS", **LAST_PAID}],
    )
    found = connection.execute("select person_id, lack, is_lacking from int_lacks where lack in ('out_of_school', "
                               "'disabled_unsupported') order by all").fetchall()  # fmt: skip
    assert found == [
        (1, "disabled_unsupported", True),
        (2, "disabled_unsupported", False),
        (3, "out_of_school", True),
        (4, "out_of_school", False),
    ]


def gini(amounts: list[int]) -> int:
    """Thousandths, as the mean difference of all pairs over twice the mean: another formula than the model's."""
    total = sum(abs(one - other) for one in amounts for other in amounts)
    return round(1000 * total / (2 * len(amounts) * sum(amounts)))


@pytest.mark.parametrize("incomes", [[1, 1, 1, 1], [0, 0, 0, 9], [1, 2, 3, 4, 5, 6, 7], [5000, 8000, 8000, 90000]])
def test_gini_is_that_of_all_pairs(build_from: Build, incomes: list[int]) -> None:
    connection = build_from(**homes(*({"income_bdt": income} for income in incomes)))
    found = connection.execute("select area_code, gini_thousandths from sum_inequality where measure = 'income'")
    assert set(found.fetchall()) == {(WARD[:digits], gini(incomes)) for digits in (6, 8, 10)}


def test_benefits_that_reach_the_poor_are_concentrated_below_nought(build_from: Build) -> None:
    poor, rich = {"land_hundredths": 0, "electricity": False}, {"land_hundredths": 20000, "electricity": True}

    def index(receiver: int) -> tuple[Any, ...]:
        connection = build_from(**homes(poor, rich),
                                deliveries=[{"delivery_id": 1, "person_id": receiver, **LAST_PAID}])  # fmt: skip
        wanted = "reached, gini_thousandths, concentration_thousandths"
        [found] = connection.execute(
            f"select {wanted} from sum_inequality where measure = 'benefit' and area_code = '{WARD}'"
        ).fetchall()
        return tuple(found)

    assert index(receiver=1) == (1, 500, -500)
    assert index(receiver=2) == (1, 500, 500)


def test_where_nothing_was_given_there_is_no_index(build_from: Build) -> None:
    connection = build_from(**homes({}, {}))
    found = connection.execute("select gini_thousandths from sum_inequality where measure = 'benefit'").fetchall()
    assert set(found) == {(None,)}

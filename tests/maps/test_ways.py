"""How far it is on foot, and what lies in an area that somebody drew."""

from __future__ import annotations

import json

import pytest

from census_app.domain.errors import Refused
from maps.drawn_areas import believed, inside, read_area
from maps.ways import distances, middles

HOME, NORTH, EAST = (22.76, 89.13), (22.77, 89.13), (22.76, 89.15)
SQUARE = {"type": "Polygon", "coordinates": [[[89.1, 22.7], [89.2, 22.7], [89.2, 22.8], [89.1, 22.8], [89.1, 22.7]]]}
BOW_TIE = {"type": "Polygon", "coordinates": [[[89.1, 22.7], [89.2, 22.8], [89.2, 22.7], [89.1, 22.8], [89.1, 22.7]]]}


def test_a_degree_and_a_detour_are_as_long_as_they_are() -> None:
    straight = distances([HOME], [EAST, NORTH], 100)
    assert [metres for _, metres in straight.from_household(0)] == pytest.approx([1112, 2051], abs=2)
    assert [shelter for shelter, _ in straight.from_household(0)] == [1, 0]
    assert distances([HOME], [NORTH], 130).nearest(0) == pytest.approx(1112 * 1.3, abs=2)


def test_without_shelters_nothing_is_near() -> None:
    assert distances([HOME], [], 130).nearest(0) is None
    assert list(distances([HOME], [], 130).from_household(0)) == []


def test_many_households_are_reckoned_as_each_alone() -> None:
    homes = [(22.7 + number / 100_000, 89.1) for number in range(9_000)]
    together = distances(homes, [NORTH, EAST], 130)
    for number in (0, 3_999, 4_000, 8_999):
        alone = distances([homes[number]], [NORTH, EAST], 130)
        assert list(together.from_household(number)) == list(alone.from_household(0))


def test_one_slip_of_the_pen_does_not_move_the_middle_of_a_para_far() -> None:
    middle = middles([HOME, HOME, (25.0, 91.0), None, None], ["a", "a", "a", "a", "b"])
    assert middle == {"a": HOME}


def test_inside_outside_and_nobody_knows_are_three_different_things() -> None:
    area = read_area(json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": SQUARE}]}))
    assert inside(area, [HOME, (22.9, 89.13), None, (22.7, 89.15)]) == [True, False, None, True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ward 8",
        "[1, 2]",
        "{}",
        json.dumps({"type": "Point", "coordinates": [89.1, 22.7]}),
        json.dumps({"type": "Polygon", "coordinates": [[[89.1, 22.7], [89.2, 22.7]]]}),
        json.dumps({"type": "Polygon", "coordinates": []}),
        json.dumps({"type": "Polygon", "coordinates": [[["a", "b"]]]}),
        json.dumps({"type": "Polygon", "coordinates": [[[22.7, 89.1], [22.7, 89.2], [22.8, 89.2], [22.7, 89.1]]]}),
        json.dumps(BOW_TIE),
        json.dumps({"type": "FeatureCollection", "features": []}),
        json.dumps({"type": "Feature", "geometry": None}),
        "[" * 100_000,
        json.dumps(SQUARE) + " " * 200_000,
    ],
)
def test_what_is_no_area_within_the_country_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_area(text)
    assert refused.value.code == "area_not_drawn"


def test_a_position_outside_the_country_is_not_believed() -> None:
    assert believed(22.76, 89.13) == HOME
    assert believed(89.13, 22.76) is None
    assert believed(None, 89.13) is None

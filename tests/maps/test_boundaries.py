"""Positions that can be believed, and land drawn around them."""

from __future__ import annotations

import pytest
import shapely

from maps.boundaries import locate, para_cells
from maps.request import HouseholdPoint

NORTH, SOUTH = "4087907108-01", "4087907108-02"


def home(number: int, lat: float | None, lon: float | None, para_code: str = NORTH) -> HouseholdPoint:
    return HouseholdPoint(number, str(number), lat, lon, para_code, "")


def two_rows_of_homes() -> list[HouseholdPoint]:
    north = [home(number, 22.770, 89.130 + number / 1000) for number in range(5)]
    return north + [home(5 + number, 22.766, 89.130 + number / 1000, SOUTH) for number in range(5)]


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(None, None), (22.7, None), (0.0, 0.0), (89.13, 22.765), (float("nan"), 89.13), (23.765, 89.13), (22.765, 89.0)],
)
def test_a_missing_swapped_or_distant_position_is_left_off_and_counted(lat: float | None, lon: float | None) -> None:
    located = locate([*two_rows_of_homes(), home(99, lat, lon)])
    assert located.left_off == 1
    assert [point.household_id for point in located.points] == list(range(10))


def test_each_home_stands_on_the_land_of_its_para_and_paras_do_not_overlap() -> None:
    homes = two_rows_of_homes()
    cells = para_cells(locate(homes)).set_index("para_code").geometry
    for one in homes:
        assert cells[one.para_code].contains(shapely.Point(one.lon, one.lat))
    overlap = cells[NORTH].intersection(cells[SOUTH]).area
    assert overlap == pytest.approx(0, abs=1e-12)


def test_the_land_ends_a_little_beyond_the_outermost_homes() -> None:
    west, south, east, north = para_cells(locate(two_rows_of_homes())).total_bounds
    assert 22.770 < north < 22.771
    assert 89.129 < west < 89.130
    assert (south, east) < (22.766, 89.136)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_homes_still_have_land(count: int) -> None:
    cells = para_cells(locate([home(number, 22.765, 89.130 + number / 1000) for number in range(count)]))
    assert list(cells["para_code"]) == [NORTH]
    assert shapely.area(cells.geometry[0]) > 0


def test_two_homes_on_one_spot_share_one_cell() -> None:
    cells = para_cells(locate([home(1, 22.765, 89.13), home(2, 22.765, 89.13), home(3, 22.766, 89.13)]))
    assert len(cells) == 1


def test_no_usable_position_leaves_nothing_to_draw() -> None:
    located = locate([home(1, None, None), home(2, 0.0, 0.0)])
    assert located.points == ()
    assert located.left_off == 2

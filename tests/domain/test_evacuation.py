"""Places in shelters go by the order of the list, and a household stays together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.domain.evacuation import Compass, Party, Way, compass_between, give_places


def way(shelter_id: int, metres: int | None = None) -> Way:
    return Way(shelter_id, metres, None, from_para=False)


def test_whoever_comes_first_gets_the_nearest_shelter_and_the_next_one_goes_farther() -> None:
    both = (way(1, 200), way(2, 900))
    places = give_places([Party(10, 3, both), Party(11, 2, both), Party(12, 1, both)], {1: 4, 2: 50})
    assert {key: given.shelter_id for key, given in places.way_of.items()} == {10: 1, 11: 2, 12: 1}
    assert places.taken == {1: 4, 2: 2}


def test_a_household_that_finds_no_room_together_is_not_divided_and_keeps_nobody_else_out() -> None:
    places = give_places([Party(10, 5, [way(1), way(2)]), Party(11, 2, [way(1)])], {1: 3, 2: 4})
    assert places.way_of.keys() == {11}
    assert places.taken == {1: 2, 2: 0}


def test_without_a_shelter_nobody_has_a_place() -> None:
    assert give_places([Party(10, 1, [])], {}).way_of == {}


PARTIES = st.lists(st.tuples(st.integers(1, 9), st.permutations([1, 2, 3])), max_size=30)


@given(PARTIES, st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(0, 25)))
def test_no_shelter_takes_in_more_than_it_holds_and_everybody_is_counted(
    drawn: list[tuple[int, list[int]]], room: dict[int, int]
) -> None:
    parties = [Party(key, people, [way(shelter) for shelter in order]) for key, (people, order) in enumerate(drawn)]
    places = give_places(parties, room)
    assert all(0 <= places.taken[shelter] <= room[shelter] for shelter in room)
    assert sum(places.taken.values()) == sum(party.people for party in parties if party.key in places.way_of)
    left_out = [party.people for party in parties if party.key not in places.way_of]
    assert all(room[shelter] - places.taken[shelter] < people for people in left_out for shelter in room)


@pytest.mark.parametrize(
    ("to", "compass"),
    [
        ((22.80, 89.13), Compass.NORTH),
        ((22.70, 89.13), Compass.SOUTH),
        ((22.76, 89.20), Compass.EAST),
        ((22.76, 89.00), Compass.WEST),
        ((22.80, 89.18), Compass.NORTH_EAST),
        ((22.72, 89.08), Compass.SOUTH_WEST),
    ],
)
def test_people_are_pointed_the_right_way(to: tuple[float, float], compass: Compass) -> None:
    assert compass_between(22.76, 89.13, *to) is compass

"""Places in shelters: given person by person in the order of the list, each household kept together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import atan2, cos, degrees, radians, sin


class Compass(StrEnum):
    """The eight directions in which people point."""

    NORTH = "n"
    NORTH_EAST = "ne"
    EAST = "e"
    SOUTH_EAST = "se"
    SOUTH = "s"
    SOUTH_WEST = "sw"
    WEST = "w"
    NORTH_WEST = "nw"


@dataclass(frozen=True)
class Way:
    """The way to one shelter. Units: metres on foot; None, as the direction is, where no position is known.

    `from_para` says that it is reckoned from the middle of the para, since nobody measured where the house stands.
    """

    shelter_id: int
    metres: int | None
    compass: Compass | None
    from_para: bool


@dataclass(frozen=True)
class Party:
    """Those who go together: the living of one household, or one person who is in none; the nearest way comes first."""

    key: int
    people: int
    ways: Iterable[Way]


@dataclass(frozen=True)
class Places:
    """Where each party goes, by its key (those without a place are not in it), and how many each shelter takes in."""

    way_of: Mapping[int, Way]
    taken: Mapping[int, int]


def give_places(parties: Iterable[Party], room: Mapping[int, int]) -> Places:
    """The parties in their order, each at the nearest shelter that still has room for all of it.

    A household that finds no room together is never divided: it has no place, and somebody has to be told so.
    """
    left, way_of = dict(room), {}
    most_left = max(left.values(), default=0)  # or less: it is looked up again only when somebody found no room
    for party in parties:
        if party.people > most_left:
            continue
        way = next((way for way in party.ways if left.get(way.shelter_id, 0) >= party.people), None)
        if way is None:
            most_left = max(left.values())
        else:
            left[way.shelter_id] -= party.people
            way_of[party.key] = way
    return Places(way_of, {shelter: room[shelter] - left[shelter] for shelter in room})


def compass_between(lat: float, lon: float, to_lat: float, to_lon: float) -> Compass:
    """The direction in which one sets out from the first place to the second. Units: degrees."""
    north, to_north, apart = radians(lat), radians(to_lat), radians(to_lon - lon)
    east = sin(apart) * cos(to_north)
    ahead = cos(north) * sin(to_north) - sin(north) * cos(to_north) * cos(apart)
    return list(Compass)[round(degrees(atan2(east, ahead)) % 360 / 45) % 8]

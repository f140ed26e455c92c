"""The list of one hazard as its pages show it: snapshot, shelters and weights put together, and a place for everybody.

Analytics knows grounds and no names, maps know distances and no persons, the ledger knows who people are; this is where
the three meet. What is made here holds ids only, so that it may be kept between two requests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from analytics.priority import ListedPerson, everybody
from analytics.priority_points import Home, HomeInHazard, homes_of, keep_hazard_points, keep_points
from analytics.rule_versions import in_force
from analytics.rulebook import RuleBook
from census_app.domain.access import on_behalf_of
from census_app.domain.errors import Refused
from census_app.domain.evacuation import Party, Places, Way, compass_between, give_places
from census_app.ledger.reads.hazards import HazardLine
from census_app.ledger.reads.shelters import ShelterLine, list_shelters
from census_app.web import access, ledger
from maps.drawn_areas import believed, inside, read_area
from maps.ways import Distances, Spot, distances, middles

UNION_DIGITS = 8


@dataclass(frozen=True)
class ListRequest:
    """Everything on which a list depends: two equal requests have the same list."""

    hazard_id: int
    snapshot: Path
    as_of: date
    area_codes: tuple[str, ...]
    drawn_area: str
    depth_cm: int | None
    shelters: tuple[ShelterLine, ...]
    book: RuleBook
    rules: str


@dataclass(frozen=True)
class Standing:
    """Where the households of a list stand, and how far each has to the shelters whose position is known.

    Shape: `homes`, `spots`, `from_para` and the lines of `reach` go together, as do `measured` and its columns.
    """

    homes: tuple[Home, ...]
    spots: tuple[Spot | None, ...]
    from_para: tuple[bool, ...]
    inside: tuple[bool | None, ...]
    measured: tuple[ShelterLine, ...]
    reach: Distances
    place_of: dict[int, int]


@dataclass(frozen=True)
class Plan:
    """Everybody in the order of the list, and where each party goes; how many households lie outside the drawn area."""

    lines: tuple[ListedPerson, ...]
    places: Places
    people: dict[int, int]
    households_outside: int

    def way_of(self, line: ListedPerson) -> Way | None:
        """The way to the shelter that has a place for the person's party; None where all are full."""
        return self.places.way_of.get(party_of(line))

    def with_others(self, line: ListedPerson) -> int:
        """How many others of the household go along."""
        return self.people[party_of(line)] - 1

    @property
    def without_place(self) -> tuple[ListedPerson, ...]:
        """Those for whom no shelter has room, in the order of the list."""
        return tuple(line for line in self.lines if party_of(line) not in self.places.way_of)


def request_for(hazard: HazardLine) -> ListRequest:
    """What the list of the hazard depends on now. Raises: Refused when its snapshot is not on this machine."""
    snapshot = ledger.settings().snapshots_dir / hazard.snapshot
    if not snapshot.is_dir():
        raise Refused("snapshot_missing")
    book = in_force(ledger.settings())
    return ListRequest(
        hazard.hazard_id,
        snapshot,
        hazard.as_of,
        hazard.area_codes,
        hazard.drawn_area,
        hazard.depth_cm,
        tuple(shelters_for(hazard)),
        book,
        book.version,
    )


def shelters_for(hazard: HazardLine) -> list[ShelterLine]:
    """The shelters of the hazard's unions: also those of a neighbouring ward, whoever asks."""
    around = {area[:UNION_DIGITS] for area in hazard.area_codes}
    return list_shelters(ledger.session(), on_behalf_of(access.scope()), sorted(around))


def points_of(asked: ListRequest) -> Path:
    """The file with everybody's grounds, those of the hazard among them."""
    sites = [(shelter.shelter_id, shelter.lat, shelter.lon) for shelter in asked.shelters]
    told = (asked.hazard_id, asked.rules, asked.area_codes, asked.drawn_area, asked.depth_cm, sites)
    key = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
    kept = keep_points(asked.snapshot, asked.as_of, asked.book)
    if not (made := kept.with_name(f"hazard_points-{key}.parquet")).exists():
        rules = asked.book.thresholds()
        far_from_m, deep_from_cm = rules["shelter_far_from_m"].value, rules["deep_water_from_cm"].value
        homes = list(_in_hazard(standing_of(asked), far_from_m))
        made = keep_hazard_points(kept, key, asked.area_codes, homes, (asked.depth_cm or 0) >= deep_from_cm)
    return made


def plan_of(asked: ListRequest, weights: dict[str, int]) -> Plan:
    """Everybody in their order, each party with its place."""
    return _plan(asked, tuple(sorted(weights.items())))


def party_of(line: ListedPerson) -> int:
    """With whom the person goes: the household's id; for somebody in no household, a number of one's own."""
    return -line.person_id if line.household_id is None else line.household_id


@lru_cache(maxsize=4)
def _plan(asked: ListRequest, weights: tuple[tuple[str, int], ...]) -> Plan:
    lines = everybody(points_of(asked), dict(weights), asked.book)
    standing = standing_of(asked)
    people: dict[int, int] = {}
    first: dict[int, ListedPerson] = {}
    for line in lines:
        people[party_of(line)] = people.get(party_of(line), 0) + 1
        first.setdefault(party_of(line), line)
    parties = (Party(key, people[key], _ways(line, standing, asked.shelters)) for key, line in first.items())
    places = give_places(parties, {shelter.shelter_id: shelter.capacity for shelter in asked.shelters})
    return Plan(tuple(lines), places, people, sum(one is False for one in standing.inside))


@lru_cache(maxsize=4)
def standing_of(asked: ListRequest) -> Standing:
    """Where each household of the areas stands: as measured, else in the middle of its para, else nobody knows."""
    homes = homes_of(asked.snapshot, asked.area_codes)
    own = [believed(home.lat, home.lon) for home in homes]
    middle = middles(own, [home.para_code for home in homes])
    spots = [
        spot or (middle.get(home.para_code) if home.para_code else None) for home, spot in zip(homes, own, strict=True)
    ]
    measured = [shelter for shelter in asked.shelters if _spot(shelter) is not None]
    reach = distances(
        [spot or (0.0, 0.0) for spot in spots],
        [spot for shelter in measured if (spot := _spot(shelter)) is not None],
        int(asked.book.thresholds()["shelter_detour_percent"].value),
    )
    drawn = inside(read_area(asked.drawn_area), own) if asked.drawn_area else [None] * len(homes)
    place_of = {home.household_id: place for place, home in enumerate(homes)}
    from_para = tuple(spot is None for spot in own)
    return Standing(tuple(homes), tuple(spots), from_para, tuple(drawn), tuple(measured), reach, place_of)


def _in_hazard(standing: Standing, far_from_m: int) -> Iterator[HomeInHazard]:
    """What nobody knows makes nobody's way long, and leaves nobody out."""
    for place, home in enumerate(standing.homes):
        nearest = standing.reach.nearest(place) if standing.spots[place] is not None else None
        is_far = nearest is not None and nearest > far_from_m
        yield HomeInHazard(home.household_id, standing.inside[place] is not False, is_far)


def _ways(line: ListedPerson, standing: Standing, shelters: Sequence[ShelterLine]) -> Iterator[Way]:
    """The ways of a party, the nearest first; then shelters nobody can measure the way to: of the para, of the ward."""
    place = standing.place_of.get(line.household_id or 0)
    spot = None if place is None else standing.spots[place]
    if place is not None and spot is not None:
        for number, metres in standing.reach.from_household(place):
            shelter = standing.measured[number]
            end = _spot(shelter) or spot
            yield Way(shelter.shelter_id, metres, compass_between(*spot, *end), standing.from_para[place])
    unmeasured = [shelter for shelter in shelters if spot is None or _spot(shelter) is None]
    in_ward = [shelter for shelter in unmeasured if shelter.area_code == line.area_code]
    for shelter in sorted(in_ward, key=lambda one: one.para_code != line.para_code or not line.para_code):
        yield Way(shelter.shelter_id, None, None, True)


def _spot(shelter: ShelterLine) -> Spot | None:
    return believed(shelter.lat, shelter.lon)

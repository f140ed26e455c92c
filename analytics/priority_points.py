"""The grounds of everybody, kept beside the snapshot: asked of the models once, and once more for each hazard.

In a hazard's file the grounds travel as bits: whoever weighs them applies a weight to each set of grounds that can
occur, and not to each person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas

from analytics.engine import connect
from analytics.findings import build
from analytics.parquet import keep_query
from analytics.rulebook import RuleBook
from analytics.snapshot import open_snapshot

PROJECT = RuleBook()
"""The project's own rules; a site goes by those in force there."""

GROUNDS = (
    "elderly",
    "young_child",
    "moving_difficulty",
    "pregnant",
    "no_adult_man",
    "weak_house",
    "near_water",
    "lives_alone",
    "lost_house",
    "far_from_shelter",
    "deep_water",
)
"""What may be weighed, in the order in which a page shows it."""

_COLUMN_OF = {
    "moving_difficulty": "has_moving_difficulty",
    "pregnant": "is_pregnant",
    "no_adult_man": "has_no_adult_man",
    "weak_house": "has_weak_house",
    "lives_alone": "lives_alone",
    "lost_house": "has_lost_house",
    "deep_water": "is_in_deep_water",
}
COLUMNS = tuple(_COLUMN_OF.get(ground, f"is_{ground}") for ground in GROUNDS)
"""The column of each ground in the models."""

_BITS = {"is_far_from_shelter": "coalesce(homes.is_far_from_shelter, 0)", "is_in_deep_water": "is_near_water * $deep"}
_AS_BITS = " + ".join(f"{_BITS.get(column, column)} * {1 << place}" for place, column in enumerate(COLUMNS))
FROM_BITS = ", ".join(f"cast((bits >> {place}) & 1 as bigint) as {column}" for place, column in enumerate(COLUMNS))
"""The columns of all grounds, read from a file in which they are bits."""

_HAZARD_POINTS = f"""
    select
        points.person_id, points.household_id, points.area_code, coalesce(points.para_code, '') as para_code,
        cast(points.most_age_years as smallint) as most_age_years, cast({_AS_BITS} as smallint) as bits
    from kept_points as points
    left join hazard_homes as homes on points.household_id = homes.household_id
    where coalesce(homes.is_inside, 1) = 1 and (%s)
    order by points.person_id
"""


@dataclass(frozen=True)
class Home:
    """A household of the snapshot and where it stands, as far as that is known. Units: degrees."""

    household_id: int
    area_code: str
    para_code: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class HomeInHazard:
    """What a hazard means for one household: outside the drawn area or not, a shelter within reach or not."""

    household_id: int
    is_inside: bool
    is_far_from_shelter: bool


def keep_points(snapshot: Path, as_of: date, book: RuleBook = PROJECT) -> Path:
    """The grounds of everybody in the snapshot lie in one file beside it, made once for each version of the rules."""
    kept = snapshot / f"priority_points-{book.version}.parquet"
    if not kept.exists():
        with connect() as connection:
            connection.execute("set allowed_directories = $folders", {"folders": [f"{snapshot}/"]})
            open_snapshot(connection, snapshot)
            build(connection, as_of, names=["int_priority_points"], book=book)
            keep_query(connection, "select * from int_priority_points", kept)
    return kept


def homes_of(snapshot: Path, areas: Sequence[str]) -> list[Home]:
    """Every household of the snapshot that lies in one of the areas, by id."""
    with connect() as connection:
        open_snapshot(connection, snapshot)
        columns = "household_id, area_code, coalesce(para_code, ''), lat, lon"
        found = f"select {columns} from src_households where {_lies_in(areas)} order by household_id"
        return [Home(*row) for row in connection.execute(found, _codes(areas)).fetchall()]


def keep_hazard_points(
    kept: Path, key: str, areas: Sequence[str], homes: Sequence[HomeInHazard], is_deep: bool
) -> Path:
    """The grounds of everybody in the hazard's areas, with what it adds, lie in one file beside the snapshot's.

    Persons of whom nobody knows where they live stay in; who lives outside the drawn area is left out.
    """
    path = kept.with_name(f"hazard_points-{key}.parquet")
    if not path.exists():
        frame = pandas.DataFrame(
            [(home.household_id, home.is_inside, home.is_far_from_shelter) for home in homes],
            columns=["household_id", "is_inside", "is_far_from_shelter"],
        ).astype("int64")
        with connect() as connection:
            connection.read_parquet(str(kept)).create_view("kept_points")
            connection.register("hazard_homes", frame)
            connection.execute(
                "create table hazard_points as " + _HAZARD_POINTS % _lies_in(areas, "points.area_code"),
                {"deep": int(is_deep), **_codes(areas)},
            )
            keep_query(connection, "select * from hazard_points", path)
    return path


def _lies_in(areas: Sequence[str], column: str = "area_code") -> str:
    return " or ".join(f"starts_with({column}, $area_{place})" for place in range(len(areas))) or "false"


def _codes(areas: Sequence[str]) -> dict[str, str]:
    return {f"area_{place}": area for place, area in enumerate(areas)}

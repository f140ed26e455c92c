"""The grounds of a made-up population, as the model `int_priority_points` would leave them beside a snapshot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas

from analytics.engine import connect
from analytics.priority_points import COLUMNS
from benchmarks.population import Array, make_population

HOUSEHOLDS_IN_A_WARD = 500
PARAS_IN_A_WARD = 5
_SHARES = {
    "has_moving_difficulty": 0.014,
    "has_weak_house": 0.58,
    "is_near_water": 0.34,
    "has_lost_house": 0.03,
    "has_no_adult_man": 0.07,
}
"""How common each ground is among the persons, or the households, of the sample ward."""


def write_points(size: int, folder: Path, seed: int = 2022) -> Path:
    """The file in the folder holds the grounds of that many persons, in wards of one union after another."""
    path = folder / "priority_points-bench.parquet"
    with connect() as connection:
        connection.register("people", _grounds(size, seed))
        columns = ", ".join(f"cast({column} as bigint) as {column}" for column in COLUMNS)
        place = "area_code, area_code || '-0' || para as para_code"
        query = f"select person_id, household_id, {place}, most_age_years, {columns} from people"
        connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    return path


def _grounds(size: int, seed: int) -> pandas.DataFrame:
    people, chance = make_population(size, seed), np.random.default_rng(seed)
    home, age = people.household, people.age_years
    homes = int(home.max()) + 1

    def of_home(share: float) -> Array:
        flags: Array = (chance.random(homes) < share)[home]
        return flags

    members = np.bincount(home)[home]
    of_person = {
        "is_elderly": age >= 60,
        "is_young_child": age < 5,
        "has_moving_difficulty": chance.random(size) < _SHARES["has_moving_difficulty"],
        "is_pregnant": people.female & (age >= 15) & (age < 50) & (chance.random(size) < 0.05),
        "lives_alone": members == 1,
        "is_far_from_shelter": np.zeros(size, bool),
        "is_in_deep_water": np.zeros(size, bool),
    }
    of_households = {name: of_home(share) for name, share in _SHARES.items() if name not in of_person}
    wards = home // HOUSEHOLDS_IN_A_WARD
    frame = pandas.DataFrame({**of_person, **of_households}).astype("int64")
    codes = np.array(
        [f"4087{1000 + ward // 9}{ward % 9 + 1:02d}" for ward in range(int(wards.max()) + 1)], dtype=object
    )
    return frame.assign(
        person_id=np.arange(size) + 1,
        household_id=home + 1,
        area_code=codes[wards],
        para=home % PARAS_IN_A_WARD + 1,
        most_age_years=age,
    )

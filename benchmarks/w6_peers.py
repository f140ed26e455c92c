"""The list of W6 as one would ask it of SQLite and of pandas, by the same rules."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pandas

from analytics.priority import FIRST_ON_SCREEN
from analytics.priority_points import COLUMNS, GROUNDS
from analytics.rules import load_rules
from benchmarks.measuring import Answer
from benchmarks.w6_priority import Shown, Weights, timed

_HOUSE = ("has_weak_house", "is_near_water", "is_far_from_shelter", "is_in_deep_water")
_WEIGHT_OF = dict(zip(COLUMNS, GROUNDS, strict=True))
_POINTS = " + ".join(f"{column} * :{ground}" for column, ground in _WEIGHT_OF.items())
_RISK = " + ".join(f"{column} * :{_WEIGHT_OF[column]}" for column in _HOUSE)
_TIER = """case when has_moving_difficulty = 1 or is_elderly + lives_alone = 2 then 'A'
    when points >= :tier_b then 'B' when points > 0 then 'C' else 'D' end"""
_WEIGHED = f"""with weighed as (select *, {_POINTS} as points, {_RISK} as house_risk from points),
    tiered as (select *, {_TIER} as tier from weighed)"""
_COUNTS = "select area_code, para_code, tier, count(*) from {} group by area_code, para_code, tier"
_FIRST = (
    "select person_id from {} order by tier, house_risk desc, most_age_years desc, household_id, person_id "
    f"limit {FIRST_ON_SCREEN}"
)


def keep_for_sqlite(folder: Path) -> None:
    """Two SQLite files: a table with a column for each ground, and one in which the grounds are bits."""
    frame = _frame(folder)
    with sqlite3.connect(folder / "grounds.db") as database:
        frame.to_sql("points", database, index=False, chunksize=100_000)
    bits = sum(frame[column] * (1 << place) for place, column in enumerate(COLUMNS))
    with sqlite3.connect(folder / "bits.db") as database:
        plain = frame.drop(columns=list(COLUMNS)).assign(bits=bits)
        plain.to_sql("persons", database, index=False, chunksize=100_000)


def _frame(folder: Path) -> pandas.DataFrame:
    """The grounds with what the hazard adds. DuckDB reads them, because pandas alone cannot without another library."""
    from analytics.engine import connect

    with connect() as connection:
        deep = "is_near_water as is_in_deep_water"
        query = f"select * replace ({deep}) from read_parquet(?) order by person_id"
        return connection.execute(query, [str(folder / "priority_points-bench.parquet")]).df()


def sqlite(inputs: Path, own: Path) -> Answer:
    """Two selects over all persons for each change."""
    database = _opened(inputs / "grounds.db")

    def show(weights: Weights) -> Shown:
        values = {**weights, "tier_b": _tier_b()}
        counts = database.execute(f"{_WEIGHED} {_COUNTS.format('tiered')}", values).fetchall()
        return counts, [one for (one,) in database.execute(f"{_WEIGHED} {_FIRST.format('tiered')}", values)]

    return timed(show)


def sqlite_with_bits(inputs: Path, own: Path) -> Answer:
    """What the project does, in SQLite: each set of grounds weighed once, the persons joined to their sets."""
    database = _opened(inputs / "bits.db")
    columns = ", ".join(f"(bits >> {place}) & 1 as {column}" for place, column in enumerate(COLUMNS))
    numbers = (
        f"with recursive n(bits) as (select 0 union all select bits + 1 from n where bits < {(1 << len(COLUMNS)) - 1})"
    )
    database.execute(f"create temp view points as {numbers} select bits, {columns} from n")

    def show(weights: Weights) -> Shown:
        database.execute("drop table if exists temp.sets")
        values = {**weights, "tier_b": _tier_b()}
        rows = database.execute(f"{_WEIGHED} select bits, tier, house_risk from tiered", values).fetchall()
        database.execute("create temp table sets (bits integer primary key, tier text, house_risk integer)")
        database.executemany("insert into sets values (?, ?, ?)", rows)
        joined = "persons join sets using (bits)"
        counts = database.execute(_COUNTS.format(joined)).fetchall()
        return counts, [one for (one,) in database.execute(_FIRST.format(joined))]

    return timed(show)


def pandas_frame(inputs: Path, own: Path) -> Answer:
    """The frame is loaded once; each change is a few operations on whole columns."""
    frame = _frame(inputs).astype({"area_code": "category", "para_code": "category"})
    is_first = (frame["has_moving_difficulty"] == 1) | (frame["is_elderly"] + frame["lives_alone"] == 2)

    def show(weights: Weights) -> Shown:
        points = sum(frame[column] * weights[ground] for column, ground in _WEIGHT_OF.items())
        risk = sum(frame[column] * weights[_WEIGHT_OF[column]] for column in _HOUSE)
        tier = pandas.Series("D", index=frame.index).mask(points > 0, "C").mask(points >= _tier_b(), "B")
        tier = tier.mask(is_first, "A").astype(pandas.CategoricalDtype(list("ABCD"), ordered=True))
        counts = frame.assign(tier=tier).groupby(["area_code", "para_code", "tier"], observed=True).size()
        told = [(*place, int(count)) for place, count in counts.items()]
        keys = pandas.DataFrame(
            {
                "tier": tier.cat.codes,
                "risk": -risk,
                "age": -frame["most_age_years"],
                "home": frame["household_id"],
                "person": frame["person_id"],
            }
        )
        first = keys.nsmallest(FIRST_ON_SCREEN, list(keys.columns))
        return told, first["person"].tolist()

    return timed(show)


def _tier_b() -> int:
    return int(load_rules()["tier_b_from_points"].value)


def _opened(path: Path) -> sqlite3.Connection:
    database: Any = sqlite3.connect(path)
    database.execute("pragma cache_size = -400000")
    database.execute("pragma temp_store = memory")
    opened: sqlite3.Connection = database
    return opened

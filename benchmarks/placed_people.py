"""The made-up population and its deliveries in wards and unions of their own, with schools, houses and listings."""

from __future__ import annotations

from pathlib import Path

import pandas

from analytics.engine import Connection
from analytics.snapshot import SNAPSHOT_TABLES
from benchmarks.deliveries import DELIVERIES_EACH, write_snapshot
from benchmarks.measuring import Answer

HOUSEHOLDS_OF_A_WARD, WARDS_OF_A_UNION = 800, 9
SMALL = 5

_PLACES = f"""
    create table places as
    select
        household_id,
        '40' || lpad(cast(8700 + household_id // {HOUSEHOLDS_OF_A_WARD * WARDS_OF_A_UNION} // 90 as varchar), 4, '0')
        || lpad(cast(10 + household_id // {HOUSEHOLDS_OF_A_WARD * WARDS_OF_A_UNION} % 90 as varchar), 2, '0')
        || '0' || cast(1 + household_id // {HOUSEHOLDS_OF_A_WARD} % {WARDS_OF_A_UNION} as varchar) as area_code
    from (select distinct household_id from src_persons)
"""
_PERSONS = """
    update src_persons set
        area_code = (select places.area_code from places where places.household_id = src_persons.household_id),
        marital = case when relation = 'child' then 'unmarried' else 'married' end,
        in_school = person_id % 7 <> 0,
        education_class = person_id % 11
"""
_HOUSEHOLDS = """
    insert into src_households by name
    select
        household_id, area_code, cast(household_id as varchar) as number, 'tin' as roof, 'mud' as wall,
        household_id % 40 * 500 as income_bdt, 500 as land_hundredths, household_id % 5 = 0 as flooded
    from places
"""
_LISTINGS = """
    insert into src_listings by name
    select
        person_id, area_code, '3' as uploaded_by, '2022' as round_code, true as of_newest_round,
        in_school as was_in_school
    from src_persons
"""
_PEOPLE = """
    select
        person_id, substring(area_code, 1, 8) as union_code, sex, marital, in_school,
        household_id is not null as has_home, cast(birth_until as varchar) as born_on
    from src_persons
"""
_GIVEN = (
    "select person_id, programme_code, cast(delivered_on as varchar) as given_on, amount_poisha from src_deliveries"
)


def prepare(size: int, folder: Path) -> None:
    """The folder holds a snapshot of about that many persons, and the same in frames and in a SQLite file."""

    def place(connection: Connection) -> None:
        for statement in (_PLACES, _PERSONS, _HOUSEHOLDS, _LISTINGS):
            connection.execute(statement)
        connection.sql(_PEOPLE).write_parquet(str(folder / "people.parquet"))
        connection.sql(_GIVEN).write_parquet(str(folder / "given.parquet"))

    write_snapshot(int(size * DELIVERIES_EACH), folder, more=place)
    assert {shape.name for shape in SNAPSHOT_TABLES} >= {"src_listings", "src_households"}
    _keep_for_sqlite(folder)


def frame(folder: Path, name: str) -> pandas.DataFrame:
    """One of the two kept tables, as pandas reads it."""
    from analytics.engine import connect

    with connect() as connection:
        return connection.read_parquet(str(folder / f"{name}.parquet")).df()


def told(counts: dict[str, tuple[int, ...]]) -> Answer:
    """Counts by place as an answer that can be compared: how many places, each sum, and how many counts are small."""
    sums = [sum(column) for column in zip(*counts.values(), strict=True)]
    small = sum(0 < count < SMALL for row in counts.values() for count in row)
    return {"places": len(counts), "sums": ";".join(map(str, sums)), "small": f"{small} small"}


def _keep_for_sqlite(folder: Path) -> None:
    import sqlite3

    database = sqlite3.connect(folder / "placed.db")
    frame(folder, "people").to_sql("people", database, index=False, chunksize=100_000)
    frame(folder, "given").to_sql("given", database, index=False, chunksize=100_000)
    database.execute("create index of_people on people (person_id)")
    database.execute("create index of_given on given (person_id)")
    database.commit()
    database.close()

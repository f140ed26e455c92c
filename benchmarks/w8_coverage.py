"""W8: whom each programme reached in each union within twelve months: persons, deliveries, money."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from benchmarks.measuring import Answer, Contestant, Workload
from benchmarks.placed_people import told

AS_OF, AFTER = date(2022, 6, 30), "2021-06-30"

W8 = Workload(
    code="W8",
    title="coverage by union and programme",
    unit="persons",
    sizes=(300_000,),
    full_sizes=(300_000, 2_200_000),
    prepare="benchmarks.placed_people:prepare",
    contestants=(
        Contestant("the project: from Parquet", "benchmarks.w8_coverage:project"),
        Contestant("SQLite: from indexed tables", "benchmarks.w8_coverage:sqlite"),
        Contestant("pandas: from Parquet", "benchmarks.w8_coverage:pandas_frame"),
        Contestant("DuckDB alone: join and group-by over Parquet", "benchmarks.w8_coverage:bare"),
    ),
    same=("places", "sums", "small"),
)

_COVERAGE = """
    select union_code || programme_code as place, count(distinct given.person_id) as persons, count(*) as deliveries,
        coalesce(sum(amount_poisha), 0) as money
    from given join people on given.person_id = people.person_id
    where given_on > {after}
    group by union_code, programme_code
"""


def project(inputs: Path, own: Path) -> Answer:
    """The model that the site runs, and every model it reads, over a snapshot."""
    from analytics.engine import connect
    from analytics.models import run_models
    from analytics.rules import load_rules, load_run_settings
    from analytics.snapshot import open_snapshot

    with connect() as connection:
        open_snapshot(connection, inputs)
        load_run_settings(connection, load_rules(), AS_OF)
        run_models(connection, ["sum_union_coverage"])
        rows = connection.execute(
            "select area_code || programme_code, persons, deliveries, coalesce(amount_poisha, 0) "
            "from sum_union_coverage"
        ).fetchall()
    return told({place: tuple(map(int, counts)) for place, *counts in rows})


def sqlite(inputs: Path, own: Path) -> Answer:
    """One select with the join; the persons have an index, the deliveries too."""
    import sqlite3

    database = sqlite3.connect(inputs / "placed.db")
    database.execute("pragma cache_size = -400000")
    database.execute("pragma temp_store = memory")
    rows = database.execute(_COVERAGE.format(after="?"), (AFTER,))
    return told({place: tuple(map(int, counts)) for place, *counts in rows})


def bare(inputs: Path, own: Path) -> Answer:
    """The same select over the same two tables in Parquet: the least that an analyst would write."""
    from analytics.engine import connect

    with connect() as connection:
        for name in ("given", "people"):
            connection.read_parquet(str(inputs / f"{name}.parquet")).create_view(name)
        rows = connection.execute(_COVERAGE.format(after="$after"), {"after": AFTER}).fetchall()
    return told({place: tuple(map(int, counts)) for place, *counts in rows})


def pandas_frame(inputs: Path, own: Path) -> Answer:
    """A merge and a group-by."""
    from benchmarks.placed_people import frame

    given, people = frame(inputs, "given"), frame(inputs, "people")
    recent = given[given["given_on"] > AFTER].merge(people[["person_id", "union_code"]], on="person_id")
    grouped = recent.groupby(["union_code", "programme_code"], observed=True)
    counted = grouped.agg(
        persons=("person_id", "nunique"), deliveries=("person_id", "size"), money=("amount_poisha", "sum")
    )
    return told(
        {
            "".join(map(str, place)): tuple(map(int, row))
            for place, row in zip(counted.index, counted.to_numpy(), strict=True)
        }
    )

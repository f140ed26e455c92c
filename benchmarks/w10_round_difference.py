"""W10: two rounds of a register, person by person: who came, who went, who moved house, whose cells changed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from benchmarks.measuring import Answer, Contestant, Workload

WARD = "4087907108"
NEWCOMERS_IN, GONE_IN, MOVED_IN, CORRECTED_IN, MARRIED_IN = 97, 113, 71, 29, 53
"""One person in so many."""
COLUMNS = ("person_id", "household_id", "name_bn", "birth_date", "mobile", "marital")

W10 = Workload(
    code="W10",
    title="difference of two rounds",
    unit="persons",
    sizes=(300_000,),
    full_sizes=(300_000,),
    prepare="benchmarks.w10_round_difference:prepare",
    contestants=(
        Contestant("the project: two closed rounds in SQLite", "benchmarks.w10_round_difference:project"),
        Contestant("csv-diff: two .csv files", "benchmarks.w10_round_difference:csv_diff", needs="csv_diff"),
        Contestant("datacompy: two .csv files", "benchmarks.w10_round_difference:datacompy_compare", needs="datacompy"),
        Contestant("pandas: two .csv files, outer merge", "benchmarks.w10_round_difference:pandas_merge"),
    ),
    same=("added", "gone", "changed"),
)


def prepare(size: int, folder: Path) -> None:
    """The folder holds both rounds: closed in a ledger, and as .csv files for the peers."""
    from benchmarks.population import make_population

    people = make_population(size)
    before = [
        {
            "person_id": place + 1,
            "household_id": int(people.household[place]) + 1,
            "name_bn": str(people.name_bn[place]),
            "birth_date": str(people.born_on[place]),
            "mobile": "",
            "marital": "unmarried" if place % 3 else "married",
        }
        for place in range(size)
    ]
    after = [_later(dict(row)) for row in before if row["person_id"] % GONE_IN]
    newest = size + 1
    after += [{**before[0], "person_id": newest + place} for place in range(size // NEWCOMERS_IN)]
    for name, rows in (("before", before), ("after", after)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    _close_both(folder, before, after)


def _later(row: dict[str, Any]) -> dict[str, Any]:
    person_id = row["person_id"]
    if person_id % MOVED_IN == 0:
        row["household_id"] += 1
    if person_id % CORRECTED_IN == 0:
        row["birth_date"] = (
            f"{row['birth_date'][:8]}28" if row["birth_date"][8:] != "28" else row["birth_date"][:8] + "27"
        )
    if person_id % MARRIED_IN == 0 and row["marital"] == "unmarried":
        row["marital"] = "married"
    return row


def _close_both(folder: Path, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """Rows of persons and of closed rounds, put in past the acceptances that would bring them."""
    from datetime import date

    from benchmarks.ledgers import empty_ledger
    from census_app.domain.access import OPERATOR
    from census_app.ledger import clock
    from census_app.ledger.bulk import insert_many
    from census_app.ledger.engine import writing_much
    from census_app.ledger.reads.rounds import get_round
    from census_app.ledger.tables import ClosedPerson, Person, Round
    from census_app.ledger.writes.rounds import mark_persons, open_round

    engine, _ = empty_ledger(folder)
    open_round(engine, OPERATOR, "2023", date(2023, 1, 1))
    with writing_much(engine) as session:
        ids = [row["person_id"] for row in before] + [
            row["person_id"] for row in after[-(len(before) // NEWCOMERS_IN) :]
        ]
        persons = ((id_, f"T-{id_}") for id_ in dict.fromkeys(ids))
        insert_many(session, Person, ("id", "temporary_key"), persons, {**_blank(Person), "created_at": clock.now()})
        for code, rows in (("2022", before), ("2023", after)):
            round_id = get_round(session, code).round_id
            same = {**_blank(ClosedPerson), "round_id": round_id, "met": True}
            same = {name: value for name, value in same.items() if name not in COLUMNS}
            insert_many(session, ClosedPerson, COLUMNS, (tuple(row[name] for name in COLUMNS) for row in rows), same)
            mark_persons(session.connection(), round_id)
            one = session.get_one(Round, round_id)
            one.closed_on, one.closed_at = clock.today(), clock.now()
            session.add(one)
    engine.dispose()


def _blank(table: Any) -> dict[str, Any]:
    """The columns of words of a table, empty."""
    told = {name: "" for name, field in table.model_fields.items() if field.default == ""}
    return {**told, "area_code": WARD}


def project(inputs: Path, own: Path) -> Answer:
    """What the command and the page ask: counts by state, and everybody who is not unchanged."""
    from census_app.domain.access import OPERATOR
    from census_app.ledger.engine import open_engine, reading
    from census_app.ledger.reads.round_differences import difference
    from census_app.ledger.reads.rounds import get_round

    engine = open_engine(f"sqlite:///{inputs / 'census.db'}")
    with reading(engine) as session:
        found = difference(session, OPERATOR, get_round(session, "2022"), get_round(session, "2023"), "")
    came = found.counts.get("born", 0) + found.counts.get("moved_in", 0)
    gone = found.counts.get("moved_out", 0)
    return {"added": came, "gone": gone, "changed": len(found.persons) - came - gone}


def csv_diff(inputs: Path, own: Path) -> Answer:
    """The difference as the library of that name gives it."""
    from csv_diff import compare, load_csv  # type: ignore[import-not-found]

    with (
        (inputs / "before.csv").open(encoding="utf-8") as before,
        (inputs / "after.csv").open(encoding="utf-8") as after,
    ):
        found = compare(load_csv(before, key="person_id"), load_csv(after, key="person_id"))
    return {"added": len(found["added"]), "gone": len(found["removed"]), "changed": len(found["changed"])}


def datacompy_compare(inputs: Path, own: Path) -> Answer:
    """The difference as the library of that name gives it."""
    import datacompy  # type: ignore[import-not-found]
    import pandas as pd

    before, after = (
        pd.read_csv(inputs / f"{name}.csv", dtype=str, keep_default_na=False) for name in ("before", "after")
    )
    found = datacompy.PandasCompare(before, after, join_columns="person_id")
    counts = {"added": len(found.df2_unq_rows), "gone": len(found.df1_unq_rows)}
    return {**counts, "changed": len(found.all_mismatch())}


def pandas_merge(inputs: Path, own: Path) -> Answer:
    """What somebody writes who has pandas: an outer merge, and each column held against its other."""
    import pandas as pd

    before, after = (
        pd.read_csv(inputs / f"{name}.csv", dtype=str, keep_default_na=False) for name in ("before", "after")
    )
    both = before.merge(after, on="person_id", how="outer", suffixes=("", "_now"), indicator=True)
    met = both[both["_merge"] == "both"]
    differs = pd.concat([met[name] != met[f"{name}_now"] for name in COLUMNS[1:]], axis=1).any(axis=1)
    sides = both["_merge"].value_counts()
    return {"added": int(sides["right_only"]), "gone": int(sides["left_only"]), "changed": int(differs.sum())}

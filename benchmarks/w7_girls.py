"""W7: unmarried girls of ten to seventeen by union, how many are out of school, and the small counts hidden."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from benchmarks.measuring import Answer, Contestant, Workload
from benchmarks.placed_people import told

AS_OF = date(2022, 6, 30)
FIRST_BORN, LAST_BORN = "2004-07-01", "2012-06-30"
"""Birth dates of those who are ten to seventeen on the day."""

W7 = Workload(
    code="W7",
    title="girls at the age of the visit list, by union",
    unit="persons",
    sizes=(300_000,),
    full_sizes=(300_000, 2_200_000),
    prepare="benchmarks.w7_girls:prepare",
    contestants=(
        Contestant("the project: what its page asks, from the counts that the run kept", "benchmarks.w7_girls:page"),
        Contestant("the project: by union, small counts hidden, from Parquet anew", "benchmarks.w7_girls:project"),
        Contestant("the project: the whole visit list with every point", "benchmarks.w7_girls:visit_list"),
        Contestant("SQLite: by union, one scan", "benchmarks.w7_girls:sqlite"),
        Contestant("pandas: by union, from Parquet", "benchmarks.w7_girls:pandas_frame"),
    ),
    same=("places", "sums", "small"),
)

_BY_UNION = """
    select union_code, count(*), sum(not in_school) from people
    where sex = 'female' and marital = 'unmarried' and has_home and born_on between ? and ?
    group by union_code
"""


def prepare(size: int, folder: Path) -> None:
    """The folder holds the placed people, and beside their snapshot the counts that a run with the list keeps."""
    from analytics.engine import connect
    from analytics.fairness import OF_VISITS, fairness_counts
    from analytics.figures import FIGURES, keep_counts
    from analytics.findings import build
    from analytics.snapshot import open_snapshot
    from benchmarks import placed_people

    placed_people.prepare(size, folder)
    (folder / FIGURES).mkdir()
    with connect() as connection:
        open_snapshot(connection, folder)
        build(connection, AS_OF, with_child_marriage=True, names=["fnd_child_marriage_risk"])
        keep_counts(fairness_counts(connection, OF_VISITS[-1:], small_below=5), folder)


def page(inputs: Path, own: Path) -> Answer:
    """The call behind the page: the kept counts by union, read and narrowed to a scope."""
    from analytics.figures import Source, figures_of
    from census_app.domain.access import OPERATOR

    source = Source(inputs, AS_OF, "bench", inputs)
    found = figures_of(source, OPERATOR, "sum_visits_by_union")
    girls = sum(row["girls"] for row in found if isinstance(row["girls"], int))
    return {"places": len({row["area_code"] for row in found}), "girls shown": girls}


def project(inputs: Path, own: Path) -> Answer:
    """The models that the site runs, and what may be shown of them."""
    from analytics.disclosure import HIDDEN, counted_table, protect

    rows = _run(inputs, "int_girls", "select substring(area_code, 1, 8), count(*), sum(cast(not in_school as bigint))")
    table = counted_table({"area_code": "VARCHAR", "girls": "BIGINT", "out_of_school": "BIGINT"})
    whole = [dict(zip(("area_code", "girls", "out_of_school"), row, strict=True)) for row in rows]
    shown = protect(table, whole, small_below=5)
    hidden = sum(value == HIDDEN for row in shown for value in row.values())
    answer = told({row["area_code"]: (row["girls"], row["out_of_school"]) for row in whole})
    return {**answer, "hidden": f"{hidden} hidden"}


def visit_list(inputs: Path, own: Path) -> Answer:
    """Every girl with enough points for a visit, each point explained."""
    [(_, girls, _)] = _run(inputs, "fnd_child_marriage_risk", "select kind, count(*), min(score)")
    return {"listed": girls}


def _run(inputs: Path, model: str, counts: str) -> list[tuple[str, int, int]]:
    from dataclasses import replace

    from analytics.engine import connect
    from analytics.models import run_models
    from analytics.rules import load_rules, load_run_settings
    from analytics.snapshot import open_snapshot

    rules = load_rules()
    rules["child_marriage_enabled"] = replace(rules["child_marriage_enabled"], value=True)
    with connect() as connection:
        open_snapshot(connection, inputs)
        load_run_settings(connection, rules, AS_OF)
        run_models(connection, [model])
        found: list[tuple[str, int, int]] = connection.execute(f"{counts} from {model} group by 1").fetchall()
    return found


def sqlite(inputs: Path, own: Path) -> Answer:
    """One select over the table of persons."""
    import sqlite3

    rows = sqlite3.connect(inputs / "placed.db").execute(_BY_UNION, (FIRST_BORN, LAST_BORN))
    return told({union: (girls, out) for union, girls, out in rows})


def pandas_frame(inputs: Path, own: Path) -> Answer:
    """One mask, one group-by."""
    from benchmarks.placed_people import frame

    people = frame(inputs, "people")
    girls = people[
        (people["sex"] == "female")
        & (people["marital"] == "unmarried")
        & people["has_home"]
        & people["born_on"].between(FIRST_BORN, LAST_BORN)
    ]
    counted = (~girls["in_school"].astype(bool)).groupby(girls["union_code"]).agg(["size", "sum"])
    return told({str(union): (int(row["size"]), int(row["sum"])) for union, row in counted.iterrows()})

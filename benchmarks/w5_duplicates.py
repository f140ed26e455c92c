"""W5: benefits received twice, beside one another, or through one account, in the deliveries of one fiscal year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from benchmarks.deliveries import write_snapshot
from benchmarks.measuring import Answer, Contestant, Workload

AS_OF = date(2022, 6, 30)
KINDS = ("same_period_twice", "exclusive_programmes", "shared_account")

W5 = Workload(
    code="W5",
    title="duplicate benefits",
    unit="deliveries",
    sizes=(1_000_000,),
    full_sizes=(1_000_000, 10_000_000),
    prepare="benchmarks.w5_duplicates:prepare",
    contestants=(
        Contestant("the project: all six kinds, from Parquet", "benchmarks.w5_duplicates:project"),
        Contestant("the project: the three kinds of its peers", "benchmarks.w5_duplicates:project_three_kinds"),
        Contestant("SQLite: three kinds, from an indexed table", "benchmarks.w5_peers:sqlite"),
        Contestant("pandas: three kinds, from Parquet", "benchmarks.w5_peers:pandas_frame"),
        Contestant("limit: one group-by over the Parquet file", "benchmarks.w5_duplicates:one_group_by"),
    ),
    same=KINDS,
)


def prepare(size: int, folder: Path) -> None:
    """The folder holds the deliveries as each contestant likes them best; making them is not measured."""
    from benchmarks.w5_peers import keep_for_sqlite

    write_snapshot(size, folder)
    keep_for_sqlite(folder)


def project(inputs: Path, own: Path) -> Answer:
    """The model that the site runs, and every model it reads, over a snapshot."""
    return _run(inputs, ("fnd_duplicate_benefits",))


def project_three_kinds(inputs: Path, own: Path) -> Answer:
    """Only the models of the questions that the peers answer too."""
    return _run(inputs, ("int_paid_twice", "int_exclusive_benefits", "int_shared_accounts"))


def _run(inputs: Path, models: tuple[str, ...]) -> Answer:
    from analytics.engine import connect
    from analytics.models import run_models
    from analytics.reference import load_reference
    from analytics.rules import load_rules, load_run_settings
    from analytics.snapshot import open_snapshot

    with connect() as connection:
        open_snapshot(connection, inputs)
        load_reference(connection)
        load_run_settings(connection, load_rules(), AS_OF)
        run_models(connection, models)
        found: dict[str, int] = {}
        for model in models:
            for kind, count in connection.table(model).aggregate("kind, count(*)").fetchall():
                found[kind] = found.get(kind, 0) + count
    return found


def one_group_by(inputs: Path, own: Path) -> Answer:
    """How often one person had one programme for one period more than once: the least that anybody must do."""
    from analytics.engine import connect
    from analytics.snapshot import files_of

    with connect() as connection:
        [kept] = files_of(inputs, "src_deliveries")
        connection.read_parquet(str(kept)).create_view("deliveries")
        groups = connection.execute(
            "select count(*) from (select person_id from deliveries "
            "group by person_id, programme_code, period_code having count(*) > 1)"
        ).fetchone()
    return {"same_period_twice": groups[0] if groups else 0}

"""The ledger as analytics sees it: declared tables without names, loaded once a run and kept as dated Parquet files."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from analytics.engine import Connection, open_files
from analytics.loading import Row, TableShape, Tally, check_tally, load_table, tally


def _shape(name: str, columns: str) -> TableShape:
    pairs = (line.split() for line in columns.split(","))
    return TableShape(name, tuple((column, kind) for column, kind in pairs))


SNAPSHOT_TABLES: tuple[TableShape, ...] = (
    _shape(
        "src_persons",
        "person_id BIGINT, household_id BIGINT, area_code VARCHAR, para_code VARCHAR, sex VARCHAR, birth_from DATE, "
        "birth_until DATE, birth_precision VARCHAR, death_from DATE, death_until DATE, alive BOOLEAN, "
        "relation VARCHAR, marital VARCHAR, education_class INTEGER, in_school BOOLEAN, occupation VARCHAR, "
        "disability VARCHAR, pregnant BOOLEAN, religion VARCHAR, has_nid BOOLEAN, has_brn BOOLEAN, mobile_key VARCHAR",
    ),
    _shape("src_numbers", "person_id BIGINT, kind VARCHAR, number_key VARCHAR"),
    _shape(
        "src_households",
        "household_id BIGINT, area_code VARCHAR, para_code VARCHAR, number VARCHAR, roof VARCHAR, wall VARCHAR, "
        "land_hundredths BIGINT, income_bdt BIGINT, latrine VARCHAR, water VARCHAR, electricity BOOLEAN, "
        "flooded BOOLEAN, near_embankment BOOLEAN, lat DOUBLE, lon DOUBLE",
    ),
    _shape(
        "src_deliveries",
        "delivery_id BIGINT, person_id BIGINT, household_id BIGINT, area_code VARCHAR, office_code VARCHAR, "
        "programme_code VARCHAR, period_code VARCHAR, period_from DATE, period_until DATE, delivered_on DATE, "
        "amount_poisha BIGINT, quantity_thousandths BIGINT, unit VARCHAR, account_key VARCHAR, recipient_key VARCHAR, "
        "attached BOOLEAN",
    ),
    _shape(
        "src_listings",
        "person_id BIGINT, area_code VARCHAR, uploaded_by VARCHAR, round_code VARCHAR, of_newest_round BOOLEAN, "
        "in_bangla BOOLEAN, in_latin BOOLEAN, has_father BOOLEAN, has_mother BOOLEAN, has_mobile BOOLEAN, "
        "has_nid BOOLEAN, has_brn BOOLEAN, was_in_school BOOLEAN",
    ),
    _shape("src_visits", "person_id BIGINT, area_code VARCHAR, outcome VARCHAR, visited_on DATE"),
    _shape("src_doubts", "person_id BIGINT, area_code VARCHAR, kind VARCHAR, field VARCHAR, code VARCHAR"),
    _shape("src_deaths", "person_id BIGINT, source VARCHAR"),
)
"""What the ledger hands over, in this order of columns. Numbers and accounts come as keyed hashes, names not at all."""


def load_snapshot(connection: Connection, tables: Mapping[str, Iterable[Row]]) -> dict[str, Tally]:
    """Every declared table stands in the database with exactly the rows handed in.

    Raises: KeyError when a declared table is not handed in; LoadDiffers when rows were lost.
    """
    return {shape.name: load_table(connection, shape, tables[shape.name]) for shape in SNAPSHOT_TABLES}


def keep_snapshot(connection: Connection, tallies: Mapping[str, Tally], directory: Path) -> None:
    """The directory holds each table as Parquet, with its counts and sums; it appears whole or not at all.

    Raises: LoadDiffers when a file read back is not what the database holds.
    """
    unfinished = directory.with_name(f"{directory.name}.unfinished-{os.getpid()}")
    unfinished.mkdir(parents=True, mode=0o700)
    for shape in SNAPSHOT_TABLES:
        path = unfinished / f"{shape.name}.parquet"
        connection.table(shape.name).write_parquet(str(path))
        connection.read_parquet(str(path)).create_view("kept_file")
        check_tally(shape.name, tallies[shape.name], tally(connection, shape, "kept_file"))
        connection.execute("drop view kept_file")
    counted = {name: {"rows": one.rows, "sums": one.sums} for name, one in tallies.items()}
    (unfinished / "counted.json").write_text(json.dumps(counted, indent=1, sort_keys=True), encoding="utf-8")
    unfinished.rename(directory)


def open_snapshot(connection: Connection, directory: Path) -> None:
    """The models read a kept snapshot from its files, each only the columns it needs, instead of tables in memory."""
    open_files(connection, {shape.name: directory / f"{shape.name}.parquet" for shape in SNAPSHOT_TABLES})

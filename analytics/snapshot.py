"""The ledger as analytics sees it: declared tables without names, kept dated, written anew only where it changed.

A snapshot is a folder of Parquet files (`parts.py`) and `snapshot.json` (`manifest.py`), which says what they hold and
where the ledger's trail stood. A part of the ledger in which nothing changed is the same file as before.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from analytics.engine import connect
from analytics.engines import SqlEngine
from analytics.loading import LoadDiffers
from analytics.manifest import Manifest, newest_manifest, write_manifest
from analytics.parts import Parts, files_of
from analytics.shapes import Row, TableShape, shape_of
from census_app.domain.access import Scope
from census_app.ledger.engine import reading_still
from census_app.ledger.query import part_of
from census_app.ledger.reads.changes import areas_changed, heads_of_trail
from census_app.ledger.reads.snapshot import parts_in, snapshot_tables, totals
from census_app.settings import NUMBER_KEY, Settings

SNAPSHOT_TABLES: tuple[TableShape, ...] = (
    shape_of(
        "src_persons",
        "person_id BIGINT, household_id BIGINT, area_code VARCHAR, para_code VARCHAR, sex VARCHAR, birth_from DATE, "
        "birth_until DATE, birth_precision VARCHAR, death_from DATE, death_until DATE, alive BOOLEAN, "
        "relation VARCHAR, marital VARCHAR, education_class INTEGER, in_school BOOLEAN, occupation VARCHAR, "
        "disability VARCHAR, pregnant BOOLEAN, religion VARCHAR, has_nid BOOLEAN, has_brn BOOLEAN, mobile_key VARCHAR",
    ),
    shape_of("src_numbers", "person_id BIGINT, kind VARCHAR, number_key VARCHAR"),
    shape_of(
        "src_households",
        "household_id BIGINT, area_code VARCHAR, para_code VARCHAR, number VARCHAR, roof VARCHAR, wall VARCHAR, "
        "land_hundredths BIGINT, income_bdt BIGINT, latrine VARCHAR, water VARCHAR, electricity BOOLEAN, "
        "flooded BOOLEAN, near_embankment BOOLEAN, lat DOUBLE, lon DOUBLE",
    ),
    shape_of(
        "src_deliveries",
        "delivery_id BIGINT, person_id BIGINT, household_id BIGINT, area_code VARCHAR, office_code VARCHAR, "
        "programme_code VARCHAR, period_code VARCHAR, period_from DATE, period_until DATE, delivered_on DATE, "
        "amount_poisha BIGINT, quantity_thousandths BIGINT, unit VARCHAR, account_key VARCHAR, recipient_key VARCHAR, "
        "attached BOOLEAN",
    ),
    shape_of(
        "src_listings",
        "person_id BIGINT, area_code VARCHAR, uploaded_by VARCHAR, round_code VARCHAR, of_newest_round BOOLEAN, "
        "in_bangla BOOLEAN, in_latin BOOLEAN, has_father BOOLEAN, has_mother BOOLEAN, has_mobile BOOLEAN, "
        "has_nid BOOLEAN, has_brn BOOLEAN, was_in_school BOOLEAN",
    ),
    shape_of("src_visits", "person_id BIGINT, area_code VARCHAR, outcome VARCHAR, visited_on DATE"),
    shape_of("src_doubts", "person_id BIGINT, area_code VARCHAR, kind VARCHAR, field VARCHAR, code VARCHAR"),
    shape_of("src_deaths", "person_id BIGINT, source VARCHAR"),
)
"""What the ledger hands over, in this order of columns. Numbers and accounts come as keyed hashes, names not at all."""


@dataclass(frozen=True)
class Taken:
    """How many parts of the ledger were read for a snapshot, and how many are those of an earlier one.

    `past_trail` when the ledger counts otherwise than its trail explains, so that the whole was read.
    """

    parts_read: int
    parts_kept: int
    past_trail: bool = False


def take_snapshot(engine: Engine, settings: Settings, scope: Scope, directory: Path, whole: bool = False) -> Taken:
    """The folder holds the scope's facts as the ledger had them at one moment; it appears whole or not at all.

    Only parts that changed since the newest snapshot of the same scope are read, unless the `whole` ledger is wanted.
    Raises: LoadDiffers when what is kept is not what the ledger counts.
    """
    with reading_still(engine) as session:
        heads = heads_of_trail(session, scope)
        this = Manifest(directory.name, scope.areas, heads, {})
        base = None if whole else newest_manifest(settings.snapshots_dir, scope.areas, SNAPSHOT_TABLES)
        changed = None if base is None else areas_changed(session, scope, base.heads, heads)
        past_trail = False
        if base is not None and changed is not None:
            try:
                return _take(session, settings, scope, directory, this, base, {part_of(area) for area in changed})
            except FileNotFoundError:  # the earlier snapshot has lost a file
                pass
            except LoadDiffers:
                past_trail = True
        return replace(
            _take(session, settings, scope, directory, this, None, parts_in(session, scope)), past_trail=past_trail
        )


def _take(
    session: Session,
    settings: Settings,
    scope: Scope,
    directory: Path,
    this: Manifest,
    base: Manifest | None,
    to_read: set[str],
) -> Taken:
    unfinished = directory.with_name(f"{directory.name}.unfinished-{os.getpid()}")
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        with connect() as connection:
            parts = Parts(connection, SNAPSHOT_TABLES, unfinished)
            kept = set() if base is None else parts.link(base, settings.snapshots_dir / base.name, to_read)
            for part in sorted(to_read):
                readers = snapshot_tables(session, scope, settings.key(NUMBER_KEY), part)
                for shape in SNAPSHOT_TABLES:
                    parts.write(shape, part, readers[shape.name]())
            parts.check(totals(session, scope))
        write_manifest(unfinished, this.holding(parts.held, base), SNAPSHOT_TABLES)
        unfinished.rename(directory)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Taken(len(to_read), len(kept))


def keep_snapshot(tables: Mapping[str, Iterable[Row]], directory: Path) -> None:
    """The folder holds rows that come from no ledger, each in the part of its area, as a snapshot would.

    Raises: KeyError when a declared table is not handed in.
    """
    with connect() as connection:
        parts = Parts(connection, SNAPSHOT_TABLES, directory)
        for shape in SNAPSHOT_TABLES:
            place = [column for column, _ in shape.columns].index("area_code") if shape.has("area_code") else None
            rows_of: dict[str, list[Row]] = {}
            for row in tables[shape.name]:
                rows_of.setdefault("" if place is None else part_of(row[place] or ""), []).append(row)
            for part, rows in rows_of.items():
                parts.write(shape, part, rows)
    write_manifest(directory, Manifest(directory.name, ("",), {}, parts.held), SNAPSHOT_TABLES)


def load_snapshot(engine: SqlEngine, tables: Mapping[str, Iterable[Row]]) -> None:
    """Every declared table stands in the engine with exactly the rows handed in.

    Raises: KeyError when a declared table is not handed in; LoadDiffers when rows were lost.
    """
    for shape in SNAPSHOT_TABLES:
        engine.load(shape, tables[shape.name])


def open_snapshot(engine: SqlEngine, directory: Path) -> None:
    """The models read a kept snapshot from its files, each only the columns it needs."""
    for shape in SNAPSHOT_TABLES:
        engine.open_files(shape, files_of(directory, shape.name))

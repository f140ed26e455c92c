"""W9: who is listed twice among everybody of an upazila or district, beside the best known engines for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from shutil import copytree
from typing import Any

from benchmarks.listed_people import Listing
from benchmarks.measuring import Answer, Contestant, Workload

READ_AT_ONCE = 10_000
LEDGER = "ledger"
_IDS = (("person_id", "BIGINT"), ("household_id", "BIGINT"))

W9 = Workload(
    code="W9",
    title="people listed twice",
    unit="listings",
    sizes=(300_000,),
    full_sizes=(300_000, 2_200_000),
    prepare="benchmarks.w9_listed_twice:prepare",
    contestants=(
        Contestant("the project: on stored keys", "benchmarks.w9_listed_twice:project"),
        Contestant("the project: from names as written", "benchmarks.w9_listed_twice:project_from_names"),
        Contestant("the project: census doubles over a ledger", "benchmarks.w9_listed_twice:project_over_a_ledger"),
        Contestant("Splink on the same keys", "benchmarks.w9_peers:splink_on_keys", needs="splink"),
        Contestant("Splink on names as written", "benchmarks.w9_peers:splink_on_names", needs="splink"),
        Contestant("recordlinkage (ECM) on the same keys", "benchmarks.w9_peers:ecm_on_keys", needs="recordlinkage"),
    ),
)


def prepare(size: int, folder: Path) -> None:
    """The folder holds the listings as they were written, their keys as the ledger stores them, and the truth."""
    from analytics.duplicates import PEOPLE, as_keys
    from analytics.engine import connect
    from analytics.loading import load_table
    from analytics.shapes import TableShape
    from benchmarks.listed_people import COLUMNS, make_listings

    listings = make_listings(size)
    told = ({"person_id": number, "household_id": one.household, **asdict(one)} for number, one in enumerate(listings))
    texts = TableShape("written", (*_IDS, *((name, "VARCHAR") for name in COLUMNS[2:])))
    with connect(memory_limit="4GB") as connection:
        load_table(connection, PEOPLE, as_keys(told))
        connection.table(PEOPLE.name).write_parquet(str(folder / "people.parquet"))
        written = (
            (number, one.household, *(getattr(one, name) or None for name in COLUMNS[2:]))
            for number, one in enumerate(listings)
        )
        load_table(connection, texts, written)
        connection.table("written").write_parquet(str(folder / "written.parquet"))
    _keep_ledger(listings, folder / LEDGER)
    (folder / "truth.txt").write_text("\n".join(str(one.person) for one in listings), encoding="utf-8")


def _keep_ledger(listings: list[Listing], folder: Path) -> None:
    """The folder holds a ledger that believes the listings, its numbers under their seal."""
    from benchmarks.ledgers import empty_ledger
    from benchmarks.w4_register import believe
    from census_app.settings import NUMBER_KEY

    folder.mkdir()
    engine, settings = empty_ledger(folder)
    believe(engine, settings.key(NUMBER_KEY), listings)
    engine.dispose()


def project(inputs: Path, own: Path) -> Answer:
    """The search as the ledger's own would be, with the weights that are kept."""
    from analytics.duplicates import find_duplicates

    found = find_duplicates(inputs / "people.parquet")
    return scored(inputs, ((pair.left_id, pair.right_id) for pair in found.pairs if pair.decision == "same"))


def project_from_names(inputs: Path, own: Path) -> Answer:
    """The whole way from the listings as they were written: their keys are made, too."""
    from analytics.duplicates import as_keys, find_duplicates

    found = find_duplicates(as_keys(_written(inputs / "written.parquet")))
    return scored(inputs, ((pair.left_id, pair.right_id) for pair in found.pairs if pair.decision == "same"))


def project_over_a_ledger(inputs: Path, own: Path) -> Answer:
    """What the command does: numbers unsealed, keys made, pairs found, and each of them asked about in the ledger."""
    from analytics.doubles import search_register
    from census_app.domain.access import OPERATOR
    from census_app.ledger.engine import open_ledger
    from census_app.settings import Settings

    copytree(inputs / LEDGER, own, dirs_exist_ok=True)
    engine = open_ledger(Settings(f"sqlite:///{own / 'census.db'}", own))
    report = search_register(engine, OPERATOR)
    engine.dispose()
    return {"questions": report.new}


def _written(path: Path) -> Iterator[dict[str, Any]]:
    """The listings one after the other, as the ledger hands them out."""
    from analytics.engine import connect

    with connect() as connection:
        found = connection.execute("select * from read_parquet(?)", [str(path)])
        names = [column[0] for column in found.description]
        while rows := found.fetchmany(READ_AT_ONCE):
            yield from (dict(zip(names, row, strict=True)) for row in rows)


def scored(inputs: Path, found: Iterable[tuple[int, int]]) -> Answer:
    """How many of the found pairs are right, and how many of the true ones were found: F1, precision, recall."""
    truth = (inputs / "truth.txt").read_text(encoding="utf-8").split()
    listings: dict[str, list[int]] = {}
    for number, person in enumerate(truth):
        listings.setdefault(person, []).append(number)
    true = {pair for numbers in listings.values() for pair in combinations(numbers, 2)}
    pairs = {(min(pair), max(pair)) for pair in found}
    right = len(pairs & true)
    return {
        "F1": round(2 * right / max(1, len(pairs) + len(true)), 4),
        "precision": round(right / max(1, len(pairs)), 4),
        "recall": round(right / max(1, len(true)), 4),
    }

"""From listed people to pairs: the SQL models find who shares a key and how far they agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.duplicates.evidence import Levels, levels_of
from analytics.duplicates.people import PEOPLE
from analytics.duplicates.weights import Floats
from analytics.engine import Connection, connect
from analytics.loading import load_table
from analytics.models import run_models
from analytics.rules import Rule, load_rules, load_run_settings
from analytics.shapes import Row

SQL_DIR = Path(__file__).parent / "sql"
RULES_DIR = Path(__file__).parent / "rules"
MEMORY_LIMIT = "4GB"
_LONG_LIST, _LARGE_GROUP, _SMALL_GROUP = 20_000, 12, 4


@dataclass(frozen=True)
class Patterns:
    """The different ways in which pairs agree: each pattern, its levels, and how many pairs have it."""

    pattern: NDArray[np.int64]
    levels: Levels
    pairs: Floats


@contextmanager
def compared(people: Iterable[Row] | Path, across_lists: bool, with_strangers: bool = False) -> Iterator[Connection]:
    """A private database in which everybody is compared with whoever shares a key; it is gone when the block ends.

    `people` are rows of PEOPLE, or a Parquet file of them. `with_strangers` compares pairs picked at random too.
    """
    with connect(memory_limit=MEMORY_LIMIT) as connection:
        if isinstance(people, Path):
            connection.read_parquet(str(people)).create_view(PEOPLE.name)
        else:
            load_table(connection, PEOPLE, people)
        strangers = _groups_of_strangers(connection) if with_strangers else 0
        load_run_settings(connection, rules_of(across_lists, strangers), date.min)
        run_models(connection, ["int_patterns"], SQL_DIR)
        yield connection


def rules_of(across_lists: bool, strangers: int = 0) -> Mapping[str, Rule]:
    """The thresholds, with the switches as told."""
    rules = load_rules(RULES_DIR)
    switched = {"across_lists": across_lists, "strangers": strangers}
    return rules | {name: replace(rules[name], value=value) for name, value in switched.items()}


def _groups_of_strangers(connection: Connection) -> int:
    """So many that a short list has large groups, and a long one does not cost twice the time."""
    [(counted,)] = connection.execute(f"select count(*) from {PEOPLE.name}").fetchall()
    listed = int(counted)
    return 1 + listed // (_LARGE_GROUP if listed < _LONG_LIST else _SMALL_GROUP)


def patterns_in(connection: Connection) -> Patterns:
    """The patterns that the compared pairs show, the rare and the frequent."""
    found = connection.execute("select pattern, count(*) as pairs from int_patterns group by pattern order by pattern")
    columns = found.fetchnumpy()
    pattern = np.asarray(columns["pattern"], dtype=np.int64)
    return Patterns(pattern, levels_of(pattern), np.asarray(columns["pairs"], dtype=np.float64))

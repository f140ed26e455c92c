"""The disaster list of one hazard, weighed anew whenever a desk changes a weight.

The rules of `sql/intermediate` run over the few sets of grounds that can occur; the list is then one pass over a few
columns of the file that `priority_points.py` keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analytics.engine import Connection, connect
from analytics.models import discover
from analytics.priority_points import COLUMNS, FROM_BITS, GROUNDS, PROJECT
from analytics.reasons import parts_of, reason_of
from analytics.rulebook import RuleBook

FIRST_ON_SCREEN = 50
TIERS = ("A", "B", "C", "D")
_CODE = re.compile(r"[0-9]*(-[0-9]+)?")
_EVERY_SET = f"""
    select
        bits as person_id, cast(null as bigint) as household_id, '' as area_code, '' as para_code,
        cast(null as bigint) as most_age_years, {FROM_BITS}
    from range({1 << len(COLUMNS)}) as sets(bits)
"""
_SETS = """
    select
        cast(weighted.person_id as smallint) as bits, weighted.tier, weighted.points, told.reasons,
        cast(dense_rank() over (order by weighted.tier, weighted.house_risk desc) as smallint) as place
    from int_priority_weighted as weighted
    left join int_priority_tiers as told on told.person_id = weighted.person_id
"""
_LINES = """
    select person_id, household_id, area_code, para_code, most_age_years, bits
    from hazard_points inner join sets using (bits)
    order by place, most_age_years desc nulls last, household_id nulls last, person_id
"""
_CELLS = f"""
    select
        cast(coalesce(counted.most_age_years, -1) as bigint) as most_age_years,
        {", ".join(f"weighted.{column}" for column in COLUMNS)},
        weighted.points, weighted.house_risk, cast(weighted.tier = 'A' as bigint) as is_first_tier, counted.persons
    from (
        select bits, most_age_years, count(*) as persons from hazard_points group by bits, most_age_years
    ) as counted
    inner join int_priority_weighted as weighted on weighted.person_id = counted.bits
"""
"""What the model `int_priority_cells` would count, with each set of grounds weighed once instead of each person."""


@dataclass(frozen=True)
class ListedPerson:
    """One line of the list. `reasons` is a list of {code, values}; `tier` D is everybody without a ground."""

    person_id: int
    household_id: int | None
    area_code: str
    para_code: str
    age_years: int | None
    tier: str
    points: int
    reasons: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class PlaceCount:
    """How many persons of one ward and para (empty where none is known) stand in one tier."""

    area_code: str
    para_code: str
    tier: str
    persons: int


@dataclass(frozen=True)
class Preview:
    """What a desk sees at once when it changes a weight: the counts of every place, the first persons of the list."""

    counts: tuple[PlaceCount, ...]
    first: tuple[ListedPerson, ...]


@dataclass(frozen=True)
class Sensitivity:
    """What a heavier weight of one ground would change; the correlation is Spearman's, in thousandths."""

    ground: str
    persons: int
    rank_correlation_thousandths: int
    tier_changes: int
    entering: int
    leaving: int


def weights_of(kind: str, changed: Mapping[str, int] | None = None, book: RuleBook = PROJECT) -> dict[str, int]:
    """What each ground weighs for that kind of hazard by the rules, unless a desk changed it."""
    rules = book.thresholds()
    by_rule = {ground: rules.get(f"{kind}_weight_{ground}", rules[f"weight_{ground}"]).value for ground in GROUNDS}
    return {ground: int((changed or {}).get(ground, weight)) for ground, weight in by_rule.items()}


def preview(
    points: Path, weights: Mapping[str, int], areas: Sequence[str] = ("",), book: RuleBook = PROJECT
) -> Preview:
    """The list of that file under these weights, as far as one screen shows it and no farther than these areas."""
    with _weighed(points, weights, areas, book) as connection:
        counted = connection.execute(
            "select area_code, para_code, tier, count(*) from hazard_points inner join sets using (bits) "
            "group by area_code, para_code, tier order by area_code, para_code, tier"
        ).fetchall()
        first = _lines(connection, f"{_LINES} limit {FIRST_ON_SCREEN}")
        return Preview(tuple(PlaceCount(*row) for row in counted), tuple(first))


def tiers_of(
    points: Path, weights: Mapping[str, int], areas: Sequence[str] = ("",), book: RuleBook = PROJECT
) -> dict[str, int]:
    """How many persons of these areas stand in each tier under these weights; each set of grounds is counted once."""
    with _weighed(points, weights, areas, book) as connection:
        counted = connection.execute(
            "select tier, cast(sum(persons) as bigint) from (select bits, count(*) as persons from hazard_points "
            "group by bits) inner join sets using (bits) group by tier"
        ).fetchall()
    return dict.fromkeys(TIERS, 0) | dict(counted)


def first_of(
    points: Path, weights: Mapping[str, int], areas: Sequence[str] = ("",), book: RuleBook = PROJECT
) -> list[ListedPerson]:
    """The first persons of the list under these weights, as many as one screen shows."""
    with _weighed(points, weights, areas, book) as connection:
        return list(_lines(connection, f"{_LINES} limit {FIRST_ON_SCREEN}"))


def everybody(points: Path, weights: Mapping[str, int], book: RuleBook = PROJECT) -> list[ListedPerson]:
    """Every person of that file, in the order of the list; those without a ground stand at its end."""
    with _weighed(points, weights, ("",), book) as connection:
        return list(_lines(connection, _LINES))


def sensitivity(
    points: Path, weights: Mapping[str, int], areas: Sequence[str] = ("",), book: RuleBook = PROJECT
) -> list[Sensitivity]:
    """What one point more would change for each ground, whatever changes the order most first."""
    with _weighed(points, weights, areas, book) as connection:
        connection.execute(f"create table int_priority_cells as {_CELLS}")
        connection.execute(f"create table int_priority_sensitivity as {discover()['int_priority_sensitivity'].sql}")
        columns = "ground, persons, rank_correlation_thousandths, tier_changes, entering, leaving"
        found = connection.execute(
            f"select {columns} from int_priority_sensitivity order by rank_correlation_thousandths, ground"
        )
        return [Sensitivity(*row) for row in found.fetchall()]


@contextmanager
def _weighed(points: Path, weights: Mapping[str, int], areas: Sequence[str], book: RuleBook) -> Iterator[Connection]:
    """A database with the file as `hazard_points` and every set of grounds, weighed, as `sets`; it reads no more."""
    values = {name: int(rule.value) for name, rule in book.thresholds().items()}
    values |= {f"weight_{ground}": int(weight) for ground, weight in weights.items()}
    with connect() as connection:
        connection.read_parquet(str(points)).create_view("kept_hazard_points")
        connection.execute("set allowed_paths = $paths", {"paths": [str(points)]})
        connection.execute("set enable_external_access = false")
        held = " or ".join(f"starts_with(area_code, '{area}')" for area in areas if _CODE.fullmatch(area)) or "false"
        connection.execute(f"create view hazard_points as select * from kept_hazard_points where {held}")
        row = ", ".join(f"cast({value} as bigint) as {name}" for name, value in values.items())
        connection.execute(f"create table run_settings as select {row}")
        connection.execute(f"create view int_priority_points as {_EVERY_SET}")
        for name in ("int_priority_weighted", "int_priority_tiers"):
            connection.execute(f"create view {name} as {discover()[name].sql}")
        connection.execute(f"create table sets as {_SETS}")
        yield connection


def _lines(connection: Connection, query: str) -> Iterator[ListedPerson]:
    told = dict(connection.execute("select bits, (tier, points, coalesce(reasons, '')) from sets").fetchall())
    for person, home, area, para, age, bits in connection.execute(query).fetchall():
        tier, points, reasons = told[bits]
        yield ListedPerson(person, home, area, para, age, tier, points, _reasons(reasons))


@cache
def _reasons(joined: str) -> tuple[dict[str, Any], ...]:
    return tuple(reason_of(part) for part in parts_of(joined))

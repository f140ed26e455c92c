"""Source tables for the models: small ones made by hand, and the sample ward's true ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest

from analytics.engine import Connection, connect
from analytics.findings import build, findings_of
from analytics.snapshot import SNAPSHOT_TABLES, load_snapshot
from census_app.ledger.writes.findings import NewFinding
from tests.analytics import ward

AS_OF = date(2022, 6, 30)
WARD = "4087907108"

DEFAULTS: dict[str, dict[str, Any]] = {
    "src_persons": {
        "household_id": 1,
        "area_code": WARD,
        "sex": "female",
        "birth_from": date(1980, 1, 1),
        "birth_until": date(1980, 1, 1),
        "birth_precision": "day",
        "alive": True,
        "relation": "head",
        "marital": "married",
    },
    "src_numbers": {"kind": "nid10"},
    "src_households": {"area_code": WARD, "roof": "tin", "wall": "brick", "land_hundredths": 9000, "income_bdt": 20000},
    "src_deliveries": {
        "household_id": 1,
        "area_code": WARD,
        "office_code": "social_services",
        "programme_code": "OAA",
        "period_code": "2021-07..2021-09",
        "period_from": date(2021, 7, 1),
        "period_until": date(2021, 9, 30),
        "delivered_on": date(2021, 10, 5),
        "amount_poisha": 150_000,
        "attached": True,
    },
    "src_listings": {
        "area_code": WARD,
        "uploaded_by": "3",
        "round_code": "2022",
        "of_newest_round": True,
        "in_bangla": True,
        "in_latin": False,
        "has_father": True,
        "has_mother": True,
        "has_mobile": True,
        "has_nid": True,
        "has_brn": False,
    },
    "src_visits": {"area_code": WARD, "outcome": "prevented", "visited_on": date(2022, 3, 1)},
    "src_doubts": {"area_code": WARD, "kind": "cell", "field": "nid", "code": "number_damaged"},
    "src_deaths": {"source": "survey"},
}

Rows = list[dict[str, Any]]
Ask = Callable[..., list[NewFinding]]
Build = Callable[..., Connection]


def tables(**rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """Every source table, its rows filled up from the defaults."""
    return {
        shape.name: [
            tuple({**DEFAULTS[shape.name], **row}.get(column) for column, _ in shape.columns)
            for row in rows.get(shape.name, [])
        ]
        for shape in SNAPSHOT_TABLES
    }


@pytest.fixture
def connection() -> Iterator[Connection]:
    """An empty database of its own."""
    with connect() as opened:
        yield opened


@pytest.fixture
def build_from(request: pytest.FixtureRequest) -> Iterator[Build]:
    """The models of the test module's ASKED built, in a database of its own, from the rows handed in."""
    with ExitStack() as opened:

        def built(as_of: date = AS_OF, with_child_marriage: bool = False, **rows: Rows) -> Connection:
            connection = opened.enter_context(connect(threads=1))
            load_snapshot(connection, tables(**{f"src_{name}": given for name, given in rows.items()}))
            build(connection, as_of, with_child_marriage, request.module.ASKED)
            return connection

        yield built


@pytest.fixture
def ask(build_from: Build, request: pytest.FixtureRequest) -> Ask:
    """The findings that the rows handed in raise on the last day of the fiscal year 2021-22."""
    return lambda **rows: findings_of(build_from(**rows), request.module.ASKED)


@pytest.fixture(scope="session")
def built_ward() -> Iterator[Connection]:
    """The sample ward as it truly is, with every model built."""
    with connect() as opened:
        load_snapshot(opened, ward.true_tables())
        build(opened, AS_OF, with_child_marriage=True)
        yield opened

"""What lies in an area: the same on every database, whatever order of letters it was made with."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, bindparam, collate, select, true

from census_app.ledger.query import lies_in

CODES = ["40", "4087", "408790", "40879071", "4087907108", "4087907108-01", "4087907108-99", "4087907109"]
CODES += ["3999999999", "41", "4088", "409", "408", "4099", "40990000", "99", "9999999999-99", "0"]


@pytest.mark.parametrize("area", ["", *CODES])
def test_in_an_area_lie_the_codes_that_begin_with_its_own(any_engine: Engine, area: str) -> None:
    orders = [None] if any_engine.dialect.name == "sqlite" else [None, "C", "en-US-x-icu", "bn-x-icu"]
    with any_engine.connect() as connection:
        for order in orders:
            for code in CODES:
                value = bindparam("code", code)
                inside = lies_in(value if order is None else collate(value, order), area)
                found = connection.execute(select(true()).where(inside)).first() is not None
                assert found == code.startswith(area), (area, code, order)


@pytest.mark.parametrize("area", ["%", "_087", "4087'", "ward 8", "৪০", "40-", "-"])
def test_what_is_no_code_holds_nothing(engine: Engine, area: str) -> None:
    with engine.connect() as connection:
        assert not any(
            connection.execute(select(true()).where(lies_in(bindparam("code", c), area))).all() for c in CODES
        )

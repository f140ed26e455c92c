"""What the ledger tells the scores: within the scope, on both databases, and never what stands in a cell."""

from __future__ import annotations

from sqlalchemy import Engine

from census_app.domain.access import EVERY_OFFICE, OPERATOR, Permission, Scope
from census_app.ledger.engine import reading
from census_app.ledger.reads.quality import doubt_rows, listing_rows
from tests.ledger.people import OTHER_WARD, accept_household

NEIGHBOUR = Scope(9, "neighbour", (OTHER_WARD,), (EVERY_OFFICE,), frozenset(Permission))


def test_a_listing_tells_whether_cells_are_filled_and_never_what_stands_in_them(any_engine: Engine) -> None:
    accept_household(any_engine)
    with reading(any_engine) as session:
        rows = list(listing_rows(session, OPERATOR))
        assert list(listing_rows(session, NEIGHBOUR)) == []
        assert list(listing_rows(session, OPERATOR, "9999")) == []
        assert list(doubt_rows(session, NEIGHBOUR)) == []
    assert rows
    assert all(isinstance(cell, bool) for row in rows for cell in row[4:-1])

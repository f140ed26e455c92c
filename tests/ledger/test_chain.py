"""The trail is linked by hashes, area by area: what is changed behind its back is found."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import OPERATOR
from census_app.ledger.chain import walk_chain
from census_app.ledger.engine import reading
from census_app.ledger.writes.audit import record_look
from tests.ledger.people import OTHER_WARD, WARD


@pytest.fixture
def trail(any_engine: Engine) -> Engine:
    for place in range(6):
        record_look(any_engine, OPERATOR, f"person:{place}", WARD if place % 2 else OTHER_WARD, "asked at the desk")
    return any_engine


def test_an_untouched_trail_is_unbroken(trail: Engine) -> None:
    with reading(trail) as session:
        walked = walk_chain(session)
    assert (walked.events, walked.chains, walked.first_broken_id) == (6, 2, None)


@pytest.mark.parametrize(
    "change",
    [
        "update audit_events set reason = 'never asked' where id = 3",
        "update audit_events set subject = 'person:99' where id = 3",
        "update audit_events set actor_id = 9 where id = 3",
    ],
)
def test_a_changed_entry_is_named(trail: Engine, change: str) -> None:
    with trail.begin() as connection:
        connection.execute(text(change))
    with reading(trail) as session:
        assert walk_chain(session).first_broken_id == 3


def test_a_removed_entry_is_noticed_at_the_next_of_its_area(trail: Engine) -> None:
    with trail.begin() as connection:
        connection.execute(text("delete from audit_events where id = 3"))
    with reading(trail) as session:
        assert walk_chain(session).first_broken_id == 5

"""A worker without a file lets search catch up."""

from __future__ import annotations

from sqlalchemy import Engine

from census_app.jobs import worker
from census_app.ledger.engine import reading
from census_app.ledger.reads.search_progress import is_behind
from census_app.settings import Settings
from tests.jobs.sheets import settings_of
from tests.ledger.people import accept_household


def test_a_worker_that_waits_lets_search_catch_up(any_engine: Engine, settings: Settings) -> None:
    accept_household(any_engine)
    looks = iter((True, False))
    worker.work(any_engine, settings_of(any_engine, settings), goes_on=lambda: next(looks))
    with reading(any_engine) as session:
        assert not is_behind(session)

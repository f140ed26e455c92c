"""`kill -9` in the middle of twenty thousand rows, ten times in a row: the same rows as without, each once."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Engine

from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.jobs.crew import run_crew, start_crew, stop_crew
from census_app.jobs.worker import work
from census_app.ledger.engine import open_ledger, reading
from census_app.ledger.migrate import upgrade
from census_app.ledger.reads.jobs import progress_of, workers_of_running_jobs
from census_app.settings import Settings
from importers import staging
from tests.jobs.sheets import receive_sheet, settings_of, stored

ROWS = 20_000
KILLS = 10


def work_alone(settings: Settings) -> None:
    staging.ROWS_AT_ONCE = 1_000
    engine = open_ledger(settings)
    work(engine, settings, until_empty=True)


def rows_done(engine: Engine, upload_id: int) -> int:
    with reading(engine) as session:
        return progress_of(session, OPERATOR, upload_id).rows_done


def kill_one_step_further(engine: Engine, settings: Settings, upload_id: int, before: int) -> None:
    """A worker is killed without warning as soon as it has stored one more step."""
    worker = get_context("fork").Process(target=work_alone, args=(settings,))
    worker.start()
    try:
        while rows_done(engine, upload_id) == before and worker.is_alive():
            time.sleep(0.005)
    finally:
        os.kill(worker.pid or 0, signal.SIGKILL)
        worker.join()
    assert worker.exitcode == -signal.SIGKILL


def test_ten_workers_killed_in_a_row_leave_the_rows_of_an_undisturbed_one(
    any_engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    here = settings_of(any_engine, settings)
    undisturbed = Settings(f"sqlite:///{tmp_path / 'quiet.db'}", tmp_path)
    quiet = open_ledger(undisturbed)
    expected_upload = receive_fresh(quiet, undisturbed)
    work(quiet, undisturbed, until_empty=True)
    upload_id = receive_sheet(any_engine, here, ROWS)
    any_engine.dispose()
    for _ in range(KILLS):
        before = rows_done(any_engine, upload_id)
        assert before < ROWS
        kill_one_step_further(any_engine, here, upload_id, before)
    work(any_engine, here, until_empty=True)
    rows, problems = stored(any_engine, upload_id)
    assert len(rows) == ROWS
    assert (rows, problems) == stored(quiet, expected_upload)
    quiet.dispose()


def receive_fresh(engine: Engine, settings: Settings) -> int:
    upgrade(engine)
    return receive_sheet(engine, settings, ROWS)


def test_a_crew_replaces_a_worker_that_was_killed(engine: Engine, settings: Settings) -> None:
    upload_id = receive_sheet(engine, settings, ROWS)
    engine.dispose()
    crew = start_crew(settings)
    try:
        worker = wait_for_worker(engine)
        os.kill(int(worker.rpartition(":")[2]), signal.SIGKILL)
        deadline = time.monotonic() + 60
        while rows_done(engine, upload_id) < ROWS and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        stop_crew(crew)
    assert len(stored(engine, upload_id)[0]) == ROWS


def wait_for_worker(engine: Engine) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with reading(engine) as session:
            if workers := workers_of_running_jobs(session):
                return workers.pop()
        time.sleep(0.01)
    pytest.fail("no worker took the job")


def test_a_crew_that_somebody_waits_for_ends_with_a_word_when_its_workers_cannot_start(
    engine: Engine, settings: Settings
) -> None:
    (settings.keys_dir / "seal").unlink()
    with pytest.raises(Refused, match="worker_failed"):
        run_crew(settings, 2, until_empty=True)

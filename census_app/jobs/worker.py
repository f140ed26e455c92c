"""One worker: takes the oldest waiting job, reads its file, takes the next."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable

from sqlalchemy import Engine

from census_app.domain.errors import Refused
from census_app.ledger.engine import reading
from census_app.ledger.reads.jobs import is_work_waiting, workers_of_running_jobs
from census_app.ledger.writes.jobs import JobHold, claim_job, release_jobs
from census_app.settings import NUMBER_KEY, Settings
from importers.staging import Progress, stage, worker_name

LOOK_EVERY_SECONDS = 0.1
SEARCH_EVERY_LOOKS = 5
"""A worker without a file lets search catch up, one set of persons at a time."""
_LOG = logging.getLogger(__name__)


def work(
    engine: Engine,
    settings: Settings,
    goes_on: Callable[[], bool] = lambda: True,
    until_empty: bool = False,
    on_progress: Progress | None = None,
) -> int:
    """Jobs are done as they come until `goes_on` says no (or none is left); the number of finished jobs comes back.

    Between them search catches up with whoever was believed.
    """
    release_dead(engine)
    done = looks = 0
    while goes_on():
        hold = _next_job(engine)
        if hold is not None:
            done += _read(engine, settings, hold, on_progress)
        elif until_empty:
            break
        else:
            if looks % SEARCH_EVERY_LOOKS == 0:
                from census_app.ledger.writes.search import catch_up  # its numpy is for workers that stay

                catch_up(engine, settings.key(NUMBER_KEY), at_most_seconds=0.0)
            looks += 1
            time.sleep(LOOK_EVERY_SECONDS)
    return done


def _next_job(engine: Engine) -> JobHold | None:
    """The oldest job that nobody works on, looked for without standing in the way of those who write."""
    with reading(engine) as session:
        waiting = is_work_waiting(session)
    return claim_job(engine, worker_name()) if waiting else None


def _read(engine: Engine, settings: Settings, hold: JobHold, on_progress: Progress | None) -> int:
    """How many jobs were done: one, or none when it was lost. Who is told to stop gives the job back."""
    try:
        stage(engine, settings, hold, on_progress)
        return 1
    except Refused as refused:  # another worker has it now, and will finish it
        _LOG.warning("job %s: %s", hold.job_id, refused.code)
        return 0
    except (KeyboardInterrupt, SystemExit):
        release_jobs(engine, [hold.worker])
        raise


def read_upload(engine: Engine, settings: Settings, upload_id: int, on_progress: Progress | None = None) -> bool:
    """The upload has been read here and now; false when another worker is at it, or was before."""
    release_dead(engine)
    hold = claim_job(engine, worker_name(), upload_id)
    return hold is not None and _read(engine, settings, hold, on_progress) == 1


def release_dead(engine: Engine) -> None:
    """Jobs held by processes of this machine that are no more wait again, without waiting for their lease to end."""
    with reading(engine) as session:
        workers = workers_of_running_jobs(session)
    dead = [worker for worker in workers if _is_dead(worker)]
    if dead:
        release_jobs(engine, dead)


def _is_dead(worker: str) -> bool:
    machine, _, process = worker.rpartition(":")
    if machine != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False

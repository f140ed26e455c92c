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
from census_app.ledger.reads.jobs import workers_of_running_jobs
from census_app.ledger.writes.jobs import claim_job, release_jobs
from census_app.settings import Settings
from importers.staging import Progress, stage, worker_name

LOOK_EVERY_SECONDS = 0.2
_LOG = logging.getLogger(__name__)


def work(
    engine: Engine,
    settings: Settings,
    goes_on: Callable[[], bool] = lambda: True,
    until_empty: bool = False,
    on_progress: Progress | None = None,
) -> int:
    """Jobs are done as they come until `goes_on` says no (or none is left); the number of finished jobs comes back."""
    release_dead(engine)
    done = 0
    while goes_on():
        hold = claim_job(engine, worker_name())
        if hold is not None:
            try:
                stage(engine, settings, hold, on_progress)
                done += 1
            except Refused as refused:  # another worker has it now, and will finish it
                _LOG.warning("job %s: %s", hold.job_id, refused.code)
        elif until_empty:
            break
        else:
            time.sleep(LOOK_EVERY_SECONDS)
    return done


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

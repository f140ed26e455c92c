"""Several workers as processes of their own; one that dies is replaced, and what it held is taken up where it stood."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess

from census_app.domain.errors import Refused
from census_app.jobs.worker import work
from census_app.ledger.engine import open_ledger
from census_app.settings import Settings

LOOK_EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 10
_PROCESSES: ForkContext | SpawnContext = (
    get_context("fork") if "fork" in get_all_start_methods() else get_context("spawn")
)


def run_crew(
    settings: Settings, processes: int, until_empty: bool = False, on_look: Callable[[], None] = lambda: None
) -> None:
    """Jobs are done by that many processes until the caller is gone or stopped, or until none is left.

    `on_look` is called ten times a second. To be called from the main thread where no other runs: the workers are
    forks, and must not inherit an open database either.

    Raises: KeyboardInterrupt when it was told to stop, after the workers have ended; Refused when none can go on.
    """
    parent = os.getppid()
    with _stop_noted() as told:
        crew = [_start(settings, until_empty) for _ in range(processes)]
        try:
            while crew and not told and os.getppid() == parent:
                time.sleep(LOOK_EVERY_SECONDS)
                on_look()
                crew = [member for member in (_kept(one, settings, until_empty) for one in crew) if member is not None]
        finally:
            _end(crew, PATIENCE_SECONDS)
    if told:
        raise KeyboardInterrupt


@contextmanager
def _stop_noted() -> Iterator[list[int]]:
    """Signals to stop are noted while the block runs, unless they were ignored before.

    Raised on the spot, they could strike in the middle of a clean-up that swallows them.
    """
    told: list[int] = []
    heard = [sign for sign in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(sign) is not signal.SIG_IGN]
    before = {sign: signal.signal(sign, lambda number, _frame: told.append(number)) for sign in heard}
    try:
        yield told
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def start_crew(settings: Settings, processes: int = 1) -> BaseProcess:
    """A process looks after the workers from now on; it ends when it is terminated, or with its parent."""
    leader = _PROCESSES.Process(target=_lead, args=(settings, processes), name="census crew")
    leader.start()
    return leader


def stop_crew(leader: BaseProcess) -> None:
    """The leader and its workers have ended."""
    _end([leader], 2 * PATIENCE_SECONDS)


def _end(members: Sequence[BaseProcess], patience_seconds: float) -> None:
    """They end by themselves when told to; one that does not is ended, which loses nothing."""
    for member in members:
        member.terminate()
    for member in members:
        member.join(patience_seconds)
        if member.exitcode is None:
            member.kill()
            member.join()


def _lead(settings: Settings, processes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller, who then terminates its crew
    with suppress(KeyboardInterrupt):
        run_crew(settings, processes)


def _start(settings: Settings, until_empty: bool) -> BaseProcess:
    member = _PROCESSES.Process(target=_work, args=(settings, until_empty, os.getpid()), name="census worker")
    member.start()
    return member


def _kept(member: BaseProcess, settings: Settings, until_empty: bool) -> BaseProcess | None:
    """The member while it lives; another in its place when it died of anything but having finished.

    Raises: Refused when somebody waits for the end and the worker did not die but fails: the next would fail as well.
    """
    if member.exitcode is None:
        return member
    member.join()
    if member.exitcode > 0 and until_empty:
        raise Refused("worker_failed")
    return None if member.exitcode == 0 else _start(settings, until_empty)


def _work(settings: Settings, until_empty: bool, leader: int) -> None:
    told: list[int] = []

    def stop(number: int, _frame: object) -> None:
        told.append(number)
        raise SystemExit(0)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, stop)
    engine = open_ledger(settings)
    try:
        work(engine, settings, goes_on=lambda: not told and os.getppid() == leader, until_empty=until_empty)
    finally:
        engine.dispose()

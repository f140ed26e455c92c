"""Files that were taken in are read before their command ends; a bar, or plain lines, say how far it is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import click

from census_app.cli.lazy import REFUSED
from census_app.cli.run import Run
from census_app.jobs.crew import run_crew
from census_app.jobs.worker import read_upload
from census_app.ledger.engine import reading
from census_app.ledger.reads.jobs import progress_of
from census_app.sentences import sentence

MOST_READERS = 2
LOOK_EVERY_SECONDS = 0.2
_BAR_WIDTH = 40


@contextmanager
def going_on_later(run: Run, uploads: Mapping[int, str], files: int) -> Iterator[None]:
    """Ctrl-C in the block ends the command with one line that says how to go on; what was stored stays.

    Shape: `uploads` are those taken in so far, by id with the name of the file.
    """
    try:
        yield
    except KeyboardInterrupt:
        values = {"read": sum(not under_way for under_way, *_ in how_far(run, uploads).values()), "files": files}
        click.echo("\n" * sys.stderr.isatty() + sentence("reading_interrupted", run.language, values), err=True)
        raise SystemExit(REFUSED) from None


def read_files(run: Run, uploads: Mapping[int, str]) -> None:
    """Every upload has been read: one in this process, several by a crew, any by a worker that was quicker."""
    watch = _Watch(run, uploads)
    while watch.is_under_way():
        if len(uploads) == 1:
            upload_id = next(iter(uploads))
            here = read_upload(run.engine, run.settings, upload_id, partial(watch.tell, upload_id))
        else:
            here = True
            run_crew(run.settings, readers(), until_empty=True, on_look=watch.look)
        if not here:
            time.sleep(LOOK_EVERY_SECONDS)
    watch.end()


def readers() -> int:
    """How many processes one command may keep busy on this machine."""
    return min(MOST_READERS, os.cpu_count() or 1)


def how_far(run: Run, uploads: Mapping[int, str]) -> dict[int, tuple[bool, int, int | None]]:
    """For each upload: whether it is still to be read, the rows stored, the rows there are (None: not counted yet).

    No connection stays open: a worker that is forked next must not inherit one.
    """
    with reading(run.engine) as session:
        found = [progress_of(session, run.scope, upload_id) for upload_id in uploads]
    run.engine.dispose()
    return {one.upload_id: (one.is_under_way, one.rows_done, one.rows_total) for one in found}


class _Watch:
    """What the person at the keyboard has been told about the reading so far."""

    def __init__(self, run: Run, uploads: Mapping[int, str]) -> None:
        self.run = run
        self.uploads = uploads
        self.rows: dict[int, tuple[int, int]] = {}
        self.draws = sys.stderr.isatty()

    def look(self) -> None:
        """Tell what has changed."""
        self.is_under_way()

    def is_under_way(self) -> bool:
        """Tell what has changed; true as long as something is to be read."""
        found = how_far(self.run, self.uploads)
        for upload_id, (_, done, total) in found.items():
            if total is not None:
                self.tell(upload_id, done, total)
        return any(under_way for under_way, *_ in found.values())

    def tell(self, upload_id: int, done: int, total: int) -> None:
        """One upload stands at that row."""
        if self.rows.get(upload_id) == (done, total):
            return
        self.rows[upload_id] = (done, total)
        if self.draws:
            self._draw()
        elif done:
            values = {"file": self.uploads[upload_id], "done": done, "total": total}
            click.echo(sentence("rows_so_far", self.run.language, values), err=True)

    def end(self) -> None:
        """The bar stays behind, and the next text stands below it."""
        if self.draws and self.rows:
            click.echo(err=True)

    def _draw(self) -> None:
        done, total = (sum(counts) for counts in zip(*self.rows.values(), strict=True))
        full = _BAR_WIDTH * done // max(total, 1)
        click.echo(f"\r[{'#' * full}{'-' * (_BAR_WIDTH - full)}] {done:,} / {total:,}  ", nl=False, err=True)

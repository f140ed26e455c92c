"""`census upload hand-back`: a file with its problems marked in it, for whoever gave it in."""

from __future__ import annotations

from pathlib import Path

import click

from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission


@click.command("hand-back")
@click.option("--upload", "upload_id", required=True, type=int, metavar="ID")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_run()
def hand_back_upload(run: Run, upload_id: int, out: Path) -> None:
    """Write an uploaded file again with every doubtful cell coloured and explained."""
    from census_app.exports.handed_back import hand_back  # its library is not for those who only upload
    from importers.collector import collector_paused
    from importers.workbook import read_workbook

    run.require(Permission.SEE_UPLOADS)
    with collector_paused():
        done = hand_back(run.engine, run.settings, run.scope, upload_id, out, run.language, read_workbook)
    run.answer(done, run.told("rows_written", path=out, rows=done.rows))

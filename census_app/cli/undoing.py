"""`census undo` and `census accept --dry-run`: what an acceptance would change, and taking one back."""

from __future__ import annotations

import click

from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.ledger.engine import reading
from census_app.ledger.reads.staged_rows import upload_counts
from census_app.ledger.writes.undoing import undo_acceptance
from importers.looking_ahead import waiting_changes


@click.command()
@click.option("--upload", "upload_id", type=int, metavar="ID", required=True)
@click.option("--reason", default="undone at the command line", show_default=True, help="Why; it stands in the trail.")
@with_run()
def undo(run: Run, upload_id: int, reason: str) -> None:
    """Take back the last acceptance of a survey file: its rows wait again, what they brought is gone."""
    run.require(Permission.ACCEPT_ROWS)
    undone = undo_acceptance(run.engine, run.scope, upload_id, reason)
    run.answer(undone, run.told("acceptance_undone", **vars(undone)))


def look_ahead(run: Run, round_code: str | None, upload_id: int | None) -> None:
    """Each waiting survey file with the counts of what accepting it would change.

    Raises: NotFound for a round or an upload that is not there.
    """
    if upload_id is not None:
        with reading(run.engine) as session:
            upload_counts(session, run.scope, upload_id)
    found = waiting_changes(run.engine, run.settings, run.scope, round_code, upload_id)
    counted = [
        {"upload_id": upload.upload_id, "file_name": upload.file_name, **changes.counts()} for upload, changes in found
    ]
    told = [run.told("changes_counted", **one) for one in counted]
    run.answer(counted, "\n".join(told) or run.told("nothing_waits"))

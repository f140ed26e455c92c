"""`census shelters`: the buildings that take people in, noted from a file."""

from __future__ import annotations

from pathlib import Path

import click

from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.domain.errors import Unreadable
from census_app.ledger.writes.shelters import keep_shelters
from census_app.sentences import error_sentence
from importers.shelters import read_shelters


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_run()
def shelters(run: Run, path: Path) -> None:
    """Note the shelters of a CSV file; one is known again by its ward and its names, and none is kept when a line is
    wrong."""
    run.require(Permission.MANAGE_SHELTERS)
    read = read_shelters(path)
    for number, fault in read.wrong:
        click.echo(run.told("line_told", line=number, told=error_sentence(fault, run.language)), err=True)
    if read.wrong:
        raise Unreadable("shelter_file_wrong", {"path": path.name, "lines": str(len(read.wrong))})
    kept = keep_shelters(run.engine, run.scope, read.shelters)
    run.answer(kept, run.told("shelters_kept", **vars(kept)))

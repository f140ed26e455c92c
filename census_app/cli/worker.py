"""`census work`: the worker behind the site, in processes of its own."""

from __future__ import annotations

import signal

import click

from census_app.cli.run import DATABASE, IN_LANGUAGE, ready_ledger
from census_app.jobs.crew import run_crew
from census_app.sentences import sentence
from census_app.settings import read_settings

MOST_PROCESSES = 32


@click.command()
@click.option("--processes", type=click.IntRange(1, MOST_PROCESSES), default=1, show_default=True)
@click.option("--until-empty", is_flag=True, help="End when nothing waits any more.")
@DATABASE
@IN_LANGUAGE
def work(processes: int, until_empty: bool, database: str | None, language: str) -> None:
    """Read the files that wait, until told to stop."""
    settings = read_settings(database_url=database)
    ready_ledger(settings, creates=True).dispose()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run_crew(settings, processes, until_empty)
    except KeyboardInterrupt:
        click.echo(sentence("work_stopped", language))

"""`census serve|work`: the site, and the worker behind it."""

from __future__ import annotations

import logging

import click
import waitress

from census_app.cli.lazy import UNREADABLE
from census_app.cli.run import open_ledger
from census_app.settings import Settings, read_settings
from census_app.web import create_app

DEFAULT_PORT = 8000


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=DEFAULT_PORT, show_default=True)
@click.option("--database", metavar="URL", help="Database instead of CENSUS_DATABASE_URL.")
def serve(host: str, port: int, database: str | None) -> None:
    """Serve the site."""
    settings = read_settings(database_url=database)
    open_ledger(settings, creates=True).dispose()
    click.echo(f"http://{host}:{port}/")
    serve_site(settings, host, port)


def serve_site(settings: Settings, host: str, port: int) -> None:
    """The site answers at that address until it is stopped."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it would write a line for every request under load
    waitress.serve(create_app(settings), host=host, port=port, threads=8, ident=None)


@click.command()
def work() -> None:
    """Not built yet: uploads are read while the page waits."""
    click.echo("`census work` is not built yet: uploads are read while their page waits.", err=True)
    raise SystemExit(UNREADABLE)

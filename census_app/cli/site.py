"""`census serve`: the site, with a worker behind it."""

from __future__ import annotations

import errno
import logging
import signal
import socket

import click
import waitress

from census_app.cli.run import DATABASE, IN_LANGUAGE, ready_ledger
from census_app.domain.errors import Refused
from census_app.jobs.crew import start_crew, stop_crew
from census_app.sentences import sentence
from census_app.settings import Settings, read_settings
from census_app.web import create_app

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
THREADS = 8


@click.command()
@click.option("--host", default=DEFAULT_HOST, show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True)
@DATABASE
@IN_LANGUAGE
def serve(host: str, port: int, database: str | None, language: str) -> None:
    """Serve the site."""
    settings = read_settings(database_url=database)
    with take_address(host, port) as listener:
        ready_ledger(settings, creates=True).dispose()
        click.echo(address_of(listener))
        serve_site(settings, listener)
    click.echo(sentence("site_stopped", language))


def take_address(host: str, port: int) -> socket.socket:
    """The address is ours from now on; port 0 stands for any that is free.

    Raises: Refused when another program has it, or this machine or user may not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        code = "address_taken" if error.errno == errno.EADDRINUSE else "address_not_usable"
        raise Refused(code, {"address": f"{host}:{port}", "other": str(port + 1)}) from error


def address_of(listener: socket.socket) -> str:
    """What to type into the browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve_site(settings: Settings, listener: socket.socket) -> None:
    """The site answers at the listener's address, its worker beside it, until it is told to stop: Ctrl-C, or `kill`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it would write a line for every request under load
    crew = start_crew(settings)  # before any thread: the worker is a fork
    try:
        waitress.serve(create_app(settings), sockets=[listener], threads=THREADS, ident=None)
    finally:
        stop_crew(crew)

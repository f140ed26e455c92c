"""The command as a script calls it: arguments in, exit code and output out."""

from __future__ import annotations

from click.testing import CliRunner, Result

from census_app.cli import main

WARD = ("--union", "40879071", "--ward", "8")


def census(*arguments: str) -> Result:
    """What `census ARGUMENTS` answers."""
    return CliRunner().invoke(main, list(arguments))

"""Help comes at once: no command is imported for it, and no command brings the libraries of another."""

from __future__ import annotations

import subprocess
import sys

import click

from census_app.cli import main
from tests.cli.calling import census

HEAVY = ("alembic", "duckdb", "flask", "folium", "geopandas", "openpyxl", "pandas", "sqlmodel", "waitress")


def imported_by(statement: str) -> set[str]:
    """The heavy libraries that a fresh Python has imported after the statement."""
    asked = f"import sys; {statement}; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_whole_command_is_there_before_any_library() -> None:
    assert imported_by("import census_app.cli") == set()


def test_accepting_rows_waits_for_no_map_no_page_and_no_analysis() -> None:
    assert imported_by("import census_app.cli.uploads") == {"alembic", "sqlmodel"}


def test_exporting_a_table_waits_for_no_map() -> None:
    assert not imported_by("import census_app.cli.exports") & {"folium", "geopandas", "flask"}


def test_every_command_of_the_help_is_where_it_says() -> None:
    told = census("--help").output
    for name, place in main.places.items():
        assert f"  {name} " in told
        assert place.line in " ".join(told.split())
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert command.name == name


def test_an_unknown_command_is_wrong_usage() -> None:
    assert census("dance").exit_code == 2

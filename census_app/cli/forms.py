"""`census blank-form`: what volunteers and offices fill in."""

from __future__ import annotations

from pathlib import Path

import click

from census_app.reference import read_reference
from census_app.sentences import LANGUAGES
from importers.blank_forms import write_blank_form


@click.command("blank-form")
@click.argument("kind", metavar="survey|OFFICE")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="bn")
def blank_form(kind: str, out: Path, language: str) -> None:
    """Write a blank workbook with drop-downs, a help row and examples."""
    offices = [office["code"] for office in read_reference("offices")]
    if kind != "survey" and kind not in offices:
        raise click.BadParameter(f"survey, or one of: {', '.join(offices)}", param_hint="KIND")
    write_blank_form("household_census" if kind == "survey" else "office_list", out, language)
    click.echo(str(out))

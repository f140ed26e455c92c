"""What people type after a command: what cannot be is wrong usage, told before anything is opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from census_app.domain.areas import level_of, ward_code
from census_app.domain.periods import fiscal_year
from census_app.reference import read_reference

Callback = Callable[[click.Context, click.Parameter, Any], Any]


def of_form(form: str, read: Callable[[str], object]) -> Callback:
    """A callback that lets a text pass as it was typed when it can be read as what it should be."""

    def require(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
        try:
            if text is not None:
                read(text)
        except ValueError:
            raise click.BadParameter(f"“{text}” is not {form}.") from None
        return text

    return require


def first_day_of(year: str) -> date:
    """1 January of a year written in four digits. Raises: ValueError for anything else."""
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise ValueError("not a year")
    return date(int(year), 1, 1)


OFFICES = click.Choice([office["code"] for office in read_reference("offices")])
UNION = click.option(
    "--union",
    "union_code",
    required=True,
    metavar="CODE",
    callback=of_form("the code of a union, such as 40879071", lambda code: ward_code(code, 1)),
)
WARD = click.option("--ward", required=True, type=click.IntRange(1, 9))
FISCAL_YEAR = click.option(
    "--fiscal-year",
    required=True,
    metavar="YYYY-YY",
    callback=of_form("a fiscal year, such as 2021-22", fiscal_year),
)
AREA_FORM = of_form("the code of an area, such as 408790", level_of)

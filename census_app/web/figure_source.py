"""The run whose figures a page shows: the newest one that spoke of everything the desk may see."""

from __future__ import annotations

from flask import Flask

from analytics.figures import Source, sources_for, sql_file
from census_app.web import access, ledger


def teach(app: Flask) -> None:
    """Templates can say which SQL file made a figure."""
    app.jinja_env.globals.update(sql_file=sql_file)


def sources() -> list[Source]:
    """The runs whose figures can be read here, the newest first."""
    return sources_for(ledger.session(), access.scope(), ledger.settings())


def newest_source() -> Source | None:
    """The newest of them; None before the first run."""
    return next(iter(sources()), None)

"""The ledger as one request sees it: one engine for the site, one reading session for each request."""

from __future__ import annotations

from contextlib import ExitStack
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlmodel import Session

from census_app.ledger.engine import open_ledger, reading
from census_app.settings import Settings


def open_for(app: Flask, settings: Settings) -> None:
    """The site knows its settings and its ledger, and every request closes what it opened."""
    app.extensions["census_settings"] = settings
    app.extensions["census_engine"] = open_ledger(settings)
    app.teardown_appcontext(_close)


def settings() -> Settings:
    """The settings the site was made with."""
    return cast(Settings, current_app.extensions["census_settings"])


def engine() -> Engine:
    """The engine for writes."""
    return cast(Engine, current_app.extensions["census_engine"])


def session() -> Session:
    """The reading session of this request, opened at its first read."""
    if "ledger_session" not in g:
        g.ledger_stack = ExitStack()
        g.ledger_session = g.ledger_stack.enter_context(reading(engine()))
    return cast(Session, g.ledger_session)


def _close(_error: BaseException | None) -> None:
    stack = g.pop("ledger_stack", None)
    g.pop("ledger_session", None)
    if stack is not None:
        stack.close()

"""Persons who may be one human being, side by side."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.ledger.reads.doubles import list_doubles
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.paging import page_of, window

blueprint = Blueprint("doubles", __name__)


@blueprint.get("/doubles")
@needs(Permission.DECIDE_MATCHES)
def listing() -> ResponseReturnValue:
    """The pairs that wait, each with what speaks for one person and what against."""
    page = page_of(list_doubles(ledger.session(), access.scope(), *window()))
    return render_template("doubles/listing.html", page=page)

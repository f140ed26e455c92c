"""Deliveries whose recipient is not yet known."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.ledger.reads.suspense import count_suspense, list_suspense
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.paging import page_of, window

blueprint = Blueprint("suspense", __name__)


@blueprint.get("/suspense")
@needs(Permission.ANSWER_SUSPENSE)
def listing() -> ResponseReturnValue:
    """What waits, why, and who it may have been."""
    session, scope = ledger.session(), access.scope()
    office = request.args.get("office", "")
    return render_template(
        "suspense/listing.html",
        page=page_of(list_suspense(session, scope, office, *window())),
        waiting=count_suspense(session, scope, office),
    )

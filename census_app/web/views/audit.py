"""The trail."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.ledger.reads.audit import TrailFilter, known_actions, list_events
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.paging import page_of, window

blueprint = Blueprint("audit", __name__)


@blueprint.get("/trail")
@needs(Permission.SEE_AUDIT)
def listing() -> ResponseReturnValue:
    """Who did, saw, changed or exported what, the newest first."""
    subject, action = request.args.get("subject", "").strip(), request.args.get("action", "")
    wanted = TrailFilter(subject, action, request.args.get("actor", type=int))
    events = list_events(ledger.session(), access.scope(), wanted, *window())
    return render_template(
        "audit/listing.html", page=page_of(events), wanted=wanted, actions=known_actions(ledger.session())
    )

"""Accounts and their desks."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.ledger.reads.users import list_accounts
from census_app.web import ledger
from census_app.web.access import needs

blueprint = Blueprint("users", __name__)


@blueprint.get("/accounts")
@needs(Permission.MANAGE_USERS)
def listing() -> ResponseReturnValue:
    """All accounts with the desks they hold."""
    return render_template("users/listing.html", accounts=list_accounts(ledger.session()))

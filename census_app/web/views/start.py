"""The start: whoever comes is sent to the page their day begins with."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from census_app.ledger import clock
from census_app.web import access
from census_app.web.navigation import first_page

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@access.open_to_all
def page() -> ResponseReturnValue:
    """The first page of the role, the sign-in form, or a word to an account that holds no desk."""
    account = access.account()
    if account is None:
        return redirect(url_for("sign_in.form"))
    today = clock.today()
    endpoint = first_page(frozenset(desk.role for desk in account.desks if desk.holds_on(today)))
    if endpoint is None:
        return render_template("start/no_desk.html")
    return redirect(url_for(endpoint))

"""Signing in and out, and choosing a language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from census_app.domain.errors import Refused
from census_app.ledger.writes import users
from census_app.web import access, ledger
from census_app.web.errors import refusal_sentence
from census_app.web.language import choose, current_language

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@access.open_to_all
def form() -> ResponseReturnValue:
    """The form, or the first page for whoever is signed in already."""
    if access.account() is not None:
        return redirect(url_for("start.page"))
    return render_template("sign_in/form.html", refusal="", name="")


@blueprint.post("/sign-in")
@access.open_to_all
def enter() -> ResponseReturnValue:
    """Whoever knows the password is signed in; anybody else reads why not."""
    name = request.form.get("name", "").strip()
    try:
        signed_in = users.log_in(ledger.engine(), name, request.form.get("password", ""))
    except Refused as refusal:
        said = refusal_sentence(refusal.code, refusal.values, current_language())
        return render_template("sign_in/form.html", refusal=said, name=name), 403
    language = session.get("language")
    session.clear()  # nothing that was in the browser before stays in the session of the signed-in
    if language:
        session["language"] = language
    session.permanent = True
    access.enter(signed_in.user_id)
    return redirect(_inside(request.args.get("then", "")))


@blueprint.post("/sign-out")
@access.open_to_all
def leave() -> ResponseReturnValue:
    """Nobody is signed in any more; the language stays."""
    access.leave()
    language = current_language()
    session.clear()
    choose(language)
    return redirect(url_for("sign_in.form"))


@blueprint.post("/language")
@access.open_to_all
def set_language() -> ResponseReturnValue:
    """The page is shown again in the other language; an account remembers the choice."""
    language = request.form.get("language", "")
    choose(language)
    if access.account() is not None and current_language() == language:
        users.set_language(ledger.engine(), access.scope(), language)
    return redirect(_inside(request.form.get("then", "")))


def _inside(address: str) -> str:
    """The address when it lies within this site, else the start page: nobody is led away by a link."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return url_for("start.page")
    return address

"""The door of every page: a view that does not say who may enter is shut to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user  # type: ignore[import-untyped]

from census_app.domain.access import Permission, Scope, can
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.reads.users import Account, get_account, scope_for
from census_app.web import ledger

View = TypeVar("View", bound=Callable[..., Any])


class SignedInUser:
    """What Flask-Login asks about an account."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """The id the session cookie carries."""
        return str(self.account.user_id)


def needs(*permissions: Permission) -> Callable[[View], View]:
    """The view is open to whoever holds one of the permissions."""

    def declare(view: View) -> View:
        view.needs = frozenset(permissions)  # type: ignore[attr-defined]
        return view

    return declare


def open_to_all(view: View) -> View:
    """The view is open without signing in; it shows nothing of the ledger."""
    view.needs = frozenset()  # type: ignore[attr-defined]
    return view


def declared(app: Flask, endpoint: str) -> frozenset[Permission] | None:
    """What an endpoint asks for: one of these; nothing when open to all; None when it forgot to say."""
    found: frozenset[Permission] | None = getattr(app.view_functions[endpoint], "needs", None)
    return found


def guard(app: Flask) -> None:
    """Every request is asked for the permission that its view declares, before the view runs."""
    manager = LoginManager(app)
    manager.session_protection = None  # a phone changes its address on the road
    manager.user_loader(_load_user)
    open_to_all(app.view_functions["static"])
    app.before_request(_refuse_or_let_in)


def enter(user_id: int) -> None:
    """The browser of this request belongs to that user from now on."""
    login_user(SignedInUser(get_account(ledger.session(), user_id)))


def leave() -> None:
    """The browser of this request belongs to nobody from now on."""
    logout_user()


def account() -> Account | None:
    """Whoever signed in, or None."""
    return current_user.account if current_user.is_authenticated else None


def use_scope(scope: Scope) -> None:
    """This request acts with that scope (a system that signed its request, instead of a browser)."""
    g.census_scope = scope


def scope() -> Scope:
    """The scope of whoever is signed in, read once for each request."""
    if "census_scope" not in g:
        signed_in = account()
        if signed_in is None:
            g.census_scope = Scope(0, "", (), (), frozenset())
        else:
            g.census_scope = scope_for(ledger.session(), signed_in.user_id, clock.today())
    return cast(Scope, g.census_scope)


def may(permission: Permission) -> bool:
    """True when whoever is signed in holds the permission."""
    return can(scope(), permission)


def _load_user(user_id: str) -> SignedInUser | None:
    try:
        found = get_account(ledger.session(), int(user_id))
    except (NotFound, ValueError):
        return None
    return None if found.disabled else SignedInUser(found)


def _refuse_or_let_in() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    asked = declared(current_app, request.endpoint)
    if asked is None:
        raise Refused("view_without_permission")
    if not asked:
        return None
    if request.blueprint == "api":
        current_app.extensions["census_api_sign_in"]()
    elif account() is None:
        return redirect(url_for("sign_in.form", then=request.path if request.method == "GET" else "/"))
    if not asked & scope().permissions:
        raise Refused("not_permitted")
    return None

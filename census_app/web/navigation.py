"""The menu, and the page each desk begins its day with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from flask_babel import lazy_gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission, Role
from census_app.web import access
from census_app.web.verifying import files_waiting

P = Permission


@dataclass(frozen=True)
class Entry:
    """One line of the menu, for whoever holds one of the permissions."""

    endpoint: str
    label: str
    permissions: frozenset[Permission]
    count: Callable[[], int] | None = None
    """How many things wait behind it."""


MENU = (
    Entry("dashboard.page", _("Overview"), frozenset({P.SEE_DASHBOARD})),
    Entry("uploads.listing", _("Uploads"), frozenset({P.SEE_UPLOADS})),
    Entry("verification.listing", _("Verification"), frozenset({P.CHECK_ROWS, P.ACCEPT_ROWS}), files_waiting),
    Entry("suspense.listing", _("Suspense"), frozenset({P.ANSWER_SUSPENSE})),
    Entry("households.listing", _("Households"), frozenset({P.SEE_HOUSEHOLDS})),
    Entry("rounds.page", _("Rounds"), frozenset({P.SEE_HOUSEHOLDS})),
    Entry("search.page", _("Find a person"), frozenset({P.LOOK_UP_PERSON})),
    Entry("doubles.listing", _("Possible duplicates"), frozenset({P.DECIDE_MATCHES})),
    Entry("doubles.questions", _("Questions to you"), frozenset({P.ANSWER_MATCHES})),
    Entry("change_requests.listing", _("Changes asked for"), frozenset({P.REQUEST_CHANGES, P.DECIDE_CHANGES})),
    Entry("findings.listing", _("Findings"), frozenset({P.SEE_FINDINGS})),
    Entry("quality.page", _("Data quality"), frozenset({P.SEE_HOUSEHOLDS})),
    Entry("statistics.page", _("Statistics"), frozenset({P.SEE_DASHBOARD})),
    Entry("need.page", _("Need and inequality"), frozenset({P.SEE_DASHBOARD})),
    Entry("unserved.page", _("Entitled and unserved"), frozenset({P.SEE_FINDINGS})),
    Entry("visits.page", _("Visits"), frozenset({P.SEE_CHILD_MARRIAGE})),
    Entry("hazards.listing", _("Disaster"), frozenset({P.SEE_HAZARDS, P.MARK_REACHED})),
    Entry("maps.page", _("Map"), frozenset({P.SEE_MAP})),
    Entry("users.listing", _("Accounts"), frozenset({P.MANAGE_USERS})),
    Entry("audit.listing", _("Trail"), frozenset({P.SEE_AUDIT})),
)

FIRST_PAGES = {
    Role.UNO: "dashboard.page",
    Role.CHAIRMAN: "uploads.listing",
    Role.WARD_MEMBER: "households.listing",
    Role.WOMEN_AFFAIRS: "findings.listing",
    Role.OFFICE: "uploads.listing",
    Role.VOLUNTEER: "uploads.listing",
    Role.ENTREPRENEUR: "search.page",
    Role.ICT_OFFICER: "users.listing",
    Role.AUDITOR: "audit.listing",
}
"""A person with several desks begins at the first of them in this order."""


def menu() -> list[Entry]:
    """The lines of the menu that whoever is signed in may open."""
    return [entry for entry in MENU if entry.permissions & access.scope().permissions]


def first_page(roles: frozenset[Role]) -> str | None:
    """The endpoint a person of these roles begins with; None for an account without a desk."""
    return next((endpoint for role, endpoint in FIRST_PAGES.items() if role in roles), None)


def teach(app: Flask) -> None:
    """Templates know the menu, who is signed in, and what that person may do."""
    app.jinja_env.globals.update(menu=menu, account=access.account, may=access.may, P=Permission)

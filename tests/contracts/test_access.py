"""Who may open what, asked by request: every page, for every role, at home (ward 8) and at a desk elsewhere.

What a page asks for is declared at its view; what a role holds stands in `domain/access.py`. The answers must follow
from these two: 403 without the permission, 404 for what lies outside the area, the page otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from census_app.cli.demo import PASSWORD, UNION, UPAZILA, USERS, WARD, DemoUser
from census_app.domain.access import GRANTS, OPERATOR, Permission, Role
from census_app.ledger.writes.users import add_user, assign
from census_app.sentences import LANGUAGES, sentence
from census_app.web import create_app
from census_app.web.access import declared
from tests.contracts.tree import python_files, text_of
from tests.wards import Ward

ELSEWHERE = {WARD: "4087901101", UNION: "40879011", UPAZILA: "408743"}
DESKS = {role: next(user for user in USERS if user.role is role) for role in Role}
A_PAGE_OF_HOME = re.compile(r"/(?:persons|households|uploads|findings|doubles|hazards|shelters|change-requests)/\d+")
OUTSIDE = re.compile(r"(?:src|href|action|srcset)=[\"']?\s*(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//", re.IGNORECASE)


@dataclass(frozen=True)
class Site:
    """The site over the sample ward."""

    app: Flask
    ward: Ward

    @property
    def rules(self) -> list[tuple[Rule, str]]:
        """Every address with every method it takes, reading before writing."""
        methods = [(rule, method) for rule in self.app.url_map.iter_rules() for method in ("GET", "POST")]
        asked = [(rule, method) for rule, method in methods if method in (rule.methods or ())]
        return sorted(asked, key=lambda one: (one[1], one[0].rule))

    def needs(self, rule: Rule) -> frozenset[Permission]:
        needed = declared(self.app, rule.endpoint)
        assert needed is not None, f"{rule.endpoint} does not say who may enter"
        return needed

    def sign_in(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code in (302, 303)
        return client


@dataclass(frozen=True)
class Visitor:
    """Somebody at a desk who goes through the whole site."""

    site: Site
    name: str
    role: Role
    client: FlaskClient
    things: dict[str, str]

    def ask(self, rule: Rule, method: str) -> TestResponse:
        sent: dict[str, Any] = {}
        if method == "POST":
            sent["json" if rule.rule.startswith("/api/") else "data"] = self.form
        if rule.rule.startswith("/api/"):
            sent["auth"] = (self.name, PASSWORD)
        return self.client.open(self.address(rule), method=method, **sent)

    def address(self, rule: Rule) -> str:
        """Where the rule leads for the things of the sample ward; an argument nobody knows fails by its name."""
        with self.site.app.test_request_context():
            adapter = self.site.app.create_url_adapter(None) or self.site.app.url_map.bind("localhost")
            return adapter.build(rule.endpoint, {name: self.things[name] for name in rule.arguments})

    @cached_property
    def form(self) -> dict[str, str]:
        """What the forms of the site send; none of it is enough to change somebody's data."""
        return {"asked": self.things["number"], "number": self.things["number"], "note": "", "decision": ""}

    def may(self, rule: Rule) -> bool:
        return bool(self.site.needs(rule) & GRANTS[self.role])


@pytest.fixture
def site(ward: Ward) -> Site:
    app = create_app(ward.settings)
    app.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
    return Site(app, ward)


def things_of(ward: Ward, desk: DemoUser) -> dict[str, str]:
    """One of each kind of thing of ward 8 that the desk has to do with."""
    own = {"desk": desk.name, "office": desk.office_code, "like": f'%"{desk.office_code}%'}
    queries = {
        "upload_id": "select max(id) from uploads where office_code = :office",
        "finding_id": "select max(id) from findings where kind <> 'child_marriage_risk' and office_codes like :like",
        "person_id": "select max(a.person_id) from attachments a join deliveries d on d.id = a.delivery_id"
        " join identity_numbers n on n.person_id = a.person_id where :office in ('', d.office_code)",
        "delivery_id": "select max(d.id) from deliveries d join staged_rows r on r.id = d.staged_row_id"
        " where r.state = 'suspense' and :office in ('', d.office_code)",
        "given_id": "select max(a.delivery_id) from attachments a join deliveries d on d.id = a.delivery_id"
        " where a.ended_at is null and :office in ('', d.office_code)",
        "number_id": "select max(id) from identity_numbers where person_id = :person_id",
        "household_id": "select max(id) from households",
        "match_id": "select max(id) from possible_matches where kind = 'persons'",
        "row_id": "select max(id) from staged_rows where upload_id = :upload_id",
        "hazard_id": "select max(id) from hazard_calls",
        "shelter_id": "select max(id) from shelters",
        "request_id": "select max(r.id) from change_requests r join users u on u.id = r.filed_by"
        " where u.name = :desk or :desk not in ('member', 'entrepreneur')",
        "problem_id": "select coalesce(max(id), 0) from problems where upload_id = :upload_id",
    }
    number = "select max(value) from identity_numbers where person_id = :person_id"
    with ward.engine.connect() as connection:
        found: dict[str, str] = {}
        for name, query in queries.items():
            found[name] = str(connection.execute(text(query), {**own, **found}).scalar_one())
        found["number"] = ward.unsealed(connection.execute(text(number), found).scalar_one())
    return {
        **found,
        "ward": WARD,
        "ward_code": WARD,
        "area_code": WARD,
        "place_code": f"{WARD}-01",
        "kind": "correct",
        "filename": "census.css",
        "page": "1",
    }


def visitor_at_home(site: Site, role: Role) -> Visitor:
    desk = DESKS[role]
    return Visitor(site, desk.name, role, site.sign_in(desk.name), things_of(site.ward, desk))


def visitor_from_elsewhere(site: Site, role: Role) -> Visitor:
    desk = DESKS[role]
    name = f"{desk.name}_elsewhere"
    add_user(site.ward.engine, OPERATOR, name, "somebody at a desk elsewhere", PASSWORD)
    assign(site.ward.engine, OPERATOR, name, role, ELSEWHERE[desk.area_code], desk.office_code)
    return Visitor(site, name, role, site.sign_in(name), things_of(site.ward, desk))


def test_every_view_says_who_may_enter(site: Site) -> None:
    assert [rule.endpoint for rule, _ in site.rules if declared(site.app, rule.endpoint) is None] == []


def test_every_permission_is_asked_for_somewhere_and_held_by_somebody() -> None:
    doors = "\n".join(text_of(path) for path in python_files("census_app", "importers") if path.stem != "access")
    assert [p for p in Permission if not re.search(rf"\b(?:P|Permission)\.{p.name}\b", doors)] == []
    assert set(Permission) == frozenset().union(*GRANTS.values())


def test_nobody_enters_without_signing_in(site: Site) -> None:
    stranger = Visitor(
        site, "nobody", Role.VOLUNTEER, site.app.test_client(), things_of(site.ward, DESKS[Role.VOLUNTEER])
    )
    for rule, method in site.rules:
        answer = stranger.client.open(stranger.address(rule), method=method)
        if not site.needs(rule):
            assert answer.status_code < 500, rule
        elif rule.rule.startswith("/api/"):
            assert answer.status_code == 401, rule
        else:
            assert answer.status_code in (302, 303), rule
            assert answer.headers["Location"].startswith("/sign-in"), rule


@pytest.mark.parametrize("role", Role)
def test_at_home_a_role_opens_what_it_holds_the_permission_for_and_nothing_else(site: Site, role: Role) -> None:
    visitor = visitor_at_home(site, role)
    refusals = [sentence("not_permitted", language) for language in LANGUAGES]
    for rule, method in site.rules:
        if not site.needs(rule):
            continue
        answer = visitor.ask(rule, method)
        shown = answer.get_data().decode(errors="replace")  # a workbook is no text
        refused = "not_permitted" in shown or any(said in shown for said in refusals)
        what = f"{role} {method} {rule.rule}: {answer.status_code}"
        if not visitor.may(rule):
            assert answer.status_code == 403, what
            assert refused, what
        else:
            assert not refused, what
            assert answer.status_code in ((200, 302, 303) if method == "GET" else (200, 302, 303, 400, 403, 422)), what
            assert OUTSIDE.search(shown) is None, f"{what} names an address outside the site"


@pytest.mark.parametrize("role", Role)
def test_elsewhere_the_same_role_finds_nothing_of_ward_8(site: Site, role: Role) -> None:
    visitor = visitor_from_elsewhere(site, role)
    for rule, method in site.rules:
        if not site.needs(rule):
            continue
        answer = visitor.ask(rule, method)
        what = f"{role} {method} {rule.rule}: {answer.status_code}"
        if not visitor.may(rule):
            assert answer.status_code == 403, what
        elif rule.arguments:
            assert answer.status_code == 404, what
        else:
            assert answer.status_code in (
                (200, 302, 303) if method == "GET" else (200, 302, 303, 400, 403, 404, 422)
            ), what
        told = answer.get_data().decode(errors="replace") + answer.headers.get("Location", "")
        assert A_PAGE_OF_HOME.search(told.replace(visitor.address(rule), "")) is None, what

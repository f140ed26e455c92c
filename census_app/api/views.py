"""What other systems may ask. Each request signs in with an account's name and password; no cookie is taken."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.domain.errors import NotFound, Refused
from census_app.domain.identity import keyed_hash, lookup_digits, mask, read_number
from census_app.ledger import clock
from census_app.ledger.reads.deliveries import history_of
from census_app.ledger.reads.findings import FindingFilter, FindingLine, list_findings
from census_app.ledger.reads.persons import find_by_number, get_person
from census_app.ledger.reads.rounds import list_rounds
from census_app.ledger.reads.users import scope_for
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.users import log_in
from census_app.web import access, ledger
from census_app.web.access import needs, open_to_all
from census_app.web.paging import ON_A_PAGE, asked_page
from census_app.web.security import csrf
from importers.acceptance import NUMBER_KEY

blueprint = Blueprint("api", __name__, url_prefix="/api")
csrf.exempt(blueprint)  # no cookie opens this door, so no other site can knock on it in somebody's name


def sign_in() -> None:
    """The request acts for the account whose name and password it carries.

    Raises: Refused when it carries none, or wrong ones.
    """
    given = request.authorization
    if given is None or given.type != "basic":
        raise Refused("api_sign_in_needed")
    user = log_in(ledger.engine(), given.username or "", given.password or "")
    access.use_scope(scope_for(ledger.session(), user.user_id, clock.today()))


@blueprint.record_once
def _offer_sign_in(state: BlueprintSetupState) -> None:
    state.app.extensions["census_api_sign_in"] = sign_in


@blueprint.get("/health")
@open_to_all
def health() -> ResponseReturnValue:
    """The site answers and its ledger can be read."""
    list_rounds(ledger.session())
    return jsonify(status="ok")


@blueprint.post("/persons/by-number")
@needs(Permission.LOOK_UP_PERSON)
def person_by_number() -> ResponseReturnValue:
    """The holders of a number with what each received. The number stands in the body: {"number": "…"}."""
    body = request.get_json(silent=True)
    asked = read_number(str(body.get("number", "")) if isinstance(body, dict) else "", "any")
    key = ledger.settings().key(NUMBER_KEY)
    forms = lookup_digits(asked.kind, asked.value)
    found = find_by_number(ledger.session(), access.scope(), [keyed_hash(key, form) for form in forms])
    if not found:
        raise NotFound("person_not_found")
    return jsonify(persons=[_person(line.person_id) for line in found])


@blueprint.get("/findings")
@needs(Permission.SEE_FINDINGS)
def findings() -> ResponseReturnValue:
    """The findings the account may see, in pages."""
    wanted = FindingFilter(*(request.args.get(name, "") for name in ("kind", "severity", "state", "area")))
    offset = (asked_page() - 1) * ON_A_PAGE
    found = list_findings(ledger.session(), access.scope(), wanted, ON_A_PAGE, offset)
    return jsonify(
        findings=[{**asdict(line), "persons": [p.person_id for p in line.persons], **_days(line)} for line in found]
    )


def _days(line: FindingLine) -> dict[str, str | None]:
    """Its days in ISO; what Flask makes of a date by itself is a moment in Greenwich."""
    return {"opened_on": line.opened_on.isoformat(), "due_on": line.due_on.isoformat() if line.due_on else None}


def _person(person_id: int) -> dict[str, Any]:
    session, scope = ledger.session(), access.scope()
    person = get_person(session, scope, person_id, holds_number=True)
    record_look(ledger.engine(), scope, f"person:{person_id}", person.line.area_code)
    shown = (lambda value: value) if access.may(Permission.SEE_NUMBERS) else mask
    return {
        **asdict(person.line),
        "numbers": [{"kind": held.kind, "value": shown(held.value)} for held in person.numbers],
        "history": [
            {**asdict(office), "total_poisha": office.total_poisha} for office in history_of(session, scope, person_id)
        ],
    }

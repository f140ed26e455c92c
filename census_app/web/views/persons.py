"""Looking a person up: by number, mobile or name; and the person with the whole service history."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.domain.bangla_text import ascii_digits, tidy
from census_app.domain.identity import NumberKind, keyed_hash, lookup_digits, read_number
from census_app.ledger.reads.areas import list_areas
from census_app.ledger.reads.deliveries import history_of
from census_app.ledger.reads.findings import findings_about
from census_app.ledger.reads.persons import (
    PersonLine,
    find_by_mobile,
    find_by_name,
    find_by_number,
    get_person,
    members_of,
)
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from importers.acceptance import NUMBER_KEY

blueprint = Blueprint("persons", __name__)

P = Permission
NUMBERS_REMEMBERED = 40
MOBILE_DIGITS = 11


@blueprint.get("/persons")
@needs(P.LOOK_UP_PERSON)
def search() -> ResponseReturnValue:
    """The empty search form."""
    return _results(None, asked="", refusal="")


@blueprint.post("/persons")
@needs(P.LOOK_UP_PERSON)
def find() -> ResponseReturnValue:
    """One holder of a number opens at once, everything else is a list. Sent in the body: no number in an address."""
    asked = request.form.get("asked", "").strip()
    if not any(letter.isdigit() for letter in asked):
        return _find_by_name(asked)
    if _is_mobile(asked):
        return _results(find_by_mobile(ledger.session(), access.scope(), _digits(asked)), asked)
    number = read_number(asked, "any")
    if number.kind == NumberKind.OTHER:
        return _results(None, asked, refusal=number.fault)
    key = ledger.settings().key(NUMBER_KEY)
    forms = lookup_digits(number.kind, number.value)
    found = find_by_number(ledger.session(), access.scope(), [keyed_hash(key, form) for form in forms])
    _remember([person.person_id for person in found])
    if len(found) == 1:
        return redirect(url_for("persons.page", person_id=found[0].person_id))
    return _results(found, asked)


@blueprint.get("/persons/<int:person_id>")
@needs(P.LOOK_UP_PERSON)
def page(person_id: int) -> ResponseReturnValue:
    """One person: facts, household, what every office gave, what is asked. The trail says who looked."""
    reading, scope = ledger.session(), access.scope()
    person = get_person(reading, scope, person_id, holds_number=person_id in session.get("numbers_held", ()))
    record_look(ledger.engine(), scope, f"person:{person_id}", person.line.area_code)
    household_id = person.line.household_id
    sees_home = household_id is not None and not scope.sees_only_own_office
    return render_template(
        "persons/page.html",
        person=person,
        line=person.line,
        members=members_of(reading, scope, household_id) if sees_home and household_id is not None else [],
        history=history_of(reading, scope, person_id),
        findings=findings_about(reading, scope, person_id) if access.may(P.SEE_FINDINGS) else [],
    )


def _find_by_name(name: str) -> ResponseReturnValue:
    if access.scope().sees_only_own_office:
        return _results(None, name, refusal="number_wanted")
    father, ward = request.form.get("father", "").strip(), request.form.get("ward", "")
    return _results(find_by_name(ledger.session(), access.scope(), name, father, ward), name)


def _results(found: list[PersonLine] | None, asked: str, refusal: str = "") -> ResponseReturnValue:
    by_name = not access.scope().sees_only_own_office
    return render_template(
        "persons/search.html",
        found=found,
        asked=asked,
        refusal=refusal,
        father=request.form.get("father", ""),
        ward=request.form.get("ward", ""),
        by_name=by_name,
        wards=list_areas(ledger.session(), access.scope(), "ward") if by_name else [],
    )


def _is_mobile(text: str) -> bool:
    written = _digits(text)
    return len(written) == MOBILE_DIGITS and written.startswith("01") and written.isdigit()


def _remember(person_ids: list[int]) -> None:
    """An office that typed the whole number of a person may open that person for the rest of the session."""
    held = [*session.get("numbers_held", ()), *person_ids]
    session["numbers_held"] = held[-NUMBERS_REMEMBERED:]


def _digits(text: str) -> str:
    return ascii_digits(tidy(text)).replace("-", "").replace(" ", "")

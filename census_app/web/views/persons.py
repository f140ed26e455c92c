"""One person with the whole service history."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.ledger.reads.change_requests import open_about
from census_app.ledger.reads.deliveries import history_of
from census_app.ledger.reads.doubles import pairs_about
from census_app.ledger.reads.findings import findings_about
from census_app.ledger.reads.merges import merges_of
from census_app.ledger.reads.person_changes import corrections_of
from census_app.ledger.reads.persons import get_person, members_of
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.views.search import holds_number

blueprint = Blueprint("persons", __name__)

P = Permission


@blueprint.get("/persons/<int:person_id>")
@needs(P.LOOK_UP_PERSON)
def page(person_id: int) -> ResponseReturnValue:
    """One person: facts, household, what every office gave, what is asked. The trail says who looked."""
    reading, scope = ledger.session(), access.scope()
    person = get_person(reading, scope, person_id, holds_number=holds_number(person_id))
    if person.line.person_id != person_id:  # the record turned out to be somebody written down before
        return redirect(url_for("persons.page", person_id=person.line.person_id))
    record_look(ledger.engine(), scope, f"person:{person_id}", person.line.area_code)
    household_id = person.line.household_id
    sees_home = household_id is not None and not scope.sees_only_own_office
    return render_template(
        "persons/page.html",
        person=person,
        line=person.line,
        members=members_of(reading, scope, household_id) if sees_home and household_id is not None else [],
        history=history_of(reading, scope, person_id),
        pairs=pairs_about(reading, scope, person_id) if sees_home else [],
        merges=merges_of(reading, scope, person_id) if sees_home else [],
        asked=open_about(reading, scope, person_id) if not scope.sees_only_own_office else [],
        corrections=corrections_of(reading, scope, person_id) if not scope.sees_only_own_office else [],
        findings=findings_about(reading, scope, person_id) if access.may(P.SEE_FINDINGS) else [],
    )

"""Somebody who looks at a person says who may be the same: searched for, chosen, and a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.ledger.reads.persons import PersonLine, get_person
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.proposals import propose_match
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.views.search import ages_of, holds_number, people_asked_for

blueprint = Blueprint("proposals", __name__)

P = Permission


@blueprint.get("/persons/<int:person_id>/same")
@needs(P.PROPOSE_MATCHES)
def page(person_id: int) -> ResponseReturnValue:
    """The person, and the box for finding the other. The trail says who looked."""
    line = _line(person_id)
    record_look(ledger.engine(), access.scope(), f"person:{line.person_id}", line.area_code)
    return _page(line)


@blueprint.post("/persons/<int:person_id>/same/search")
@needs(P.PROPOSE_MATCHES)
def find(person_id: int) -> ResponseReturnValue:
    """Whoever answers the question, to choose from."""
    return _page(_line(person_id), request.form.get("asked", "").strip())


@blueprint.post("/persons/<int:person_id>/same")
@needs(P.PROPOSE_MATCHES)
def propose(person_id: int) -> ResponseReturnValue:
    """The two wait to be decided like any other pair; whoever may decide goes on to compare them."""
    line, note = _line(person_id), request.form.get("note", "")
    other_id = request.form.get("other", type=int)
    if other_id is None or not note.strip():
        flash(_("Choose the person and write in a sentence why it may be the same."), "bad")
        return _page(line, request.form.get("asked", "").strip())
    other = _line(other_id)
    proposed = propose_match(ledger.engine(), access.scope(), line.person_id, other.person_id, note)
    if proposed.fate == "told_apart":
        flash(_("Somebody has said already that these are two people. Nothing was changed."), "bad")
    elif proposed.fate == "waiting":
        flash(_("The two wait to be decided already. Your reason stands beside them."), "good")
    else:
        flash(_("The two wait to be decided. Both go on receiving what they receive until then."), "good")
    if access.may(P.DECIDE_MATCHES):
        return redirect(url_for("doubles.page", match_id=proposed.match_id))
    return redirect(url_for("persons.page", person_id=line.person_id))


def _line(person_id: int) -> PersonLine:
    """The person, for a desk that may open it. Raises: NotFound for any other."""
    return get_person(ledger.session(), access.scope(), person_id, holds_number=holds_number(person_id)).line


def _page(line: PersonLine, asked: str = "") -> ResponseReturnValue:
    found = people_asked_for(asked)[1] if asked else None
    hits = [hit for hit in found.hits if hit.line.person_id != line.person_id] if found else []
    return render_template(
        "proposals/page.html",
        line=line,
        asked=asked,
        hits=hits,
        ages=ages_of(found),
        by_number_alone=access.scope().sees_only_own_office,
    )

"""What was believed on any day about any day: of a person, a household, a delivery. The trail says who looked."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.errors import Unreadable
from census_app.ledger import clock
from census_app.ledger.reads.audit import looks_at
from census_app.ledger.reads.delivery_history import believed_delivery
from census_app.ledger.reads.history import believed
from census_app.ledger.reads.history_timeline import delivery_entries
from census_app.ledger.reads.household_history import believed_household
from census_app.ledger.reads.persons import get_person, lines_of
from census_app.ledger.reads.standing_deliveries import REVERSED
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.deliveries import reverse_delivery, say_state
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.views.search import holds_number

blueprint = Blueprint("history", __name__)

P = Permission


@blueprint.get("/persons/<int:person_id>/history")
@needs(P.LOOK_UP_PERSON)
def person(person_id: int) -> ResponseReturnValue:
    """A person's life in the ledger, as known on one day about another."""
    session, scope = ledger.session(), access.scope()
    known_on, true_on = _days()
    number_held = holds_number(person_id)
    line = get_person(session, scope, person_id, number_held).line
    if line.person_id != person_id:
        return redirect(url_for("history.person", person_id=line.person_id, known_on=known_on, true_on=true_on))
    told = believed(session, scope, person_id, known_on, true_on, number_held)
    record_look(ledger.engine(), scope, f"person:{person_id}", line.area_code)
    return render_template("history/person.html", line=line, told=told)


@blueprint.get("/persons/<int:person_id>/printout")
@needs(P.LOOK_UP_PERSON)
def printout(person_id: int) -> ResponseReturnValue:
    """What the person may take home: what is believed, what was received, and who looked, when and why."""
    session, scope = ledger.session(), access.scope()
    number_held = holds_number(person_id)
    told = believed(session, scope, person_id, holds_number=number_held)
    line = get_person(session, scope, person_id, number_held).line
    reason = request.args.get("reason", "").strip()[:300]
    record_look(ledger.engine(), scope, f"person:{line.person_id}", line.area_code, reason)
    return render_template(
        "history/printout.html", line=line, told=told, looks=looks_at(session, scope, told.records), today=clock.today()
    )


@blueprint.get("/households/<int:household_id>/history")
@needs(P.SEE_HOUSEHOLDS)
def household(household_id: int) -> ResponseReturnValue:
    """A household's life in the ledger, as known on one day about another."""
    session, scope = ledger.session(), access.scope()
    told = believed_household(session, scope, household_id, *_days())
    record_look(ledger.engine(), scope, f"household:{household_id}", told.area_code)
    return render_template("history/household.html", told=told)


@blueprint.get("/deliveries/<int:given_id>")
@needs(P.LOOK_UP_PERSON)
def delivery(given_id: int) -> ResponseReturnValue:
    """A delivery: who listed it, whose it was held to be, what became of it."""
    session, scope = ledger.session(), access.scope()
    told = believed_delivery(session, scope, given_id, _days()[0])
    people = {held.person_id for held in told.past.held if held.person_id is not None}
    lines = {line.person_id: line for line in lines_of(session, scope, sorted(people))}
    area = next((line.area_code for line in lines.values()), next(iter(scope.areas), ""))
    record_look(ledger.engine(), scope, f"delivery:{told.past.delivery_id}", area)
    said = [entry for entry in delivery_entries(told.past) if entry.known_on <= told.known_on]
    return render_template("history/delivery.html", told=told, lines=lines, entries_said=said)


@blueprint.post("/deliveries/<int:given_id>")
@needs(P.ANSWER_SUSPENSE)
def say(given_id: int) -> ResponseReturnValue:
    """The delivery was refused, did not arrive, arrived after all, or is taken back; the list stays as it came."""
    scope, reason, state = access.scope(), request.form.get("reason", ""), request.form.get("state", "")
    if state == REVERSED:
        reverse_delivery(ledger.engine(), scope, given_id, reason)
    else:
        say_state(ledger.engine(), scope, given_id, state, reason)
    flash(_("It is written down."))
    return redirect(url_for("history.delivery", given_id=given_id))


def _days() -> tuple[date, date]:
    """As known on which day, about which day: today and the same, unless the address says otherwise.

    Raises: Unreadable for what is no day.
    """
    known_on = _day("known_on") or clock.today()
    return known_on, _day("true_on") or known_on


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unreadable("day_not_readable", {"day": text[:20]}) from None

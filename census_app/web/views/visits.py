"""Visits to the families of girls: the list of two desks, one girl with her visits, and whether the list is fair."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from analytics.fairness import OF_VISITS
from analytics.figures import figures_of
from census_app.domain.access import Permission
from census_app.domain.marriage import Outcome, Verdict, of_age_on, old_enough
from census_app.domain.person import birth_date_of
from census_app.ledger import clock
from census_app.ledger.reads.persons import PersonLine, get_person
from census_app.ledger.reads.visits import visit_list, visits_to
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.visits import NewVisit, record_visit
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.figure_source import sources
from census_app.web.views.search import holds_number

blueprint = Blueprint("visits", __name__)

BY_GROUP, BY_UNION = OF_VISITS


@blueprint.get("/visits")
@needs(Permission.SEE_CHILD_MARRIAGE)
def page() -> ResponseReturnValue:
    """Whom to visit, prevented marriages first. The trail says who looked."""
    record_look(ledger.engine(), access.scope(), "visits:list", "")
    girls = visit_list(ledger.session(), access.scope())
    return render_template("visits/page.html", girls=girls, today=clock.today())


@blueprint.get("/visits/<int:person_id>")
@needs(Permission.SEE_CHILD_MARRIAGE)
def girl(person_id: int) -> ResponseReturnValue:
    """One girl with what was seen. The trail says who looked."""
    person, visits = visits_to(ledger.session(), access.scope(), person_id)
    record_look(ledger.engine(), access.scope(), f"visits:{person_id}", person.area_code)
    asked = next(
        (one for one in visit_list(ledger.session(), access.scope()) if one.person.person_id == person_id), None
    )
    until = of_age_on(person.birth_date, person.birth_precision)
    return render_template(
        "visits/girl.html",
        person=person,
        visits=visits,
        asked=asked,
        outcomes=list(Outcome),
        until=until,
        takes_visits=person.sex == "female" and not person.death_date and (until is None or clock.today() < until),
        today=clock.today(),
    )


@blueprint.post("/visits/<int:person_id>")
@needs(Permission.SEE_CHILD_MARRIAGE)
def record(person_id: int) -> ResponseReturnValue:
    """The visit is kept with its outcome and the day of the next."""
    visits_to(ledger.session(), access.scope(), person_id)
    note, outcome = request.form.get("note", ""), request.form.get("outcome", "")
    visited_on, again = _day("visited_on"), _day("next_visit_on")
    if visited_on is None or not note.strip() or outcome not in list(Outcome):
        flash(_("Write the day of the visit, choose what you found, and say it in a sentence."), "bad")
    else:
        record_visit(ledger.engine(), access.scope(), person_id, NewVisit(visited_on, outcome, note, again))
        flash(_("The visit was kept."), "good")
    return redirect(url_for("visits.girl", person_id=person_id))


@blueprint.get("/visits/fairness")
@needs(Permission.SEE_CHILD_MARRIAGE)
def fairness() -> ResponseReturnValue:
    """Whether the list weighs on a religion, a para or a fifth of wealth, none of which gives a point."""
    known = [source for source in sources() if figures_of(source, access.scope(), BY_GROUP)]
    found = figures_of(known[0], access.scope(), BY_GROUP) if known else []
    return render_template(
        "visits/fairness.html",
        source=known[0] if known else None,
        groups={name: [row for row in found if row["grouping"] == name] for name in ("religion", "para", "quintile")},
        unions=figures_of(known[0], access.scope(), BY_UNION) if known else [],
    )


@blueprint.get("/marriage-check/<int:person_id>")
@needs(Permission.LOOK_UP_PERSON)
def check(person_id: int) -> ResponseReturnValue:
    """Whether somebody, girl or boy, is old enough to marry on the day on which a marriage is to be registered."""
    found = get_person(ledger.session(), access.scope(), person_id, holds_number(person_id))
    record_look(ledger.engine(), access.scope(), f"person:{person_id}", found.line.area_code)
    on = _asked_day() or clock.today()
    return render_template("visits/check.html", person=found.line, on=on, verdict=_verdict(found.line, on))


def _verdict(person: PersonLine, on: date) -> Verdict:
    born = birth_date_of(person.birth_date, person.birth_precision) if person.birth_date else None
    return old_enough(person.sex, born, on)


def _day(name: str) -> date | None:
    return _read_day(request.form.get(name, ""))


def _asked_day() -> date | None:
    return _read_day(request.args.get("on", ""))


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

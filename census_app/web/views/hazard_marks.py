"""Ticking off on a phone: who was reached, who was moved and where, who refused, who was not found."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.domain.hazards import Outcome
from census_app.ledger.reads.hazard_marks import newest_marks
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.hazards import mark_person
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.hazard_lines import WITH_GROUNDS, SheetLine, is_of_place, place_in, sheet_lines
from census_app.web.hazard_lists import plan_of, request_for
from census_app.web.paging import asked_page, page_of, window
from census_app.web.views.hazards import seen_hazard

blueprint = Blueprint("hazard_marks", __name__)

P = Permission
KEPT = ("page", "find", "everybody", "to")


@blueprint.get("/hazards/<int:hazard_id>/ticks/<place_code>")
@needs(P.MARK_REACHED)
def page(hazard_id: int, place_code: str) -> ResponseReturnValue:
    """The people of one para in the order of the list, each with its four answers. The trail says who looked."""
    hazard = seen_hazard(hazard_id)
    place = place_in(hazard, place_code)
    asked = request_for(hazard)
    plan = plan_of(asked, hazard.weights)
    wanted = [line for line in plan.lines if is_of_place(line, place_code)]
    if not request.args.get("everybody"):
        wanted = [line for line in wanted if line.tier in WITH_GROUNDS]
    marks = newest_marks(ledger.session(), access.scope(), hazard_id)
    shelters = {shelter.shelter_id: shelter for shelter in asked.shelters}
    find, (limit, offset) = request.args.get("find", "").strip(), window()
    if find:
        found = [line for line in sheet_lines(hazard, plan, wanted, shelters, marks) if _answers(line, find)]
        lines = found[offset : offset + limit]
    else:
        lines = sheet_lines(hazard, plan, wanted[offset : offset + limit], shelters, marks, offset + 1)
    record_look(ledger.engine(), access.scope(), f"hazard:{hazard_id}", place_code)
    return render_template(
        "hazards/ticks.html",
        hazard=hazard,
        place=place,
        page=page_of(lines),
        number=asked_page(),
        find=find,
        marked=sum(line.person_id in marks for line in wanted),
        listed=len(wanted),
        outcomes=Outcome,
        shelters=asked.shelters,
        kept={name: request.args[name] for name in KEPT if request.args.get(name)},
    )


@blueprint.post("/hazards/<int:hazard_id>/ticks/<place_code>")
@needs(P.MARK_REACHED)
def mark(hazard_id: int, place_code: str) -> ResponseReturnValue:
    """What became of one person is one row more; what was said before stays."""
    hazard = seen_hazard(hazard_id)
    place_in(hazard, place_code)
    person_id = request.form.get("person_id", 0, type=int)
    shelter_id = request.form.get("shelter_id", type=int)
    mark_person(ledger.engine(), access.scope(), hazard_id, person_id, request.form.get("outcome", ""), shelter_id)
    kept: dict[str, Any] = {name: request.args[name] for name in KEPT if request.args.get(name)}
    back = url_for("hazard_marks.page", hazard_id=hazard_id, place_code=place_code, **kept)
    return redirect(f"{back}#p{person_id}")


def _answers(line: SheetLine, find: str) -> bool:
    """True when the name or the number of the household holds what was typed."""
    person = line.person
    told = (person.name_bn, person.name_en.lower(), person.household_number) if person else ()
    return any(find.lower() in text for text in told)

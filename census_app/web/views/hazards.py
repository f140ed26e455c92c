"""Hazards: called out by a desk, seen by everybody in whose places they lie, closed when they are over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from analytics.priority import PlaceCount, preview, weights_of
from analytics.rule_versions import in_force
from census_app.domain.access import Permission
from census_app.domain.areas import common_area
from census_app.domain.errors import NotFound, Refused
from census_app.domain.hazards import DEEPEST_CM, Hazard, whole_number
from census_app.ledger import clock
from census_app.ledger.reads.areas import Place, list_areas
from census_app.ledger.reads.hazards import HazardLine, get_hazard, list_hazards, newest_snapshot
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.hazards import NewHazard, close_hazard, open_hazard
from census_app.sentences import error_sentence
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.hazard_lines import is_seen, sheet_lines
from census_app.web.hazard_lists import plan_of, points_of, request_for
from census_app.web.language import current_language
from maps.drawn_areas import read_area

blueprint = Blueprint("hazards", __name__)

P = Permission
TIERS = ("A", "B", "C", "D")
FIRST_SHOWN = 20


@blueprint.get("/hazards")
@needs(P.SEE_HAZARDS, P.MARK_REACHED)
def listing() -> ResponseReturnValue:
    """The hazards that touch one's places; volunteers see those that are open."""
    found = list_hazards(ledger.session(), access.scope())
    seen = [line for line in found if line.is_open or access.may(P.SEE_HAZARDS)]
    return render_template("hazards/listing.html", hazards=seen)


@blueprint.get("/hazards/new")
@needs(P.OPEN_HAZARDS)
def form() -> ResponseReturnValue:
    """The form in which a hazard is described."""
    return render_template("hazards/form.html", kinds=Hazard, areas=_areas(), today=clock.today(), deepest=DEEPEST_CM)


@blueprint.post("/hazards")
@needs(P.OPEN_HAZARDS)
def call() -> ResponseReturnValue:
    """The hazard is open, its list made of the newest snapshot."""
    try:
        new = _described()
        snapshot = newest_snapshot(ledger.session())
        hazard_id = open_hazard(ledger.engine(), access.scope(), new, snapshot)
    except Refused as refusal:
        flash(error_sentence(refusal, current_language()), "bad")
        return redirect(url_for("hazards.form"))
    return redirect(url_for("hazards.page", hazard_id=hazard_id))


@blueprint.get("/hazards/<int:hazard_id>")
@needs(P.SEE_HAZARDS, P.MARK_REACHED)
def page(hazard_id: int) -> ResponseReturnValue:
    """Where how many are to be reached, who comes first, which shelter fills up. The trail says who looked."""
    hazard = seen_hazard(hazard_id)
    asked = request_for(hazard)
    counts = preview(points_of(asked), hazard.weights, hazard.areas_seen(access.scope()), asked.book).counts
    if not access.may(P.SEE_HAZARDS):
        return render_template("hazards/places.html", hazard=hazard, places=_by_place(counts), tiers=TIERS)
    record_look(ledger.engine(), access.scope(), f"hazard:{hazard_id}", common_area(hazard.areas_seen(access.scope())))
    plan, shelters = plan_of(asked, hazard.weights), {one.shelter_id: one for one in asked.shelters}
    mine = [line for line in plan.lines if is_seen(line) and line.reasons]
    return render_template(
        "hazards/page.html",
        hazard=hazard,
        places=_by_place(counts),
        tiers=TIERS,
        first=sheet_lines(hazard, plan, mine[:FIRST_SHOWN], shelters, {}),
        shelters=[(one, plan.places.taken[one.shelter_id]) for one in asked.shelters],
        without_place=sum(map(is_seen, plan.without_place)),
        outside=plan.households_outside,
        rules=asked.rules,
        leads=access.may(P.OPEN_HAZARDS) and all(map(access.scope().holds_area, hazard.area_codes)),
    )


@blueprint.post("/hazards/<int:hazard_id>/close")
@needs(P.OPEN_HAZARDS)
def close(hazard_id: int) -> ResponseReturnValue:
    """The hazard is over; its list and all that was marked stay."""
    close_hazard(ledger.engine(), access.scope(), hazard_id)
    flash(_("The hazard is closed. What was marked stays."), "good")
    return redirect(url_for("hazards.page", hazard_id=hazard_id))


def seen_hazard(hazard_id: int) -> HazardLine:
    """The hazard, which a volunteer sees only while it is open. Raises: NotFound."""
    hazard = get_hazard(ledger.session(), access.scope(), hazard_id)
    if not hazard.is_open and not access.may(P.SEE_HAZARDS):
        raise NotFound("hazard_not_found")
    return hazard


def _described() -> NewHazard:
    """What the form says. Raises: Refused for a day, a depth or a drawn area that cannot be read."""
    drawn, depth = request.form.get("drawn_area", "").strip(), request.form.get("depth_cm", "").strip()
    if drawn:
        read_area(drawn)
    depth_cm = whole_number(depth, 1, DEEPEST_CM) if depth else None
    try:
        expected_on = date.fromisoformat(request.form.get("expected_on", ""))
    except ValueError:
        raise Refused("hazard_day_wrong") from None
    if depth and depth_cm is None:
        raise Refused("hazard_day_wrong")
    kind = request.form.get("kind", "")
    if kind not in frozenset(Hazard):
        raise Refused("hazard_kind_unknown")
    areas = tuple(area for area in request.form.getlist("area") if area)
    return NewHazard(kind, areas, expected_on, depth_cm, drawn, weights_of(kind, book=in_force(ledger.settings())))


def _areas() -> list[Place]:
    """The upazilas, unions and wards of one's scope, each before what lies in it."""
    session, scope = ledger.session(), access.scope()
    found = [place for level in ("upazila", "union", "ward") for place in list_areas(session, scope, level)]
    return sorted(found, key=lambda place: place.code)


def _by_place(counts: Iterable[PlaceCount]) -> dict[str, dict[str, int]]:
    """For each para, and each ward for those without one: how many persons by tier."""
    places: dict[str, dict[str, int]] = {}
    for count in counts:
        places.setdefault(count.para_code or count.area_code, dict.fromkeys(TIERS, 0))[count.tier] += count.persons
    return dict(sorted(places.items()))

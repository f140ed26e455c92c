"""What each ground weighs on a hazard's list: tried on the screen, kept by the desk that leads."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from analytics.priority import TIERS, first_of, sensitivity, tiers_of, weights_of
from analytics.priority_points import GROUNDS
from census_app.domain.access import Permission
from census_app.domain.areas import common_area
from census_app.domain.errors import Refused
from census_app.domain.hazards import MOST_POINTS, whole_number
from census_app.ledger.reads.hazard_people import people_of
from census_app.ledger.reads.hazards import get_hazard
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.hazards import weigh_hazard
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.hazard_lists import points_of, request_for

blueprint = Blueprint("hazard_weights", __name__)

P = Permission


@blueprint.get("/hazards/<int:hazard_id>/weights")
@needs(P.SEE_HAZARDS)
def page(hazard_id: int) -> ResponseReturnValue:
    """The list under other weights, at once, beside the one that holds. The trail says who looked."""
    scope = access.scope()
    hazard = get_hazard(ledger.session(), scope, hazard_id)
    asked, areas = request_for(hazard), hazard.areas_seen(scope)
    points, book = points_of(asked), asked.book
    weights = _asked(request.args, hazard.weights)
    first, now = first_of(points, weights, areas, book), tiers_of(points, weights, areas, book)
    before = now if weights == hazard.weights else tiers_of(points, hazard.weights, areas, book)
    record_look(ledger.engine(), scope, f"hazard:{hazard_id}", common_area(areas))
    ids = [line.person_id for line in first]
    return render_template(
        "hazards/weights.html",
        hazard=hazard,
        weights=weights,
        by_rule=weights_of(hazard.kind, book=book),
        most=MOST_POINTS,
        now=now,
        before=before,
        tiers=TIERS,
        first=[line for line in first if line.reasons],
        people=people_of(ledger.session(), scope, ids, hazard.as_of),
        sensitivity=sensitivity(points, weights, areas, book),
        rules=book.thresholds(),
        leads=access.may(P.OPEN_HAZARDS) and hazard.is_open and all(map(scope.holds_area, hazard.area_codes)),
    )


@blueprint.post("/hazards/<int:hazard_id>/weights")
@needs(P.OPEN_HAZARDS)
def keep(hazard_id: int) -> ResponseReturnValue:
    """The list of the hazard goes by these weights from now on."""
    hazard = get_hazard(ledger.session(), access.scope(), hazard_id)
    weigh_hazard(ledger.engine(), access.scope(), hazard_id, _asked(request.form, hazard.weights))
    flash(_("The weights were kept; the sheets go by them from now on."), "good")
    return redirect(url_for("hazard_weights.page", hazard_id=hazard_id))


def _asked(fields: Mapping[str, str], otherwise: Mapping[str, int]) -> dict[str, int]:
    """What each ground weighs by the form; a ground that it does not name weighs what it did. Raises: Refused."""
    weights = {}
    for ground in GROUNDS:
        written = fields.get(ground, "")
        weight = whole_number(written, 0, MOST_POINTS) if written else otherwise[ground]
        if weight is None:
            raise Refused("weight_wrong")
        weights[ground] = weight
    return weights

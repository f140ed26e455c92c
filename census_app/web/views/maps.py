"""The map of a ward: a page with a frame, and the document inside the frame."""

from __future__ import annotations

import secrets

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.ledger.reads import households as reads
from census_app.ledger.reads.areas import get_area
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.formats import word
from census_app.web.language import current_language
from census_app.web.names import area_name
from census_app.web.security import allow_map_document
from maps import MEASURES, HouseholdPoint, MapRequest, render_map

blueprint = Blueprint("maps", __name__)

SANITARY = ("sanitary", "ring_slab")


@blueprint.get("/map")
@needs(Permission.SEE_MAP)
def page() -> ResponseReturnValue:
    """One ward at a time; the first one unless another is asked for."""
    wards = sorted({place for place, _ in reads.count_by_para(ledger.session(), access.scope())})
    ward = request.args.get("ward") or next(iter(wards), "")
    if ward:
        get_area(ledger.session(), access.scope(), ward)
    measure = request.args.get("measure", "priority")
    return render_template(
        "maps/page.html",
        wards=wards,
        ward=ward,
        measure=measure,
        measures=MEASURES.values(),
        language=current_language(),
    )


@blueprint.get("/map/<ward>/document")
@needs(Permission.SEE_MAP)
def document(ward: str) -> ResponseReturnValue:
    """The map itself, in its sandbox, under a policy of its own."""
    place = get_area(ledger.session(), access.scope(), ward)
    nonce = secrets.token_urlsafe(16)
    found = reads.household_points(ledger.session(), access.scope(), ward)
    drawn = render_map(
        MapRequest(
            map_code="ward_households",
            title=place.name(current_language()),
            points=tuple(_point(household) for household in found),
            language=current_language(),
            nonce=nonce,
            asset_url=lambda name: url_for("static", filename=name),
            measure_code=request.args.get("measure", "priority"),
            tier_names={home.tier: word("tier", home.tier, current_language()) for home in found},
        )
    )
    allow_map_document(nonce)
    return drawn


def _point(household: reads.HouseholdPoint) -> HouseholdPoint:
    para = area_name(household.para_code).partition(",")[0]
    holds = {
        "no_latrine": household.latrine not in (*SANITARY, ""),
        "flooded": household.flooded is True,
        "near_embankment": household.near_embankment is True,
        "no_electricity": household.electricity is False,
    }
    return HouseholdPoint(
        household.household_id,
        household.number,
        household.lat,
        household.lon,
        household.para_code,
        para,
        household.tier,
        frozenset(code for code, true in holds.items() if true),
    )

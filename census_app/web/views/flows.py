"""By which order of steps the survey files of each union are verified, chosen by the upazila's own desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.areas import common_area
from census_app.ledger.reads.areas import get_area, list_areas
from census_app.ledger.reads.flows import FlowBook, chosen_flows, flow_named, newest_flows
from census_app.ledger.writes.verification import choose_flow
from census_app.web import access, ledger
from census_app.web.access import needs

blueprint = Blueprint("flows", __name__)

P = Permission


@blueprint.get("/checks/flows")
@needs(P.CHOOSE_FLOWS)
def page() -> ResponseReturnValue:
    """Each union with the flow that holds for it, and what was chosen before by whom."""
    session, scope = ledger.session(), access.scope()
    unions, book = list_areas(session, scope, "union"), FlowBook(session)
    around = common_area(union.code for union in unions) if unions else ""
    return render_template(
        "flows/page.html",
        unions=[(union.code, book.flow_for(union.code)) for union in unions],
        flows=newest_flows(),
        chosen=[one for one in chosen_flows(session, around) if unions],
    )


@blueprint.post("/checks/flows")
@needs(P.CHOOSE_FLOWS)
def choose() -> ResponseReturnValue:
    """Files of the union are verified by the flow from now on; those that were given in before keep theirs."""
    asked = request.form.get("area", ""), request.form.get("flow", "")
    if not all(asked):
        flash(_("Choose the union and the order."), "bad")
        return redirect(url_for("flows.page"))
    area = get_area(ledger.session(), access.scope(), asked[0])
    choose_flow(ledger.engine(), access.scope(), area.code, flow_named(asked[1]))
    flash(_("Files that come from now on are verified so. Those that came before keep their order."), "good")
    return redirect(url_for("flows.page"))

"""Households of a ward, to be gone through on the spot."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.ledger.reads.doubles import count_questions
from census_app.ledger.reads.households import count_by_para, get_household, list_households
from census_app.ledger.reads.persons import members_of
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.paging import page_of, window

blueprint = Blueprint("households", __name__)


@blueprint.get("/households")
@needs(Permission.SEE_HOUSEHOLDS)
def listing() -> ResponseReturnValue:
    """The households of a para, in the order in which somebody walks it."""
    session, scope = ledger.session(), access.scope()
    ward, para = request.args.get("ward", ""), request.args.get("para", "")
    paras = count_by_para(session, scope)
    return render_template(
        "households/listing.html",
        page=page_of(list_households(session, scope, ward, para, *window())),
        paras=paras,
        wards=sorted({place for place, _ in paras}),
        ward=ward,
        para=para,
        asked=count_questions(session, scope) if access.may(Permission.ANSWER_MATCHES) else 0,
    )


@blueprint.get("/households/<int:household_id>")
@needs(Permission.SEE_HOUSEHOLDS)
def page(household_id: int) -> ResponseReturnValue:
    """One household: who lives there, how, and what its rows left open."""
    session, scope = ledger.session(), access.scope()
    household = get_household(session, scope, household_id)
    record_look(ledger.engine(), scope, f"household:{household_id}", household.area_code)
    return render_template(
        "households/page.html", household=household, members=members_of(session, scope, household_id)
    )

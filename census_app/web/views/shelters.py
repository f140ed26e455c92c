"""Shelters: listed, noted and changed by the desks that lead in a hazard."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.errors import Refused
from census_app.domain.hazards import SHELTER_COLUMNS, ShelterKind, shelter_from
from census_app.ledger.reads.areas import list_areas
from census_app.ledger.reads.shelters import ShelterLine, get_shelter, list_shelters
from census_app.ledger.writes.shelters import change_shelter, keep_shelters
from census_app.sentences import error_sentence
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.language import current_language

blueprint = Blueprint("shelters", __name__)

P = Permission


@blueprint.get("/shelters")
@needs(P.SEE_HAZARDS)
def listing() -> ResponseReturnValue:
    """The shelters of one's places."""
    return render_template("shelters/listing.html", shelters=list_shelters(ledger.session(), access.scope()))


@blueprint.get("/shelters/new")
@needs(P.MANAGE_SHELTERS)
def form() -> ResponseReturnValue:
    """An empty form."""
    return _form(None, {})


@blueprint.get("/shelters/<int:shelter_id>")
@needs(P.MANAGE_SHELTERS)
def page(shelter_id: int) -> ResponseReturnValue:
    """The form with what is known of the shelter."""
    shelter = get_shelter(ledger.session(), access.scope(), shelter_id)
    return _form(shelter, {name: _written(getattr(shelter, name)) for name in SHELTER_COLUMNS})


@blueprint.post("/shelters")
@needs(P.MANAGE_SHELTERS)
def add() -> ResponseReturnValue:
    """One shelter more; one of the same name in the same ward is the same."""
    try:
        keep_shelters(ledger.engine(), access.scope(), [shelter_from(request.form)])
    except Refused as refusal:
        flash(error_sentence(refusal, current_language()), "bad")
        return _form(None, request.form.to_dict())
    flash(_("The shelter was kept."), "good")
    return redirect(url_for("shelters.listing"))


@blueprint.post("/shelters/<int:shelter_id>")
@needs(P.MANAGE_SHELTERS)
def change(shelter_id: int) -> ResponseReturnValue:
    """The shelter is as the form says from now on."""
    shelter = get_shelter(ledger.session(), access.scope(), shelter_id)
    try:
        change_shelter(ledger.engine(), access.scope(), shelter_id, shelter_from(request.form))
    except Refused as refusal:
        flash(error_sentence(refusal, current_language()), "bad")
        return _form(shelter, request.form.to_dict())
    flash(_("The shelter was kept."), "good")
    return redirect(url_for("shelters.listing"))


def _form(shelter: ShelterLine | None, written: dict[str, str]) -> ResponseReturnValue:
    session, scope = ledger.session(), access.scope()
    return render_template(
        "shelters/form.html",
        shelter=shelter,
        written=written,
        wards=list_areas(session, scope, "ward"),
        paras=list_areas(session, scope, "para"),
        kinds=ShelterKind,
    )


def _written(value: object) -> str:
    return "" if value is None else str(value)

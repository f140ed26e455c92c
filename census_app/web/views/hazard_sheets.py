"""The sheet of one place for the volunteers: on a screen, on A4 paper, and as a file."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.domain.errors import Refused
from census_app.exports.hazard_sheets import SHEET_FORMATS, SheetRecord, write_sheet
from census_app.ledger.reads.hazards import HazardLine, get_hazard
from census_app.ledger.writes.audit import record_export, record_look
from census_app.sentences import error_sentence
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.formats import digits, named, number, word
from census_app.web.hazard_lines import WITH_GROUNDS, SheetLine, age_text, is_of_place, place_in, sheet_lines, way_text
from census_app.web.hazard_lists import plan_of, request_for
from census_app.web.language import current_language
from census_app.web.names import reason_text

blueprint = Blueprint("hazard_sheets", __name__)

P = Permission


@blueprint.get("/hazards/<int:hazard_id>/sheets/<place_code>")
@needs(P.SEE_HAZARDS)
def page(hazard_id: int, place_code: str) -> ResponseReturnValue:
    """Whom to reach in one para and in which order, fit to be printed. The trail says who looked."""
    hazard = get_hazard(ledger.session(), access.scope(), hazard_id)
    place = place_in(hazard, place_code)
    with_all = bool(request.args.get("everybody"))
    lines, others = _lines(hazard, place_code, with_all)
    record_look(ledger.engine(), access.scope(), f"hazard:{hazard_id}", place_code)
    return render_template(
        "hazards/sheet.html",
        hazard=hazard,
        place=place,
        lines=lines,
        others=others,
        with_all=with_all,
        rules=request_for(hazard).rules,
        formats=SHEET_FORMATS,
    )


@blueprint.post("/hazards/<int:hazard_id>/sheets/<place_code>/file")
@needs(P.OPEN_HAZARDS)
def file(hazard_id: int, place_code: str) -> ResponseReturnValue:
    """The same as a workbook or CSV, for a stated reason that the trail keeps."""
    hazard = get_hazard(ledger.session(), access.scope(), hazard_id)
    place_in(hazard, place_code)
    language, form, reason = current_language(), request.form.get("format", ""), request.form.get("reason", "")
    lines, _ = _lines(hazard, place_code, with_all=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        try:
            rows = write_sheet(path, form, language, reason, [_record(line, language) for line in lines])
        except Refused as refusal:
            flash(error_sentence(refusal, language), "bad")
            return redirect(url_for("hazard_sheets.page", hazard_id=hazard_id, place_code=place_code))
        content = BytesIO(path.read_bytes())
    record_export(ledger.engine(), access.scope(), f"hazard_sheet:{hazard_id}", place_code, rows, reason.strip())
    return send_file(content, as_attachment=True, download_name=f"hazard{hazard_id}_{place_code}.{form}")


def _lines(hazard: HazardLine, place_code: str, with_all: bool) -> tuple[list[SheetLine], int]:
    """The lines of the place, and how many persons of it without a ground of their own were left off."""
    asked = request_for(hazard)
    plan = plan_of(asked, hazard.weights)
    everybody = [line for line in plan.lines if is_of_place(line, place_code)]
    wanted = [line for line in everybody if with_all or line.tier in WITH_GROUNDS]
    shelters = {shelter.shelter_id: shelter for shelter in asked.shelters}
    return sheet_lines(hazard, plan, wanted, shelters, {}), len(everybody) - len(wanted)


def _record(line: SheetLine, language: str) -> SheetRecord:
    person, contact = line.person, line.person.contact if line.person else None
    telephone = f"{digits(contact.mobile, language)} ({named(contact, language)})" if contact else ""
    return SheetRecord(
        place=line.place,
        tier=word("tier", line.listed.tier, language),
        name=named(person, language) if person else "",
        age=age_text(line.listed, language),
        relative=(person.father_name or person.spouse_name) if person else "",
        household=digits(person.household_number, language) if person else "",
        with_others=number(line.with_others, language) if line.with_others else "",
        reasons=" ".join(reason_text(told) for told in line.listed.reasons),
        shelter=named(line.shelter, language) if line.shelter else word("way", "no_room", language),
        way=way_text(line.way, language),
        telephone=telephone,
    )

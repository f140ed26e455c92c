"""One row of a file: everything told about it, and its cells put right by whoever gave it in."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.errors import Refused
from census_app.domain.identity import mask
from census_app.ledger.reads.uploaded_rows import RowProblem, get_row, headings_of
from census_app.ledger.reads.uploads import UploadLine, get_upload
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.mending import confirm_problem, is_own
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.formats import digits
from census_app.web.language import current_language
from importers.mending import LONGEST_CELL, NOTHING_TAKEN, mend_cell, mendable_headings
from importers.model import RowState, Severity

blueprint = Blueprint("rows", __name__)

P = Permission
KEPT = ("code", "severity", "sheet", "household", "page")
"""What an answer about a row keeps of the list from which it was given."""
_FEWEST_HIDDEN_DIGITS = 10
_LONG_NUMBER = re.compile(rf"\d(?:[\s-]?\d){{{_FEWEST_HIDDEN_DIGITS - 1},}}")


@blueprint.get("/uploads/<int:upload_id>/rows/<int:row_id>")
@needs(P.SEE_UPLOADS)
def page(upload_id: int, row_id: int) -> ResponseReturnValue:
    """The cells of a row as the file had them and as they stand now, what is wrong, what was put right and by whom."""
    session, scope = ledger.session(), access.scope()
    line = get_upload(session, scope, upload_id).line
    row = get_row(session, scope, upload_id, row_id)
    own = owns(line)
    if not own:
        record_look(ledger.engine(), scope, f"row:{row_id}", line.area_code)
    mendable = mendable_headings(headings_of(session, scope, upload_id), row) if own and row.waits else []
    headings = [*mendable, *(heading for heading in row.cells if heading not in mendable)]
    return render_template(
        "uploads/row.html", line=line, row=row, own=own, mendable=mendable, headings=headings, longest=LONGEST_CELL
    )


@blueprint.post("/uploads/<int:upload_id>/rows/<int:row_id>/correct")
@needs(P.UPLOAD_SURVEY, P.UPLOAD_DELIVERIES)
def correct(upload_id: int, row_id: int) -> ResponseReturnValue:
    """The cell says what was typed; what the file said is kept."""
    session, scope = ledger.session(), access.scope()
    get_upload(session, scope, upload_id)
    number = digits(get_row(session, scope, upload_id, row_id).row_number, current_language())
    heading, written = request.form.get("heading", ""), request.form.get("written", "")
    state = mend_cell(ledger.engine(), ledger.settings(), scope, upload_id, row_id, heading, written)
    told = {
        RowState.READY: (_("Row %(number)s is ready.", number=number), "good"),
        RowState.HELD: (_("Row %(number)s is still held: look at what is told beside it.", number=number), "warn"),
        RowState.REFUSED: (
            _("Row %(number)s came in another file already, so it is not taken.", number=number),
            "warn",
        ),
    }
    flash(*told[state])
    return redirect(_back(upload_id, row_id))


@blueprint.post("/uploads/<int:upload_id>/rows/<int:row_id>/problems/<int:problem_id>/confirm")
@needs(P.UPLOAD_SURVEY, P.UPLOAD_DELIVERIES)
def confirm(upload_id: int, row_id: int, problem_id: int) -> ResponseReturnValue:
    """The row is right as it is written, says who gave it in."""
    get_upload(ledger.session(), access.scope(), upload_id)
    row = get_row(ledger.session(), access.scope(), upload_id, row_id)
    if not any(one.problem_id == problem_id and is_question(one) for one in row.problems):
        raise Refused("nothing_to_confirm")
    confirm_problem(ledger.engine(), access.scope(), upload_id, problem_id)
    flash(_("Noted: it is right as written."), "good")
    return redirect(_back(upload_id, row_id))


@blueprint.app_template_global()
def is_question(problem: RowProblem) -> bool:
    """True when it may be right as it is written, and nobody has said so yet."""
    asked = problem.severity == Severity.PLEASE_CONFIRM and problem.confirmed_at is None
    return asked and problem.code not in NOTHING_TAKEN


@blueprint.app_template_global()
def shown_cell(text: str, own: bool) -> str:
    """What stands in a cell: whole for its writer, with long numbers hidden for a desk that may not see them."""
    if own or access.may(P.SEE_NUMBERS):
        return text
    return _LONG_NUMBER.sub(lambda found: mask(found[0]), text)


def owns(line: UploadLine) -> bool:
    """True when whoever is signed in, or the office, gave the file in."""
    return is_own(access.scope(), line.kind, line.uploaded_by, line.office_code)


def _back(upload_id: int, row_id: int) -> str:
    """To the page from which the answer was given: that of the row, or the list as it was narrowed."""
    if "row_page" in request.form:
        return url_for("rows.page", upload_id=upload_id, row_id=row_id)
    kept = {name: request.form[name] for name in KEPT if request.form.get(name)}
    return url_for("uploads.page", upload_id=upload_id, **kept, _anchor=f"row-{row_id}")  # type: ignore[arg-type]

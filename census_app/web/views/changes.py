"""What accepting a file would change, shown before; and taking an acceptance back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.errors import NotFound
from census_app.ledger.reads.uploads import get_upload
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.verifying import verified_way
from importers.looking_ahead import waiting_changes

blueprint = Blueprint("changes", __name__)

P = Permission
MOST_SHOWN = 200
"""So many rows of one kind are listed; the sentences above them count all."""


@blueprint.get("/uploads/<int:upload_id>/changes")
@needs(P.ACCEPT_ROWS)
def page(upload_id: int) -> ResponseReturnValue:
    """Counted sentences first, then row by row; nothing is changed by looking."""
    line = get_upload(ledger.session(), access.scope(), upload_id).line
    if line.kind != "survey":
        raise NotFound("upload_not_found")
    way = verified_way(upload_id)
    rows = line.rows("ready") if way is None else way.rows_through
    found = waiting_changes(ledger.engine(), ledger.settings(), access.scope(), upload_id=upload_id) if rows else []
    is_maker = line.uploaded_by == access.scope().actor_id
    return render_template(
        "changes/page.html",
        line=line,
        changes=found[0][1] if found else None,
        most=MOST_SHOWN,
        way=way,
        rows=rows,
        may_accept=not is_maker if way is None else way.may_accept,
        made_it=is_maker if way is None else way.made_it,
    )


@blueprint.post("/uploads/<int:upload_id>/undo")
@needs(P.ACCEPT_ROWS)
def undo(upload_id: int) -> ResponseReturnValue:
    """The last acceptance of the file is taken back."""
    undo_acceptance(ledger.engine(), access.scope(), upload_id, request.form.get("note", ""))
    flash(_("The acceptance was undone; the rows wait again."), "good")
    return redirect(url_for("uploads.page", upload_id=upload_id))

"""Files: giving one in, seeing how far it is read and what is wrong with it, accepting it."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]
from werkzeug.datastructures import FileStorage

from census_app.domain.access import Permission, Scope
from census_app.domain.bangla_text import ascii_digits
from census_app.domain.errors import Refused
from census_app.exports.handed_back import hand_back
from census_app.ledger.engine import reading
from census_app.ledger.reads.acceptances import last_acceptance
from census_app.ledger.reads.areas import Place, area_names, list_areas
from census_app.ledger.reads.jobs import progress_of
from census_app.ledger.reads.programmes import list_offices
from census_app.ledger.reads.rounds import list_rounds
from census_app.ledger.reads.suspense import count_suspense
from census_app.ledger.reads.uploaded_rows import RowFilter, headings_of, list_rows, sheets_of
from census_app.ledger.reads.uploads import HEAVIEST_FIRST, UploadLine, get_upload, list_uploads
from census_app.ledger.writes.jobs import ask_to_cancel
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.language import current_language
from census_app.web.paging import page_of, window
from census_app.web.verifying import accepted_directly, verified_way
from census_app.web.views.rows import KEPT, owns
from importers.acceptance import accept_rows
from importers.collector import collector_paused
from importers.intake import Received, receive_deliveries, receive_survey
from importers.mending import LONGEST_CELL, mendable_headings
from importers.workbook import read_workbook

blueprint = Blueprint("uploads", __name__)

P = Permission
FISCAL_YEARS = ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27")
LONGEST_FILE_NAME = 150
PATIENCE_SECONDS = 1.0
"""So long the answer to a file waits for its reader: most files have been read by then."""
_LOOK_EVERY_SECONDS = 0.03


@blueprint.get("/uploads")
@needs(P.SEE_UPLOADS)
def listing() -> ResponseReturnValue:
    """The files one may see, those that wait for acceptance apart."""
    session, scope = ledger.session(), access.scope()
    waiting = accepted_directly(list_uploads(session, scope, waiting=True)) if access.may(P.ACCEPT_ROWS) else []
    limit, offset = window()
    page = page_of(list_uploads(session, scope, limit=limit, offset=offset))
    suspense = count_suspense(session, scope) if access.may(P.ANSWER_SUSPENSE) else 0
    return render_template("uploads/listing.html", page=page, waiting=waiting, suspense=suspense)


@blueprint.get("/uploads/new")
@needs(P.UPLOAD_SURVEY, P.UPLOAD_DELIVERIES)
def form() -> ResponseReturnValue:
    """The form that takes a file and what it speaks of."""
    session, scope = ledger.session(), access.scope()
    return render_template(
        "uploads/form.html",
        rounds=list_rounds(session),
        wards=list_areas(session, scope, "ward") if access.may(P.UPLOAD_SURVEY) else [],
        offices=list_offices(session, scope) if access.may(P.UPLOAD_DELIVERIES) else [],
        areas=_areas_of(scope),
        fiscal_years=FISCAL_YEARS,
    )


@blueprint.post("/uploads")
@needs(P.UPLOAD_SURVEY, P.UPLOAD_DELIVERIES)
def take() -> ResponseReturnValue:
    """The files are kept and wait for their reader; one file opens its own page, with the answer if it was quick."""
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        flash(_("Choose a file first."), "bad")
        return redirect(url_for("uploads.form"))
    received = [(_name_of(file), _receive(file)) for file in files]
    for name, one in received:
        if one.already_known:
            flash(_("“%(file)s” came before; nothing was changed.", file=name), "warn")
    all_read = wait_for([one.upload_id for _name, one in received])
    if len(received) == 1:
        return redirect(url_for("uploads.page", upload_id=received[0][1].upload_id))
    if all_read:
        flash(_("The files were read. Open each one to see what was found."), "good")
    else:
        flash(_("The files are being read. Open each one to see how far it is."), "good")
    return redirect(url_for("uploads.listing"))


@blueprint.get("/uploads/<int:upload_id>")
@needs(P.SEE_UPLOADS)
def page(upload_id: int) -> ResponseReturnValue:
    """What became of a file: how far it is read; then counted sentences, and the rows with what is wrong in each."""
    session, scope = ledger.session(), access.scope()
    upload = get_upload(session, scope, upload_id)
    if upload.line.state == "reading":
        progress = progress_of(session, scope, upload_id)
        return render_template("uploads/reading.html", line=upload.line, progress=progress, own=owns(upload.line))
    wanted = _wanted_rows()
    rows = page_of(list_rows(session, scope, upload_id, wanted, *window()))
    own, tables = owns(upload.line), headings_of(session, scope, upload_id)
    way = verified_way(upload_id) if upload.line.kind == "survey" else None
    return render_template(
        "uploads/page.html",
        upload=upload,
        line=upload.line,
        rows=rows,
        wanted=wanted,
        sheets=sheets_of(session, scope, upload_id),
        severities=HEAVIEST_FIRST[1:],
        kept={name: value for name in KEPT if (value := request.args.get(name))},
        own=own,
        mendable={row.row_id: mendable_headings(tables, row) for row in rows.lines if own and row.waits},
        longest=LONGEST_CELL,
        way=way,
        accept=_accept(upload.line) if way is None else "",
        accepted=last_acceptance(session, scope, upload_id) if access.may(P.ACCEPT_ROWS) else None,
    )


@blueprint.get("/uploads/<int:upload_id>/progress")
@needs(P.SEE_UPLOADS)
def progress(upload_id: int) -> ResponseReturnValue:
    """How far the file is read, as a part of its page; when it was read, the browser is asked to open the page anew."""
    line = get_upload(ledger.session(), access.scope(), upload_id).line
    found = progress_of(ledger.session(), access.scope(), upload_id)
    headers = {} if line.state == "reading" else {"HX-Refresh": "true"}
    return render_template("uploads/_progress.html", progress=found), headers


@blueprint.post("/uploads/<int:upload_id>/cancel")
@needs(P.UPLOAD_SURVEY, P.UPLOAD_DELIVERIES)
def cancel(upload_id: int) -> ResponseReturnValue:
    """The file is not read on, and no row of it is kept."""
    if not owns(get_upload(ledger.session(), access.scope(), upload_id).line):
        raise Refused("not_your_upload")
    ask_to_cancel(ledger.engine(), access.scope(), upload_id)
    wait_for([upload_id])
    return redirect(url_for("uploads.page", upload_id=upload_id))


@blueprint.get("/uploads/<int:upload_id>/workbook")
@needs(P.SEE_UPLOADS)
def workbook(upload_id: int) -> ResponseReturnValue:
    """The file itself, every doubtful cell coloured and explained; the trail says who took it."""
    given = (ledger.engine(), ledger.settings(), access.scope(), upload_id)
    with tempfile.TemporaryDirectory() as folder, collector_paused():
        path = Path(folder) / "marked"
        done = hand_back(*given, path, current_language(), read_workbook)
        content = io.BytesIO(path.read_bytes())
    kind = "application/octet-stream"  # told by its name, which may be that of a workbook with macros
    return send_file(content, mimetype=kind, as_attachment=True, download_name=done.file_name)


@blueprint.post("/uploads/<int:upload_id>/accept")
@needs(P.ACCEPT_ROWS, P.UPLOAD_DELIVERIES)
def accept(upload_id: int) -> ResponseReturnValue:
    """The ready rows of the file are believed."""
    get_upload(ledger.session(), access.scope(), upload_id)
    accept_rows(ledger.engine(), ledger.settings(), access.scope(), upload_id=upload_id)
    flash(_("The ready rows were accepted."), "good")
    return redirect(url_for("uploads.page", upload_id=upload_id))


def _accept(line: UploadLine) -> str:
    """Whether the accept button is shown: `yes`, `maker` (it waits for somebody else), or empty."""
    if not line.rows("ready"):
        return ""
    if line.kind == "deliveries" and access.may(P.UPLOAD_DELIVERIES):
        return "yes" if access.scope().holds_office(line.office_code) else ""
    if not access.may(P.ACCEPT_ROWS):
        return ""
    return "maker" if line.uploaded_by == access.scope().actor_id else "yes"


def _wanted_rows() -> RowFilter:
    asked = {name: request.args.get(name, "") for name in ("code", "severity", "sheet", "household")}
    return RowFilter(**{**asked, "household": ascii_digits(asked["household"]).strip()})


def wait_for(upload_ids: Collection[int]) -> bool:
    """Give the reader a moment; true when all these files have been read by then."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        with reading(ledger.engine()) as session:  # each look sees what stands now, not what stood at the first
            left = any(progress_of(session, access.scope(), upload_id).is_under_way for upload_id in upload_ids)
        if not left or time.monotonic() >= until:
            return not left
        time.sleep(_LOOK_EVERY_SECONDS)


def _name_of(file: FileStorage) -> str:
    return Path((file.filename or "").replace("\\", "/")).name[-LONGEST_FILE_NAME:]


def _receive(file: FileStorage) -> Received:
    asked = request.form
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        file.save(path)
        given = (ledger.engine(), ledger.settings(), access.scope(), path, _name_of(file))
        if asked.get("kind") == "survey" and access.may(P.UPLOAD_SURVEY):
            return receive_survey(*given, asked.get("round", ""), asked.get("ward", ""))
        if asked.get("kind") == "deliveries" and access.may(P.UPLOAD_DELIVERIES):
            year = asked.get("fiscal_year", "")
            if year not in FISCAL_YEARS:
                raise Refused("fiscal_year_unknown")
            return receive_deliveries(*given, asked.get("office", ""), year, asked.get("area", ""))
    raise Refused("not_permitted")


def _areas_of(scope: Scope) -> list[Place]:
    return list(area_names(ledger.session(), scope, scope.areas).values())

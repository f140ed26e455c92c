"""Files: giving one in, reading what is wrong with it, accepting it."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]
from werkzeug.datastructures import FileStorage

from census_app.domain.access import Permission, Scope
from census_app.domain.errors import Refused
from census_app.exports.handed_back import hand_back
from census_app.ledger.reads.areas import Place, area_names, list_areas
from census_app.ledger.reads.deliveries import count_suspense
from census_app.ledger.reads.programmes import list_offices
from census_app.ledger.reads.rounds import list_rounds
from census_app.ledger.reads.uploads import UploadLine, get_upload, list_problems, list_uploads
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.language import current_language
from census_app.web.paging import page_of, window
from importers.acceptance import accept_rows
from importers.collector import collector_paused
from importers.staging import StagingSummary, stage_deliveries, stage_survey
from importers.workbook import read_workbook

blueprint = Blueprint("uploads", __name__)

P = Permission
FISCAL_YEARS = ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27")
LONGEST_FILE_NAME = 150


@blueprint.get("/uploads")
@needs(P.SEE_UPLOADS)
def listing() -> ResponseReturnValue:
    """The files one may see, those that wait for acceptance apart."""
    session, scope = ledger.session(), access.scope()
    waiting = list_uploads(session, scope, waiting=True) if access.may(P.ACCEPT_ROWS) else []
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
    """The files are kept, read and staged; one file opens its own page."""
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        flash(_("Choose a file first."), "bad")
        return redirect(url_for("uploads.form"))
    staged = [_stage(file) for file in files]
    for summary in staged:
        if summary.already_known:
            flash(_("“%(file)s” came before; nothing was changed.", file=summary.file_name), "warn")
    if len(staged) == 1:
        return redirect(url_for("uploads.page", upload_id=staged[0].upload_id))
    flash(_("The files were read. Open each one to see what was found."), "good")
    return redirect(url_for("uploads.listing"))


@blueprint.get("/uploads/<int:upload_id>")
@needs(P.SEE_UPLOADS)
def page(upload_id: int) -> ResponseReturnValue:
    """What became of a file: counted sentences, then the rows with a problem, each with its remedy."""
    session, scope = ledger.session(), access.scope()
    upload = get_upload(session, scope, upload_id)
    code = request.args.get("code", "")
    problems = page_of(list_problems(session, scope, upload_id, code, *window()))
    return render_template(
        "uploads/page.html", upload=upload, line=upload.line, problems=problems, code=code, accept=_accept(upload.line)
    )


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


def _stage(file: FileStorage) -> StagingSummary:
    name = Path((file.filename or "").replace("\\", "/")).name[-LONGEST_FILE_NAME:]
    asked = request.form
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        file.save(path)
        given = (ledger.engine(), ledger.settings(), access.scope(), path, name)
        if asked.get("kind") == "survey" and access.may(P.UPLOAD_SURVEY):
            return stage_survey(*given, asked.get("round", ""), asked.get("ward", ""))
        if asked.get("kind") == "deliveries" and access.may(P.UPLOAD_DELIVERIES):
            year = asked.get("fiscal_year", "")
            if year not in FISCAL_YEARS:
                raise Refused("fiscal_year_unknown")
            return stage_deliveries(*given, asked.get("office", ""), year, asked.get("area", ""))
    raise Refused("not_permitted")


def _areas_of(scope: Scope) -> list[Place]:
    return list(area_names(ledger.session(), scope, scope.areas).values())

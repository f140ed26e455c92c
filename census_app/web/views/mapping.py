"""What is not certain about the columns of a file is asked of its sender, and the answer remembered."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.errors import Refused
from census_app.ledger.reads.heading_answers import (
    ASKED_ABOUT_A_COLUMN,
    ASKED_ABOUT_ITS_DATES,
    HeldAnswer,
)
from census_app.ledger.reads.uploads import UploadLine, UploadPage, get_upload
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.views.uploads import wait_for
from importers.heading_memory import LAYOUTS, may_answer, may_be_answered, own_heading, read_with_answers, said
from importers.layouts import load_layout
from importers.questions import Question, open_questions

blueprint = Blueprint("mapping", __name__)

P = Permission


@blueprint.get("/uploads/<int:upload_id>/headings")
@needs(P.UPLOAD_SURVEY, P.UPLOAD_DELIVERIES)
def page(upload_id: int) -> ResponseReturnValue:
    """Each column that is not certain, with what stands in it and what it probably is."""
    line = _own_upload(upload_id)
    fields = load_layout(LAYOUTS[line.kind]).fields
    return render_template("mapping/page.html", line=line, questions=_questions(line), fields=fields)


@blueprint.post("/uploads/<int:upload_id>/headings")
@needs(P.UPLOAD_SURVEY, P.UPLOAD_DELIVERIES)
def answer(upload_id: int) -> ResponseReturnValue:
    """The answers are kept, and the rows of the file that nobody believes yet are read again with them."""
    line = _own_upload(upload_id)
    answers = _answers(line)
    if not answers:
        flash(_("Choose an answer for at least one column."), "bad")
        return redirect(url_for("mapping.page", upload_id=upload_id))
    remember = "remember" in request.form
    read_with_answers(ledger.engine(), access.scope(), upload_id, line.kind, answers, remember)
    if wait_for([upload_id]):
        flash(_("Thank you. The file was read again with your answers."), "good")
    else:
        flash(_("Thank you. The file is being read again with your answers."), "good")
    return redirect(url_for("uploads.page", upload_id=upload_id))


@blueprint.app_template_global()
def columns_to_explain(upload: UploadPage) -> int:
    """How many columns of the file whoever is signed in is asked about."""
    if not _is_own(upload.line) or upload.line.state not in ("staged", "accepted"):
        return 0
    about = [p for p in upload.file_problems if p.code in ASKED_ABOUT_A_COLUMN]
    asked = {own_heading(p.heading, str(p.details.get("shape", ""))) for p in about} - {""}
    return len(asked) + (ASKED_ABOUT_ITS_DATES in upload.problems)


def _own_upload(upload_id: int) -> UploadLine:
    line = get_upload(ledger.session(), access.scope(), upload_id).line
    if not _is_own(line):
        raise Refused("headings_of_another")
    return line


def _is_own(line: UploadLine) -> bool:
    return may_answer(access.scope(), line.kind, line.area_code, line.office_code, line.uploaded_by)


def _questions(line: UploadLine) -> list[Question]:
    return open_questions(ledger.session(), access.scope(), line.upload_id, line.kind)


def _answers(line: UploadLine) -> list[HeldAnswer]:
    """What was chosen in the form for the columns that are asked about; a column left open is none of them."""
    sent = request.form
    chosen = zip(sent.getlist("about"), sent.getlist("heading"), sent.getlist("answer"), strict=False)
    asked = {(question.about, question.heading) for question in _questions(line)}
    answers: list[HeldAnswer] = []
    for about, heading, given in chosen:
        if given and (about, heading) in asked:
            if not may_be_answered(line.kind, about, given):
                raise Refused("answer_unknown", {"heading": heading, "answer": given})
            answers += said(about, {heading: given})
    return answers

"""Survey files on their way: what waits at one's desk, households confirmed or sent back, what is to be accepted."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.errors import Refused
from census_app.domain.verification import LONGEST_WORDS, Decision, Reason
from census_app.ledger.reads.verification import files_at_desk, history, seen_as
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.verification import decide, give_again
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.explanations import refusal_text
from census_app.web.formats import digits
from census_app.web.language import current_language
from census_app.web.paging import page_of, window
from census_app.web.verifying import Way, card_of, file_of, way_of

blueprint = Blueprint("verification", __name__)

P = Permission
_DECISIONS = {one.value: one for one in (Decision.CONFIRM, Decision.SEND_BACK)}


@blueprint.get("/checks")
@needs(P.CHECK_ROWS, P.ACCEPT_ROWS)
def listing() -> ResponseReturnValue:
    """The files that wait for a step of one's own desk, the oldest first."""
    return render_template("verification/listing.html", files=files_at_desk(ledger.session(), access.scope()))


@blueprint.get("/uploads/<int:upload_id>/check")
@needs(P.CHECK_ROWS, P.ACCEPT_ROWS)
def page(upload_id: int) -> ResponseReturnValue:
    """The households that wait for one's word, each with its members. The trail says who looked."""
    return _shown(upload_id, last=False)


@blueprint.get("/uploads/<int:upload_id>/review")
@needs(P.CHECK_ROWS, P.ACCEPT_ROWS)
def review(upload_id: int) -> ResponseReturnValue:
    """How far the file has come, what was sent back and why, and what would be accepted. The trail says who looked."""
    return _shown(upload_id, last=True)


@blueprint.post("/uploads/<int:upload_id>/check")
@needs(P.CHECK_ROWS, P.ACCEPT_ROWS)
def answer(upload_id: int) -> ResponseReturnValue:
    """One household is confirmed or sent back; the next one stands before whoever checks."""
    file_of(upload_id)
    asked = request.form
    number, seen = asked.get("household", ""), asked.get("seen", "")
    decision = _DECISIONS.get(asked.get("decision", ""))
    if decision is None:
        raise Refused("household_moved_on")
    about = (ledger.engine(), access.scope(), upload_id, decision, {number: seen})
    try:
        decide(*about, asked.get("reason", ""), asked.get("words", ""))
    except Refused as refused:
        return _refused(refused, upload_id)
    shown = digits(number, current_language())
    if decision is Decision.SEND_BACK:
        flash(_("Household %(number)s was sent back with your words.", number=shown), "warn")
    else:
        flash(_("Household %(number)s is confirmed.", number=shown), "good")
    return redirect(_back_to(upload_id))


@blueprint.post("/uploads/<int:upload_id>/check/rest")
@needs(P.CHECK_ROWS, P.ACCEPT_ROWS)
def confirm_rest(upload_id: int) -> ResponseReturnValue:
    """All households that still wait for one's word are confirmed, if they are those that were seen."""
    mine = way_of(file_of(upload_id)[1]).mine
    try:
        if not mine or seen_as(home.seen for home in mine) != request.form.get("seen"):
            raise Refused("household_moved_on")
        seen = {home.number: home.seen for home in mine}
        decide(ledger.engine(), access.scope(), upload_id, Decision.CONFIRM, seen)
    except Refused as refused:
        return _refused(refused, upload_id)
    flash(_("All the others are confirmed."), "good")
    return redirect(_back_to(upload_id))


@blueprint.post("/uploads/<int:upload_id>/again")
@needs(P.UPLOAD_SURVEY)
def again(upload_id: int) -> ResponseReturnValue:
    """A household that was sent back is given in again by its uploader."""
    file_of(upload_id)
    number = request.form.get("household", "")
    give_again(ledger.engine(), access.scope(), upload_id, number, request.form.get("words", ""))
    flash(_("Household %(number)s waits to be checked again.", number=digits(number, current_language())), "good")
    return redirect(url_for("uploads.page", upload_id=upload_id))


def _shown(upload_id: int, last: bool) -> ResponseReturnValue:
    session, scope = ledger.session(), access.scope()
    line, file = file_of(upload_id)
    way = way_of(file)
    limit, offset = window()
    homes = (way.through if last else way.mine)[offset : offset + limit]
    record_look(ledger.engine(), scope, f"upload:{upload_id}", line.area_code)
    return render_template(
        "verification/review.html" if last else "verification/page.html",
        line=line,
        way=way,
        page=page_of([card_of(home) for home in homes]),
        seen=seen_as(home.seen for home in way.mine),
        told=history(session, scope, upload_id),
        reasons=Reason,
        longest=LONGEST_WORDS,
        may_send_back=_may_send_back(way) if last else True,
    )


def _may_send_back(way: Way) -> bool:
    return way.may_accept and Decision.SEND_BACK in way.flow.steps[-1].decides


def _refused(refused: Refused, upload_id: int) -> ResponseReturnValue:
    """What changed meanwhile, or was not said, is told above the page as it stands now."""
    if refused.code not in ("household_moved_on", "send_back_reason_needed"):
        raise refused
    flash(refusal_text(refused), "bad")
    return redirect(_back_to(upload_id))


def _back_to(upload_id: int) -> str:
    """To the page on which the decision was taken."""
    view = "verification.review" if request.form.get("page") == "review" else "verification.page"
    return url_for(view, upload_id=upload_id)

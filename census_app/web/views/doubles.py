"""Persons who may be one human being: side by side, decided, asked about on the spot, and taken back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.merging import CHOICES, SIDES
from census_app.ledger.reads.double_groups import list_groups
from census_app.ledger.reads.doubles import ends_of, get_double, list_questions, pair_of, question_of
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.doubles import (
    ANSWERS,
    answer_from_the_spot,
    ask_on_the_spot,
    merge_records,
    tell_apart,
)
from census_app.ledger.writes.merges import undo_merge
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.comparing import compared
from census_app.web.paging import page_of, window
from importers.suspense import ask_again

blueprint = Blueprint("doubles", __name__)

P = Permission


@blueprint.get("/doubles")
@needs(P.DECIDE_MATCHES)
def listing() -> ResponseReturnValue:
    """The groups that wait, each pair with what speaks for one person and what against."""
    page = page_of(list_groups(ledger.session(), access.scope(), *window()))
    return render_template("doubles/listing.html", page=page)


@blueprint.get("/doubles/<int:match_id>")
@needs(P.DECIDE_MATCHES)
def page(match_id: int) -> ResponseReturnValue:
    """Two records side by side with all that hangs on each. The trail says who looked."""
    session, scope = ledger.session(), access.scope()
    older, younger = ends_of(session, scope, match_id)
    if older == younger:
        return redirect(url_for("persons.page", person_id=older))
    double = get_double(session, scope, match_id)
    for side in (double.left, double.right):
        record_look(ledger.engine(), scope, f"person:{side.line.person_id}", side.line.area_code, f"match:{match_id}")
    sides = ((double.left, double.left_history), (double.right, double.right_history))
    return render_template(
        "doubles/page.html", pair=double.pair, sides=sides, fields=compared(double.left, double.right)
    )


@blueprint.post("/doubles/<int:match_id>")
@needs(P.DECIDE_MATCHES)
def decide(match_id: int) -> ResponseReturnValue:
    """One person, two persons, or the ward member is asked; each with a reason.

    What waits in suspense because either record could have been meant is asked about again at once.
    """
    engine, scope = ledger.engine(), access.scope()
    pair = pair_of(ledger.session(), scope, match_id)
    decision, note, seen = (request.form.get(name, "") for name in ("decision", "note", "seen"))
    if not note.strip() or decision not in ("same", "different", "asked"):
        flash(_("Choose an answer and write in a sentence what you found."), "bad")
        return redirect(url_for("doubles.page", match_id=match_id))
    if decision == "same":
        choices = {name: side for name in CHOICES if (side := request.form.get(f"choice-{name}", "")) in SIDES}
        person_id = merge_records(engine, scope, match_id, seen, choices, note)
        ask_again(engine, ledger.settings(), scope, sorted({pair.left.area_code, pair.right.area_code}))
        flash(_("The two records are one person now. Nothing was lost, and you can take it back below."), "good")
        return redirect(url_for("persons.page", person_id=person_id))
    if decision == "asked":
        ask_on_the_spot(engine, scope, match_id, seen, note)
        flash(_("The ward member will find the question."), "good")
    else:
        tell_apart(engine, scope, match_id, seen, note)
        flash(_("They are two people; nobody will be asked about them again."), "good")
    return redirect(url_for("doubles.listing"))


@blueprint.post("/doubles/<int:match_id>/undo")
@needs(P.DECIDE_MATCHES)
def undo(match_id: int) -> ResponseReturnValue:
    """The two records are two persons again, told apart for good or to be decided once more."""
    scope, note = access.scope(), request.form.get("note", "")
    older, younger = ends_of(ledger.session(), scope, match_id)
    if not note.strip() and older == younger:
        flash(_("Say in a sentence why the decision is taken back."), "bad")
        return redirect(url_for("persons.page", person_id=older))
    undo_merge(ledger.engine(), scope, match_id, note, told_apart=request.form.get("then") != "open")
    flash(_("The two records stand apart again, each with all that is its own."), "good")
    return redirect(url_for("doubles.page", match_id=match_id))


@blueprint.get("/doubles/questions")
@needs(P.ANSWER_MATCHES)
def questions() -> ResponseReturnValue:
    """What the chairman asks the member of the ward, who knows the people."""
    return render_template("doubles/questions.html", pairs=list_questions(ledger.session(), access.scope()))


@blueprint.post("/doubles/<int:match_id>/answer")
@needs(P.ANSWER_MATCHES)
def answer(match_id: int) -> ResponseReturnValue:
    """What was found on the spot goes back to whoever asked."""
    scope = access.scope()
    question_of(ledger.session(), scope, match_id)
    answer, note, seen = (request.form.get(name, "") for name in ("answer", "note", "seen"))
    if not note.strip() or answer not in ANSWERS:
        flash(_("Choose an answer and write in a sentence what you found."), "bad")
    else:
        answer_from_the_spot(ledger.engine(), scope, match_id, seen, answer, note)
        flash(_("Your answer was kept."), "good")
    return redirect(url_for("doubles.questions"))

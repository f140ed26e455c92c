"""The identity numbers of one person: noted from the card or certificate, and judged when one proves wrong."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission, on_behalf_of
from census_app.domain.errors import Refused
from census_app.domain.identity import (
    Expected,
    NumberKind,
    NumberRead,
    birth_year_of,
    keyed_hash,
    lookup_digits,
    read_number,
)
from census_app.ledger.reads.believed import last_said
from census_app.ledger.reads.numbers import numbers_of
from census_app.ledger.reads.persons import PersonLine, get_person
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.doubles import NewPair, offer_matches
from census_app.ledger.writes.numbers import JUDGEMENTS, NotedNumber, add_number, judge_number
from census_app.sentences import error_sentence
from census_app.settings import NUMBER_KEY
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.language import current_language
from importers.suspense import ask_again

blueprint = Blueprint("numbers", __name__)

P = Permission


@blueprint.get("/persons/<int:person_id>/numbers")
@needs(P.CHANGE_NUMBERS)
def page(person_id: int) -> ResponseReturnValue:
    """Every number that was noted for the person. The trail says who looked."""
    line = get_person(ledger.session(), access.scope(), person_id).line
    record_look(ledger.engine(), access.scope(), f"person:{person_id}", line.area_code)
    return _page(line)


@blueprint.post("/persons/<int:person_id>/numbers")
@needs(P.CHANGE_NUMBERS)
def add(person_id: int) -> ResponseReturnValue:
    """One number more; whoever holds it too becomes a question, and what waits is asked about again."""
    engine, scope = ledger.engine(), access.scope()
    line = get_person(ledger.session(), scope, person_id).line
    register: Expected = "brn" if request.form.get("register") == "brn" else "nid"
    number = read_number(request.form.get("number", ""), register)
    if number.kind == NumberKind.OTHER:
        return _page(line, refusal=number.fault)
    others = add_number(engine, scope, person_id, _noted(number), request.form.get("note", ""))
    _warn_of_year(number, line)
    if others:
        evidence = ("number", "number_held_by_several")
        offer_matches(engine, on_behalf_of(scope), [NewPair(person_id, other, 1.0, evidence) for other in others])
        flash(_("Somebody else holds this number too. Both keep it until somebody has decided whose it is."))
    ask_again(engine, ledger.settings(), scope, [line.area_code])
    return redirect(url_for("numbers.page", person_id=person_id))


@blueprint.post("/persons/<int:person_id>/numbers/<int:number_id>")
@needs(P.CHANGE_NUMBERS)
def judge(person_id: int, number_id: int) -> ResponseReturnValue:
    """What is believed of a number changes, and its row stays."""
    engine, scope = ledger.engine(), access.scope()
    line = get_person(ledger.session(), scope, person_id).line
    judgement, note, seen = (request.form.get(name, "") for name in ("judgement", "note", "seen"))
    try:
        judge_number(engine, scope, person_id, number_id, judgement, note, seen or None)
    except Refused as refused:
        if refused.code != "number_moved_on":
            raise
        ledger.session().rollback()
        return _page(line, late=number_id, told=error_sentence(refused, current_language())), 403
    ask_again(engine, ledger.settings(), scope, [line.area_code])
    return redirect(url_for("numbers.page", person_id=person_id))


def _noted(number: NumberRead) -> NotedNumber:
    key = ledger.settings().key(NUMBER_KEY)
    hashed = [keyed_hash(key, form) for form in lookup_digits(number.kind, number.value)]
    return NotedNumber(number.kind, number.value, hashed[0], hashed)


def _warn_of_year(number: NumberRead, line: PersonLine) -> None:
    year = birth_year_of(number.kind, number.value)
    if year is not None and line.birth_date and line.birth_date[:4] != str(year):
        flash(_("The number begins with another birth year than the register has. Compare both with the card."))


def _page(line: PersonLine, refusal: str = "", late: int | None = None, told: str = "") -> str:
    """The numbers; `late` is the one that somebody else judged meanwhile, beside which the typing still stands."""
    numbers = numbers_of(ledger.session(), access.scope(), line.person_id)
    kind = next((one.kind for one in numbers if one.number_id == late), "")
    return render_template(
        "numbers/page.html",
        line=line,
        numbers=numbers,
        judgements=JUDGEMENTS,
        refusal=refusal,
        late=late,
        told=told,
        said=last_said(ledger.session(), line.person_id, kind) if kind else None,
        typed=request.form if late else {},
    )

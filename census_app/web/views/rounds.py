"""Two rounds of a ward held against each other, and how far the books of the later one have come."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.domain.errors import NotFound
from census_app.ledger.reads.areas import get_area
from census_app.ledger.reads.closed_rounds import check_head, closed_round, in_groups
from census_app.ledger.reads.households import count_by_para
from census_app.ledger.reads.persons import lines_of
from census_app.ledger.reads.returned_books import progress_of
from census_app.ledger.reads.round_differences import STATES, RoundDifference, difference
from census_app.ledger.reads.rounds import SurveyRound, get_round, list_rounds
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.paging import page_of, window

blueprint = Blueprint("rounds", __name__)


@blueprint.get("/rounds")
@needs(Permission.SEE_HOUSEHOLDS)
def page() -> ResponseReturnValue:
    """What the later round says otherwise, in counted sentences and person by person. The trail says who looked."""
    session, scope = ledger.session(), access.scope()
    wards = sorted({place for place, _ in count_by_para(session, scope)})
    ward = request.args.get("ward", "") or (wards[0] if wards else "")
    if ward:
        get_area(session, scope, ward)
    rounds = list_rounds(session)
    older, newer = _asked(rounds)
    state = request.args.get("state", "")
    found = difference(session, scope, older, newer, ward) if older and newer and ward else None
    if found is not None:
        record_look(ledger.engine(), scope, "round_difference", ward)
    return render_template(
        "rounds/page.html",
        rounds=rounds,
        wards=wards,
        ward=ward,
        older=older,
        newer=newer,
        found=found,
        states=("unchanged", *STATES),
        state=state,
        page=page_of(_lines(found, state)),
        books=progress_of(session, scope, newer, ward) if newer and ward else [],
    )


@blueprint.get("/rounds/closed")
@needs(Permission.SEE_HOUSEHOLDS)
def closed() -> ResponseReturnValue:
    """What a closed round counted, what became known since, and the hashes to be printed, signed and checked."""
    session, scope = ledger.session(), access.scope()
    survey = _closed_round_asked()
    if survey is None:
        return redirect(url_for("rounds.page"))
    told = closed_round(session, scope, survey)
    typed = request.args.get("head", "").strip()
    late = {one.person_id for one in told.known_since}
    record_look(ledger.engine(), scope, f"round:{survey.round_id}", next(iter(scope.areas), ""))
    return render_template(
        "rounds/closed.html",
        told=told,
        heads={area: in_groups(head) for area, head in told.heads.items()},
        lines={line.person_id: line for line in lines_of(session, scope, sorted(late))},
        checked=check_head(session, scope, survey, typed) if typed else None,
        typed=typed,
    )


def _closed_round_asked() -> SurveyRound | None:
    """The closed round that the address names, else the newest. Raises: NotFound for a round that nobody opened."""
    code = request.args.get("round", "")
    session = ledger.session()
    asked = [get_round(session, code)] if code else list_rounds(session)
    return next((survey for survey in asked if survey.closed_on is not None), None)


def _asked(rounds: list[SurveyRound]) -> tuple[SurveyRound | None, SurveyRound | None]:
    """The rounds that the address names; the two newest otherwise. Raises: NotFound when they are one or swapped."""
    names = request.args.get("older", ""), request.args.get("newer", "")
    if all(names):
        older, newer = (get_round(ledger.session(), name) for name in names)
        if older.opened_on >= newer.opened_on:
            raise NotFound("round_not_found", {"round": newer.code})
        return older, newer
    newest = (*rounds[:2], None, None)
    return newest[1], newest[0]


def _lines(found: RoundDifference | None, state: str) -> list[object]:
    limit, offset = window()
    wanted = [one for one in found.persons if not state or state in one.states] if found is not None else []
    return list(wanted[offset : offset + limit])

"""A change outside a round: asked for on a person's page, decided at another desk; two words about one fact settled."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission, on_behalf_of
from census_app.domain.change_requests import (
    NEVER_CHANGES,
    NUMBERS,
    ApprovalRule,
    ChangeKind,
    read_rules,
    rules_of,
)
from census_app.domain.errors import NotFound, Refused
from census_app.domain.person import Marital, Relation, Sex
from census_app.ledger import clock
from census_app.ledger.reads.areas import list_areas
from census_app.ledger.reads.believed import believed
from census_app.ledger.reads.change_requests import (
    DONE,
    OWN,
    WAITING,
    ChangePage,
    clashing,
    get_request,
    list_requests,
    open_about,
)
from census_app.ledger.reads.numbers import BELIEVED, numbers_of
from census_app.ledger.reads.persons import PersonLine, get_person, members_of
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.change_requests import (
    Approved,
    approve_change,
    file_change,
    refuse_change,
    settle_clash,
    withdraw_change,
)
from census_app.ledger.writes.doubles import NewPair, offer_matches
from census_app.reference import read_reference
from census_app.sentences import error_sentence
from census_app.settings import NUMBER_KEY
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.change_forms import HOME_KINDS, Clash, Sheet, Typed, clashes_of, papers_for, read_form
from census_app.web.change_values import may_see_mobiles
from census_app.web.formats import words_in
from census_app.web.language import current_language
from census_app.web.paging import page_of, window
from census_app.web.views.search import holds_number
from importers.suspense import ask_again

blueprint = Blueprint("change_requests", __name__)

P = Permission
SHOWN = (WAITING, OWN, DONE)
UNION_DIGITS = 8
KEPT = (
    "reason",
    "paper",
    "reference",
    "note",
    "since",
    "true_since",
    "number",
    "register",
    "number_id",
    "ward",
    "household",
)
"""What else stands in a form, and goes on standing there when it is shown again."""


def rules() -> tuple[ApprovalRule, ...]:
    """The rules of the project. Raises: RuleRefused for one without source or review date."""
    return read_rules(read_reference("change_rules"))


@blueprint.get("/change-requests")
@needs(P.REQUEST_CHANGES, P.DECIDE_CHANGES)
def listing() -> ResponseReturnValue:
    """What waits for somebody's word, the own requests, and those that are done."""
    decides = access.may(P.DECIDE_CHANGES)
    shown = request.args.get("show", WAITING if decides else OWN)
    shown = shown if shown in SHOWN else WAITING
    session, scope = ledger.session(), access.scope()
    page = page_of(list_requests(session, scope, shown, *window()))
    held = clashing(session, scope, [line.request_id for line in page.lines if line.state == "open"])
    tabs = SHOWN if decides else (OWN, DONE)
    return render_template("change_requests/listing.html", page=page, shown=shown, tabs=tabs, held=held)


@blueprint.get("/persons/<int:person_id>/changes")
@needs(P.REQUEST_CHANGES)
def choose(person_id: int) -> ResponseReturnValue:
    """What can be asked for about the person, beside what is asked for already."""
    line = _line(person_id)
    asked = open_about(ledger.session(), access.scope(), line.person_id)
    return render_template("change_requests/choose.html", line=line, kinds=_kinds(line), asked=asked)


def _kinds(line: PersonLine) -> list[ChangeKind]:
    lives = line.household_id is not None
    return [kind for kind in ChangeKind if lives or kind not in HOME_KINDS or kind is ChangeKind.TRANSFER]


@blueprint.get("/persons/<int:person_id>/changes/<kind>")
@needs(P.REQUEST_CHANGES)
def form(person_id: int, kind: str) -> ResponseReturnValue:
    """The form of one kind, with what is believed now. The trail says who looked."""
    sheet = _sheet(_line(person_id), kind)
    record_look(ledger.engine(), access.scope(), f"person:{sheet.line.person_id}", sheet.line.area_code)
    return _form(sheet)


@blueprint.post("/persons/<int:person_id>/changes/<kind>")
@needs(P.REQUEST_CHANGES)
def ask(person_id: int, kind: str) -> ResponseReturnValue:
    """The request waits; or its maker sees what somebody else has written or asked for meanwhile, the typing kept."""
    sheet = _sheet(_line(person_id), kind)
    typed = read_form(sheet, request.form, request.form.getlist("rival", type=int))
    if typed.faults or typed.number_fault:
        return _form(sheet, typed), 422
    session, scope = ledger.session(), access.scope()
    if clashes := clashes_of(session, scope, typed.change):
        return _form(sheet, typed, clashes), 409
    try:
        request_id = file_change(ledger.engine(), scope, sheet.line.person_id, typed.change, rules())
    except Refused as refused:
        session.rollback()  # somebody was quicker by a moment: read again
        late = clashes_of(session, scope, typed.change) if refused.code == "change_overtaken" else []
        told = "" if late else error_sentence(refused, current_language())
        return _form(_sheet(sheet.line, kind), typed, late, told), 422
    flash(_("Your request was kept. It holds when somebody else has approved it."), "good")
    return redirect(url_for("change_requests.page", request_id=request_id))


def _line(person_id: int) -> PersonLine:
    """The person, for a desk that may open it. Raises: NotFound for any other."""
    return get_person(ledger.session(), access.scope(), person_id, holds_number=holds_number(person_id)).line


def _sheet(line: PersonLine, kind: str) -> Sheet:
    if kind not in _kinds(line):
        raise NotFound("change_not_found")
    session, chosen = ledger.session(), ChangeKind(kind)
    people = [line.person_id]
    if chosen in (ChangeKind.SPLIT, ChangeKind.CHANGE_HEAD) and line.household_id is not None:
        people += [member.person_id for member in members_of(session, access.scope(), line.household_id)]
    now = believed(session, on_behalf_of(access.scope()), people)
    concealed = frozenset(NUMBERS) | (frozenset() if may_see_mobiles() else {"mobile"})
    return Sheet(chosen, line, now, concealed, ledger.settings().key(NUMBER_KEY))


def _form(sheet: Sheet, typed: Typed | None = None, clashes: Sequence[Clash] = (), refusal: str = "") -> str:
    session, scope, line = ledger.session(), access.scope(), sheet.line
    known = {*typed.change.known_rivals, *(r.item_id for c in clashes for r in c.rivals)} if typed else set()
    kept = {name: request.form.get(name, "") for name in KEPT}
    home = line.household_id
    members = members_of(session, scope, home) if home is not None and sheet.kind in HOME_KINDS else []
    return render_template(
        "change_requests/form.html",
        line=line,
        kind=sheet.kind.value,
        cells=sheet.cells(typed, request.form if typed else None),
        kept=kept,
        clashes=clashes,
        known_rivals=sorted(known),
        refusal=refusal,
        faults=typed.faults if typed else {},
        number_fault=typed.number_fault if typed else "",
        papers=papers_for(rules(), sheet.kind, line.area_code),
        asked=open_about(session, scope, line.person_id),
        members={member.person_id: member for member in members},
        numbers=[one for one in numbers_of(session, scope, line.person_id) if one.status in BELIEVED],
        wards=list_areas(session, on_behalf_of(scope), "ward", line.area_code[:UNION_DIGITS]),
        choices=_choices(),
        never=NEVER_CHANGES,
        today=clock.today(),
    )


def _choices() -> dict[str, list[str]]:
    """The words among which a cell is chosen."""
    return {
        "sex": list(Sex),
        "marital": list(Marital),
        "relation": list(Relation),
        "occupation": words_in("occupation"),
        "disability": words_in("disability"),
        "in_school": ["true", "false"],
    }


@blueprint.get("/change-requests/<int:request_id>")
@needs(P.REQUEST_CHANGES, P.DECIDE_CHANGES)
def page(request_id: int) -> ResponseReturnValue:
    """One request beside what is believed now. The trail says who looked."""
    found = get_request(ledger.session(), access.scope(), request_id)
    record_look(ledger.engine(), access.scope(), f"person:{found.line.person.person_id}", found.line.area_code)
    return _page(found)


def _page(found: ChangePage, refusal: str = "") -> str:
    scope, line = access.scope(), found.line
    fields = [one.item.field for one in found.items if not one.item.dropped] or line.fields
    wanted = rules_of(rules(), line.kind, fields, line.area_code)
    is_maker = line.filed_by_id == scope.actor_id
    sits = access.may(P.DECIDE_CHANGES) and all(scope.sits_as(r.roles, place) for r in wanted for place in found.places)
    numbers = numbers_of(ledger.session(), scope, line.person.person_id)
    return render_template(
        "change_requests/page.html",
        page=found,
        line=line,
        rules=wanted,
        needed=max(rule.approvals for rule in wanted),
        is_maker=is_maker,
        decides=line.state == "open" and sits and not is_maker,
        has_approved=scope.actor_id in line.approved_by,
        in_full=is_maker or sits,
        given_up=[one for one in numbers if one.number_id == found.number_id],
        refusal=refusal,
        note=request.form.get("note", ""),
    )


@blueprint.post("/change-requests/<int:request_id>")
@needs(P.REQUEST_CHANGES, P.DECIDE_CHANGES)
def decide(request_id: int) -> ResponseReturnValue:
    """Approved, refused with words, taken back, or one of two words kept; whoever comes late sees what stands now.

    Shape of `decision`: approve, refuse, withdraw, `ours:ITEM` or `theirs:ITEM`.
    """
    session, scope = ledger.session(), access.scope()
    get_request(session, scope, request_id)
    decision, _colon, item = request.form.get("decision", "").partition(":")
    try:
        _act(request_id, decision, int(item) if item.isdecimal() else 0)
    except NotFound:
        raise
    except Refused as refused:
        session.rollback()
        return _page(get_request(session, scope, request_id), error_sentence(refused, current_language())), 403
    return redirect(url_for("change_requests.page", request_id=request_id))


def _act(request_id: int, decision: str, item_id: int) -> None:
    engine, scope = ledger.engine(), access.scope()
    seen, note = request.form.get("seen", ""), request.form.get("note", "")
    if decision == "approve":
        key = ledger.settings().key(NUMBER_KEY)
        _follow_up(request_id, approve_change(engine, scope, request_id, seen, note, rules(), key))
    elif decision == "refuse":
        refuse_change(engine, scope, request_id, seen, note, rules())
        flash(_("The request was refused. Whoever asked reads your words."), "good")
    elif decision == "withdraw":
        withdraw_change(engine, scope, request_id, note)
        flash(_("You have taken your request back."), "good")
    elif decision in ("ours", "theirs"):
        settle_clash(engine, scope, request_id, item_id, decision == "ours", seen, note, rules())
        flash(_("Your choice was kept, with both words beside it."), "good")
    else:
        flash(_("Choose what is to become of the request."), "bad")


def _follow_up(request_id: int, approved: Approved) -> None:
    """What waits because of what the book said is asked about again; a number of two persons becomes a question."""
    engine, scope = ledger.engine(), access.scope()
    if not approved.applied:
        flash(_("Your approval was kept. One more person has to approve."), "good")
        return
    flash(_("The book says so from now on, and what it said before stays in the history."), "good")
    if approved.also_held_by:
        person_id = get_request(ledger.session(), on_behalf_of(scope), request_id).line.person.person_id
        pairs = [
            NewPair(person_id, other, 1.0, ("number", "number_held_by_several")) for other in approved.also_held_by
        ]
        offer_matches(engine, on_behalf_of(scope), pairs)
        flash(_("Somebody else holds this number too. Both keep it until somebody has decided whose it is."))
    ask_again(engine, ledger.settings(), scope, list(approved.places))

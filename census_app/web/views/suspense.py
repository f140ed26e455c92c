"""Deliveries whose recipient is not yet known, and what somebody who knows says of them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]
from flask_babel import ngettext

from census_app.domain.access import Permission
from census_app.domain.identity import NumberKind, keyed_hash, lookup_digits, read_number
from census_app.ledger.reads.persons import PersonLine, find_by_number, lines_of
from census_app.ledger.reads.suspense import SuspenseLine, count_suspense, get_suspense, list_suspense
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.suspense import attach_by_hand, detach_delivery, rule_out
from census_app.settings import NUMBER_KEY
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.formats import number
from census_app.web.language import current_language
from census_app.web.paging import page_of, window
from importers.suspense import ask_again

blueprint = Blueprint("suspense", __name__)

P = Permission


@blueprint.get("/suspense")
@needs(P.ANSWER_SUSPENSE)
def listing() -> ResponseReturnValue:
    """What waits, why, and who it may have been."""
    session, scope = ledger.session(), access.scope()
    office = request.args.get("office", "")
    return render_template(
        "suspense/listing.html",
        page=page_of(list_suspense(session, scope, office, *window())),
        waiting=count_suspense(session, scope, office),
    )


@blueprint.get("/suspense/<int:delivery_id>")
@needs(P.ANSWER_SUSPENSE)
def page(delivery_id: int) -> ResponseReturnValue:
    """One delivery beside those who may have received it. The trail says who looked."""
    line = get_suspense(ledger.session(), access.scope(), delivery_id)
    record_look(ledger.engine(), access.scope(), f"delivery:{delivery_id}", line.area_code)
    return _page(line)


@blueprint.post("/suspense/<int:delivery_id>/number")
@needs(P.ANSWER_SUSPENSE)
def look_up(delivery_id: int) -> ResponseReturnValue:
    """The holders of a number that was written out in full stand beside the delivery, too."""
    session, scope = ledger.session(), access.scope()
    line = get_suspense(session, scope, delivery_id)
    written = read_number(request.form.get("number", ""), "any")
    if written.kind == NumberKind.OTHER:
        return _page(line, refusal=written.fault)
    key = ledger.settings().key(NUMBER_KEY)
    forms = lookup_digits(written.kind, written.value)
    holders = find_by_number(session, scope, [keyed_hash(key, form) for form in forms])
    return _page(line, holders, refusal="" if holders else "nobody_holds_it")


@blueprint.post("/suspense/<int:delivery_id>/persons/<int:person_id>")
@needs(P.ANSWER_SUSPENSE)
def decide(delivery_id: int, person_id: int) -> ResponseReturnValue:
    """It is this person's, or it is not; what else waits is held against the answer at once."""
    scope, note = access.scope(), request.form.get("note", "").strip()
    line = get_suspense(ledger.session(), scope, delivery_id)
    if request.form.get("answer") == "different":
        rule_out(ledger.engine(), scope, delivery_id, person_id, note)
        return redirect(url_for("suspense.page", delivery_id=delivery_id))
    attach_by_hand(ledger.engine(), scope, delivery_id, person_id, note)
    followed = ask_again(ledger.engine(), ledger.settings(), scope, [line.area_code])
    flash(_("The delivery stands with its person now."))
    if followed:
        flash(
            ngettext(
                "%(count)s other delivery found its person by the same signs.",
                "%(count)s other deliveries found their persons by the same signs.",
                followed,
                count=number(followed, current_language()),
            )
        )
    return redirect(url_for("suspense.listing"))


@blueprint.post("/deliveries/<int:delivery_id>/detach")
@needs(P.ANSWER_SUSPENSE)
def detach(delivery_id: int) -> ResponseReturnValue:
    """The delivery was somebody else's, and waits again."""
    detach_delivery(ledger.engine(), access.scope(), delivery_id, request.form.get("reason", ""))
    flash(_("The delivery waits again."))
    return redirect(url_for("suspense.page", delivery_id=delivery_id))


def _page(line: SuspenseLine, holders: Sequence[PersonLine] = (), refusal: str = "") -> ResponseReturnValue:
    considered = {one.person_id: one for one in line.candidates}
    found = lines_of(ledger.session(), access.scope(), list(considered))
    found.sort(key=lambda person: -considered[person.person_id].score)
    holding = [person for person in holders if person.person_id not in considered]
    return render_template(
        "suspense/page.html", line=line, considered=considered, persons=[*holding, *found], refusal=refusal
    )

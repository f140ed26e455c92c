"""Versions of the rules: what a candidate would change is looked at before anything of it is stored."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from analytics.findings import run_analysis
from analytics.preview import preview_analysis
from analytics.rule_versions import adopt, candidate_folder, candidates, in_force, with_folder
from census_app.domain.access import Permission
from census_app.ledger import clock
from census_app.ledger.reads.findings import newest_run
from census_app.ledger.reads.persons import lines_of
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs

blueprint = Blueprint("rule_versions", __name__)

P = Permission


@blueprint.get("/findings/rules")
@needs(P.RUN_ANALYSIS)
def listing() -> ResponseReturnValue:
    """The version in force and the candidates."""
    settings = ledger.settings()
    return render_template(
        "rule_versions/listing.html",
        version=in_force(settings).version,
        candidates=candidates(settings),
        as_of=_as_of(),
    )


@blueprint.post("/findings/rules/preview")
@needs(P.RUN_ANALYSIS)
def preview() -> ResponseReturnValue:
    """What would be new, gone, or of another severity by the candidate; nothing is stored but who looked."""
    settings, scope = ledger.settings(), access.scope()
    book = with_folder(settings, candidate_folder(settings, _candidate()))
    record_look(ledger.engine(), scope, f"rules:{book.version}", "")
    shown = preview_analysis(ledger.engine(), settings, scope, _as_of(), book)
    ids = sorted({person for one in shown.named for person in one.person_ids})
    persons = {line.person_id: line for line in lines_of(ledger.session(), scope, ids)}
    return render_template(
        "rule_versions/preview.html",
        candidate=_candidate(),
        preview=shown,
        persons=persons,
        rules=[rule for name in shown.rules if (rule := book.text_of(name) or in_force(settings).text_of(name))],
        active=book.rule_versions(),
    )


@blueprint.post("/findings/rules/adopt")
@needs(P.RUN_ANALYSIS)
def confirm() -> ResponseReturnValue:
    """The candidate is in force, and its findings are stored."""
    settings, scope = ledger.settings(), access.scope()
    book = adopt(ledger.engine(), settings, scope, candidate_folder(settings, _candidate()))
    run_analysis(ledger.engine(), settings, scope, _as_of(), book=book)
    flash(_("These rules are in force, and their findings are stored."), "good")
    return redirect(url_for("rule_versions.listing"))


def _candidate() -> str:
    return request.form.get("candidate", "")


def _as_of() -> date:
    """The day that was asked for, else that of the newest run, else today."""
    try:
        return date.fromisoformat(request.values.get("as_of", ""))
    except ValueError:
        run = newest_run(ledger.session())
        return run.as_of if run else clock.today()

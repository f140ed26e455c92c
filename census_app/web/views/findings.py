"""Findings: questions about believed data, and a person's answer to each."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.ledger.reads.findings import (
    CHILD_MARRIAGE,
    FindingFilter,
    count_findings,
    get_finding,
    list_findings,
    newest_run,
)
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.findings import DECISIONS, review_finding
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.paging import page_of, window

blueprint = Blueprint("findings", __name__)

SQL_FILES = {
    "same_period_twice": "fnd_duplicate_benefits",
    "exclusive_programmes": "fnd_duplicate_benefits",
    "stipend_beside_allowance": "fnd_duplicate_benefits",
    "household_limit": "fnd_duplicate_benefits",
    "grant_beside_vgf": "fnd_duplicate_benefits",
    "after_death": "fnd_duplicate_benefits",
    "arrears_after_death": "fnd_duplicate_benefits",
    "age_outside_rule": "fnd_duplicate_benefits",
    "shared_account": "fnd_duplicate_benefits",
    "marital_outside_rule": "fnd_benefit_against_record",
    "disability_not_recorded": "fnd_benefit_against_record",
}
"""The model that asks each kind of question, where it does not bear the name of the kind."""

P = Permission


def sql_file_of(kind: str) -> str:
    """The SQL file from which findings of the kind come."""
    return f"analytics/sql/findings/{SQL_FILES.get(kind, f'fnd_{kind}')}.sql"


@blueprint.get("/findings")
@needs(P.SEE_FINDINGS)
def listing() -> ResponseReturnValue:
    """The findings one may see, the heaviest first; a look at the visit list is recorded."""
    session, scope = ledger.session(), access.scope()
    wanted = FindingFilter(*(request.args.get(name, "") for name in ("kind", "severity", "state", "ward")))
    if wanted.kind == CHILD_MARRIAGE and access.may(P.SEE_CHILD_MARRIAGE):
        record_look(ledger.engine(), scope, f"findings:{CHILD_MARRIAGE}", wanted.area_code)
    counts = count_findings(session, scope, wanted.area_code)
    kinds: dict[str, int] = {}
    for count in counts:
        if count.state != "closed":
            kinds[count.kind] = kinds.get(count.kind, 0) + count.count
    page = page_of(list_findings(session, scope, wanted, *window()))
    return render_template("findings/listing.html", page=page, wanted=wanted, kinds=kinds, run=newest_run(session))


@blueprint.get("/findings/<int:finding_id>")
@needs(P.SEE_FINDINGS)
def page(finding_id: int) -> ResponseReturnValue:
    """One finding with its reasons, its persons and what was answered. The trail says who looked."""
    scope = access.scope()
    finding = get_finding(ledger.session(), scope, finding_id)
    record_look(ledger.engine(), scope, f"finding:{finding_id}", finding.line.area_code)
    return render_template(
        "findings/page.html",
        finding=finding,
        line=finding.line,
        decisions=DECISIONS,
        sql_file=sql_file_of(finding.line.kind),
    )


@blueprint.post("/findings/<int:finding_id>/review")
@needs(P.REVIEW_FINDINGS)
def review(finding_id: int) -> ResponseReturnValue:
    """The finding is answered, with a note."""
    get_finding(ledger.session(), access.scope(), finding_id)
    decision, note = request.form.get("decision", ""), request.form.get("note", "")
    if not note.strip() or decision not in DECISIONS:
        flash(_("Choose an answer and write in a sentence what you found."), "bad")
    else:
        review_finding(ledger.engine(), access.scope(), finding_id, decision, note)
        flash(_("Your answer was kept."), "good")
    return redirect(url_for("findings.page", finding_id=finding_id))

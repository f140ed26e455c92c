"""Findings: questions about believed data, on whose desk each lies, and what people answer."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _  # type: ignore[import-untyped]

from analytics.models import SQL_DIR, discover
from analytics.rule_versions import in_force
from census_app.domain.access import Permission
from census_app.domain.errors import NotFound, Refused
from census_app.domain.findings import AGE_BANDS, AT_WORK, DECISIONS, FLOW, FindingState
from census_app.ledger import clock
from census_app.ledger.reads.answerers import who_may_answer
from census_app.ledger.reads.finding_counts import count_findings, money_by_office, workload
from census_app.ledger.reads.finding_rows import rows_behind
from census_app.ledger.reads.findings import (
    CHILD_MARRIAGE,
    FindingFilter,
    FindingPage,
    get_finding,
    list_findings,
    newest_run,
)
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.finding_answers import Desk, assign_finding, review_finding
from census_app.sentences import error_sentence
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.language import current_language
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
    "previous_cycle": "fnd_benefit_limits",
    "lifetime_limit": "fnd_benefit_limits",
    "stipend_children_limit": "fnd_benefit_limits",
    "marital_outside_rule": "fnd_benefit_against_record",
    "disability_not_recorded": "fnd_benefit_against_record",
}
"""The model that asks each kind of question, where it does not bear the name of the kind."""
ANSWER_WITHIN_DAYS = 14
FILTERS = ("kind", "severity", "state", "ward", "office", "desk", "age", "rule")

P = Permission


def model_of(kind: str) -> str:
    """The name of the model from which findings of the kind come."""
    return SQL_FILES.get(kind, f"fnd_{kind}")


def sql_file_of(kind: str) -> str:
    """The SQL file from which findings of the kind come."""
    return f"analytics/sql/findings/{model_of(kind)}.sql"


@blueprint.get("/findings")
@needs(P.SEE_FINDINGS)
def listing() -> ResponseReturnValue:
    """The findings one may see, the heaviest first; a look at the visit list is recorded."""
    session, scope = ledger.session(), access.scope()
    wanted = FindingFilter(*(request.args.get(name, "") for name in FILTERS))
    if wanted.kind == CHILD_MARRIAGE and access.may(P.SEE_CHILD_MARRIAGE):
        record_look(ledger.engine(), scope, f"findings:{CHILD_MARRIAGE}", wanted.area_code)
    kinds: dict[str, int] = {}
    for count in count_findings(session, scope, wanted.area_code):
        if count.state != FindingState.CLOSED:
            kinds[count.kind] = kinds.get(count.kind, 0) + count.count
    return render_template(
        "findings/listing.html",
        page=page_of(list_findings(session, scope, wanted, *window())),
        wanted=wanted,
        kinds=kinds,
        run=newest_run(session),
        load=workload(session, scope, wanted),
        offices=money_by_office(session, scope, wanted),
        states=tuple(FindingState),
        bands=AGE_BANDS,
        today=clock.today(),
    )


@blueprint.get("/findings/<int:finding_id>")
@needs(P.SEE_FINDINGS)
def page(finding_id: int) -> ResponseReturnValue:
    """One finding: its reasons, rule and rows, what was answered, on whose desk it lies. The trail says who looked."""
    finding = get_finding(ledger.session(), access.scope(), finding_id)
    record_look(ledger.engine(), access.scope(), f"finding:{finding_id}", finding.line.area_code)
    return _page(finding)


def _page(finding: FindingPage, refusal: str = "") -> str:
    """The page of the finding; what somebody typed who was refused still stands in it."""
    session, scope, line = ledger.session(), access.scope(), finding.line
    may_assign = access.may(P.ASSIGN_FINDINGS) and line.state in AT_WORK
    return render_template(
        "findings/page.html",
        finding=finding,
        line=line,
        decisions=FLOW[FindingState(line.state)],
        rule=in_force(ledger.settings()).text_of(line.rule_id),
        model=model_of(line.kind),
        sql_file=sql_file_of(line.kind),
        behind=rows_behind(session, scope, line),
        answerers=who_may_answer(session, scope, line) if may_assign else None,
        due_on=clock.today() + timedelta(days=ANSWER_WITHIN_DAYS),
        today=clock.today(),
        refusal=refusal,
        typed=request.form if refusal else {},
    )


@blueprint.get("/findings/sql")
@needs(P.SEE_FINDINGS)
def sql() -> ResponseReturnValue:
    """The SQL file that makes a table, as it stands, with the files it reads; without a name, the first of them."""
    models = discover()
    shown = models.get(request.args.get("model", min(models)))
    if shown is None:
        raise NotFound("model_not_found")
    return render_template(
        "findings/sql.html",
        model=shown,
        file=f"analytics/sql/{shown.path.relative_to(SQL_DIR)}",
        reads=[(name, name in models) for name in shown.header.reads],
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
        try:
            seen = request.form.get("seen", type=int)
            review_finding(ledger.engine(), access.scope(), finding_id, decision, note, seen)
        except Refused as refused:
            if refused.code != "finding_moved_on":
                raise
            ledger.session().rollback()
            found = get_finding(ledger.session(), access.scope(), finding_id)
            return _page(found, error_sentence(refused, current_language())), 403
        flash(_("Your answer was kept."), "good")
    return redirect(url_for("findings.page", finding_id=finding_id))


@blueprint.post("/findings/<int:finding_id>/assign")
@needs(P.ASSIGN_FINDINGS)
def assign(finding_id: int) -> ResponseReturnValue:
    """The finding lies on somebody's desk until a day. Shape of `desk`: `user:NAME` or `office:CODE`."""
    get_finding(ledger.session(), access.scope(), finding_id)
    kind, _colon, name = request.form.get("desk", "").partition(":")
    desk = Desk(user_name=name) if kind == "user" else Desk(office_code=name)
    assign_finding(
        ledger.engine(),
        access.scope(),
        finding_id,
        desk,
        _day(request.form.get("due_on", "")),
        request.form.get("note", ""),
    )
    flash(_("It lies on that desk now."), "good")
    return redirect(url_for("findings.page", finding_id=finding_id))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None

"""The overview of a place: what is there, what was given, what is asked, what is lacking."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.ledger import clock
from census_app.ledger.reads.figures import age_bands, coverage, living_conditions, place_figures
from census_app.ledger.reads.finding_counts import FindingCount, count_findings
from census_app.ledger.reads.findings import newest_run
from census_app.ledger.reads.households import count_by_para
from census_app.web import access, ledger
from census_app.web.access import needs

blueprint = Blueprint("dashboard", __name__)


@blueprint.get("/overview")
@needs(Permission.SEE_DASHBOARD)
def page() -> ResponseReturnValue:
    """The figures of the whole scope or of one ward; each opens its rows or names its source."""
    session, scope = ledger.session(), access.scope()
    ward = request.args.get("ward", "")
    run = newest_run(session)
    return render_template(
        "dashboard/page.html",
        ward=ward,
        wards=sorted({place for place, _ in count_by_para(session, scope)}),
        figures=place_figures(session, scope, ward),
        ages=age_bands(session, scope, (run.as_of if run else clock.today()).year, ward),
        coverage=coverage(session, scope, ward),
        conditions=living_conditions(session, scope, ward),
        findings=_by_kind(count_findings(session, scope, ward)),
        run=run,
    )


def _by_kind(counts: list[FindingCount]) -> dict[str, dict[str, int]]:
    """Findings whose ground is not gone: by kind, how many are open and how many answered."""
    kinds: dict[str, dict[str, int]] = {}
    for count in counts:
        if count.state != "closed":
            answered = "open" if count.state == "open" else "answered"
            kinds.setdefault(count.kind, {"open": 0, "answered": 0})[answered] += count.count
    return kinds

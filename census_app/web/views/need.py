"""What places lack, and how unequal they are: by para and by fifth of wealth, each count opening its rows."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analytics.fairness import OF_BENEFITS
from analytics.figures import Record, figures_of, summed, wealth_weights
from analytics.rows_behind import rows_behind
from census_app.domain.access import Permission
from census_app.ledger.reads.persons import lines_of
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.figure_source import newest_source
from census_app.web.paging import page_of, window

blueprint = Blueprint("need", __name__)

[BENEFITS] = OF_BENEFITS
NEED, INEQUALITY, ROWS = "sum_need", "sum_inequality", "int_lacks"
GROUPINGS = ("quintile", "para")
LACKS = (
    "without_latrine",
    "without_safe_water",
    "without_electricity",
    "weak_house",
    "poor",
    "out_of_school",
    "disabled_unsupported",
)


@blueprint.get("/need")
@needs(Permission.SEE_DASHBOARD)
def page() -> ResponseReturnValue:
    """The lacks of every group of the place, and the two indices of inequality."""
    source, scope, ward = newest_source(), access.scope(), request.args.get("ward", "")
    if source is None:
        return render_template("need/page.html", source=None)
    rows = figures_of(source, scope, NEED, ward)
    return render_template(
        "need/page.html",
        source=source,
        ward=ward,
        wards=sorted({row["area_code"] for row in figures_of(source, scope, NEED)}),
        groups={grouping: _by_group(rows, grouping) for grouping in GROUPINGS},
        lacks=LACKS,
        inequality=sorted(
            figures_of(source, scope, INEQUALITY, ward), key=lambda row: (row["measure"], row["area_code"])
        ),
        weights=wealth_weights(source),
        models=(NEED, INEQUALITY, "int_household_wealth"),
    )


@blueprint.get("/need/rows")
@needs(Permission.SEE_HOUSEHOLDS)
def rows() -> ResponseReturnValue:
    """Who is behind a count: the persons, or the heads of the households, that lack this."""
    source, scope, lack = newest_source(), access.scope(), request.args.get("lack", "")
    if source is None or not lack:
        return redirect(url_for("need.page"))
    if lack not in LACKS:
        abort(404)
    asked = {"lack": lack, "quintile": request.args.get("quintile", ""), "para_code": request.args.get("para", "")}
    behind = [row for row in rows_behind(source, scope, ROWS, asked, request.args.get("ward", "")) if row["is_lacking"]]
    record_look(ledger.engine(), scope, f"need:{lack}", request.args.get("ward", ""))
    limit, offset = window()
    shown = page_of(behind[offset : offset + limit])
    return render_template(
        "need/rows.html",
        page=shown,
        persons=lines_of(ledger.session(), scope, [row["person_id"] for row in shown.lines]),
        total=len(behind),
        asked=asked,
        source=source,
        model=ROWS,
    )


@blueprint.get("/need/fairness")
@needs(Permission.SEE_DASHBOARD)
def fairness() -> ResponseReturnValue:
    """Whether benefits reach households of every religion: religion is read for this check and for nothing else."""
    source = newest_source()
    rows = figures_of(source, access.scope(), BENEFITS) if source else []
    return render_template("need/fairness.html", source=source, rows=rows)


def _by_group(rows: list[Record], grouping: str) -> dict[str, dict[str, Record]]:
    """The counts of each group by what is lacking; those of several wards are added up."""
    mine = summed([row for row in rows if row["grouping"] == grouping], ("member", "lack"), ("asked", "lacking"))
    groups: dict[str, dict[str, Record]] = {}
    for row in sorted(mine, key=lambda row: str(row["member"])):
        groups.setdefault(row["member"], {})[row["lack"]] = row
    return groups

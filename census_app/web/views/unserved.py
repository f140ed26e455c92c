"""Entitled, and served or not: counts by office, programme and ward, with the persons behind each and the reason."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analytics.figures import Record, figures_of, summed
from analytics.rows_behind import rows_behind
from census_app.domain.access import Permission
from census_app.ledger.reads.persons import lines_of
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.figure_source import newest_source
from census_app.web.paging import page_of, window

blueprint = Blueprint("unserved", __name__)

ENTITLED, ROWS = "sum_entitlements", "int_entitlements"
STATES = ("unserved", "served", "excluded", "age_uncertain", "means_unknown")


@blueprint.get("/unserved")
@needs(Permission.SEE_FINDINGS)
def page() -> ResponseReturnValue:
    """Every allowance of the desk's offices, ward by ward: how many of the entitled were served, and why others not."""
    source, ward = newest_source(), request.args.get("ward", "")
    if source is None:
        return render_template("unserved/page.html", source=None)
    mine = _of_own_offices(figures_of(source, access.scope(), ENTITLED))
    here = [row for row in mine if row["area_code"].startswith(ward)]
    return render_template(
        "unserved/page.html",
        source=source,
        ward=ward,
        wards=sorted({row["area_code"] for row in mine}),
        allowances=_by_place(summed(here, ("programme_code", "office_code", "area_code", "state"), ("persons",))),
        states=STATES,
        models=(ENTITLED, ROWS),
    )


@blueprint.get("/unserved/rows")
@needs(Permission.SEE_FINDINGS)
def rows() -> ResponseReturnValue:
    """The persons behind a count; an office is not told what another one gave."""
    source, scope = newest_source(), access.scope()
    asked = {"programme_code": request.args.get("programme", ""), "state": request.args.get("state", "")}
    if source is None or not asked["state"]:
        return redirect(url_for("unserved.page"))
    if asked["state"] not in STATES:
        abort(404)
    mine = {row["programme_code"] for row in _of_own_offices(figures_of(source, scope, ENTITLED))}
    behind = rows_behind(source, scope, ROWS, asked, request.args.get("ward", ""))
    behind = [row for row in behind if row["programme_code"] in mine]
    record_look(ledger.engine(), scope, f"unserved:{asked['state']}", request.args.get("ward", ""))
    limit, offset = window()
    shown = page_of(behind[offset : offset + limit])
    known = lines_of(ledger.session(), scope, [row["person_id"] for row in shown.lines])
    return render_template(
        "unserved/rows.html",
        page=shown,
        lines={line.person_id: line for line in known},
        total=len(behind),
        asked=asked,
        tells_others=not scope.sees_only_own_office,
        source=source,
        model=ROWS,
    )


def _of_own_offices(found: list[Record]) -> list[Record]:
    return [row for row in found if access.scope().holds_office(row["office_code"])]


def _by_place(found: list[Record]) -> dict[tuple[str, str, str], dict[str, int]]:
    """Persons by state, for each programme, office and ward."""
    places: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in sorted(found, key=lambda row: (row["programme_code"], row["area_code"])):
        place = (row["programme_code"], row["office_code"], row["area_code"])
        places.setdefault(place, {})[row["state"]] = row["persons"]
    return places

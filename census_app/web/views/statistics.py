"""Tables in the shape of the national census, for each ward, union and upazila, fit to be handed on."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analytics.figures import CENSUS_TABLES, Source, columns_of, handed_out, published_areas, published_of
from analytics.rows_behind import rows_behind
from census_app.domain.access import Permission
from census_app.ledger.reads.households import household_lines
from census_app.ledger.reads.persons import lines_of
from census_app.ledger.writes.audit import record_export, record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.census_tables import LAYOUTS, CensusTable, laid_out
from census_app.web.figure_source import sources
from census_app.web.paging import page_of, window

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/statistics")
@needs(Permission.SEE_DASHBOARD)
def page() -> ResponseReturnValue:
    """One table of one area, and beside it that of another area or of an earlier run."""
    name, known = _table_asked(), sources()
    if not known:
        return render_template("statistics/page.html", tables=[], name=name, names=CENSUS_TABLES)
    areas = published_areas(known[0], access.scope(), name)
    area = request.args.get("area") or next(iter(areas), "")
    beside, run = request.args.get("beside", ""), request.args.get("run", "")
    told = [_laid_out(known[0], name, area)]
    if beside or run:
        other = _run_asked(known)
        told.append(_laid_out(other, name, beside or area))
    return render_template(
        "statistics/page.html",
        tables=told,
        name=name,
        names=CENSUS_TABLES,
        areas=areas,
        area=area,
        beside=beside,
        run=run,
        runs=known,
    )


@blueprint.get("/statistics/rows")
@needs(Permission.SEE_HOUSEHOLDS)
def rows() -> ResponseReturnValue:
    """The persons or households behind a count, hidden or shown: whoever opens it may see each of them anyway."""
    name, known, scope = _table_asked(), sources(), access.scope()
    layout, area = LAYOUTS[name], request.args.get("area", "")
    if not known or not area:
        return redirect(url_for("statistics.page", table=name))
    if not scope.holds_area(area):
        abort(404)
    source, asked = _run_asked(known), {key: request.args.get(key, "") for key in layout.keys}
    counted = [
        row
        for row in rows_behind(source, scope, layout.rows, asked, area)
        if all(row[key] is not None for key in layout.keys)
    ]
    record_look(ledger.engine(), scope, f"statistics:{name}", area)
    limit, offset = window()
    shown = page_of(counted[offset : offset + limit])
    is_of_persons = layout.count == "persons"
    id_name, lines = ("person_id", lines_of) if is_of_persons else ("household_id", household_lines)
    return render_template(
        "statistics/rows.html",
        page=shown,
        lines=lines(ledger.session(), scope, [row[id_name] for row in shown.lines]),
        is_of_persons=is_of_persons,
        total=len(counted),
        layout=layout,
        asked=asked,
        area=area,
        source=source,
    )


@blueprint.get("/statistics.csv")
@needs(Permission.EXPORT)
def download() -> ResponseReturnValue:
    """The published rows of the table for all areas of the scope, hidden counts as the word `hidden`."""
    name, known, scope = _table_asked(), sources(), access.scope()
    if not known:
        return redirect(url_for("statistics.page"))
    rows = handed_out(known[0], scope, name)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns_of(name))
    writer.writeheader()
    writer.writerows(rows)
    record_export(ledger.engine(), scope, f"statistics:{name}", "", len(rows))
    headers = {"Content-Disposition": f"attachment; filename={name}.csv"}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=headers)


def _table_asked() -> str:
    name = request.args.get("table", CENSUS_TABLES[0])
    if name not in CENSUS_TABLES:
        abort(404)
    return name


def _run_asked(known: list[Source]) -> Source:
    return next((source for source in known if source.snapshot == request.args.get("run")), known[0])


def _laid_out(source: Source, name: str, area: str) -> tuple[Source, CensusTable]:
    rows = published_of(source, access.scope(), name, area)
    if area and not rows and not access.scope().holds_area(area):
        abort(404)
    return source, laid_out(LAYOUTS[name], area, rows)

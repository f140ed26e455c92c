"""Correct, complete, clean, live: four scores by ward, uploader and field, and the work behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analytics.figures import Record, figures_of, summed
from analytics.rows_behind import rows_behind
from census_app.domain.access import Permission
from census_app.ledger.reads.persons import lines_of
from census_app.ledger.reads.users import list_accounts
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.figure_source import newest_source
from census_app.web.paging import page_of, window

blueprint = Blueprint("quality", __name__)

CELLS, PERSONS, WORK, ROWS = "sum_quality_cells", "sum_quality_persons", "sum_quality_work", "int_quality_work"
CELL_COUNTS = ("declared_cells", "filled_cells", "doubtful_cells")
PERSON_COUNTS = ("persons", "unclean_persons", "live_persons")
STRAYS = ("registered_homeless", "dead_in_household", "dead_on_list")
KINDS = ("incorrect", "incomplete", "unclean", "not_live", *STRAYS)


@dataclass(frozen=True)
class Score:
    """One of the four: so many of the whole are well, and the kind of work that is left."""

    kind: str
    well: int
    whole: int


@dataclass(frozen=True)
class Scored:
    """A ward, an uploader or a field with its scores; a field has the first two."""

    code: str
    scores: tuple[Score, ...]


@blueprint.get("/quality")
@needs(Permission.SEE_HOUSEHOLDS)
def page() -> ResponseReturnValue:
    """The scores of what the desk may see, each opening the rows that keep it from being full."""
    source = newest_source()
    if source is None:
        return render_template("quality/page.html", source=None)
    scope = access.scope()
    cells, persons = figures_of(source, scope, CELLS), figures_of(source, scope, PERSONS)
    work = summed(figures_of(source, scope, WORK), ("kind",), ("persons",))
    return render_template(
        "quality/page.html",
        source=source,
        wards=_scored(cells, persons, "area_code"),
        uploaders=_scored(cells, persons, "uploaded_by"),
        fields=_scored(cells, [], "field"),
        strays={row["kind"]: row["persons"] for row in work if row["kind"] in STRAYS},
        called=_called(),
        models=(CELLS, PERSONS, WORK),
    )


@blueprint.get("/quality/work")
@needs(Permission.SEE_HOUSEHOLDS)
def work() -> ResponseReturnValue:
    """Who is behind a score, each with what is open."""
    source, scope = newest_source(), access.scope()
    asked = {name: request.args.get(name, "") for name in ("kind", "field", "uploaded_by")}
    if source is None or not asked["kind"]:
        return redirect(url_for("quality.page"))
    if asked["kind"] not in KINDS:
        abort(404)
    found = rows_behind(source, scope, ROWS, asked, request.args.get("ward", ""))
    record_look(ledger.engine(), scope, f"quality:{asked['kind']}", request.args.get("ward", ""))
    limit, offset = window()
    shown = page_of(found[offset : offset + limit])
    known = lines_of(ledger.session(), scope, [row["person_id"] for row in shown.lines])
    return render_template(
        "quality/work.html",
        page=shown,
        lines={line.person_id: line for line in known},
        total=len(found),
        asked=asked,
        ward=request.args.get("ward", ""),
        called=_called(),
        source=source,
        model=ROWS,
    )


def _scored(cells: Sequence[Record], persons: Sequence[Record], by: str) -> list[Scored]:
    told = {row[by]: row for row in summed(cells, (by,), CELL_COUNTS)}
    lived = {row[by]: row for row in summed(persons, (by,), PERSON_COUNTS)}
    return [Scored(code, _scores(told[code], lived.get(code))) for code in sorted(told)]


def _scores(cells: Record, persons: Record | None) -> tuple[Score, ...]:
    declared = cells["declared_cells"]
    scores = (
        Score("incorrect", declared - cells["doubtful_cells"], declared),
        Score("incomplete", cells["filled_cells"], declared),
    )
    if persons is None:
        return scores
    whole = persons["persons"]
    return (
        *scores,
        Score("unclean", whole - persons["unclean_persons"], whole),
        Score("not_live", persons["live_persons"], whole),
    )


def _called() -> dict[str, str]:
    """What the accounts that uploaded are called on a page."""
    return {str(account.user_id): account.shown_as for account in list_accounts(ledger.session())}

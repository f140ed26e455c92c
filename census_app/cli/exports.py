"""`census export`: files that leave the building."""

from __future__ import annotations

from pathlib import Path

import click

from analytics.figures import columns_of, handed_out, sources_for, summaries
from analytics.parquet import write_parquet
from census_app.cli.arguments import AREA_FORM, UNION, WARD
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.domain.areas import ward_code
from census_app.domain.errors import NotFound
from census_app.exports.catalogue import EXPORTS, WARD_FILES, Export
from census_app.exports.files import FORMATS, write_file
from census_app.ledger.engine import reading
from census_app.ledger.writes.audit import record_export

KINDS = tuple(name for name in EXPORTS if name != "survey_rows")


@click.group()
def export() -> None:
    """Write what the ledger holds to files, within the actor's scope."""


@export.command()
@UNION
@WARD
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@with_run()
def ward(run: Run, union_code: str, ward: int, out: Path) -> None:
    """Write the four CSV files of one ward."""
    run.require(Permission.EXPORT)
    area_code = ward_code(union_code, ward)
    if not run.scope.holds_area(area_code):
        raise NotFound("area_not_found", {"area": area_code})
    written = {name: _write(run, EXPORTS[name], area_code, "csv", out / f"{name}.csv") for name in WARD_FILES}
    told = (run.told("rows_written", path=out / f"{name}.csv", rows=rows) for name, rows in written.items())
    run.answer(written, "\n".join(told))


def _export_command(kind: Export) -> click.Command:
    @click.command(kind.name, help=f"Write the {kind.name} of the actor's areas to one file.")
    @click.option("--format", "form", type=click.Choice([*FORMATS, "parquet"]), default="csv")
    @click.option("--area", "area_code", metavar="CODE", callback=AREA_FORM, help="Only this place.")
    @click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
    @with_run()
    def command(run: Run, form: str, area_code: str | None, out: Path) -> None:
        run.require(Permission.EXPORT)
        rows = _write(run, kind, area_code or "", form, out)
        run.answer({kind.name: rows}, run.told("rows_written", path=out, rows=rows))

    return command


@export.command()
@click.argument("name", type=click.Choice(summaries()))
@click.option("--format", "form", type=click.Choice([*FORMATS, "parquet"]), default="csv")
@click.option("--area", "area_code", metavar="CODE", callback=AREA_FORM, help="Only this place.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_run()
def figures(run: Run, name: str, form: str, area_code: str | None, out: Path) -> None:
    """Write a table of counts of the newest run, small counts hidden, each row with its source."""
    run.require(Permission.EXPORT)
    with reading(run.engine) as session:
        known = sources_for(session, run.scope, run.settings)
    if not known:
        raise NotFound("no_figures_yet")
    records, columns = handed_out(known[0], run.scope, name, area_code or ""), columns_of(name)
    rows = write_parquet(out, columns, records) if form == "parquet" else write_file(out, form, columns, records)
    record_export(run.engine, run.scope, f"figures:{name}", area_code or "", rows)
    run.answer({name: rows}, run.told("rows_written", path=out, rows=rows))


for _name in KINDS:
    export.add_command(_export_command(EXPORTS[_name]))


def _write(run: Run, kind: Export, area_code: str, form: str, path: Path) -> int:
    writer = write_parquet if form == "parquet" else None
    with reading(run.engine) as session:
        records = kind.read(session, run.scope, area_code)
        if writer is not None:
            rows = writer(path, kind.columns, records)
        else:
            rows = write_file(path, form, kind.columns, records)
    record_export(run.engine, run.scope, kind.name, area_code, rows)
    return rows

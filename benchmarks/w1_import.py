"""W1: from a volunteer's workbook to believed persons in SQLite."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measuring import Answer, Contestant, Workload
from benchmarks.population import make_population
from benchmarks.sheets import write_workbooks

W1 = Workload(
    code="W1",
    title="import .xlsx",
    unit="persons",
    sizes=(10_000, 100_000),
    full_sizes=(10_000, 100_000, 300_000),
    prepare="benchmarks.w1_import:prepare",
    contestants=(
        Contestant("the project: read, check, stage, match, accept, audit", "benchmarks.w1_import:project"),
        Contestant("pandas (openpyxl) + pydantic + SQLModel add_all", "benchmarks.w1_peer:pandas_and_sqlmodel"),
        Contestant("limit: calamine reads the cells, nothing else", "benchmarks.w1_import:calamine_alone"),
    ),
    same=("rows",),
)
ROUND = "2022"


def prepare(size: int, folder: Path) -> None:
    """The folder holds the workbooks of that many persons."""
    write_workbooks(make_population(size), folder)


def workbooks(inputs: Path) -> list[Path]:
    """The workbooks of the folder in order."""
    return sorted(inputs.glob("*.xlsx"))


def project(inputs: Path, own: Path) -> Answer:
    """Every workbook staged for a ward of its own, then all accepted, with every check and the whole trail."""
    from datetime import date

    from census_app.domain.access import OPERATOR
    from census_app.ledger.engine import open_engine
    from census_app.ledger.migrate import upgrade
    from census_app.ledger.writes.reference import load_reference
    from census_app.ledger.writes.rounds import open_round
    from census_app.settings import Settings
    from importers.acceptance import accept_rows
    from importers.staging import stage_survey

    settings = Settings(f"sqlite:///{own / 'census.db'}", own)
    engine = open_engine(settings.database_url)
    upgrade(engine)
    load_reference(engine, OPERATOR)
    open_round(engine, OPERATOR, ROUND, date(2022, 1, 1))
    staged = [
        stage_survey(engine, settings, OPERATOR, path, path.name, ROUND, ward_code)
        for path, ward_code in zip(workbooks(inputs), _wards(), strict=False)
    ]
    accepted = accept_rows(engine, settings, OPERATOR, ROUND)
    return {
        "rows": sum(one.rows_seen for one in staged),
        "accepted": accepted.accepted,
        "held": sum(one.held for one in staged),
        "problems": sum(sum(one.problems.values()) for one in staged),
    }


def _wards() -> list[str]:
    from census_app.reference import read_reference

    return [area["code"] for area in read_reference("areas") if area["level"] == "ward"]


def calamine_alone(inputs: Path, own: Path) -> Answer:
    """Every cell of every workbook was seen once."""
    from python_calamine import CalamineWorkbook

    from benchmarks.sheets import TITLE_ROWS

    rows = 0
    for path in workbooks(inputs):
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows += len(sheet.to_python(skip_empty_area=False)) - TITLE_ROWS - 1
    return {"rows": rows}

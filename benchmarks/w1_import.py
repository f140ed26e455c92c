"""W1: from a volunteer's workbook to believed persons in SQLite."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measuring import Answer, Contestant, Workload

W1 = Workload(
    code="W1",
    title="import .xlsx",
    unit="persons",
    sizes=(10_000, 100_000),
    full_sizes=(10_000, 100_000, 300_000),
    prepare="benchmarks.w1_import:prepare",
    contestants=(
        Contestant("the project: read, check, stage, match, accept, audit; two processes", "benchmarks.w1_import:crew"),
        Contestant("the project in one process", "benchmarks.w1_import:alone"),
        Contestant("pandas (openpyxl) + pydantic + SQLModel add_all", "benchmarks.w1_peer:pandas_and_sqlmodel"),
        Contestant("limit: calamine reads the cells, nothing else", "benchmarks.w1_import:calamine_alone"),
    ),
    same=("rows", "accepted", "held", "problems"),
)
PROCESSES = 2


def prepare(size: int, folder: Path) -> None:
    """The folder holds the workbooks of that many persons."""
    from benchmarks.population import make_population
    from benchmarks.sheets import write_workbooks

    write_workbooks(make_population(size), folder)


def workbooks(inputs: Path) -> list[Path]:
    """The workbooks of the folder in order."""
    return sorted(inputs.glob("*.xlsx"))


def crew(inputs: Path, own: Path) -> Answer:
    """Every workbook read for a ward of its own and accepted, with every check and the whole trail, by two workers."""
    return _import(inputs, own, PROCESSES)


def alone(inputs: Path, own: Path) -> Answer:
    """The same by one."""
    return _import(inputs, own, 1)


def _import(inputs: Path, own: Path, processes: int) -> Answer:
    from benchmarks.ledgers import ROUND, empty_ledger, read_all, receive_all
    from census_app.domain.access import OPERATOR
    from importers.acceptance import accept_rows
    from importers.staging import summary_of

    engine, settings = empty_ledger(own)
    received = receive_all(engine, settings, workbooks(inputs))
    read_all(engine, settings, processes)
    staged = [summary_of(engine, OPERATOR, one) for one in received]
    accepted = accept_rows(engine, settings, OPERATOR, ROUND, processes=processes)
    return {
        "rows": sum(one.rows_seen for one in staged),
        "accepted": accepted.accepted,
        "held": accepted.held,
        "problems": sum(sum(one.problems.values()) for one in staged),
    }


def calamine_alone(inputs: Path, own: Path) -> Answer:
    """Every cell of every workbook was seen once."""
    from python_calamine import CalamineWorkbook

    from benchmarks.sheets import TITLE_ROWS

    rows = 0
    for path in workbooks(inputs):
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows += len(sheet.to_python(skip_empty_area=False)) - TITLE_ROWS - 1
    return {"rows": rows}

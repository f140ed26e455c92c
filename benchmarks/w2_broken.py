"""W2: sheets in which every twentieth row is broken, and everything that is wrong told to whoever wrote them."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.measuring import Answer, Contestant, Workload
from benchmarks.w1_import import PROCESSES, workbooks

W2 = Workload(
    code="W2",
    title="check .xlsx, 5 % of the rows broken",
    unit="persons",
    sizes=(10_000, 30_000),
    full_sizes=(30_000, 100_000),
    prepare="benchmarks.w2_broken:prepare",
    contestants=(
        Contestant("the project: staged; every error told; two processes", "benchmarks.w2_broken:broken"),
        Contestant("the project in one process", "benchmarks.w2_broken:broken_alone"),
        Contestant("the project on the same sheets without defects; two processes", "benchmarks.w2_broken:clean"),
        Contestant(
            "frictionless validate by a table schema, nothing stored", "benchmarks.w2_peer:frictionless_validate"
        ),
    ),
    same=("rows",),
)
SHARE_BROKEN = 0.05
TRUTH = "broken_rows.json"


def prepare(size: int, folder: Path) -> None:
    """The folder holds the population twice, broken and clean, and which rows are broken in which way."""
    from benchmarks.population import make_population
    from benchmarks.sheets import write_workbooks

    people = make_population(size)
    written = write_workbooks(people, folder / "broken", SHARE_BROKEN)
    write_workbooks(people, folder / "clean", share_broken=0)
    (folder / TRUTH).write_text(json.dumps({made.path.name: made.broken for made in written}), encoding="utf-8")


def rows_broken(inputs: Path) -> dict[tuple[str, int], str]:
    """How each broken row, by file and row number, is broken."""
    truth = json.loads((inputs / TRUTH).read_text(encoding="utf-8"))
    return {(file, int(row)): defect for file, rows in truth.items() for row, defect in rows.items()}


def broken(inputs: Path, own: Path) -> Answer:
    """The broken sheets are staged, every problem is told in a sentence; how many broken rows were told of."""
    return _tell_of_broken(inputs, own, PROCESSES)


def broken_alone(inputs: Path, own: Path) -> Answer:
    """The same in one process, as a single file is read."""
    return _tell_of_broken(inputs, own, 1)


def _tell_of_broken(inputs: Path, own: Path, processes: int) -> Answer:
    rows, told = _stage_and_tell(inputs / "broken", own, processes)
    return {"rows": rows, "sentences": len(told), "broken_rows_told": len(set(told) & rows_broken(inputs).keys())}


def clean(inputs: Path, own: Path) -> Answer:
    """The clean sheets are staged, and what there is to say of them is told too."""
    rows, _ = _stage_and_tell(inputs / "clean", own, PROCESSES)
    return {"rows": rows}


def _stage_and_tell(folder: Path, own: Path, processes: int) -> tuple[int, list[tuple[str, int]]]:
    """The number of rows, and for each sentence the file and row it is about."""
    from benchmarks.ledgers import empty_ledger, read_all, receive_all
    from census_app.domain.access import OPERATOR
    from census_app.ledger.engine import reading
    from census_app.ledger.reads.handed_back import problems_to_mark
    from importers.model import Problem, Severity
    from importers.problems import describe
    from importers.staging import summary_of

    engine, settings = empty_ledger(own)
    received = receive_all(engine, settings, workbooks(folder))
    read_all(engine, settings, processes)
    staged = [summary_of(engine, OPERATOR, one) for one in received]
    told = []
    for upload in staged:
        with reading(engine) as session:
            for found in problems_to_mark(session, OPERATOR, upload.upload_id):
                where = (found.sheet, found.row_number, found.heading)
                sentence = describe(Problem(found.code, Severity(found.severity), *where, found.details), "bn")
                if sentence and found.row_number is not None:
                    told.append((upload.file_name, found.row_number))
    return sum(upload.rows_seen for upload in staged), told

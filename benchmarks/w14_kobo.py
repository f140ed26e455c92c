"""W14: the export of a form with repeats, joined into one row for each member; one cut short on the way is noticed."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kobo import write_archive, write_export
from benchmarks.measuring import Answer, Contestant, Workload
from benchmarks.population import make_population

_PEERS = "benchmarks.w14_peers"
W14 = Workload(
    code="W14",
    title="Kobo export with repeats, .xlsx to a table of members",
    unit="households",
    sizes=(5_000, 30_000),
    full_sizes=(30_000,),
    prepare="benchmarks.w14_kobo:prepare",
    contestants=(
        Contestant("the project: sheets read and joined", "benchmarks.w14_kobo:joined_sheets"),
        Contestant("pandas.read_excel (openpyxl) + merge", f"{_PEERS}:pandas_openpyxl"),
        Contestant("pandas.read_excel (calamine) + merge", f"{_PEERS}:pandas_calamine"),
        Contestant("calamine + a dict by hand", f"{_PEERS}:calamine_and_dict"),
        Contestant(
            "beside it, the project's whole reading: every cell read, every row checked", "benchmarks.w14_kobo:read"
        ),
        Contestant("… and every row staged in SQLite", "benchmarks.w14_kobo:staged"),
    ),
    same=("members", "household_numbers", "members_without_form"),
)
W14_TEXT = Workload(
    code="W14-CSV",
    title="ODK export with repeats, .zip of .csv to a table of members",
    unit="households",
    sizes=(5_000, 30_000),
    full_sizes=(30_000,),
    prepare="benchmarks.w14_kobo:prepare_archive",
    contestants=(
        Contestant("the project: tables read and joined", "benchmarks.w14_kobo:joined_tables"),
        Contestant("pandas.read_csv + merge", f"{_PEERS}:pandas_csv"),
        Contestant("csv + a dict by hand", f"{_PEERS}:csv_and_dict"),
    ),
    same=("members", "household_numbers"),
)
PERSONS_PER_HOUSEHOLD = 4.12
SHARE_CUT = 0.1
WHOLE, CUT, ARCHIVE = "export.xlsx", "export_cut_short.xlsx", "export.zip"


def prepare(size: int, folder: Path) -> None:
    """The folder holds the export of that many households, and a tenth of it whose last forms got lost."""
    write_export(make_population(round(size * PERSONS_PER_HOUSEHOLD)), folder / WHOLE)
    part = make_population(max(50, round(size * PERSONS_PER_HOUSEHOLD * SHARE_CUT)))
    forms = int(part.household[-1]) + 1
    write_export(part, folder / CUT, forms_kept=forms - max(1, forms // 10))


def prepare_archive(size: int, folder: Path) -> None:
    """The folder holds the same households as an archive of text tables."""
    write_archive(make_population(round(size * PERSONS_PER_HOUSEHOLD)), folder / ARCHIVE)


def joined_sheets(inputs: Path, own: Path) -> Answer:
    """Each member's row of both workbooks has its household's columns beside it; who lost a form is told."""
    whole, _ = _join(inputs / WHOLE)
    cut, lost = _join(inputs / CUT)
    return {**whole, "members_in_cut": cut["members"], "members_without_form": lost}


def joined_tables(inputs: Path, own: Path) -> Answer:
    """The same of an archive of text tables."""
    return _join(inputs / ARCHIVE)[0]


def _join(path: Path) -> tuple[Answer, int]:
    from importers.collector import collector_paused
    from importers.layouts import load_layout
    from importers.repeat_groups import join_repeats
    from importers.workbook import as_typed, read_workbook

    with collector_paused():
        joined = join_repeats(read_workbook(path), load_layout("household_census"))
        members = joined.sheets[-1]
        (place,) = (place for place, name in members.fields.items() if name == "household_number")
        numbers = [text for cell in members.columns[place][1:] if (text := as_typed(cell)).isdigit()]
    lost = sum(problem.code == "parent_line_missing" for problem in joined.of_rows.values())
    return {"members": members.height - 1, "household_numbers": sum(map(int, numbers))}, lost


def read(inputs: Path, own: Path) -> Answer:
    """Both exports are read as a volunteer's file is; rows whose form got lost wait, and somebody is told."""
    from datetime import date

    from importers.survey import read_survey

    whole, cut = (read_survey(inputs / name, name, today=date(2022, 12, 31)) for name in (WHOLE, CUT))
    lost = [row for row in cut.rows if any(problem.code == "parent_line_missing" for problem in row.problems)]
    told = any(problem.code == "export_cut_short" for problem in cut.problems)
    return {"members": len(whole.rows), "members_without_form": len(lost), "cut_short_told": told}


def staged(inputs: Path, own: Path) -> Answer:
    """Both exports wait in the ledger, row by row."""
    from benchmarks.ledgers import empty_ledger, read_all, receive_all
    from census_app.domain.access import OPERATOR
    from importers.staging import summary_of

    engine, settings = empty_ledger(own)
    received = receive_all(engine, settings, [inputs / WHOLE, inputs / CUT])
    read_all(engine, settings, processes=1)
    whole, cut = (summary_of(engine, OPERATOR, one) for one in received)
    return {"members": whole.rows_seen, "members_without_form": cut.problems["parent_line_missing"]}

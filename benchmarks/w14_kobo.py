"""W14: the export of a form with repeats, joined into one row for each member; one cut short on the way is noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from benchmarks.kobo import FORM, ILLNESSES, MEMBERS, write_export
from benchmarks.measuring import Answer, Contestant, Workload
from benchmarks.population import make_population

W14 = Workload(
    code="W14",
    title="Kobo export with repeats",
    unit="households",
    sizes=(5_000, 30_000),
    full_sizes=(30_000,),
    prepare="benchmarks.w14_kobo:prepare",
    contestants=(
        Contestant("the project: joined, every cell read, every row checked", "benchmarks.w14_kobo:project"),
        Contestant("pandas.read_excel (openpyxl) + merge", "benchmarks.w14_kobo:pandas_openpyxl"),
        Contestant("pandas.read_excel (calamine) + merge", "benchmarks.w14_kobo:pandas_calamine"),
    ),
    same=("members", "members_without_form"),
)
PERSONS_PER_HOUSEHOLD = 4.12
SHARE_CUT = 0.1
WHOLE, CUT = "export.xlsx", "export_cut_short.xlsx"


def prepare(size: int, folder: Path) -> None:
    """The folder holds the export of that many households, and a tenth of it whose last forms got lost."""
    write_export(make_population(round(size * PERSONS_PER_HOUSEHOLD)), folder / WHOLE)
    part = make_population(max(50, round(size * PERSONS_PER_HOUSEHOLD * SHARE_CUT)))
    forms = int(part.household[-1]) + 1
    write_export(part, folder / CUT, forms_kept=forms - max(1, forms // 10))


def project(inputs: Path, own: Path) -> Answer:
    """Both exports are read as a volunteer's file is; rows whose form got lost wait, and somebody is told."""
    from datetime import date

    from importers.survey import read_survey

    whole, cut = (read_survey(inputs / name, name, today=date(2022, 12, 31)) for name in (WHOLE, CUT))
    lost = [row for row in cut.rows if any(problem.code == "parent_line_missing" for problem in row.problems)]
    told = any(problem.code == "export_cut_short" for problem in cut.problems)
    return {"members": len(whole.rows), "members_without_form": len(lost), "cut_short_told": told}


def pandas_openpyxl(inputs: Path, own: Path) -> Answer:
    """The sheets merged by the reader that pandas takes by itself."""
    return _merged(inputs, "openpyxl")


def pandas_calamine(inputs: Path, own: Path) -> Answer:
    """The sheets merged by the fastest reader of pandas."""
    return _merged(inputs, "calamine")


def _merged(inputs: Path, engine: Literal["openpyxl", "calamine"]) -> Answer:
    import pandas

    members, orphans = 0, 0
    for name in (WHOLE, CUT):
        sheets = pandas.read_excel(inputs / name, sheet_name=[FORM, MEMBERS, ILLNESSES], dtype=str, engine=engine)
        form, repeat, illnesses = (sheets[sheet] for sheet in (FORM, MEMBERS, ILLNESSES))
        joined = repeat.merge(form, how="left", left_on="_parent_index", right_on="_index", suffixes=("", "_form"))
        counts = illnesses.groupby("_parent_index").size().rename("illnesses")
        joined = joined.merge(counts, how="left", left_on="_index", right_index=True)
        if name == WHOLE:
            members = len(joined)
        else:
            orphans = int(joined["_uuid"].isna().sum())
    return {"members": members, "members_without_form": orphans}

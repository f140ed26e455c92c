"""What people would do with the export of a form: read its tables and put the household beside each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from benchmarks.kobo import FORM, ILLNESSES, MEMBERS
from benchmarks.measuring import Answer
from benchmarks.w14_kobo import ARCHIVE, CUT, WHOLE

NUMBER, CENTRAL_NUMBER = "hh/খানা নং", "hh-household_no"


def pandas_openpyxl(inputs: Path, own: Path) -> Answer:
    """The sheets merged by the reader that pandas takes by itself."""
    return _merged_sheets(inputs, "openpyxl")


def pandas_calamine(inputs: Path, own: Path) -> Answer:
    """The sheets merged by the fastest reader of pandas."""
    return _merged_sheets(inputs, "calamine")


def _merged_sheets(inputs: Path, engine: Literal["openpyxl", "calamine"]) -> Answer:
    import pandas

    members, numbers, orphans = 0, 0, 0
    for name in (WHOLE, CUT):
        sheets = pandas.read_excel(inputs / name, sheet_name=[FORM, MEMBERS, ILLNESSES], dtype=str, engine=engine)
        form, repeat = sheets[FORM], sheets[MEMBERS]
        joined = repeat.merge(form, how="left", left_on="_parent_index", right_on="_index", suffixes=("", "_form"))
        if name == WHOLE:
            members, numbers = len(joined), int(joined[NUMBER].astype(int).sum())
        else:
            orphans = int(joined["_uuid"].isna().sum())
    return {"members": members, "household_numbers": numbers, "members_without_form": orphans}


def calamine_and_dict(inputs: Path, own: Path) -> Answer:
    """The sheets read by the library alone, and joined through a dict of the forms."""
    from python_calamine import CalamineWorkbook

    members, numbers, orphans = 0, 0, 0
    for name in (WHOLE, CUT):
        book = CalamineWorkbook.from_path(str(inputs / name))
        form, repeat, _ = (book.get_sheet_by_name(sheet).to_python() for sheet in (FORM, MEMBERS, ILLNESSES))
        joined = _joined(form, repeat, "_index", "_parent_index")
        if name == WHOLE:
            members, numbers = len(joined), sum(int(row[NUMBER]) for row in joined)
        else:
            orphans = sum(1 for row in joined if NUMBER not in row)
    return {"members": members, "household_numbers": numbers, "members_without_form": orphans}


def pandas_csv(inputs: Path, own: Path) -> Answer:
    """The text tables of the archive merged by pandas."""
    import zipfile

    import pandas

    with zipfile.ZipFile(inputs / ARCHIVE) as archive:
        form, repeat = (pandas.read_csv(archive.open(name), dtype=str) for name in _tables(archive.namelist()))
    joined = repeat.merge(form, how="left", left_on="PARENT_KEY", right_on="KEY", suffixes=("", "_form"))
    return {"members": len(joined), "household_numbers": int(joined[CENTRAL_NUMBER].astype(int).sum())}


def csv_and_dict(inputs: Path, own: Path) -> Answer:
    """The text tables of the archive read by the standard library, and joined through a dict of the forms."""
    import csv
    import io
    import zipfile

    with zipfile.ZipFile(inputs / ARCHIVE) as archive:
        texts = [archive.read(name).decode("utf-8-sig") for name in _tables(archive.namelist())]
    form, repeat = (list(csv.reader(io.StringIO(text, newline=""))) for text in texts)
    joined = _joined(form, repeat, "KEY", "PARENT_KEY")
    return {"members": len(joined), "household_numbers": sum(int(row[CENTRAL_NUMBER]) for row in joined)}


def _tables(names: Iterable[str]) -> tuple[str, str]:
    first, second = sorted(names, key=len)
    return first, second


def _joined(
    form: Sequence[Sequence[Any]], repeat: Sequence[Sequence[Any]], key: str, parent_key: str
) -> list[Mapping[str, Any]]:
    headings, own = form[0], repeat[0]
    forms = {row[headings.index(key)]: dict(zip(headings, row, strict=True)) for row in form[1:]}
    place = own.index(parent_key)
    return [{**forms.get(row[place], {}), **dict(zip(own, row, strict=True))} for row in repeat[1:]]

"""The volunteers' sheet as a file: only what it may hold, in the words of its language, for a stated reason."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from census_app.domain.errors import Refused
from census_app.exports.hazard_sheets import HEADINGS, SheetRecord, write_sheet

RECORD = SheetRecord(
    1, "অগ্রাধিকার ক", "করিম", "৭৪", "রহিম", "১২", "৩", "একা থাকেন।", "মডেল বিদ্যালয়", "৩১০ মিটার, উত্তর দিকে", "০১৪০৮০০০০০০"
)


def test_a_workbook_has_a_row_for_each_person_and_empty_columns_for_ticks(tmp_path: Path) -> None:
    assert write_sheet(tmp_path / "sheet.xlsx", "xlsx", "bn", "for the volunteers", [RECORD, RECORD]) == 2
    (heading, first, _second) = openpyxl.load_workbook(tmp_path / "sheet.xlsx").active.iter_rows(values_only=True)
    assert heading == tuple(HEADINGS["bn"].values())
    assert first[:3] == (1, "অগ্রাধিকার ক", "করিম")
    assert {first[-1], first[-2]} <= {None, ""}


def test_a_csv_file_holds_the_same(tmp_path: Path) -> None:
    write_sheet(tmp_path / "sheet", "csv", "en", "for the volunteers", [RECORD])
    (row,) = csv.DictReader((tmp_path / "sheet").open(encoding="utf-8", newline=""))
    assert (row["Name"], row["Way"], row["Reached"]) == ("করিম", RECORD.way, "")


def test_nothing_leaves_the_building_that_identifies_a_person_for_life() -> None:
    forbidden = ("nid", "brn", "birth", "religion", "person_id")
    assert [name for name in SheetRecord.__dataclass_fields__ if any(word in name for word in forbidden)] == []
    assert HEADINGS["bn"].keys() == HEADINGS["en"].keys() >= SheetRecord.__dataclass_fields__.keys()


@pytest.mark.parametrize(
    ("form", "reason", "code"),
    [
        ("xlsx", "  ", "export_reason_needed"),
        ("csv", "x" * 301, "export_reason_needed"),
        ("gpkg", "why", "format_unknown"),
    ],
)
def test_without_a_reason_or_in_another_format_no_file_is_written(
    tmp_path: Path, form: str, reason: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        write_sheet(tmp_path / "sheet", form, "bn", reason, [RECORD])
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []

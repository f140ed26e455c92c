"""Records into files: what was text stays text, what would run does not, and no half of a file is left."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import pytest
from openpyxl import load_workbook

from census_app.domain.errors import CensusError
from census_app.exports.files import FORMATS, write_file

LONG_NUMBER, OLD_NUMBER = "19628719071800901", "0000123456"
DANGEROUS = ("=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


def csv_cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_csv_begins_with_its_headings_and_an_empty_value_is_an_empty_cell(tmp_path: Path) -> None:
    records = [{"a": "করিম, রহিম", "b": None}, {"a": "x", "b": 3, "unasked": "stays here"}]
    assert write_file(tmp_path / "out.csv", "csv", ("a", "b"), records) == 2
    assert csv_cells(tmp_path / "out.csv") == [["a", "b"], ["করিম, রহিম", ""], ["x", "3"]]


@pytest.mark.parametrize("number", [LONG_NUMBER, OLD_NUMBER])
def test_an_identity_number_reaches_the_reader_digit_by_digit(tmp_path: Path, number: str) -> None:
    for form in ("csv", "xlsx"):
        write_file(tmp_path / f"out.{form}", form, ("nid17",), [{"nid17": number}])
    assert csv_cells(tmp_path / "out.csv")[1] == [number]
    cell = load_workbook(tmp_path / "out.xlsx").active["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (number, "s", "@")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path: Path, text: str) -> None:
    for form in ("csv", "xlsx"):
        write_file(tmp_path / f"out.{form}", form, ("name",), [{"name": text}])
    assert csv_cells(tmp_path / "out.csv")[1] == [f"'{text}"]
    cell = load_workbook(tmp_path / "out.xlsx").active["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_a_number_below_nought_stays_a_number(tmp_path: Path) -> None:
    write_file(tmp_path / "out.xlsx", "xlsx", ("change",), [{"change": -5}])
    assert load_workbook(tmp_path / "out.xlsx").active["A2"].value == -5


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_was_not_finished_leaves_the_earlier_one_as_it_was(tmp_path: Path, form: str) -> None:
    def interrupted() -> Iterator[dict[str, Any]]:
        yield {"lat": 22.7, "lon": 89.1}
        raise RuntimeError("the ledger went away")

    earlier = tmp_path / f"out.{form}"
    earlier.write_bytes(b"earlier")
    with pytest.raises(RuntimeError):
        write_file(earlier, form, ("lat", "lon"), interrupted())
    assert [path.name for path in tmp_path.iterdir()] == [earlier.name]
    assert earlier.read_bytes() == b"earlier"


def test_a_map_file_holds_a_point_for_each_record_that_has_a_position(tmp_path: Path) -> None:
    records = [{"number": "1", "lat": 22.76, "lon": 89.13}, {"number": "2", "lat": None, "lon": None}]
    assert write_file(tmp_path / "out.gpkg", "gpkg", ("number", "lat", "lon"), records) == 1
    (point,) = geopandas.read_file(tmp_path / "out.gpkg").itertuples()
    assert (point.number, point.geometry.x, point.geometry.y) == ("1", 89.13, 22.76)


@pytest.mark.parametrize(("form", "code"), [("docx", "format_unknown"), ("gpkg", "format_needs_positions")])
def test_a_file_that_cannot_be_written_so_is_refused_and_leaves_nothing(tmp_path: Path, form: str, code: str) -> None:
    with pytest.raises(CensusError) as refused:
        write_file(tmp_path / "out", form, ("code",), [{"code": "x"}])
    assert refused.value.code == code
    assert not list(tmp_path.iterdir())

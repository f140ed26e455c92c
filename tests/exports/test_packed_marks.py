"""A workbook marked in its packed parts: what is not marked keeps its bytes, and the marks are those of the library."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

from census_app.exports.correction_summary import COLOURS, Summary
from census_app.exports.marked_cells import AUTHOR, mark_workbook
from census_app.exports.packed.marking import mark_packed
from census_app.exports.packed.places import Unusual
from census_app.exports.remarks import Remark, Remarks
from census_app.ledger.reads.uploads import UploadLine
from importers.workbook import read_workbook
from tests.spreadsheets.corpus import parts_of, people, workbook, write_zip
from tests.spreadsheets.make_corpus import MAKERS
from tests.spreadsheets.test_corpus import EXPECTED

RED, YELLOW, BLUE = (COLOURS[severity] for severity in ("blocks_row", "please_confirm", "information"))
Cells = Mapping[tuple[int, int], Remark]
MARKED: Cells = {
    (3, 2): Remark("blocks_row", "এক & <two>\nthree"),
    (2, 4): Remark("please_confirm", "at a formula"),
    (9, 3): Remark("information", "in a row that is not there"),
    (2, 8): Remark("information", "in a cell that is not there"),
    (7, 2): Remark("please_confirm", "hidden by a merged range"),
}
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63b8f1e5010005520"
    "2ac4b1b0f3c0000000049454e44ae426082"
)
ANCHOR = (
    "<xdr:oneCellAnchor><xdr:from><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0"
    '</xdr:rowOff></xdr:from><xdr:ext cx="500000" cy="500000"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="9" name="photo"/>'
    '<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships" r:embed="rId9"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>'
    '<a:prstGeom prst="rect">'
    "<a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"
).replace("xdr:", "")
EXTENSION = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/'
    'spreadsheetml/2009/9/main"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.'
    'microsoft.com/office/excel/2006/main"><x14:cfRule type="dataBar" id="{DA7ABA51-AAAA-BBBB-0001-000000000001}">'
    '<x14:dataBar><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule><xm:sqref>A2:A5'
    "</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
)


def summary_of(cells: Mapping[str, Cells]) -> Summary:
    line = UploadLine(
        7, "survey", "volunteer.xlsx", "staged", "4087907108", "2022", "", "", 5, 1, "", datetime.now(UTC), {}
    )
    remarks = Remarks({sheet: dict(told) for sheet, told in cells.items()}, [])
    return Summary(line, remarks, "7-" + "a" * 32, "bn", False, dict.fromkeys(cells, ""))


def full_workbook(path: Path) -> Path:
    """All that a library forgets: a picture beside a chart, a stored result, an extension, macros; comments too."""
    book, sheet = workbook(people(), "জরিপ")
    sheet["D2"], sheet["D2"].font = "=1+1", Font(bold=True)
    sheet["B3"].comment, sheet["A4"].comment = Comment("theirs", "volunteer"), Comment("left alone", "volunteer")
    sheet.merge_cells("A7:C7")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=4))
    sheet.add_chart(chart, "J5")
    other = book.create_sheet("হিসাব")
    other["A1"] = "=জরিপ!D2"
    other.defined_names["here"] = DefinedName("here", attr_text="'হিসাব'!$A$1")
    parts = parts_of(book)
    replaced = {
        "xl/worksheets/sheet1.xml": {"<f>1+1</f><v />": "<f>1+1</f><v>2</v>", "</worksheet>": EXTENSION},
        "xl/drawings/drawing1.xml": {"</wsDr>": f"{ANCHOR}</wsDr>"},
        "xl/drawings/_rels/drawing1.xml.rels": {
            "</Relationships>": '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/image" Target="/xl/media/image1.png"/></Relationships>'
        },
        "[Content_Types].xml": {
            "openxmlformats-officedocument.spreadsheetml.sheet.main": "ms-excel.sheet.macroEnabled.main",
            "</Types>": '<Default Extension="png" ContentType="image/png"/><Override PartName="/xl/vbaProject.bin" '
            'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        },
    }
    for name, changes in replaced.items():
        text = parts[name].decode()
        for old, new in changes.items():
            assert old in text, (name, old)
            text = text.replace(old, new)
        parts[name] = text.encode()
    write_zip(path, {**parts, "xl/media/image1.png": PICTURE, "xl/vbaProject.bin": b"not a program at all"})
    return path


def parts_in(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def seen(path: Path) -> dict[str, dict[str, tuple[object, ...]]]:
    """What a reader finds in each cell: its value, its fill, the rest of its style, its comment."""
    book = load_workbook(path, keep_vba=True)
    found: dict[str, dict[str, tuple[object, ...]]] = {}
    for sheet in book.worksheets:
        cells = found.setdefault(sheet.title, {})
        for cell in (cell for row in sheet.iter_rows(max_row=100, max_col=30) for cell in row):
            fill = cell.fill.fgColor.rgb if cell.fill.fill_type else ""
            told = (
                cell.value,
                cell.data_type,
                fill,
                cell.font.b,
                cell.number_format,
                cell.comment and cell.comment.text,
            )
            if any(told[place] for place in (0, 2, 5)):
                cells[cell.coordinate] = told
    return found


def by_the_library(kept: Path, path: Path, summary: Summary) -> Path:
    with kept.open("rb") as content:
        mark_workbook(content, False, summary).save(path)
    return path


def test_every_part_that_is_not_about_the_marks_keeps_its_bytes(tmp_path: Path) -> None:
    kept, marked = full_workbook(tmp_path / "kept.xlsm"), tmp_path / "marked.xlsm"
    assert mark_packed(kept, marked, summary_of({"জরিপ": MARKED}), AUTHOR)
    before, after = parts_in(kept), parts_in(marked)
    assert {name for name in before if after.get(name) != before[name]} == {
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }
    assert set(after) - set(before) == {"docProps/custom.xml", "xl/worksheets/summary.xml"}
    sheet = after["xl/worksheets/sheet1.xml"].decode()
    assert "<f>1+1</f><v>2</v>" in sheet
    assert EXTENSION in sheet


def test_what_is_marked_is_what_the_library_marks(tmp_path: Path) -> None:
    kept, summary = full_workbook(tmp_path / "kept.xlsm"), summary_of({"জরিপ": MARKED})
    mark_packed(kept, tmp_path / "marked.xlsm", summary, AUTHOR)
    found = seen(tmp_path / "marked.xlsm")
    assert found == seen(by_the_library(kept, tmp_path / "library.xlsx", summary))
    sheet = found["জরিপ"]
    assert [sheet[place][2] for place in ("B3", "D2", "C9", "H2", "A7")] == [RED, YELLOW, BLUE, BLUE, YELLOW]
    assert (sheet["D2"][3], sheet["B3"][5], sheet["A4"][5]) == (True, "এক & <two>\nthree\n\ntheirs", "left alone")


def test_marked_again_the_marks_of_the_first_time_are_gone_and_the_summary_is_one(tmp_path: Path) -> None:
    kept = full_workbook(tmp_path / "kept.xlsm")
    mark_packed(kept, tmp_path / "first.xlsm", summary_of({"জরিপ": MARKED}), AUTHOR)
    second: Cells = {(2, 4): MARKED[2, 4]}
    mark_packed(tmp_path / "first.xlsm", tmp_path / "second.xlsm", summary_of({"জরিপ": second}), AUTHOR)
    found = seen(tmp_path / "second.xlsm")
    assert list(found) == ["ভুলের তালিকা", "জরিপ", "হিসাব"]
    assert {place: told[2] for place, told in found["জরিপ"].items() if told[2]} == {"D2": YELLOW}
    assert [place for place, told in found["জরিপ"].items() if told[5]] == ["D2", "A4"]
    assert set(parts_in(tmp_path / "first.xlsm")) == set(parts_in(tmp_path / "second.xlsm"))


def test_a_name_of_one_sheet_alone_moves_with_its_sheet(tmp_path: Path) -> None:
    kept = full_workbook(tmp_path / "kept.xlsm")
    mark_packed(kept, tmp_path / "marked.xlsm", summary_of({"জরিপ": MARKED}), AUTHOR)
    book = load_workbook(tmp_path / "marked.xlsm")
    assert ([*book["হিসাব"].defined_names], [*book["জরিপ"].defined_names], book.active.title) == (
        ["here"],
        [],
        "ভুলের তালিকা",
    )


READ = {
    name
    for name, line in EXPECTED.items()
    if name.endswith((".xlsx", ".xlsm")) and line["rows"] != "0" and name in MAKERS
}
TOO_FREE = {"marks_with_a_prefix.xlsx"}
BEYOND_THE_LIBRARY = {"numbers_without_end.xlsx", "texts_in_one_list.xlsx", "a_chart_sheet.xlsx"}


@pytest.mark.parametrize("name", sorted(READ - TOO_FREE - BEYOND_THE_LIBRARY))
def test_on_every_workbook_of_the_corpus_both_ways_mark_the_same(name: str, tmp_path: Path) -> None:
    kept, marked = tmp_path / name, tmp_path / "marked.xlsx"
    MAKERS[name](kept)
    summary = summary_of(dict.fromkeys(load_workbook(kept).sheetnames, MARKED))
    mark_packed(kept, marked, summary, AUTHOR)
    assert seen(marked) == seen(by_the_library(kept, tmp_path / "library.xlsx", summary))


@pytest.mark.parametrize("name", sorted(BEYOND_THE_LIBRARY))
def test_a_workbook_that_the_library_cannot_open_is_marked_all_the_same(name: str, tmp_path: Path) -> None:
    kept, marked = tmp_path / name, tmp_path / "marked.xlsx"
    MAKERS[name](kept)
    before = read_workbook(kept)
    mark_packed(kept, marked, summary_of({sheet.name: {(2, 2): MARKED[3, 2]} for sheet in before}), AUTHOR)
    after = read_workbook(marked)[1:]
    assert repr([(sheet.name, sheet.columns) for sheet in after]) == repr([(one.name, one.columns) for one in before])
    assert any(b"&lt;two&gt;" in part for part in parts_in(marked).values())


@pytest.mark.parametrize("name", sorted(TOO_FREE))
def test_a_workbook_that_is_written_too_freely_is_left_to_the_library(name: str, tmp_path: Path) -> None:
    MAKERS[name](tmp_path / name)
    with pytest.raises(Unusual):
        mark_packed(tmp_path / name, tmp_path / "marked.xlsx", summary_of({"Sheet1": MARKED}), AUTHOR)


def odd(path: Path, name: str, change: Callable[[str], str]) -> Path:
    """The full workbook with one part written otherwise."""
    parts = parts_in(full_workbook(path))
    write_zip(path, {**parts, name: change(parts[name].decode()).encode()})
    return path


PREFIXED = (
    "xl/worksheets/sheet1.xml",
    lambda text: re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text).replace("xmlns=", "xmlns:x="),
)
STRICT = (
    "_rels/.rels",
    lambda text: text.replace("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml"),
)
DECLARED = ("xl/styles.xml", lambda text: f"<!DOCTYPE styleSheet>{text}")
TALKED_ABOUT = ("xl/comments/comment1.xml", lambda text: text.replace("volunteer<", "tc={1}<"))
OUT_OF_ORDER = ("xl/worksheets/sheet1.xml", lambda text: text.replace('<row r="2"', '<row r="4"'))


@pytest.mark.parametrize(("name", "change"), [PREFIXED, STRICT, DECLARED, TALKED_ABOUT, OUT_OF_ORDER])
def test_what_is_written_in_an_unusual_way_is_left_to_the_library(
    name: str, change: Callable[[str], str], tmp_path: Path
) -> None:
    kept = odd(tmp_path / "kept.xlsm", name, change)
    with pytest.raises(Unusual):
        mark_packed(kept, tmp_path / "marked.xlsm", summary_of({"জরিপ": MARKED}), AUTHOR)


def test_cells_and_rows_without_places_of_their_own_are_counted(tmp_path: Path) -> None:
    kept = odd(tmp_path / "kept.xlsm", "xl/worksheets/sheet1.xml", lambda text: re.sub(r' r="[A-Z]*[0-9]+"', "", text))
    mark_packed(kept, tmp_path / "marked.xlsm", summary_of({"জরিপ": {(3, 2): MARKED[3, 2]}}), AUTHOR)
    sheet = parts_in(tmp_path / "marked.xlsm")["xl/worksheets/sheet1.xml"].decode()
    marked = re.findall(r'<c [^>]*s="(?!0)[0-9]+"[^>]*>.*?</c>', sheet)
    assert any("রহিমা" in cell for cell in marked)


def test_an_office_program_opens_it_with_picture_chart_and_comments(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    mark_packed(full_workbook(tmp_path / "kept.xlsm"), tmp_path / "marked.xlsm", summary_of({"জরিপ": MARKED}), AUTHOR)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "marked.xlsm")], check=True, capture_output=True, timeout=120)
    parts = parts_in(tmp_path / "marked.xlsx")
    assert {"xl/media/image1.png", "xl/charts/chart1.xml"} <= set(parts)
    again = seen(tmp_path / "marked.xlsx")["জরিপ"]
    assert [again[place][2] for place in ("B3", "D2", "C9", "H2", "A7")] == [RED, YELLOW, BLUE, BLUE, YELLOW]
    assert str(again["B3"][5]).startswith("এক & <two>")

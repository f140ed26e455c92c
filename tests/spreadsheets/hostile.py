"""Files that are no spreadsheet, broken ones, and those that somebody made to do harm."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from tests.spreadsheets.corpus import (
    HEADINGS,
    PEOPLE,
    inline,
    lines_of,
    parts_of,
    people,
    quirk,
    repack,
    save,
    sheet_xml,
    workbook,
    write_zip,
)  # fmt: skip

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = (
    '<!DOCTYPE sst [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    ) + "]>"
).encode()  # fmt: skip

NO_TABLES = {
    "nothing_at_all.xlsx": b"",
    "blank_lines.csv": b"\n \n\t\n",
    "nothing_but_noughts.xlsx": bytes(5000),
    "a_pdf.xlsx": b"%PDF-1.7\n1 0 obj\n",
    "a_photo.xlsx": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(200)),
    "a_letter.xls": b"{\\rtf1\\ansi A letter.}",
    "an_old_letter.xls": OLE + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(500),
    "an_old_installer.xls": OLE + bytes(1500),
    "a_database.xlsx": b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(range(256)) * 8,
    "a_dbase_table.csv": b"\x03\x16\x03\x0f" + struct.pack("<IHH", 2, 97, 41) + bytes(20) + b"NAME\x00\x00" * 40,
    "a_program.xlsx": b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 4,
    "a_sign_in_page.xls": b"<!DOCTYPE html><html><body><h1>Please sign in</h1></body></html>",
    "the_beginning_of_a_zip.xlsx": b"PK\x03\x04 and then nothing",
    "an_empty_zip.xlsx": b"PK\x05\x06" + bytes(18),
}


def _enter(name: str, content: bytes) -> None:
    quirk(name)(lambda path: path.write_bytes(content) and None)


for _name, _content in NO_TABLES.items():
    _enter(_name, _content)


def whole(path: Path) -> bytes:
    """A sound workbook of three people."""
    save(workbook(people())[0], path)
    return path.read_bytes()


def with_sheet(path: Path, xml: bytes) -> None:
    """A sound workbook whose sheet is replaced."""
    save(workbook(people())[0], path, {SHEET: xml})


@quirk("a_word_document.xlsx")
def word_document(path: Path) -> None:
    write_zip(path, {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


@quirk("photos.zip")
def photos(path: Path) -> None:
    write_zip(path, {"one.jpg": b"\xff\xd8\xff", "two.jpg": b"\xff\xd8\xff"})


@quirk("a_workbook_in_a_zip.xlsx")
def workbook_in_zip(path: Path) -> None:
    write_zip(path, {"survey.xlsx": whole(path)})


@quirk("zips_within_zips.xlsx")
def nested_bomb(path: Path) -> None:
    write_zip(path, {"0": bytes(1_000_000)})
    for level in range(4):
        inner = path.read_bytes()
        write_zip(path, {f"{level}{n}.zip": inner for n in range(10)})


@quirk("cut_in_the_middle.xlsx")
def cut(path: Path) -> None:
    content = whole(path)
    path.write_bytes(content[: len(content) // 2])


@quirk("wrong_checksum.xlsx")
def wrong_checksum(path: Path) -> None:
    content = bytearray(whole(path))
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(SHEET)
    for place in (entry.header_offset + 14, content.rindex(SHEET.encode()) - 30):
        content[place] ^= 0xFF
    path.write_bytes(content)


@quirk("false_sizes.xlsx")
def false_sizes(path: Path) -> None:
    save(workbook([HEADINGS, *PEOPLE * 50])[0], path)
    content = bytearray(path.read_bytes())
    place = content.rindex(SHEET.encode()) - 22
    content[place : place + 4] = struct.pack("<I", 100)
    path.write_bytes(content)


@quirk("an_entry_with_a_password.xlsx")
def entry_with_password(path: Path) -> None:
    content = bytearray(whole(path))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)


@quirk("billion_laughs.xlsx")
def billion_laughs(path: Path) -> None:
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&m;</t></si></sst>'
    save(workbook(people())[0], path, {"xl/sharedStrings.xml": LAUGHS + strings})


@quirk("billion_laughs_in_the_sheet.xlsx")
def laughing_sheet(path: Path) -> None:
    with_sheet(path, LAUGHS + sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&m;</t></is></c></row>'))


@quirk("an_outside_entity.xlsx")
def outside_entity(path: Path) -> None:
    book = workbook(people())[0]
    declared = b'<!DOCTYPE workbook [<!ENTITY x SYSTEM "/etc/hostname">]>'
    save(book, path, {"xl/workbook.xml": declared + parts_of(book)["xl/workbook.xml"]})


@quirk("billion_laughs_2003.xls")
def laughing_2003(path: Path) -> None:
    path.write_bytes(
        b'<?xml version="1.0"?>'
        + LAUGHS
        + b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&m;</Workbook>'
    )


@quirk("a_bomb.xlsx")
def bomb(path: Path) -> None:
    write_zip(path, {"xl/workbook.xml": b"0" * 30_000_000})


@quirk("thousands_of_parts.xlsx")
def thousands_of_parts(path: Path) -> None:
    write_zip(path, {"xl/workbook.xml": b"<workbook/>"} | {f"xl/media/{n}": b"" for n in range(2100)})


@quirk("a_way_out_of_the_folder.xlsx")
def way_out(path: Path) -> None:
    repack(whole(path), path, {"../../outside.txt": b"."})


@quirk("a_million_columns_promised.xlsx")
def promised(path: Path) -> None:
    with_sheet(path, sheet_xml(inline(people()), '<dimension ref="A1:XFD1048576"/>'))


@quirk("a_cell_in_the_last_column.xlsx")
def last_column(path: Path) -> None:
    book, sheet = workbook(people())
    sheet["XFD2"] = "x"
    save(book, path)


@quirk("rows_after_the_last_row.xlsx")
def beyond(path: Path) -> None:
    far = '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'
    with_sheet(path, sheet_xml(inline(people()) + far))


@quirk("a_column_name_without_end.xlsx")
def endless_column(path: Path) -> None:
    with_sheet(path, sheet_xml(f'<row r="1"><c r="{"A" * 3_000_000}1" t="e"><v>1</v></c></row>'))


@quirk("tags_that_never_close.xlsx")
def never_closed(path: Path) -> None:
    with_sheet(path, sheet_xml('<row r="1" hidden="1"><c t="e"><f/></c></row>' + "<c <row " * 400_000 + "</row>"))


@quirk("one_long_text_ten_thousand_times.xlsx")
def quadratic(path: Path) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{space}"><si><t>{"ha" * 500_000}</t></si></sst>'.encode()
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 10_000))
    save(workbook(people())[0], path, {SHEET: sheet_xml(rows), "xl/sharedStrings.xml": strings})


@quirk("macros.xlsm")
def macros(path: Path) -> None:
    save(workbook(people())[0], path, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Shell(...)"})


@quirk("links_to_other_files.xlsx")
def links(path: Path) -> None:
    link = b'<externalLink xmlns="x"><externalBook r:id="rId1" xmlns:r="y"/></externalLink>'
    target = b'<Relationship Id="rId1" Target="//127.0.0.1/share/x.xlsx" TargetMode="External"/>'
    to = b"<Relationships>" + target + b"</Relationships>"
    parts = {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": to}
    save(workbook(people())[0], path, parts)


@quirk("a_cell_of_a_million_rows_and_columns.xls")
def spanning(path: Path) -> None:
    cells = '<td rowspan="1000" colspan="1000">x</td>' * 50
    path.write_text(f"<table><tr>{cells}</tr></table>")


@quirk("tags_that_nobody_closes.xls")
def unclosed_tags(path: Path) -> None:
    path.write_text("<table><tr><td>x</td></tr>" + "<a " * 100_000)


@quirk("two_thousand_times_too_wide.csv")
def too_wide(path: Path) -> None:
    path.write_text(lines_of([HEADINGS, *PEOPLE]) + "x" + "," * 20_000 + "\n")


@quirk("an_old_workbook_with_a_password.xls")
def old_password(path: Path) -> None:
    content = bytearray(Path(__file__).with_name("an_old_workbook.xls").read_bytes())
    begin = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the first record; the one behind it says "encrypted"
    after = begin + 4 + struct.unpack_from("<H", content, begin + 2)[0]
    struct.pack_into("<H", content, after, 0x2F)
    path.write_bytes(content)


@quirk("half_of_an_old_workbook.xls")
def half_old(path: Path) -> None:
    content = Path(__file__).with_name("an_old_workbook.xls").read_bytes()
    path.write_bytes(content[: len(content) // 2])

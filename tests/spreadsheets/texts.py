"""Text tables in the alphabets and manners in use, and tables that portals hand out as pages under the name .xls."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from tests.spreadsheets.corpus import HEADINGS, PEOPLE, lines_of, people, quirk

BIJOY_HEADINGS = ("Lvbv bs", "bvg", "m¤úK©", "wj½", "Rb¥ ZvwiL")
BIJOY_PEOPLE = (
    ("1", "†gvt Kwig MvRx", "wb‡R", "cyiæl", "04/07/1962"),
    ("1", "iwngv LvZyb", "¯¿x", "gwnjv", "05/03/1970"),
)
PAGE = '<html><head><meta charset="{}"></head><body><h1>তালিকা</h1><table border=1>{}</table></body></html>'

ENCODED = {
    "utf8.csv": "utf-8",
    "utf8_with_mark.csv": "utf-8-sig",
    "utf16_with_mark.csv": "utf-16",
    "utf16_without_mark.csv": "utf-16-le",
    "utf16_big_end_first.csv": "utf-16-be",
}
SEPARATED = {"semicolons.csv": ";", "tabs_under_the_name.xls": "\t", "upright_strokes.txt": "|"}


def _enter(name: str, content: bytes) -> None:
    quirk(name)(lambda path: path.write_bytes(content) and None)


for _name, _encoding in ENCODED.items():
    _enter(_name, lines_of(people()).encode(_encoding))
for _name, _separator in SEPARATED.items():
    _enter(_name, lines_of(people(), _separator).encode())

_enter("bijoy.csv", lines_of([BIJOY_HEADINGS, *BIJOY_PEOPLE]).encode("cp1252"))
_enter("old_line_ends.csv", lines_of(people()).replace("\n", "\r").encode())
_enter("named_separator.csv", ("sep=;\n" + lines_of(people(), ";")).encode())
_enter("question_marks_for_letters.csv", lines_of(people()).encode("ascii", "replace"))
_enter("noughts_between_lines.csv", lines_of(people()).encode().replace(b"\n1,", b"\n\x001,"))
_enter("cut_inside_a_letter.csv", lines_of(people()).encode() + b"3," + "নাজমা".encode()[:-1] + b",,,,\n")
_enter("lines_of_other_widths.csv", (lines_of(people()) + "3,সালমা\n" + "3,রফিক,পুত্র,পুরুষ,2001,,,,\n").encode())
_enter("headings_alone.csv", lines_of([HEADINGS]).encode())
_enter("one_cell.csv", b"hello\n")
_enter("errors_as_text.csv", lines_of(people(("3", "সালমা", "নিজে", "মহিলা", "#N/A", "#REF!"))).encode())
_enter("a_million_letters.csv", lines_of(people(("3", "ক" * 1_000_000, "নিজে", "মহিলা", "1970", ""))).encode())
_enter("a_cell_too_long_to_be_one.csv", lines_of(people(("3", "ক" * 2_500_000, "নিজে", "মহিলা", "", ""))).encode())


@quirk("line_breaks_in_quotes.csv")
def line_breaks(path: Path) -> None:
    headings = (*HEADINGS, "মন্তব্য")
    rows = [(*person, f'"গ্রাম: পূর্বপাড়া,\nডাকঘর {n}"') for n, person in enumerate(PEOPLE)]
    path.write_bytes(lines_of([headings, *rows]).encode())


@quirk("ditto_marks.csv")
def ditto_marks(path: Path) -> None:
    headings = (*HEADINGS[:5], "ধর্ম")
    rows = [(*person[:5], religion) for person, religion in zip(PEOPLE, ("ইসলাম", '"', '"'), strict=True)]
    path.write_bytes(lines_of([headings, *rows]).encode())


@quirk("a_quote_that_never_closes.csv")
def unclosed_quote(path: Path) -> None:
    rows = [*PEOPLE, ("3", '"সালমা', "নিজে", "মহিলা", "1970", ""), ("4", "রফিক", "নিজে", "পুরুষ", "1980", "")]
    path.write_bytes(lines_of([HEADINGS, *rows]).encode())


def html_rows(rows: list[tuple[object, ...]]) -> str:
    """Rows of a web page, the cells not closed, as portals write them."""
    return "".join("<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in row) for row in rows)


@quirk("a_portals_page.xls")
def portal_page(path: Path) -> None:
    title = '<tr><th colspan="6">খানা জরিপ ২০২২&nbsp;</th></tr>'
    path.write_text(PAGE.format("utf-8", title + html_rows([HEADINGS, *PEOPLE])), encoding="utf-8")


@quirk("a_page_with_spanning_cells.xls")
def spanning_page(path: Path) -> None:
    first, second, third = PEOPLE
    rows = f'<tr><td rowspan="2">1</td>{"".join(f"<td>{cell}</td>" for cell in first[1:])}</tr>'
    rows += html_rows([second[1:], third])
    path.write_bytes(PAGE.format("utf-16", html_rows([HEADINGS]) + rows).encode("utf-16"))


@quirk("two_tables_on_a_page.xls")
def two_tables(path: Path) -> None:
    menu = "<table><tr><td>Home</td><td>About</td></tr></table>"
    path.write_text(menu + PAGE.format("utf-8", html_rows([HEADINGS, *PEOPLE])), encoding="utf-8")


@quirk("xml_spreadsheet_2003.xls")
def xml_2003(path: Path) -> None:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in people()
    )
    typed = (
        '<Row ss:Index="6"><Cell><Data ss:Type="Number">3</Data></Cell><Cell><Data ss:Type="String">সালমা</Data></Cell>'
        '<Cell ss:Index="5"><Data ss:Type="DateTime">1970-02-01T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Number">1112345678</Data></Cell></Row>'
    )
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    sheet = f'<Worksheet ss:Name="পাতা ১"><Table>{rows}{typed}</Table></Worksheet>'
    path.write_text(
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {space}>{sheet}</Workbook>',
        encoding="utf-8",
    )

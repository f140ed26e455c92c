"""Workbooks that people really send: odd cells, odd sheets, odd shapes."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.spreadsheets.corpus import (
    HEADINGS,
    PEOPLE,
    inline,
    parts_of,
    people,
    quirk,
    save,
    sheet_xml,
    workbook,
)  # fmt: skip
from tests.spreadsheets.hostile import SHEET, with_sheet

SALMA = ("3", "সালমা", "নিজে", "মহিলা", "1970", "")


def _enter(name: str, *rows: tuple[object, ...], title: str = "Sheet1", headings: tuple[str, ...] = HEADINGS) -> None:
    quirk(name)(lambda path: save(workbook(people(*rows, headings=headings), title)[0], path))


_enter("three_people.xlsx")
_enter("one_row.xlsx", title="এক")
_enter("booleans.xlsx", ("3", "সালমা", "নিজে", True, False, True))
_enter("scientific_text.xlsx", ("3", "সালমা", "নিজে", "মহিলা", "1970", "1.96287E+16"))
_enter("seventeen_digits_as_a_number.xlsx", ("3", "সালমা", "নিজে", "মহিলা", "1970", 19708719071000123))
_enter("sixteen_digits_as_a_number.xlsx", ("3", "সালমা", "নিজে", "মহিলা", "1970", 1970871907100012))
_enter("apostrophes.xlsx", ("'3", "সালমা", "নিজে", "মহিলা", "'1970", "'1112345679"))
_enter("serials_as_text.xlsx", ("3", "সালমা", "নিজে", "মহিলা", "25599", ""))
_enter("arabic_digits.xlsx", ("٣", "সালমা", "নিজে", "মহিলা", "٠٤/٠٧/١٩٧٠", "١١١٢٣٤٥٦٧٩"))
_enter("mixed_digits.xlsx", ("৩", "সালমা", "নিজে", "মহিলা", "০৪/07/১৯৭০", "১১১2৩৪৫৬৭9"))
_enter(
    "invisible_signs.xlsx",
    ("\u200b3\u00a0", "\ufeffসাল\u200cমা\u200b", "নিজে\u200d", "\u00a0মহিলা", "04/07/\u200b1970", "111234\u00a05679"),
)
_enter(
    "right_to_left_marks.xlsx",
    ("\u200f3", "\u202bসালমা\u202c", "নিজে", "মহিলা\u200e", "\u200e04/07/1970", "\u200e1112345679"),
)
_enter("blank_texts.xlsx", (" ", "\u00a0", "\t", " ", "", " "), ("", "", "", "", "", ""), SALMA)
_enter(
    "totals_and_signatures.xlsx",
    ("মোট", 3, "", "", "", ""),
    ("", "", "", "", "", ""),
    ("স্বাক্ষর:", "", "", "", "চেয়ারম্যান", ""),
)
_enter("error_as_text.xlsx", ("3", "সালমা", "নিজে", "মহিলা", "#VALUE!", "#N/A"))
_enter("a_name_of_31_letters.xlsx", title="ওয়ার্ড ০৮ এর খানা জরিপ, পাতা ১")
_enter("quotes_in_the_sheets_name.xlsx", title='O\'Neil & "খানা" <৮> 🏠')
_enter("a_cell_of_32767_letters.xlsx", ("3", "সা" * 16_383, "নিজে", "মহিলা", "1970", ""))
_enter("names_like_formulas.xlsx", ("3", "@সালমা", "+নিজে", "-", "1970", ""))


@quirk("headings_twice.xlsx")
def headings_twice(path: Path) -> None:
    rows = [(*person, "রহিম" if n else "করিম") for n, person in enumerate(PEOPLE)]
    save(workbook([(*HEADINGS, "নাম"), *rows])[0], path)


@quirk("headings_in_row_30.xlsx")
def late_headings(path: Path) -> None:
    save(workbook([("খানা জরিপ ২০২২",), *([()] * 28), *people()])[0], path)


@quirk("headings_alone.xlsx")
def headings_alone(path: Path) -> None:
    save(workbook([HEADINGS])[0], path)


@quirk("no_headings.xlsx")
def no_headings(path: Path) -> None:
    save(workbook(PEOPLE)[0], path)


@quirk("an_empty_sheet.xlsx")
def empty_sheet(path: Path) -> None:
    save(workbook([])[0], path)


@quirk("labels_down_the_first_column.xlsx")
def transposed(path: Path) -> None:
    save(workbook(zip(*people(), strict=True))[0], path)


@quirk("two_tables_side_by_side.xlsx")
def side_by_side(path: Path) -> None:
    others = [HEADINGS, SALMA, ("3", "রফিক", "পুত্র", "পুরুষ", "2001", ""), ("4", "নাজমা", "নিজে", "মহিলা", "1980", "")]
    save(workbook([(*row, None, *other) for row, other in zip(people(), others, strict=True)])[0], path)


@quirk("a_pivot_beside_the_table.xlsx")
def pivot(path: Path) -> None:
    beside = [
        (None, None, "Row Labels", "Count"),
        (None, None, "পুরুষ", 2),
        (None, None, "মহিলা", 1),
        (None, None, "Grand Total", 3),
    ]
    save(workbook([(*row, *more) for row, more in zip(people(), beside, strict=True)])[0], path)


@quirk("dates_from_1904.xlsx")
def dates_1904(path: Path) -> None:
    book, sheet = workbook(people(("3", "সালমা", "নিজে", "মহিলা", None, "")))
    book.epoch = CALENDAR_MAC_1904
    sheet["E5"] = date(1970, 7, 4)
    save(book, path)


@quirk("times_and_spans.xlsx")
def times(path: Path) -> None:
    book, sheet = workbook(people(SALMA))
    sheet["E5"], sheet["F5"], sheet["A5"] = time(10, 30), datetime(1899, 12, 25), date(2022, 3, 5)
    save(book, path)


@quirk("percent_and_currency.xlsx")
def formats(path: Path) -> None:
    rows = [(*person, 0.5, 12000) for person in PEOPLE]
    book, sheet = workbook([(*HEADINGS, "জমি (শতক)", "মাসিক আয়"), *rows])
    for row in range(2, 5):
        sheet.cell(row, 7).number_format, sheet.cell(row, 8).number_format = "0%", '"৳"#,##0.00'
    save(book, path)


def _cells(xml: str) -> str:
    return (
        inline(people())
        + f'<row r="5"><c r="A5"><v>3</v></c><c r="B5" t="inlineStr"><is><t>সালমা</t></is></c>{xml}</row>'
    )


@quirk("error_cells.xlsx")
def error_cells(path: Path) -> None:
    with_sheet(path, sheet_xml(_cells('<c r="E5" t="e"><v>#N/A</v></c><c r="F5" t="e"><f>1/0</f><v>#DIV/0!</v></c>')))


@quirk("numbers_without_end.xlsx")
def infinite(path: Path) -> None:
    with_sheet(path, sheet_xml(_cells('<c r="E5"><v>NaN</v></c><c r="F5"><v>1e999</v></c>')))


@quirk("formulas_never_reckoned.xlsx")
def formulas(path: Path) -> None:
    book, sheet = workbook(people(SALMA))
    sheet["E5"], sheet["F5"] = "=E4", '=CONCATENATE("11123","45679")'
    save(book, path)


@quirk("formulas_with_their_results.xlsx")
def reckoned(path: Path) -> None:
    with_sheet(
        path, sheet_xml(_cells('<c r="D5" t="str"><f>D3</f><v>মহিলা</v></c><c r="E5"><f>E4+1</f><v>1956</v></c>'))
    )


@quirk("rich_phonetic_and_inline_texts.xlsx")
def rich_texts(path: Path) -> None:
    runs = '<r><t>মহি</t></r><r><rPr><b/></rPr><t>লা</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
    with_sheet(path, sheet_xml(_cells(f'<c r="D5" t="inlineStr"><is>{runs}</is></c>')))


@quirk("letters_in_two_colours.xlsx")
def coloured(path: Path) -> None:
    book, sheet = workbook(people(SALMA))
    sheet["B5"] = CellRichText("সাল", TextBlock(InlineFont(b=True), "মা"))
    save(book, path)


@quirk("comments_and_filters.xlsx")
def comments(path: Path) -> None:
    book, sheet = workbook(people(SALMA))
    sheet["B5"].comment = Comment("ইনি এখন ঢাকায় থাকেন", "স্বেচ্ছাসেবক")
    sheet.auto_filter.ref, sheet.freeze_panes, sheet.sheet_view.rightToLeft = "A1:F5", "B2", True
    save(book, path)


@quirk("control_characters.xlsx")
def control_characters(path: Path) -> None:
    with_sheet(path, sheet_xml(_cells('<c r="C5" t="inlineStr"><is><t>_x0007_নিজে&#10;</t></is></c>')))


@quirk("texts_in_one_list.xlsx")
def shared_strings(path: Path) -> None:
    texts = sorted({str(cell) for row in people() for cell in row})
    listed = "".join(f"<si><t>{text}</t></si>" for text in texts)
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + place)}{number}" t="s"><v>{texts.index(str(cell))}</v></c>'
            for place, cell in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(people(), start=1)
    )
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{listed}</sst>'
    save(workbook(people())[0], path, {SHEET: sheet_xml(cells), "xl/sharedStrings.xml": strings.encode()})


@quirk("merged_household_numbers.xlsx")
def merged_numbers(path: Path) -> None:
    book, sheet = workbook(people(SALMA, ("", "রফিক", "পুত্র", "পুরুষ", "2001", "")))
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A5:A6")
    save(book, path)


@quirk("merged_names.xlsx")
def merged_names(path: Path) -> None:
    book, sheet = workbook(people(SALMA, ("3", "", "পুত্র", "পুরুষ", "2001", "")))
    sheet.merge_cells("B5:B6")
    save(book, path)


def _hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = True


@quirk("hidden_rows_and_columns.xlsx")
def hidden(path: Path) -> None:
    book, sheet = workbook(people())
    _hide(sheet)
    save(book, path)


@quirk("a_hidden_sheet.xlsx")
def hidden_sheet(path: Path) -> None:
    book, _ = workbook(people())
    lists = book.create_sheet("Lists")
    lists.append(["পুরুষ", "মহিলা"])
    lists.sheet_state = "veryHidden"
    save(book, path)


@quirk("a_chart_sheet.xlsx")
def chart_sheet(path: Path) -> None:
    book, _ = workbook(people())
    book.create_chartsheet("Chart")
    save(book, path)


@quirk("cells_without_places.xlsx")
def without_places(path: Path) -> None:
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in people()
    )
    with_sheet(path, sheet_xml(rows))


@quirk("marks_with_a_prefix.xlsx")
def prefixed(path: Path) -> None:
    plain = sheet_xml(inline(people())).decode()
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t"):
        plain = (
            plain.replace(f"<{tag} ", f"<x:{tag} ")
            .replace(f"<{tag}>", f"<x:{tag}>")
            .replace(f"</{tag}>", f"</x:{tag}>")
        )
    with_sheet(path, plain.replace("xmlns=", "xmlns:x=").encode())


@quirk("columns_without_headings.xlsx")
def columns_without_headings(path: Path) -> None:
    rows = [[*line, cell, "", 7] for line, cell in zip(people(), ("", "01700000112", "", "01700000113"), strict=True)]
    rows[0][-1] = ""
    save(workbook(rows)[0], path)


@quirk("a_hundred_thousand_empty_styled_rows.xlsx")
def styled_rows(path: Path) -> None:
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(5, 100_000))
    with_sheet(path, sheet_xml(inline(people()) + empty))


@quirk("a_part_that_is_missing.xlsx")
def missing_part(path: Path) -> None:
    save(workbook(people())[0], path, {SHEET: None})


@quirk("part_names_from_the_root.xlsx")
def absolute_names(path: Path) -> None:
    book = workbook(people())[0]
    relations = parts_of(book)["xl/_rels/workbook.xml.rels"]
    save(
        book, path, {"xl/_rels/workbook.xml.rels": relations.replace(b'Target="worksheets', b'Target="/xl/worksheets')}
    )


@quirk("instructions_and_an_example.xlsx")
def instructions(path: Path) -> None:
    how = ("সংখ্যা", "পূর্ণ নাম", "নিজে/স্ত্রী", "পু/ম", "দিন/মাস/বছর", "১০/১৭ ডিজিট")
    shown = ("উদাহরণ", "মোঃ নমুনা", "নিজে", "পুরুষ", "01/01/1980", "")
    save(workbook([HEADINGS, how, shown, *PEOPLE])[0], path)


@quirk("three_lines_of_headings.xlsx")
def three_lines(path: Path) -> None:
    book, sheet = workbook(
        [
            ("SL", "Household", "Member", "", "", "", ""),
            ("", "Identification", "Basic", "", "", "", "Documents"),
            ("", "HH#", "Name in full", "Relation", "Sex (1=M, 2=F)", "DOB", "NID"),
            *((n, *line) for n, line in enumerate(_coded(), start=1)),
        ]
    )
    for area in ("A1:A3", "C1:G1", "C2:F2"):
        sheet.merge_cells(area)
    save(book, path)


def _coded() -> list[tuple[object, ...]]:
    return [(house, name, relation, n % 2 + 1, *rest) for n, (house, name, relation, _, *rest) in enumerate(PEOPLE)]


@quirk("a_sheet_for_each_household.xlsx")
def sheet_for_each_household(path: Path) -> None:
    book, _ = workbook([("খানা নং:", "1"), ("খানা প্রধান:", PEOPLE[0][1]), (), HEADINGS[1:], PEOPLE[0][1:], PEOPLE[1][1:]])
    second = book.create_sheet("খানা ২")
    for row in (("খানা নং:", "২"), ("খানা প্রধান:", PEOPLE[2][1]), (), HEADINGS[1:], PEOPLE[2][1:]):
        second.append(row)
    save(book, path)

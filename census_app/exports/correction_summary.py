"""The first sheet of a file that is handed back: what was found, where, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins

from census_app.domain.row_states import BELIEVED, OUT_OF_THE_WAY
from census_app.domain.upload_marks import written_mark
from census_app.exports.remarks import KindLine, Place, Remarks, severity_word
from census_app.ledger.reads.uploads import UploadLine
from census_app.sentences import shown

COLOURS = {"blocks_file": "FFFF9B9B", "blocks_row": "FFFF9B9B", "please_confirm": "FFFFE699", "information": "FFBDD7EE"}
"""The fill of a cell by the heaviest thing said about it."""
FILLS = {severity: PatternFill("solid", fgColor=colour) for severity, colour in COLOURS.items()}
WIDTHS = (4, 46, 42, 50, 15, 15, 15, 15)
_LINE_POINTS = 16
_LETTERS_TO_WIDTH = 1.05
_TITLE, _STRONG, _QUIET = Font(bold=True, size=16), Font(bold=True), Font(color="FF7F7F7F", size=8)
_LINK = Font(color="FF0563C1", underline="single")
_HEAD_FILL = PatternFill("solid", fgColor="FFD9EAD3")
_LINED = Border(bottom=Side("thin", color="FFBFBFBF"))
_WRAPPED = Alignment(wrap_text=True, vertical="top")
WORDS: Mapping[str, Mapping[str, Any]] = {
    "bn": {
        "sheet": "ভুলের তালিকা",
        "data": "তথ্য",
        "title": "যা ঠিক করতে হবে",
        "seen": "{}টি সারি পড়া হয়েছে।",
        "ready": "{}টি সারি গ্রহণের জন্য প্রস্তুত।",
        "believed": "{}টি সারি খাতায় উঠেছে; সেগুলো আবার দিলেও দুবার হবে না।",
        "held": "{}টি সারি আটকে আছে; ঠিক না করা পর্যন্ত খাতায় উঠবে না।",
        "refused": "{}টি সারি নেওয়া হয়নি, কারণ সেগুলো আগেই এসেছে বা পরে ঠিক করা হয়েছে।",
        "what_next": "এখন কী করবেন",
        "steps": (
            "১। রঙিন ঘরগুলোতে যান; ঘরের ওপর মাউস রাখলে (ফোনে চাপ দিলে) কী ভুল আর কী করতে হবে তা দেখা যাবে।",
            "২। কাগজ বা কার্ড দেখে ঘরটি ঠিক করুন। যা জানেন না তা আন্দাজে লিখবেন না।",
            "৩। ফাইলটি সেভ করুন। রং, মন্তব্য আর এই পাতা যেমন আছে তেমনই থাকুক।",
            "৪। এই ফাইলটিই আবার আপলোড করুন। যা এখনো খাতায় ওঠেনি তার জায়গায় ঠিক করা সারি বসবে; কিছুই দুবার হবে না।",
        ),
        "legend": "কোন রঙের কী অর্থ",
        "head": ("", "কী পাওয়া গেছে", "নিয়ম", "করণীয়", "যেখানে (চাপ দিন)"),
        "nothing": "কোনো ঘরে কিছু ঠিক করতে হবে না।",
        "place": "সারি {row} · {column}",
        "converted": "আপনার ফাইলের ঘরগুলো যেমন পড়া হয়েছে তেমনই এখানে আছে; সাজসজ্জা ও সূত্র রাখা যায়নি।",
        "mark": "নিচের লেখাটি দিয়ে ফাইলটি চেনা যায়; মুছবেন না।",
    },
    "en": {
        "sheet": "What to correct",
        "data": "Data",
        "title": "What is to be corrected",
        "seen": "{} rows were read.",
        "ready": "{} rows are ready to be accepted.",
        "believed": "{} rows stand in the book; giving them again doubles nothing.",
        "held": "{} rows are held until they are corrected.",
        "refused": "{} rows were not taken, because they came before or were corrected later.",
        "what_next": "What to do now",
        "steps": (
            "1. Go to the coloured cells; rest the mouse on one (on a phone, tap it) to see what is wrong.",
            "2. Correct the cell from the paper or the card. Do not guess what you do not know.",
            "3. Save the file. Leave the colours, the comments and this sheet as they are.",
            "4. Upload this same file again. Corrected rows take the place of those not yet in the book.",
        ),
        "legend": "What the colours mean",
        "head": ("", "What was found", "Rule", "What to do", "Where (click)"),
        "nothing": "No cell has to be corrected.",
        "place": "row {row} · {column}",
        "converted": "The cells of your file stand here as they were read; its styles and formulas could not be kept.",
        "mark": "The file is known by the line below; please do not delete it.",
    },
}


@dataclass(frozen=True)
class Summary:
    """What the sheet tells; `sheet_names` says how a sheet of the file is called in this workbook."""

    line: UploadLine
    remarks: Remarks
    mark: str
    language: str
    is_converted: bool
    sheet_names: Mapping[str, str]


def title_beside(taken: Sequence[str], language: str) -> str:
    """The name of the summary, unlike that of every sheet of the file."""
    title, count = str(WORDS[language]["sheet"]), 2
    while title.lower() in {name.lower() for name in taken}:
        title, count = f"{WORDS[language]['sheet']} {count}", count + 1
    return title


def write_summary(sheet: Any, summary: Summary) -> None:
    """The empty sheet tells the whole story, as a page that can be printed."""
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    page = _Page(sheet, summary)
    page.write_head()
    page.write_steps()
    page.write_kinds()


class _Page:
    """The sheet being written, line by line."""

    def __init__(self, sheet: Any, summary: Summary) -> None:
        self.sheet, self.summary = sheet, summary
        self.words = WORDS[summary.language]
        self.row = 0

    def write_head(self) -> None:
        line = self.summary.line
        self._text(self.words["title"], _TITLE, height=26)
        self._text(line.file_name, _STRONG)
        self._counted("seen", line.rows_seen)
        self._counted("held", line.rows("held"))
        self._counted("ready", line.rows("ready"))
        self._counted("believed", line.rows(*BELIEVED))
        self._counted("refused", line.rows(*OUT_OF_THE_WAY))
        if self.summary.is_converted:
            self._text(self.words["converted"])

    def write_steps(self) -> None:
        self._append([])
        self._text(self.words["what_next"], _STRONG)
        for step in self.words["steps"]:
            self._text(step)
        self._append([])
        self._text(self.words["legend"], _STRONG)
        for severity in ("blocks_row", "please_confirm", "information"):
            swatch = self._cell("", fill=FILLS[severity])
            self._append([swatch, self._cell(severity_word(severity, self.summary.language))])
        self._text(self.words["mark"], _QUIET)
        self._text(written_mark(self.summary.mark), _QUIET)
        self._append([])

    def write_kinds(self) -> None:
        if not self.summary.remarks.kinds:
            self._text(self.words["nothing"], _STRONG)
            return
        heads = [*self.words["head"], *[""] * (len(WIDTHS) - len(self.words["head"]))]
        self._append([self._cell(text, _STRONG, _HEAD_FILL) for text in heads])
        for kind in self.summary.remarks.kinds:
            self._write_kind(kind)

    def _write_kind(self, kind: KindLine) -> None:
        texts = [self._cell(text, alignment=_WRAPPED) for text in (kind.what, kind.rule, kind.remedy)]
        links = [self._link(place, column) for column, place in enumerate(kind.places, start=5)]
        lines = max(
            _lines(text, width) for text, width in zip((kind.what, kind.rule, kind.remedy), WIDTHS[1:4], strict=True)
        )
        cells = [self._cell("", fill=FILLS[kind.severity]), *texts, *links]
        cells += [self._cell("") for _ in range(len(WIDTHS) - len(cells))]
        for cell in cells:
            cell.border = _LINED
        self._append(cells, height=lines * _LINE_POINTS + 4)

    def _link(self, place: Place, column: int) -> Any:
        name, row, at = place
        letter = get_column_letter(at)
        text = self.words["place"].format(row=shown(row, self.summary.language), column=letter)
        cell = self._cell(text, _LINK, alignment=_WRAPPED)
        cell.row, cell.column = self.row + 1, column
        sheet_name = self.summary.sheet_names.get(name, name)
        if len(self.summary.sheet_names) > 1:
            cell.value, cell.data_type = f"{sheet_name}: {text}", "s"
        target = quote_sheetname(sheet_name)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{target}!{letter}{row}")
        return cell

    def _counted(self, word: str, count: int) -> None:
        if count:
            self._text(
                self.words[word].format(shown(count, self.summary.language)), _STRONG if word == "held" else None
            )

    def _text(self, text: str, font: Font | None = None, height: int = 0) -> None:
        self._append([None, self._cell(text, font)], height)

    def _append(self, cells: list[Any], height: int = 0) -> None:
        self.row += 1
        if height:
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(cells)

    def _cell(
        self, text: str, font: Font | None = None, fill: PatternFill | None = None, alignment: Alignment | None = None
    ) -> Any:
        """A cell that is text whatever it begins with: what people wrote must never run."""
        cell = WriteOnlyCell(self.sheet, text)
        cell.data_type = "s"
        for name, style in (("font", font), ("fill", fill), ("alignment", alignment)):
            if style is not None:
                setattr(cell, name, style)
        return cell


def _lines(text: str, width: int) -> int:
    """How many lines the text takes in a column of that width."""
    return max(1, -(-int(len(text) * _LETTERS_TO_WIDTH) // width))

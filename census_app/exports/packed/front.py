"""What a packed workbook gets as a whole: the summary as its first sheet, and the mark among its properties."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element as Parsed
from xml.etree.ElementTree import iterparse
from xml.sax.saxutils import escape

from openpyxl import Workbook

from census_app.domain.upload_marks import MARK_PROPERTY, mark_written_in
from census_app.exports.correction_summary import Summary, title_beside, write_summary
from census_app.exports.packed.package import PROPERTIES, RELATIONSHIPS, SHEET, TEXTS, Package, relations_part
from census_app.exports.packed.places import Element, Patch, Unusual, parse, patched, tag
from census_app.exports.packed.styles import MAIN, Styles

_IN_MAIN = f"{{{MAIN}}}"
_ROWS_OF_A_SUMMARY = 40
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


@dataclass(frozen=True)
class PackedSheet:
    """A sheet of the workbook, the part that holds it, and where the workbook names it."""

    name: str
    part: str
    kind: str
    element: Element


def sheets_of(package: Package, book: Element) -> list[PackedSheet]:
    """The sheets in their order."""
    targets = {relation.id: relation for relation in package.relations(package.workbook)}
    listed = book.one("sheets")
    found = []
    for element in listed.children if listed else ():
        relation_id = next(value for key, value in element.attributes.items() if key.endswith(":id"))
        relation = targets[relation_id]
        found.append(PackedSheet(element.attributes["name"], relation.target, relation.type, element))
    return found


def summary_among(package: Package, sheets: Sequence[PackedSheet]) -> PackedSheet | None:
    """The summary of an earlier time. Raises: Unusual when there are several."""
    texts = package.first(package.workbook, TEXTS)
    marked = _marked_texts(package.read(texts.target)) if texts is not None else set()
    held = [sheet for sheet in sheets if sheet.kind == SHEET and _shows_mark(package.read(sheet.part), marked)]
    if len(held) > 1:
        raise Unusual("several summaries")
    return held[0] if held else None


def _marked_texts(content: bytes) -> set[int]:
    if MARK_PROPERTY.encode() not in content:
        return set()
    texts = parse(content, "sst", MAIN).all("si")
    return {place for place, text in enumerate(texts) if mark_written_in(text.whole_text("t"))}


def _shows_mark(content: bytes, marked: Collection[int]) -> bool:
    if not marked and MARK_PROPERTY.encode() not in content:
        return False
    rows = (element for _, element in iterparse(io.BytesIO(content)) if element.tag == f"{_IN_MAIN}row")
    for _, row in zip(range(_ROWS_OF_A_SUMMARY), rows, strict=False):
        if any(_is_mark(cell, marked) for cell in list(row)[:2]):
            return True
    return False


def _is_mark(cell: Parsed, marked: Collection[int]) -> bool:
    value = cell.findtext(f"{_IN_MAIN}v") or ""
    if cell.get("t") == "s":
        return value.isdecimal() and int(value) in marked
    return bool(mark_written_in("".join(cell.itertext())))


def put_in_front(package: Package, summary: Summary, styles: Styles, sheets: Sequence[PackedSheet]) -> str:
    """The summary is the first sheet, in the place of an earlier one. Returns its part."""
    content = package.read(package.workbook)
    book = parse(content, "workbook", MAIN)
    listed, old = book.one("sheets"), summary_among(package, sheets)
    if listed is None:
        raise Unusual("sheets")
    if old is None:
        title = title_beside([sheet.name for sheet in sheets], summary.language)
        relation = package.add(package.workbook, SHEET, "xl/worksheets/summary{}.xml", _SHEET_TYPE)
        number = 1 + max(int(sheet.element.attributes["sheetId"]) for sheet in sheets)
        named = {"name": title, "sheetId": str(number), "xmlns:r": RELATIONSHIPS, "r:id": relation.id}
        part, first = relation.target, tag("sheet", named, is_empty=True)
        places = {place: place + 1 for place in range(len(sheets))}
        patches = [Patch(listed.open_end, listed.open_end, first)]
    else:
        part, first = old.part, tag("sheet", _visible(old.element), is_empty=True)
        others = [place for place, sheet in enumerate(sheets) if sheet is not old]
        places = {place: new for new, place in enumerate([sheets.index(old), *others])}
        package.left_out.add(relations_part(part))
        patches = [Patch(old.element.start, old.element.end, b""), Patch(listed.open_end, listed.open_end, first)]
    package.written[part] = _summary_sheet(summary, styles)
    patches += _moved_names(book, places)
    patches += _first_view(book)
    package.written[package.workbook] = b"".join(patched(content, patches))
    return part


def _visible(element: Element) -> dict[str, str]:
    return {key: value for key, value in element.attributes.items() if key != "state"}


def _moved_names(book: Element, places: dict[int, int]) -> Iterator[Patch]:
    names = book.one("definedNames")
    for one in names.children if names else ():
        if "localSheetId" in one.attributes:
            moved = {**one.attributes, "localSheetId": str(places[int(one.attributes["localSheetId"])])}
            yield Patch(one.start, one.open_end, tag(one.name, moved, is_empty=one.open_end == one.end))


def _first_view(book: Element) -> Iterator[Patch]:
    views = book.one("bookViews")
    for view in views.children if views else ():
        shown = {**view.attributes, "activeTab": "0", "firstSheet": "0"}
        yield Patch(view.start, view.open_end, tag(view.name, shown, is_empty=view.open_end == view.end))


def _summary_sheet(summary: Summary, styles: Styles) -> bytes:
    """The sheet as it is written into a workbook of its own, its styles taken over into this one."""
    whole, book = io.BytesIO(), Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.sheet_view.tabSelected = True
    write_summary(sheet, summary)
    book.save(whole)
    with zipfile.ZipFile(whole) as archive:
        content, its_styles = archive.read("xl/worksheets/sheet1.xml"), archive.read("xl/styles.xml")
    numbers = styles.taken_over(its_styles)
    rows = parse(content, "worksheet", MAIN).one("sheetData")
    cells = [cell for row in (rows.children if rows else ()) for cell in row.children if "s" in cell.attributes]
    patches = [Patch(cell.start, cell.open_end, _renumbered(cell, numbers)) for cell in cells]
    return b"".join(patched(content, patches))


def _renumbered(cell: Element, numbers: Sequence[int]) -> bytes:
    attributes = {**cell.attributes, "s": str(numbers[int(cell.attributes["s"])])}
    return tag("c", attributes, is_empty=cell.open_end == cell.end)


def write_mark(package: Package, mark: str) -> None:
    """The mark stands among the document's properties, once."""
    held = package.first("", PROPERTIES)
    if held is None:
        relation = package.add("", PROPERTIES, "docProps/custom{}.xml", _PROPERTIES_TYPE)
        name, content = relation.target, f'<Properties xmlns="{_PROPERTIES}"></Properties>'.encode()
    else:
        name, content = held.target, package.read(held.target)
    root = parse(content, "Properties", _PROPERTIES)
    old = [one for one in root.children if one.attributes.get("name") == MARK_PROPERTY]
    number = 1 + max((int(one.attributes["pid"]) for one in root.children), default=1)
    about = {"fmtid": _FORMAT, "pid": str(number), "name": MARK_PROPERTY}
    value = f'<vt:lpwstr xmlns:vt="{_VALUES}">{escape(mark)}</vt:lpwstr>'.encode()
    patches = [Patch(one.start, one.end, b"") for one in old]
    patches += root.with_inside(tag("property", about) + value + b"</property>")
    package.written[name] = b"".join(patched(content, patches))

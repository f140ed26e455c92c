"""A file that was handed back comes again: by what it is known, whatever program has saved it since."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from census_app.domain.upload_marks import MARK_PROPERTY, mark_written_in
from importers.file_guards import BROKEN_ARCHIVE
from importers.workbook import Sheet

_PROPERTIES = ("docProps/custom.xml", "meta.xml")
"""Where a workbook keeps the properties that its writers made up: Excel's, and that of OpenDocument."""
_LARGEST_PROPERTIES_BYTES = 256 * 1024
_COLUMNS_LOOKED_AT = 2
_LINES_LOOKED_AT = 40


def mark_on(sheet: Sheet) -> str:
    """The mark that our summary shows; empty for any other sheet."""
    for column in sheet.columns[:_COLUMNS_LOOKED_AT]:
        for cell in column[:_LINES_LOOKED_AT]:
            if isinstance(cell, str) and cell.startswith(MARK_PROPERTY) and (mark := mark_written_in(cell)):
                return mark
    return ""


def mark_in_properties(path: Path, named: str = MARK_PROPERTY) -> str:
    """The mark (or what is so named) among the properties of a workbook; empty when there is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            present = [name for name in _PROPERTIES if name in archive.namelist()]
            texts = [archive.open(name).read(_LARGEST_PROPERTIES_BYTES) for name in present]
        return next((mark for text in texts if (mark := _mark_among(text, named))), "")
    except (*BROKEN_ARCHIVE, ParseError, DefusedXmlException):
        return ""


def _mark_among(properties: bytes, named: str) -> str:
    for element in fromstring(properties).iter():
        names = {value for name, value in element.attrib.items() if name.rpartition("}")[2] == "name"}
        if named in names:
            return "".join(element.itertext()).strip()
    return ""

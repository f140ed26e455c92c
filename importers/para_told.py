"""The para of a sheet without a column for it: said in its title, or the name of the sheet itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from importers.bangla import to_unicode
from importers.drafts import Draft
from importers.lines import TextLine
from importers.model import LeftOut
from importers.workbook import Sheet, as_typed

PARA_SAID = re.compile(r"(?:গ্রাম|পাড়া|মহল্লা|village|para)\s*[:ঃ–—-]+\s*([^,;:|।]+?)(?:\s{2,}|[,;|।]|$)", re.IGNORECASE)
_NAMES_A_PARA = re.compile(r"[^\d:;,]*[^\W\d_][^\d:;,]*(?:পাড়া|পাড়|পারা|para)", re.IGNORECASE)
_MAY_NAME_ONE = frozenset({"title", "note"})
_SHORTEST = 6
"""A sheet called পাড়া or Para names none."""


def lines_with_paras(sheets: Sequence[Sheet], left_out: Sequence[LeftOut]) -> list[TextLine]:
    """The titles and notes, on the sheet or between its tables, that name a para: its name as written."""
    named = {sheet.name: sheet for sheet in sheets}
    said = []
    for line in left_out:
        if line.reason in _MAY_NAME_ONE and line.row_number and (sheet := named.get(line.sheet)):
            typed = (as_typed(column[line.row_number - 1]).strip() for column in sheet.columns)
            text = "  ".join(filter(None, typed))
            if found := PARA_SAID.search(text) or PARA_SAID.search(to_unicode(text)):
                said.append(TextLine(line.sheet, line.row_number, found[1].strip()))
    return said


def read_paras_told(drafts: Sequence[Draft], said: Sequence[TextLine], field: str = "para") -> None:
    """Each line without a column for its para gets the one named by the nearest title above, or by its sheet."""
    for draft in drafts:
        if field in draft.headings or field in draft.values:
            continue
        above = [one for one in said if one.sheet == draft.sheet and one.row_number < draft.row_number]
        nearest = max(above, key=lambda one: one.row_number, default=None)
        if para := nearest.text if nearest else _para_of(draft.sheet.strip()):
            draft.values[field] = para


@lru_cache(maxsize=1)
def _para_of(name: str) -> str:
    return name if len(name) >= _SHORTEST and _NAMES_A_PARA.fullmatch(name) else ""

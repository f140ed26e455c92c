"""The para of a sheet without a column for it: said in its title, or the name of the sheet itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from importers.bangla import to_unicode
from importers.drafts import Draft

PARA_SAID = re.compile(r"(?:গ্রাম|পাড়া|মহল্লা|village|para)\s*[:ঃ–—-]+\s*([^,;:|।]+?)(?:\s{2,}|[,;|।]|$)")
_NAMES_A_PARA = re.compile(r"[^\d:;,]*[^\W\d_][^\d:;,]*(?:পাড়া|পাড়|পারা|para)", re.IGNORECASE)
_SHORTEST = 6
"""A sheet called পাড়া or Para names none."""


def read_paras_told(drafts: Sequence[Draft], titles: Mapping[str, Sequence[str]]) -> None:
    """Each line of a sheet that names one para for all of them, and has no column for it, gets that para."""
    told: dict[str, str] = {}
    for draft in drafts:
        if "para" in draft.headings or "para" in draft.values:
            continue
        if draft.sheet not in told:
            told[draft.sheet] = _para_of(draft.sheet, titles.get(draft.sheet, ()))
        if para := told[draft.sheet]:
            draft.values["para"] = para


def _para_of(sheet_name: str, titles: Sequence[str]) -> str:
    said = [found[1].strip() for title in titles if (found := PARA_SAID.search(to_unicode(title).lower()))]
    if len(set(said)) == 1:
        return said[0]
    name = sheet_name.strip()
    return name if not said and len(name) >= _SHORTEST and _NAMES_A_PARA.fullmatch(name) else ""

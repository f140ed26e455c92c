"""Codes that a heading or a legend beside the table explains: লিঙ্গ (১=পুরুষ, ২=মহিলা), Married-1, Single-2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from census_app.domain.bangla_text import ascii_digits
from importers.cells import CellContext, read_cell
from importers.drafts import Draft
from importers.headings import UNKNOWN, heading_index, target_by_any_sign, without_enumerator
from importers.layouts import Field, Layout
from importers.model import JSON, Severity

_CODE_FIRST = re.compile(r"(\d{1,2})[\s=:.\-–—)]+([^\d,;|=:()\[\]।]+)")
_WORD_FIRST = re.compile(r"([^\d,;|=:()\[\]।]+?)[\s=:\-–—(]+(\d{1,2})(?!\d)")
_CODE = re.compile(r"\d+")
_FEWEST_CODES = 2
_LONGEST = 300
_CHOSEN = ("sex", "relation", "marital")
_CHOICE = "choice:"

Meanings = Mapping[str, Mapping[str, JSON]]
"""By the code as written in ASCII digits, what it means for the fields of the row."""


def read_explained_codes(
    drafts: Sequence[Draft], layout: Layout, context: CellContext, legends: Sequence[tuple[str, str, str]] = ()
) -> None:
    """Give each cell that holds nothing but a code the meaning that its own heading gives the code, else a legend.

    `legends` are those of the file as sheet, what each is about, its codes; that of the own sheet counts first.
    """
    named = [(sheet, field, meanings) for sheet, field, meanings in _by_legends(legends, layout, context) if meanings]
    known: dict[int, dict[str, Meanings]] = {}
    for draft in drafts:
        table = id(draft.headings)
        if table not in known:
            known[table] = {field: meanings for _, field, meanings in named if field in draft.headings}
            known[table] |= {field: told for sheet, field, told in named if sheet == draft.sheet}
            known[table] |= dict(_explained(draft.headings, layout, context))
        for name, meanings in known[table].items():
            if name in draft.headings:
                _read_code(draft, name, meanings)


def _explained(headings: Mapping[str, str], layout: Layout, context: CellContext) -> Iterator[tuple[str, Meanings]]:
    for name, heading in headings.items():
        if len(heading) <= _LONGEST and any(letter.isdecimal() for letter in heading):
            field = layout.field(name)
            if is_chosen(field) and (meanings := codes_explained_in(heading, field, context)):
                yield name, meanings


def _by_legends(
    legends: Sequence[tuple[str, str, str]], layout: Layout, context: CellContext
) -> Iterator[tuple[str, str, Meanings]]:
    """The legends whose words name a field that is chosen from a list."""
    index = heading_index(layout)
    for sheet, about, codes in legends:
        target = target_by_any_sign(index, "", about) if about else UNKNOWN
        if target.field and is_chosen(layout.field(target.field)):
            yield sheet, target.field, codes_explained_in(codes, layout.field(target.field), context)


def is_chosen(field: Field) -> bool:
    """Say whether the field's answers are words of a list, for which a sheet may have codes."""
    return field.kind in _CHOSEN or field.kind.startswith(_CHOICE)


def codes_explained_in(heading: str, field: Field, context: CellContext) -> Meanings:
    """What each code means by the words beside it in the heading; nothing unless every code has a word that is read."""
    text = ascii_digits(without_enumerator(heading))
    codes = _CODE.findall(text)
    for pairs in (_CODE_FIRST.findall(text), [(code, word) for word, code in _WORD_FIRST.findall(text)]):
        read = {code: _read_words(word, field, context) for code, word in pairs}
        if len(codes) == len(read) >= _FEWEST_CODES and all(read.values()):
            return {code: _for_field(field.name, values) for code, values in read.items()}
    return {}


def _read_words(text: str, field: Field, context: CellContext) -> Mapping[str, JSON]:
    """What the words mean, or the last ones of them: before the first stands what the column is called."""
    words = text.strip(" \t/&.-–—").split()
    endings = (" ".join(words[first:]) for first in range(len(words)))
    readings = (read_cell(field.kind, ending, context) for ending in endings)
    return next((reading.values for reading in readings if reading.values and not reading.problems), {})


def _for_field(name: str, values: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """A reading is named after the context's field; here one context serves every column."""
    return {name: next(iter(values.values()))}


def _read_code(draft: Draft, name: str, meanings: Meanings) -> None:
    written = ascii_digits(draft.written(name)).strip().removesuffix(".0")
    if not (meaning := meanings.get(written)) or name in draft.values:
        return
    heading = draft.headings[name]
    draft.values.update(meaning)
    draft.problems = [p for p in draft.problems if (p.code, p.heading) != ("value_unknown", heading)]
    draft.add_problem("code_explained_in_heading", Severity.INFORMATION, name, written=written)

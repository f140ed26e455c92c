"""What stands above the lines of a list, or between them, and holds for all below: the programme, the period."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from importers.bangla import to_unicode
from importers.cells import CellContext, Reading, read_cell
from importers.drafts import Draft
from importers.lines import TextLine
from importers.model import JSON, Severity
from importers.period_columns import is_given
from importers.tables import Table

SECTION_FIELDS = ("programme", "period")
_WORDS = re.compile(r"[^\s,;:()\[\]|।]+")
_MOST_WORDS = 24
_SHORTEST_PHRASE = 3
_SPEAKS_OF_A_PROGRAMME = re.compile(r"ভাতা|কর্মসূচ|উপবৃত্তি|প্রণোদনা|অনুদান|allowance|program|stipend|scheme|grant")
"""Words of a line that begins another programme also where nobody knows which: the one above is over."""


def read_titles(drafts: Sequence[Draft], titles: Mapping[str, Sequence[str]], context: CellContext) -> None:
    """Where a sheet has no column for the programme or the period, its title may name the one for all its lines.

    The name of a sheet counts as a title; `titles` has it, with what stands above the headings, where anything does.
    """
    for field_name in SECTION_FIELDS:
        for sheet, texts in ({draft.sheet: [draft.sheet] for draft in drafts} | dict(titles)).items():
            rows = [draft for draft in drafts if draft.sheet == sheet and not _has_column(draft, field_name)]
            named = named_in(texts, field_name, context) if rows else Reading()
            for draft in rows if named.values else ():
                draft.values.update(named.values)
                draft.add_problem("taken_from_title", Severity.INFORMATION, field_name, field=field_name)


def read_sections(drafts: Sequence[Draft], sections: Sequence[TextLine], context: CellContext) -> None:
    """Lines between those of a list name the programme or the period of all lines below, down to the next such line."""
    of_sheet: dict[str, list[TextLine]] = defaultdict(list)
    for line in sections:
        of_sheet[line.sheet].append(line)
    for field_name in SECTION_FIELDS:
        for sheet, lines in of_sheet.items():
            rows = [draft for draft in drafts if draft.sheet == sheet and not _has_column(draft, field_name)]
            _read_sections_of(rows, lines, field_name, context)


def _has_column(draft: Draft, field_name: str) -> bool:
    """Whether the line's own cells, or the headings above them, tell of it."""
    return field_name in draft.headings or (field_name == "period" and any(map(is_given, draft.headings)))


def _read_sections_of(rows: Sequence[Draft], lines: Sequence[TextLine], field_name: str, context: CellContext) -> None:
    named = [(line.row_number, named_in([line.text], field_name, context)) for line in lines]
    ending = [
        (number, reading)
        for (number, reading), line in zip(named, lines, strict=True)
        if reading.values or (field_name == "programme" and _SPEAKS_OF_A_PROGRAMME.search(line.text.lower()))
    ]
    for draft in rows:
        above = [reading for number, reading in ending if number < draft.row_number]
        if above and above[-1].values:
            draft.values.update(above[-1].values)
            _say_once(draft, field_name)


def _say_once(draft: Draft, field_name: str) -> None:
    said = [p for p in draft.problems if p.code == "taken_from_title" and p.details.get("field") == field_name]
    if not said:
        draft.add_problem("taken_from_title", Severity.INFORMATION, field_name, field=field_name)


def read_file_name(drafts: Sequence[Draft], file_name: str, context: CellContext) -> None:
    """What neither a column nor a title tells of a line, the name of its file may: one programme, or a span of months.

    A single day in the name of a file is the day on which it was written, and a line with a day of its own needs no
    period from there.
    """
    words = re.sub(r"[_+.-]+", " ", file_name.rpartition(".")[0])
    programme, period = _only_programme_in(words, context), named_in([words], "period", context).values
    if period.get("period_from") == period.get("period_until"):
        period = {}
    for field_name, values in (("programme", programme), ("period", period)):
        for draft in drafts if values else ():
            told = values.keys() & draft.values.keys() or _has_column(draft, field_name)
            if not told and not (field_name == "period" and draft.values.get("delivered_on")):
                draft.values.update(values)
                draft.add_problem("taken_from_file_name", Severity.INFORMATION, field_name, field=field_name)


def _only_programme_in(text: str, context: CellContext) -> Mapping[str, JSON]:
    """The programme that the text names; nothing where what is left of it names another."""
    first = named_in([text], "programme", context).values
    if not first:
        return {}
    rest = text.replace(str(first["programme_as_written"]), " ", 1)
    other = named_in([rest], "programme", context).values.get("programme_code", first["programme_code"])
    return first if other == first["programme_code"] else {}


def section_told_by(table: Table, context: CellContext) -> Callable[[str], bool]:
    """Say of a text whether it names what the table has no column for: never, in a volunteer's sheet."""
    fields = [name for name in SECTION_FIELDS if context.office_code and not table.columns_of(name)]

    def names_a_section(text: str) -> bool:
        return any(named_in([text], name, context).values for name in fields) or (
            "programme" in fields and bool(_SPEAKS_OF_A_PROGRAMME.search(text.lower()))
        )

    return names_a_section


def named_in(texts: Iterable[str], kind: str, context: CellContext) -> Reading:
    """The meaning of the longest phrase of the texts that names something of that kind."""
    for phrase in _phrases(texts):
        reading = read_cell(kind, phrase, replace(context, field=kind))
        if reading.values and not reading.problems:
            return reading
    return Reading()


def _phrases(texts: Iterable[str]) -> Iterator[str]:
    """Every run of words, the longest first; a text of Latin letters may be English or typed in Bijoy."""
    for text in (reading for typed in texts for reading in dict.fromkeys((typed, to_unicode(typed)))):
        words = _WORDS.findall(text)[:_MOST_WORDS]
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                phrase = " ".join(words[start : start + length])
                if len(phrase) >= _SHORTEST_PHRASE:
                    yield phrase

"""What an export of Kobo or ODK says of itself: its own columns, groups in headings, answers in many columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import cast

from importers.cells.choices import codes_written
from importers.headings import HeadingIndex, heading_index, target_of
from importers.layouts import Layout
from importers.workbook import Cell, Sheet, as_typed

_MARKS = frozenset({
    "_uuid", "_parent_index", "_submission__uuid", "_submission_time", "__version__", "formhub/uuid",
    "SubmissionDate", "PARENT_KEY", "meta/instanceID", "meta-instanceID", "instanceID",
})  # fmt: skip
"""Headings that only such an export has."""
_OWN = re.compile(
    r"(?:.+[/-])?(?:__?(?:id|uuid|submission_time|validation_status|notes|status|submitted_by|version_*|tags|index|attachments"
    r"|geolocation|xform_id_string|parent_table_name|parent_index|submission__\w+)|formhub/uuid|meta[/-]\w+|instance(?:ID|Name)"
    r"|SubmissionDate|KEY|PARENT_KEY|SET-OF-.+|SubmitterI[Dd]|SubmitterName|Attachments\w+|DeviceI[Dd]|ReviewState|Edits"
    r"|FormVersion|deviceid|subscriberid|simserial|phonenumber|username|audit)|start|end|today|start_time|end_time|Status"
)
_OF_POSITION = re.compile(r"(?:.*[/_-])?(latitude|longitude|altitude|precision|accuracy)", re.IGNORECASE)
_LATITUDE = re.compile(r"(.+)[_-]latitude", re.IGNORECASE)
_POSITION_FIELDS = {"latitude": "lat", "longitude": "lon"}
_NAMED = re.compile(r"[A-Za-z_][\w.]*")
_YES = frozenset({"1", "true", "yes"})
_NO = frozenset({"0", "false", "no", ""})


@dataclass(frozen=True, eq=False)
class Section:
    """One sheet of an export: row 1 holds its headings, each row below is one submission or one entry of a repeat."""

    sheet: Sheet
    places: dict[str, int]

    @cached_property
    def rows(self) -> Sequence[int]:
        """The rows (from 0) below the headings that hold anything."""
        every = range(1, self.sheet.height)
        first, others = _texts_of(self.sheet.columns[0]), self.sheet.columns[1:]
        empty = [] if all(islice(first, 1, None)) else [row for row in every if not first[row]]
        for column in others:
            if empty:
                empty = [row for row in empty if not _text(column[row])]
        blank = set(empty)
        return [row for row in every if row not in blank] if blank else every

    @property
    def is_repeat(self) -> bool:
        """True when each row belongs to a row of another sheet."""
        return "_parent_index" in self.places or "PARENT_KEY" in self.places

    def texts(self, *headings: str) -> Sequence[str]:
        """What stands below the first of the headings that the section has, by row; nothing but empty texts without."""
        place = next((self.places[heading] for heading in headings if heading in self.places), None)
        return self._no_texts if place is None else self.texts_in(place)

    def texts_in(self, place: int) -> Sequence[str]:
        """What stands in the column, by row."""
        if place not in self._texts:
            self._texts[place] = _texts_of(self.sheet.columns[place])
        return self._texts[place]

    @cached_property
    def _texts(self) -> dict[int, Sequence[str]]:
        return {}

    @cached_property
    def _no_texts(self) -> Sequence[str]:
        return [""] * self.sheet.height

    def fields(self) -> dict[str, int]:
        """The column of each field that the section names."""
        return {name: place for place, name in sorted(self.sheet.fields.items(), reverse=True) if name}


def _texts_of(cells: Sequence[Cell]) -> Sequence[str]:
    """Every cell as text, blanks around it left out."""
    if set(map(type, cells)) == {str}:
        return list(map(str.strip, cast(Sequence[str], cells)))
    return list(map(_text, cells))


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else as_typed(cell).strip()


def section_of(sheet: Sheet, layout: Layout) -> Section | None:
    """Return the sheet with its columns named, or nothing when it is no sheet of an export."""
    headings = [as_typed(column[0]).strip() for column in sheet.columns] if sheet.height else []
    if _MARKS.isdisjoint(headings):
        return None
    named = _name_columns(_join_answers(sheet, headings, layout), layout)
    places = {as_typed(column[0]).strip(): place for place, column in reversed(list(enumerate(named.columns)))}
    return Section(named, places)


def _name_columns(sheet: Sheet, layout: Layout) -> Sheet:
    index, known = heading_index(layout), {field.name for field in layout.fields}
    fields = dict(sheet.fields)
    headings = [as_typed(column[0]).strip() for column in sheet.columns]
    taken_apart = {found[1].replace("_", "") for heading in headings if (found := _LATITUDE.fullmatch(heading))}
    for place, heading in enumerate(headings):
        if place in fields or not heading:
            continue
        position = _OF_POSITION.fullmatch(heading)
        if _OWN.fullmatch(heading) or heading.replace("_", "") in taken_apart:
            fields[place] = ""
        elif position:
            told = _POSITION_FIELDS.get(position[1].lower(), "")
            fields[place] = told if told in known else ""
        elif (target := _target(index, heading)) is not None:
            fields[place] = target
        elif (name := index.by_words(group_and_question(heading)[1]).field) in layout.name_fields:
            fields[place] = (
                name  # a question in words of its own that asks for somebody's name: the repeat is of persons
            )
    return replace(sheet, fields=fields)


def _target(index: HeadingIndex, heading: str) -> str | None:
    """The field of a heading with the groups before it, `hh/member/name`; nothing when it says nothing."""
    upper, lower = group_and_question(heading)
    for above, below in ((upper, lower), ("", heading)):
        target, _, _ = target_of(index, above, below)
        if target:
            return target.field
    return None


def group_and_question(heading: str) -> tuple[str, str]:
    """The innermost group and the question, as words."""
    mark = "/" if "/" in heading else "-"
    parts = heading.split(mark)
    if mark == "-" and not all(_NAMED.fullmatch(part) for part in parts):
        parts = [heading]
    words = [part.replace("_", " ").strip() for part in parts]
    return (words[-2] if len(words) > 1 else ""), words[-1]


def _join_answers(sheet: Sheet, headings: Sequence[str], layout: Layout) -> Sheet:
    """A question with several answers has a column for each: they are one column, the answers side by side."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, heading in enumerate(headings):
        question, mark, answer = heading.rpartition("/")
        if mark and answer and question:
            groups[question].append(place)
    columns, fields = list(sheet.columns), dict(sheet.fields)
    for question, places in groups.items():
        if not _is_question(question, [headings[place].rpartition("/")[2] for place in places], layout):
            continue
        if not all(_is_ticked(cell) is not None for place in places for cell in sheet.columns[place][1:]):
            continue
        fields |= dict.fromkeys(places, "")
        if question in headings:
            summary = headings.index(question)
            columns[summary] = [_side_by_side(cell) for cell in columns[summary]]
        else:
            columns.append(_ticked_answers(question, places, headings, sheet))
    return replace(sheet, columns=columns, fields=fields, added=len(columns) - len(sheet.columns))


def _is_question(question: str, answers: Sequence[str], layout: Layout) -> bool:
    """True when the heading names a field of choices, and most of what stands below it are choices of that field."""
    name = _target(heading_index(layout), question)
    kind = layout.field(name).kind if name else ""
    choices = kind.removeprefix("choice:")
    read = sum(1 for answer in answers if kind != choices and codes_written(choices, answer.replace("_", " ")))
    return 2 * read >= len(answers) and len(answers) > 1


def _is_ticked(cell: Cell) -> bool | None:
    text = as_typed(cell).strip().lower()
    return True if text in _YES else False if text in _NO else None


def _side_by_side(cell: Cell) -> Cell:
    return ", ".join(cell.split()) if isinstance(cell, str) else cell


def _ticked_answers(question: str, places: Sequence[int], headings: Sequence[str], sheet: Sheet) -> list[Cell]:
    answers: list[Cell] = [question]
    for row in range(1, sheet.height):
        ticked = [place for place in places if _is_ticked(sheet.columns[place][row])]
        answers.append(", ".join(headings[place].rpartition("/")[2].replace("_", " ") for place in ticked))
    return answers

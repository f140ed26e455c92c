"""To which household a line belongs: its own number, the line above, or a line between that names the household."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence

from census_app.domain.person import Relation
from importers.cells import CellContext, read_cell
from importers.cells.names import household_named_in
from importers.drafts import Draft
from importers.layouts import Layout
from importers.lines import TextLine
from importers.para_told import PARA_SAID


def fill_down_household_numbers(
    drafts: Sequence[Draft], between: Sequence[TextLine], layout: Layout, context: CellContext
) -> None:
    """Give each line without a household number that of the line above it, over the end of a sheet too.

    Not below a line that begins a household whose number was forgotten or cannot be read: whose members would they be?
    """
    household_fields = [field.name for field in layout.fields if field.level == "household"]
    named = {(line.sheet, line.row_number): line.text for line in between}
    number: str | None = None
    for draft, texts in _with_lines_above(drafts, named):
        if texts:
            number = _number_written(texts[-1], context)
            if para := PARA_SAID.search(texts[-1]):
                draft.values.setdefault("para", para[1].strip())
        if own := draft.values.get("household_number"):
            number = str(own)
        elif draft.written("household_number") or (not texts and _begins_household(draft, household_fields)):
            number = None
        elif number is not None:
            draft.values["household_number"] = number


def _with_lines_above(
    drafts: Sequence[Draft], named: Mapping[tuple[str, int], str]
) -> Iterator[tuple[Draft, list[str]]]:
    """Each draft with the household lines between it and the draft before it on its sheet."""
    waiting: dict[str, deque[tuple[int, str]]] = defaultdict(deque)
    for (sheet, row_number), text in sorted(named.items(), key=lambda line: line[0][1]):
        waiting[sheet].append((row_number, text))
    for draft in drafts:
        lines, texts = waiting.get(draft.sheet), []
        while lines and lines[0][0] < draft.row_number:
            texts.append(lines.popleft()[1])
        yield draft, texts


def _number_written(text: str, context: CellContext) -> str | None:
    reading = read_cell("household_number", household_named_in(text), context)
    number = reading.values.get("household_number")
    return str(number) if number else None


def _begins_household(draft: Draft, household_fields: Sequence[str]) -> bool:
    if draft.values.get("relation") != Relation.HEAD:
        return False
    others = [name for name in household_fields if name in draft.headings and name != "household_number"]
    return not others or any(draft.written(name) for name in others)

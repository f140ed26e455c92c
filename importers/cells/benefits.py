"""Which programme a line of an office's list is about."""

from __future__ import annotations

from functools import cache

from census_app.domain.programmes import ProgrammeAliases, aliases_from, programme_named
from census_app.reference import read_reference
from importers.cells.reading import NOTHING, Cell, CellContext, Reading, blocked
from importers.cells.words import cell_text, is_missing, shown


@cache
def _aliases() -> ProgrammeAliases:
    return aliases_from(read_reference("programme_aliases"))


def read_programme(raw: Cell, context: CellContext) -> Reading:
    """The programme's code beside the words of the list; a wording that nobody has explained holds the row back."""
    if is_missing(raw):
        return NOTHING
    written = cell_text(raw)
    code = programme_named(written, context.office_code, _aliases())
    if code is None:
        return Reading({"programme_as_written": written}, (blocked("programme_unknown", written=shown(written)),))
    return Reading({"programme_code": code, "programme_as_written": written})

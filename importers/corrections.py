"""The corrected copy of a file that was handed back: which of its rows stands in whose place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.domain.row_states import WAITING
from census_app.domain.upload_marks import MARK_KEY, upload_marked
from census_app.ledger.engine import reading
from census_app.ledger.kept_files import opened_file
from census_app.ledger.reads.corrections import (
    CorrectedUpload,
    FamilyRow,
    corrected_upload,
    family_of,
    mended_on_the_page,
    raw_of,
)
from census_app.ledger.reads.jobs import FileToRead
from census_app.settings import Settings
from importers.handed_back import mark_in_properties
from importers.model import Problem, ReadFile, ReadRow, RowState, Severity

MOST_PAIRS_COMPARED = 100_000
"""So many pairs of an old and a new row are compared cell by cell; beyond that only their places tell."""


@dataclass(frozen=True)
class Correction:
    """What one row of a corrected copy is to the file before it: the row it corrects, and how that one stands."""

    row_id: int
    state: str
    is_unchanged: bool
    was_mended: bool = False
    """The earlier row was put right on the page, and this one still says what its file had said before."""

    @property
    def replaces(self) -> bool:
        """True when nobody believes the earlier row, and this one is to be asked about in its place."""
        if self.was_mended:
            return False
        return self.state == "held" or (self.state == "ready" and not self.is_unchanged)


@dataclass(frozen=True)
class Corrections:
    """The first file of the family, and for each row of the corrected copy the row it corrects, if any."""

    first_id: int | None
    rows: Sequence[FamilyRow | None]
    mended: frozenset[int] = frozenset()

    def of(self, place: int, row_key: str) -> Correction | None:
        """What the row at that place of the file corrects."""
        earlier = self.rows[place] if self.rows else None
        if earlier is None:
            return None
        return Correction(earlier.row_id, earlier.state, earlier.row_key == row_key, place in self.mended)


_ONCE_WAITING = (*WAITING, "replaced")
NO_CORRECTIONS = Corrections(None, ())


def corrections_in(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    file: FileToRead,
    upload_id: int,
    read: ReadFile,
    row_keys: Callable[[], Sequence[str]],
) -> Corrections:
    """What the file corrects; nothing when it bears no mark of ours, or one of another place or time."""
    with reading(engine) as session:
        handed_back = _handed_back(session, settings, scope, file, read)
        if handed_back is None:
            return NO_CORRECTIONS
        family = family_of(session, scope, handed_back, beside=upload_id)
        pairs = _Pairs(family.rows, read.rows, row_keys())
        pairs.match_equal()
        pairs.match_alike(raw_of(session, scope, pairs.left_over()))
        standing = [family.standing.get(earlier.row_id) if earlier else None for earlier in pairs.found]
        mended = _mended(session, scope, handed_back.first_id, standing, read.rows, pairs.keys)
    return Corrections(handed_back.first_id, standing, mended)


def _mended(
    session: Session,
    scope: Scope,
    first_id: int,
    standing: Sequence[FamilyRow | None],
    rows: Sequence[ReadRow],
    row_keys: Sequence[str],
) -> frozenset[int]:
    """The places whose cells are as the earlier file had them, while its row was put right on the page since."""
    if not mended_on_the_page(session, scope, first_id):
        return frozenset()
    differing = {place: row.row_id for place, row in enumerate(standing) if row and row.row_key != row_keys[place]}
    typed = raw_of(session, scope, list(differing.values()))
    return frozenset(place for place, row_id in differing.items() if typed[row_id] == rows[place].raw)


def _handed_back(
    session: Session, settings: Settings, scope: Scope, file: FileToRead, read: ReadFile
) -> CorrectedUpload | None:
    with opened_file(settings, file.stored_name) as path:
        marked = upload_marked(settings.key(MARK_KEY), _mark_of(path, read))
    upload = corrected_upload(session, scope, marked) if marked is not None else None
    place = (file.kind, file.area_code, file.round_id, file.office_code, file.fiscal_year)
    return upload if upload is not None and upload.place == place else None


def _mark_of(path: Path, read: ReadFile) -> str:
    """In the properties of the file, or on its summary: some programs save the one and drop the other."""
    return mark_in_properties(path) or read.mark


class _Pairs:
    """New rows find their old ones: by equal content, then by likeness of what was typed, then by their place."""

    def __init__(self, old: Sequence[FamilyRow], new: Sequence[ReadRow], keys: Sequence[str]) -> None:
        text_table = {row.sheet for row in old} == {""}  # it was handed back as a workbook, whose sheet has a name
        self.places = [("" if text_table else row.sheet, row.row_number) for row in new]
        self.new, self.keys = new, keys
        self.found: list[FamilyRow | None] = [None] * len(new)
        self.free = {row.row_id: row for row in old}

    def match_equal(self) -> None:
        """A row that says the same is the same row, the one at the same place before others."""
        by_key: dict[str, list[FamilyRow]] = defaultdict(list)
        for row in reversed(self.free.values()):
            by_key[row.row_key].append(row)
        at_place = {(row.sheet, row.row_number): row for row in self.free.values()}
        for place, (where, key) in enumerate(zip(self.places, self.keys, strict=True)):
            there = at_place.get(where)
            if there is not None and there.row_key == key:
                self._take(place, there)
        for place, key in enumerate(self.keys):
            if self.found[place] is None:
                while by_key[key] and by_key[key][-1].row_id not in self.free:
                    by_key[key].pop()
                if by_key[key]:
                    self._take(place, by_key[key].pop())

    def left_over(self) -> list[int]:
        """The old rows that have not found their new ones."""
        return list(self.free)

    def match_alike(self, raw: dict[int, dict[str, Any]]) -> None:
        """What is left is paired by the cells that stayed as they were, at least half of them; else by its place."""
        waiting = [place for place, row in enumerate(self.found) if row is None]
        if len(waiting) * len(self.free) <= MOST_PAIRS_COMPARED:
            for _, _, place, row in sorted(self._likenesses(waiting, raw), key=lambda pair: pair[:2]):
                if self.found[place] is None and row.row_id in self.free:
                    self._take(place, row)
        at_place = {(row.sheet, row.row_number): row for row in self.free.values()}
        for place in waiting:
            there = at_place.get(self.places[place])
            if (
                self.found[place] is None
                and there is not None
                and (there.state in _ONCE_WAITING or self._alike(place, there, raw))
            ):
                self._take(place, there)

    def _likenesses(
        self, waiting: Iterable[int], raw: dict[int, dict[str, Any]]
    ) -> Iterable[tuple[int, int, int, FamilyRow]]:
        for place in waiting:
            sheet, row_number = self.places[place]
            for row in self.free.values():
                if row.sheet == sheet and (alike := self._alike(place, row, raw)):
                    yield -alike, abs(row.row_number - row_number), place, row

    def _alike(self, place: int, row: FamilyRow, raw: dict[int, dict[str, Any]]) -> int:
        """How many cells stayed as they were; none when most of them did not."""
        now, before = self.new[place].raw, raw[row.row_id]
        alike = sum(1 for heading, text in now.items() if before.get(heading) == text)
        return alike if alike * 2 >= min(len(now), len(before)) else 0

    def _take(self, place: int, row: FamilyRow) -> None:
        self.found[place] = row
        del self.free[row.row_id]


def correct(row: ReadRow, correction: Correction, kind: str, is_known: bool) -> tuple[RowState, list[Problem]]:
    """How the row of a corrected copy stands: it may take the place of one that waits, never of one that is believed.

    A member whose believed row was changed may be accepted again, to be compared; a delivery that was taken stands.
    """
    where = (row.sheet, row.row_number)
    if correction.was_mended or (is_known and not (correction.replaces and correction.is_unchanged)):
        return RowState.REFUSED, [already_known(row)]
    if correction.replaces:
        return row.state, []
    if kind == "survey":
        return row.state, [Problem("changed_after_acceptance", Severity.INFORMATION, *where)]
    return RowState.REFUSED, [Problem("delivery_taken_already", Severity.PLEASE_CONFIRM, *where)]


def already_known(row: ReadRow) -> Problem:
    """What is said of a row that another file brought."""
    return Problem("row_already_known", Severity.INFORMATION, row.sheet, row.row_number)

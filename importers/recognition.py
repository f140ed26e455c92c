"""Which rows of a volunteer's sheet are persons whom earlier files of the ward brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from census_app.domain.person import birth_date_of
from census_app.ledger.reads.matches import KnownPerson
from census_app.ledger.reads.staged_rows import WaitingRow
from importers.evidence import is_called, name_in
from importers.matching import Register, numbers_in
from importers.told import birth_told


@dataclass(frozen=True)
class Before:
    """What earlier copies of the same file brought: households by the number they bear in it, persons by their row."""

    homes: Mapping[str, int] = field(default_factory=dict)
    persons: Mapping[int, KnownPerson] = field(default_factory=dict)


class Recognition:
    """The rows of one file held against the ward's persons; nobody is recognised in two rows."""

    def __init__(self, rows: Iterable[WaitingRow], register: Register, before: Before, asked_on: date) -> None:
        self._register = register
        self._asked_on = asked_on
        self._corrected = {
            row.row_id: before.persons[row.row_id]
            for row in rows
            if row.row_id in before.persons and self._is_still_about(row.content, before.persons[row.row_id])
        }
        self._recognised = {person.person_id for person in self._corrected.values()}

    def known_among(self, rows: Sequence[WaitingRow], household_id: int | None) -> dict[int, KnownPerson]:
        """The persons whom these rows of one household are about, by row; rows of new persons are not named."""
        known = {row.row_id: self._corrected[row.row_id] for row in rows if row.row_id in self._corrected}
        if household_id is None:
            return known
        for row in rows:
            person = None if row.row_id in known else self._member(row.content, household_id)
            if person is not None:
                known[row.row_id] = person
        return known

    def changed_among(self, rows: Sequence[WaitingRow], household_id: int | None) -> dict[int, KnownPerson]:
        """Who of the household these rows of its returned book are about, though their name or birth was corrected.

        Only where one member alone is left whom the row may mean.
        """
        known: dict[int, KnownPerson] = {}
        for row in rows if household_id is not None else ():
            left = [p for p in self._register.members(household_id or 0) if p.person_id not in self._recognised]
            meant = [person for person in left if self._is_half_the_same(row.content, person)]
            if len(meant) == 1:
                known[row.row_id] = meant[0]
                self._recognised.add(meant[0].person_id)
        return known

    def _is_half_the_same(self, values: Mapping[str, Any], person: KnownPerson) -> bool:
        if values.get("sex", person.sex) != person.sex:
            return False
        born_alike = person.birth_precision == "day" and birth_told(values, self._asked_on)[0] == person.birth_date
        return born_alike or is_called(name_in(values), person)

    def moved_among(self, rows: Sequence[WaitingRow]) -> dict[int, KnownPerson]:
        """Who of the ward these rows are about, though written in another house: by a whole number, name and birth."""
        known: dict[int, KnownPerson] = {}
        for row in rows:
            holders = self._register.holders(numbers_in(row.content))
            if len(holders) == 1 and self._may_have_moved(row.content, holders[0]):
                known[row.row_id] = holders[0]
                self._recognised.add(holders[0].person_id)
        return known

    def _may_have_moved(self, values: Mapping[str, Any], person: KnownPerson) -> bool:
        is_free = person.person_id not in self._recognised and not person.death_date
        return is_free and self._is_namesake_of_same_birth(values, person)

    def _is_still_about(self, values: Mapping[str, Any], person: KnownPerson) -> bool:
        """False when in the corrected copy somebody else was written in the person's place."""
        if person in self._register.holders(numbers_in(values)):
            return True
        born_alike = bool(person.birth_date) and birth_told(values, self._asked_on)[0] == person.birth_date
        return born_alike or is_called(name_in(values), person)

    def _member(self, values: Mapping[str, Any], household_id: int) -> KnownPerson | None:
        """The member of this household, known from an earlier file, who the row is: by number, or name and birth."""
        holders = self._register.holders(numbers_in(values))
        for person in self._register.members(household_id):
            if person.person_id in self._recognised:
                continue
            if person in holders or self._is_namesake_of_same_birth(values, person):
                self._recognised.add(person.person_id)
                return person
        return None

    def _is_namesake_of_same_birth(self, values: Mapping[str, Any], person: KnownPerson) -> bool:
        birth = birth_told(values, self._asked_on)
        if not birth[0] or not person.birth_date or values.get("sex", person.sex) != person.sex:
            return False
        known, possible = birth_date_of(person.birth_date, person.birth_precision), birth_date_of(*birth)
        overlap = possible.earliest() <= known.latest() and known.earliest() <= possible.latest()
        return overlap and is_called(name_in(values), person)

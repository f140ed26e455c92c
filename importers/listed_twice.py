"""Who else may be the person of a row: somebody believed to live in the ward, or a row above it in the same file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from census_app.domain.person import Precision
from census_app.ledger.reads.matches import KnownPerson
from census_app.ledger.writes.accepted_rows import PersonFields
from importers.evidence import is_namesake, may_be_one_name, relatives_agree, written_name

Double: TypeAlias = tuple[int, float, list[str]]
_ByNumber, _ByNameAndBirth = (1.0, ["number"]), (0.9, ["name", "birth_date"])


class Doubles:
    """Everybody listed so far, found by number and by birthday; a row stands under its id made negative."""

    def __init__(self, persons: Iterable[KnownPerson]) -> None:
        self._by_number: dict[str, list[int]] = defaultdict(list)
        self._by_birth: dict[str, list[tuple[int, KnownPerson | PersonFields]]] = defaultdict(list)
        for person in persons:
            self.add(person.person_id, person, [lookup_key for _, lookup_key in person.numbers])

    def add(self, person_id: int, person: KnownPerson | PersonFields, lookup_keys: Iterable[str]) -> None:
        """From now on the person is found too."""
        for lookup_key in lookup_keys:
            self._by_number[lookup_key].append(person_id)
        if person.birth_precision == Precision.DAY:
            self._by_birth[person.birth_date].append((person_id, person))

    def of(self, fields: PersonFields, lookup_keys: Iterable[str]) -> list[Double]:
        """Those who may be this person; they are asked about, never merged."""
        found: dict[int, Double] = {}
        for lookup_key in lookup_keys:
            for id_ in self._by_number.get(lookup_key, ()):
                found[id_] = (id_, *_ByNumber)
        if fields.birth_precision == Precision.DAY:
            for id_, person in self._by_birth.get(fields.birth_date, ()):
                if id_ not in found and _is_listed_twice(fields, person):
                    found[id_] = (id_, *_ByNameAndBirth)
        return list(found.values())


def _is_listed_twice(fields: PersonFields, person: KnownPerson | PersonFields) -> bool:
    """Two who were born on one day: of one sex, one name, and no father and husband who both differ."""
    if fields.sex != person.sex or not may_be_one_name(fields.name_skeleton, person.name_skeleton):
        return False
    relatives = (fields.father_name, fields.spouse_name)
    return is_namesake(written_name(fields), fields.sex, person) and relatives_agree(*relatives, person) is not False

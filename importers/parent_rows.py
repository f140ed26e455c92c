"""Which row of an export belongs to which: the entries of a repeat to the submission, or the entry, above them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeAlias

from importers.form_exports import Section

_SHORTENED_NAME = 25


class Parent(NamedTuple):
    """The row (from 0) of a section to which other rows belong."""

    section: Section
    row: int


Chain: TypeAlias = tuple[Parent, ...]
"""The parents of a row, the nearest first, as far as the file holds them."""


@dataclass(frozen=True)
class Chains:
    """The different chains, and for each row of a section the place (from 0) of its own among them."""

    different: Sequence[Chain]
    of_rows: Sequence[int]

    def each(self) -> Iterator[Chain]:
        """The chain of each row."""
        return map(self.different.__getitem__, self.of_rows)


class ParentTables:
    """Where the parent of a row stands: by its key, by the submission's, or by its number in the parent's table."""

    def __init__(self, sections: Mapping[str, Section]) -> None:
        self._sections = sections
        self._numbers: dict[Section, Mapping[str, Parent]] = {}
        self._parents: dict[Section, Sequence[Parent | None]] = {}
        self._keys: dict[str, Parent] = {}
        repeats = [section for section in sections.values() if section.is_repeat]
        told = (texts for one in repeats for texts in (one.texts("PARENT_KEY"), one.texts("_submission__uuid")))
        wanted = set().union(*told) - {""}
        for section in sections.values():
            keys = _keys_of(section)
            if wanted.isdisjoint(keys):
                continue
            for row in section.rows:
                if (key := keys[row]) in wanted:
                    self._keys.setdefault(key, Parent(section, row))

    def chains(self, section: Section) -> Chains:
        """The parents of each row of the section; rows of one parent share theirs."""
        by_row = self._parents_of(section)
        parents = list(map(by_row.__getitem__, section.rows)) if by_row else [None] * len(section.rows)
        places = {parent: place for place, parent in enumerate(dict.fromkeys(parents))}
        return Chains(list(map(self._chain_from, places)), list(map(places.__getitem__, parents)))

    def _chain_from(self, parent: Parent | None) -> Chain:
        chain: list[Parent] = []
        while parent is not None and len(chain) < len(self._sections):
            chain.append(parent)
            above = self._parents_of(parent.section)
            parent = above[parent.row] if above else None
        return tuple(chain)

    def _parents_of(self, section: Section) -> Sequence[Parent | None]:
        """The parent of each row, as far as the file holds it; nothing where no row has one."""
        if section not in self._parents:
            self._parents[section] = self._find_parents(section) if section.is_repeat else ()
        return self._parents[section]

    def _find_parents(self, section: Section) -> Sequence[Parent | None]:
        keys, numbers = section.texts("PARENT_KEY"), section.texts("_parent_index")
        if all(islice(keys, 1, None)):
            return [None, *map(self._keys.get, islice(keys, 1, None))]
        names, submissions = section.texts("_parent_table_name"), section.texts("_submission__uuid")
        tables = {name: self._table(name) for name in set(names)}
        parents: list[Parent | None] = [None] * section.sheet.height
        for row in section.rows:
            table = tables[names[row]]
            if keys[row]:
                parents[row] = self._keys.get(keys[row])
            elif not numbers[row]:
                continue
            elif table is None or (submissions[row] and not table.is_repeat and "_uuid" in table.places):
                parents[row] = self._keys.get(submissions[row])
            else:
                parents[row] = self._numbered(table).get(numbers[row])
        return parents

    def _numbered(self, table: Section) -> Mapping[str, Parent]:
        """The rows of the table by the numbers that it gives them, or by their order."""
        if table not in self._numbers:
            own = table.texts("_index")
            in_order = enumerate(table.rows, start=1)
            self._numbers[table] = {own[row] or str(place): Parent(table, row) for place, row in in_order}
        return self._numbers[table]

    def _table(self, name: str) -> Section | None:
        """The section of that name; sheet names are cut to 31 letters and made different at their end."""
        if name in self._sections:
            return self._sections[name]
        alike = [s for short, s in self._sections.items() if short[:_SHORTENED_NAME] == name[:_SHORTENED_NAME]]
        forms = [section for section in self._sections.values() if not section.is_repeat]
        if len(alike) == 1:
            return alike[0]
        return forms[0] if len(forms) == 1 else None


def _keys_of(section: Section) -> Sequence[str]:
    """The key of each row: its own, or that of the whole submission where the row is one."""
    keys = section.texts("KEY")
    uuids = section.texts() if section.is_repeat else section.texts("_uuid")
    return keys if all(keys) else [key or uuid for key, uuid in zip(keys, uuids, strict=True)]

"""Records that are one person: what holds of them together, in whatever order it was decided and taken back.

A decision is a link between two records. Records that hang together by links are one person, and the oldest of them
(the smallest id) stands for it. Everything here is computed from the records as they were written and from the links
that stand; so a link that was taken back leaves what would be there if it had never been made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from census_app.domain.names import name_keys

SIDES = ("left", "right")
FIELDS: dict[str, tuple[str, ...]] = {
    "name_bn": ("name_bn",),
    "name_en": ("name_en",),
    "sex": ("sex",),
    "birth": ("birth_date", "birth_precision"),
    "death": ("death_date",),
    "father_name": ("father_name",),
    "mother_name": ("mother_name",),
    "spouse_name": ("spouse_name",),
    "mobile": ("mobile",),
    "home": ("area_code",),
}
"""What can be chosen from either record, and the columns that go with it. `home` is the household lived in now, too."""
FACTS = "facts"
"""The choice whose findings stand where one round found something about both records."""
CHOICES = (*FIELDS, FACTS)
MERGED = "merged"
"""Why a spell in a household ended, when the person turned out to live in another."""
NAME_KEYS = ("name_skeleton", "name_light", "father_skeleton", "spouse_skeleton")
COLUMNS = (*(column for columns in FIELDS.values() for column in columns), *NAME_KEYS)
_NAMED_BY = {"name_bn": NAME_KEYS[:2], "name_en": NAME_KEYS[:2], "father_name": NAME_KEYS[2:3]}
_NAMED_BY |= {"spouse_name": NAME_KEYS[3:]}

Cells = dict[int, dict[str, str]]
"""By record, the texts of its COLUMNS."""


@dataclass(frozen=True)
class Link:
    """Two records are one person; a choice that is missing leaves the word to the record that stands for both."""

    link_id: int
    left: int
    right: int
    at: datetime
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """A cell that a link has written over; `overruled` when somebody corrected the cell since."""

    link_id: int
    record: int
    column: str
    before: str
    after: str
    overruled: bool = False


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row of a record, and since when it is known; of a spell in a household, whether nothing has ended it yet."""

    row_id: int
    record: int
    known_since: datetime
    stands: bool = True


class Groups:
    """Which records are one person, as one link after the other is added."""

    def __init__(self) -> None:
        self._into: dict[int, int] = {}

    def standing_for(self, record: int) -> int:
        """The record that stands for this one: itself, or the oldest it hangs together with."""
        while record in self._into:
            record = self._into[record]
        return record

    def sides(self, link: Link) -> tuple[int, int]:
        """The records that stand for the two ends of a link."""
        return self.standing_for(link.left), self.standing_for(link.right)

    def join(self, link: Link) -> tuple[int, int]:
        """From now on the ends are one person: the record that stands for it, and the one that no longer does."""
        survivor, other = sorted(self.sides(link))
        if survivor != other:
            self._into[other] = survivor
        return survivor, other

    def preferred(self, link: Link, choice: str) -> int:
        """The record whose word the link prefers, before it is added."""
        left, right = self.sides(link)
        return {"left": left, "right": right}.get(link.choices.get(choice, ""), min(left, right))


def survivors(records: Iterable[int], links: Iterable[Link]) -> dict[int, int]:
    """For each record the one that stands for it."""
    groups = Groups()
    for link in links:
        groups.join(link)
    return {record: groups.standing_for(record) for record in records}


def superseded(facts: Sequence[OwnRow], links: Sequence[Link]) -> dict[int, datetime | None]:
    """Since when each row of one round no longer holds: a later one of the person came, or a link preferred another."""
    groups, current = Groups(), dict[int, int]()
    since: dict[int, datetime | None] = {}
    for event in _in_time(facts, links):
        if isinstance(event, OwnRow):
            person = groups.standing_for(event.record)
            if person in current:
                since[current[person]] = event.known_since
            current[person], since[event.row_id] = event.row_id, None
            continue
        preferred = groups.preferred(event, FACTS)
        survivor, other = groups.join(event)
        rivals = {person: current.pop(person) for person in {survivor, other} if person in current}
        if rivals:
            kept = rivals[preferred] if preferred in rivals else next(iter(rivals.values()))
            current[survivor] = kept
            since.update({row_id: event.at for row_id in rivals.values() if row_id != kept})
    return since


def spells_ended(spells: Sequence[OwnRow], links: Sequence[Link]) -> dict[int, datetime | None]:
    """When a link ended each spell, None for those that go on; a person lives in one household at a time.

    Given are the spells that go on, and (`stands` false) those that an earlier link had ended. One of these does not
    come back where its own record has begun another since.
    """
    groups, current = Groups(), dict[int, list[OwnRow]]()
    ended: dict[int, datetime | None] = {}
    for event in _in_time(spells, links):
        if isinstance(event, OwnRow):
            living = current.setdefault(groups.standing_for(event.record), [])
            ended.update({before.row_id: event.known_since for before in living if not before.stands})
            current[groups.standing_for(event.record)] = [s for s in living if s.stands] + [event]
            ended[event.row_id] = None
            continue
        preferred = groups.preferred(event, "home")
        survivor, other = groups.join(event)
        rivals = {person: current.pop(person) for person in {survivor, other} if current.get(person)}
        if rivals:
            kept = preferred if preferred in rivals else next(iter(rivals))
            current[survivor] = rivals.pop(kept)
            ended.update({spell.row_id: event.at for given_up in rivals.values() for spell in given_up})
    return ended


def _in_time(rows: Iterable[OwnRow], links: Iterable[Link]) -> list[OwnRow | Link]:
    return sorted([*rows, *links], key=_when)


def _when(event: OwnRow | Link) -> tuple[datetime, bool, int]:
    if isinstance(event, OwnRow):
        return event.known_since, False, event.row_id
    return event.at, True, event.link_id


def unfold(cells: Cells, changes: Iterable[Change]) -> tuple[Cells, list[Change]]:
    """The records as they are without any link; and the changes that somebody has overruled by correcting a cell."""
    own = {record: dict(row) for record, row in cells.items()}
    overruled = []
    for change in sorted(changes, key=lambda change: change.link_id, reverse=True):
        row = own[change.record]
        if change.overruled or row[change.column] != change.after:
            overruled.append(replace(change, overruled=True))
        else:
            row[change.column] = change.before
    corrected: dict[int, set[str]] = {}
    for change in overruled:
        corrected.setdefault(change.record, set()).add(change.column)
    for record, columns in corrected.items():
        own[record] |= _name_keys_of(own[record], columns)
    return own, overruled


def fold(own: Cells, links: Sequence[Link], overruled: Sequence[Change] = ()) -> tuple[Cells, list[Change]]:
    """The records as the links have them, in the order in which they were made; and what each link has changed."""
    cells = {record: dict(row) for record, row in own.items()}
    let_be = {(change.link_id, change.record, change.column) for change in overruled}
    changes = list(overruled)
    groups = Groups()
    for link in links:
        preferred = {field: groups.preferred(link, field) for field in FIELDS}
        survivor, other = groups.join(link)
        row = cells[survivor]
        taken = [column for field, columns in FIELDS.items() if preferred[field] == other for column in columns]
        wanted = {column: cells[other][column] for column in taken}
        wanted |= _name_keys_of({**row, **wanted}, {c for c in wanted if wanted[c] != row[c]})
        for column, after in wanted.items():
            if row[column] != after and (link.link_id, survivor, column) not in let_be:
                changes.append(Change(link.link_id, survivor, column, row[column], after))
                row[column] = after
    return cells, changes


def _name_keys_of(row: Mapping[str, str], changed: Collection[str]) -> dict[str, str]:
    """The keys of those names of the record that have changed."""
    wanted = {key for column in changed for key in _NAMED_BY.get(column, ())}
    own = name_keys(row["name_bn"] or row["name_en"])
    keys = (own.skeleton, own.light, name_keys(row["father_name"]).skeleton, name_keys(row["spouse_name"]).skeleton)
    return {name: key for name, key in zip(NAME_KEYS, keys, strict=True) if name in wanted}


def joined_at(record: int, other: int, links: Iterable[Link]) -> datetime | None:
    """Since when the two records are one person; None when they are not."""
    groups = Groups()
    for link in links:
        groups.join(link)
        if groups.standing_for(record) == groups.standing_for(other):
            return link.at
    return None

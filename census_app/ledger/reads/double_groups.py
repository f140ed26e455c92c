"""Persons who may be one human being, all together: whoever hangs together by pairs that wait is one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.ledger.reads.doubles import PossibleDouble, doubles_of, waiting_ends
from census_app.ledger.reads.persons import PersonLine

Ends = tuple[int, int, int]


@dataclass(frozen=True)
class DoubleGroup:
    """Pairs that wait and share persons, directly or by way of others, the likeliest first; mostly it is one pair."""

    pairs: tuple[PossibleDouble, ...]

    @property
    def persons(self) -> tuple[PersonLine, ...]:
        """Everybody of the pairs once, the oldest record first."""
        known = {line.person_id: line for pair in self.pairs for line in (pair.left, pair.right)}
        return tuple(known[person_id] for person_id in sorted(known))


def list_groups(session: Session, scope: Scope, limit: int = 50, offset: int = 0) -> list[DoubleGroup]:
    """The groups nobody has decided yet, in the order of their likeliest pairs; see `list_doubles`."""
    groups = hanging_together(waiting_ends(session, scope))[offset : offset + limit]
    pairs = {pair.match_id: pair for pair in doubles_of(session, scope, [ends for group in groups for ends in group])}
    shown = (tuple(pairs[match_id] for match_id, *_ in group if match_id in pairs) for group in groups)
    return [DoubleGroup(group) for group in shown if group]


def hanging_together(pairs: Iterable[Ends]) -> list[list[Ends]]:
    """The pairs by group, each group where its first pair stood; a pair is (id, one person, the other)."""
    known = list(pairs)
    leader: dict[int, int] = {}

    def leader_of(person: int) -> int:
        while leader.setdefault(person, person) != person:
            leader[person] = leader[leader[person]]
            person = leader[person]
        return person

    for _, left, right in known:
        leader[leader_of(left)] = leader_of(right)
    groups: dict[int, list[Ends]] = {}
    for ends in known:
        groups.setdefault(leader_of(ends[1]), []).append(ends)
    return list(groups.values())

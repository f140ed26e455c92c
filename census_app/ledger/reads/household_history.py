"""What was believed of a household on any day about any day: how it lived, who lived in it, who said so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.ledger import clock
from census_app.ledger.query import pick
from census_app.ledger.reads.history_lives import end_of, source_of
from census_app.ledger.reads.history_sources import NOBODY, SaidRow, rows_of_household
from census_app.ledger.reads.history_timeline import Entry, came_too_late
from census_app.ledger.reads.merges import survivor_id
from census_app.ledger.reads.rounds import list_rounds
from census_app.ledger.scoping import options
from census_app.ledger.tables import Household, HouseholdFact, Membership, Person, Round


@dataclass(frozen=True)
class Member:
    """Somebody who lives, or has lived, in the household."""

    person_id: int
    name_bn: str
    name_en: str
    relation: str
    from_on: date
    until_on: date | None
    end_reason: str


@dataclass(frozen=True)
class BelievedHousehold:
    """A household as known on the day `known_on` about the day `true_on`; `known` is false before its first row.

    `facts` are what the round `round_code`, the last up to the day, found; empty when none has.
    """

    household_id: int
    number: str
    area_code: str
    known_on: date
    true_on: date
    known: bool
    first_known_at: datetime
    members: tuple[Member, ...] = ()
    round_code: str = ""
    facts: Mapping[str, Any] | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def first_known_on(self) -> date:
        """The day on which somebody first wrote the household down."""
        return clock.day_of(self.first_known_at)


def believed_household(
    session: Session, scope: Scope, household_id: int, known_on: date | None = None, true_on: date | None = None
) -> BelievedHousehold:
    """The household as known on a day (today) about a day (the same). Raises: NotFound outside the scope."""
    wanted = pick(Household.number, Household.area_code, Household.created_at).where(col(Household.id) == household_id)
    home = session.execute(wanted, execution_options=options(scope)).first()
    if home is None:
        raise NotFound("household_not_found")
    known_on = known_on or clock.today()
    true_on, moment = true_on or known_on, end_of(known_on)
    told = BelievedHousehold(
        household_id, home.number, home.area_code, known_on, true_on, home.created_at <= moment, home.created_at
    )
    if not told.known:
        return told
    rows = rows_of_household(session, scope, household_id)
    first = (row.source for row in rows.values() if row.known_since == home.created_at)
    entries = [Entry("listed", "", home.created_at, {}, next(first, NOBODY))]
    found = list(_found(session, household_id, rows))
    spells = list(_spells(session, scope, household_id, rows))
    entries += [entry for entry, _ in found] + [entry for entry, *_ in spells]
    closed = [survey for survey in list_rounds(session) if survey.closed_at is not None]
    seen = [
        replace(entry, late_for=tuple(one.code for one in closed if came_too_late(entry, one, home.created_at)))
        for entry in entries
        if entry.known_since <= moment and entry.begins_on <= true_on
    ]
    standing = [e for e, gave_way in found if _stands(e, gave_way, moment) and e.begins_on <= true_on]
    newest = max(standing, key=lambda entry: (entry.true_on, entry.known_since), default=None)
    return replace(
        told,
        members=tuple(member for entry, member in spells if member and _lives(entry, member, moment, true_on)),
        round_code=newest.values["round"] if newest else "",
        facts=newest.values["facts"] if newest else None,
        entries=tuple(sorted(seen, key=lambda entry: (entry.begins_on, entry.known_since), reverse=True)),
    )


def _stands(entry: Entry, gave_way: datetime | None, moment: datetime) -> bool:
    return entry.known_since <= moment and (gave_way is None or gave_way > moment)


def _lives(entry: Entry, member: Member, moment: datetime, day: date) -> bool:
    ended_at = entry.values["ended_at"]
    known_end = member.until_on is not None and (ended_at is None or ended_at <= moment)
    gone = known_end and member.until_on is not None and member.until_on <= day
    return entry.known_since <= moment and member.from_on <= day and not gone


def _found(session: Session, household_id: int, rows: Mapping[int, SaidRow]) -> Iterator[tuple[Entry, datetime | None]]:
    fact = HouseholdFact
    columns = (Round.code, fact.true_since, fact.known_since, fact.superseded_at)
    found = pick(*columns, *(col(getattr(fact, name)) for name in HOUSEHOLD_FACTS))
    found = found.join(Round, col(Round.id) == col(fact.round_id)).where(col(fact.household_id) == household_id)
    by_moment = {row.known_since: row.source for row in reversed(list(rows.values()))}
    for code, true_since, known_since, gave_way, *facts in session.execute(found.order_by(col(fact.id))):
        values = {"round": code, "facts": dict(zip(HOUSEHOLD_FACTS, facts, strict=True))}
        source = by_moment.get(known_since, NOBODY)
        yield Entry("found", true_since.isoformat(), known_since, values, source), gave_way


def _spells(
    session: Session, scope: Scope, household_id: int, rows: Mapping[int, SaidRow]
) -> Iterator[tuple[Entry, Member | None]]:
    """Who came, each with the spell; and who left."""
    spell = Membership
    columns = (survivor_id(), Person.name_bn, Person.name_en, spell.relation, spell.from_on, spell.until_on)
    found = pick(*columns, spell.end_reason, spell.ended_at, spell.known_since, spell.staged_row_id, spell.ended_row_id)
    found = found.join(Person, col(Person.id) == col(spell.person_id)).where(col(spell.household_id) == household_id)
    found = found.order_by(col(spell.from_on), col(spell.id))
    told: Any = session.execute(found, execution_options=options(scope, merged_too=True))
    for *who, ended_at, known_since, row_id, ended_row_id in told:
        member = Member(*who)
        values = {"member": member, "ended_at": ended_at}
        yield Entry("came", member.from_on.isoformat(), known_since, values, source_of(rows, row_id)), member
        if member.until_on is not None:
            ended = (member.until_on.isoformat(), ended_at or known_since)
            yield Entry("left", *ended, {**values, "reason": member.end_reason}, source_of(rows, ended_row_id)), None

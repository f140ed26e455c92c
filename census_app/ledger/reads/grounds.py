"""Why a finding is no longer raised: what changed in the ledger, or in the rules, since a run saw it last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger.query import in_parts, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    AnalysisRun,
    Attachment,
    Delivery,
    FindingPerson,
    HouseholdFact,
    Membership,
    Merge,
    Person,
    PersonFact,
)

Change = dict[str, Any]


@dataclass(frozen=True)
class Gone:
    """A finding that a run no longer raises."""

    finding_id: int
    rule_id: str
    household_id: int | None
    programme_codes: tuple[str, ...]
    last_run_id: int


@dataclass(frozen=True)
class _Seen:
    as_of: date
    ran_at: datetime
    rules: Mapping[str, str]


def why_gone(
    session: Session, scope: Scope, gone: Sequence[Gone], as_of: date, rules: Mapping[str, str]
) -> dict[int, list[Change]]:
    """For each finding what took its ground away, as reasons; that the facts changed, where nothing nearer is known."""
    if not gone:
        return {}
    everywhere = replace(scope, areas=("",))  # a list speaks of an upazila, and persons may have moved
    runs = _runs(session, {one.last_run_id for one in gone})
    persons = _persons(session, [one.finding_id for one in gone])
    since = min(seen.ran_at for seen in runs.values())
    found = _Evidence(session, everywhere, [p for listed in persons.values() for p, *_ in listed], gone, since)
    told: dict[int, list[Change]] = {}
    for one in gone:
        seen, about = runs[one.last_run_id], persons.get(one.finding_id, [])
        told[one.finding_id] = list(_told(one, seen, about, found, as_of, rules)) or [_change("ground_facts_changed")]
    return told


def _told(
    one: Gone, seen: _Seen, about: Sequence[tuple[int, Any, Any]], found: _Evidence, as_of: date,
    rules: Mapping[str, str],
) -> Iterator[Change]:  # fmt: skip
    was = seen.rules.get(one.rule_id)
    if was is not None and one.rule_id not in rules:
        yield _change("ground_rule_off", rule=one.rule_id)
        return
    yield from found.about(one, about, seen.ran_at)
    if was is not None and was != rules.get(one.rule_id):
        yield _change("ground_rule_changed", rule=one.rule_id)
    if seen.as_of != as_of:
        yield _change("ground_other_day", before=seen.as_of.isoformat(), after=as_of.isoformat())


class _Evidence:
    """What happened to these persons, their deliveries and their households since a moment, each read once."""

    def __init__(
        self, session: Session, scope: Scope, person_ids: Iterable[int], gone: Sequence[Gone], since: datetime
    ) -> None:
        self.session, self.scope, self.since = session, scope, since
        ids = sorted(set(person_ids))
        homes = sorted({one.household_id for one in gone if one.household_id is not None})
        self.records = {row[0]: row[1:] for row in self._in_parts(ids, _records)}
        self.merges = list(self._in_parts(ids, self._merges))
        self.moved = list(self._in_parts(ids, self._moved_deliveries))
        self.reversed = list(self._in_parts(ids, self._reversals))
        self.told_anew = [(person, None, at) for person, at in self._in_parts(ids, self._person_facts)]
        self.told_anew += [(person, None, at) for person, at in self._in_parts(ids, self._spells)]
        self.told_anew += [(None, home, at) for home, at in self._in_parts(homes, self._household_facts)]

    def about(self, one: Gone, about: Sequence[tuple[int, Any, Any]], since: datetime) -> Iterator[Change]:
        """What happened after that moment to what the finding is about, the nearest cause first."""
        ids = {person for person, *_ in about}
        for person, programme, at in self.reversed:
            if person in ids and at > since and self._concerns(one, programme):
                yield _change("ground_delivery_reversed", programme=programme)
                break
        ended = [m for m in self.moved if m[0] in ids and m[3] and m[3] > since and self._concerns(one, m[1])]
        if ended:
            yield _change("ground_delivery_detached", programme=ended[0][1])
        elif new := [m for m in self.moved if m[0] in ids and m[2] > since and self._concerns(one, m[1])]:
            yield _change("ground_delivery_added", programme=new[0][1])
        if any(self.records.get(p, (None, None, None))[2] is not None for p in ids) or any(
            ids & {left, right} and max(filter(None, (merged_at, undone_at))) > since
            for left, right, merged_at, undone_at in self.merges
        ):
            yield _change("ground_persons_merged")
        yield from self._dates(about)
        home_id = one.household_id
        told = self.told_anew
        if any(at > since and (person in ids or (home is not None and home == home_id)) for person, home, at in told):
            yield _change("ground_census_changed")

    def _dates(self, about: Sequence[tuple[int, Any, Any]]) -> Iterator[Change]:
        for place, name in enumerate(("birth", "death")):
            before = [(person, dates[place]) for person, *dates in about if dates[place] is not None]
            if any(person in self.records and self.records[person][place] != date_ for person, date_ in before):
                yield _change(f"ground_{name}_date_changed")

    def _concerns(self, one: Gone, programme: str) -> bool:
        return not one.programme_codes or programme in one.programme_codes

    def _in_parts(self, ids: Sequence[int], select_of: Any) -> Iterator[Any]:
        for part in in_parts(ids):
            found: Select[Any] = select_of(part)
            yield from self.session.execute(found, execution_options=options(self.scope, merged_too=True))

    def _merges(self, part: Sequence[int]) -> Select[Any]:
        columns = (Merge.left_id, Merge.right_id, Merge.merged_at, Merge.undone_at)
        return pick(*columns).where(
            or_(col(Merge.left_id).in_(part), col(Merge.right_id).in_(part)),
            or_(col(Merge.merged_at) > self.since, col(Merge.undone_at) > self.since),
        )

    def _moved_deliveries(self, part: Sequence[int]) -> Select[Any]:
        a = Attachment
        found = pick(a.person_id, Delivery.programme_code, a.known_since, a.ended_at)
        found = found.join(Delivery, col(Delivery.id) == a.delivery_id).where(col(a.person_id).in_(part))
        return found.where(or_(col(a.known_since) > self.since, col(a.ended_at) > self.since)).order_by(col(a.id))

    def _reversals(self, part: Sequence[int]) -> Select[Any]:
        counter: Any = aliased(Delivery)
        found = pick(Attachment.person_id, Delivery.programme_code, counter.known_since)
        found = found.join(Delivery, col(Delivery.id) == Attachment.delivery_id)
        found = found.join(counter, counter.reverses_id == Delivery.id)
        return found.where(col(Attachment.person_id).in_(part), counter.known_since > self.since)

    def _person_facts(self, part: Sequence[int]) -> Select[Any]:
        found = pick(PersonFact.person_id, PersonFact.known_since)
        return found.where(col(PersonFact.person_id).in_(part), col(PersonFact.known_since) > self.since)

    def _spells(self, part: Sequence[int]) -> Select[Any]:
        found = pick(Membership.person_id, Membership.known_since)
        return found.where(col(Membership.person_id).in_(part), col(Membership.known_since) > self.since)

    def _household_facts(self, part: Sequence[int]) -> Select[Any]:
        found = pick(HouseholdFact.household_id, HouseholdFact.known_since)
        return found.where(col(HouseholdFact.household_id).in_(part), col(HouseholdFact.known_since) > self.since)


def _records(part: Sequence[int]) -> Select[Any]:
    columns = (Person.id, Person.birth_date, Person.death_date, Person.merged_into_id)
    return pick(*columns).where(col(Person.id).in_(part))


def _runs(session: Session, run_ids: set[int]) -> dict[int, _Seen]:
    columns = (AnalysisRun.id, AnalysisRun.as_of, AnalysisRun.ran_at, AnalysisRun.rules)
    found = session.execute(pick(*columns).where(col(AnalysisRun.id).in_(run_ids)))
    return {row[0]: _Seen(*row[1:]) for row in found}


def _persons(session: Session, finding_ids: Sequence[int]) -> dict[int, list[tuple[int, Any, Any]]]:
    about: dict[int, list[tuple[int, Any, Any]]] = {}
    one = FindingPerson
    for part in in_parts(finding_ids):
        columns = (one.finding_id, one.person_id, one.birth_date, one.death_date)
        for finding_id, *told in session.execute(pick(*columns).where(col(one.finding_id).in_(part))):
            about.setdefault(finding_id, []).append((told[0], told[1], told[2]))
    return about


def _change(code: str, **values: Any) -> Change:
    return {"code": code, "values": values}

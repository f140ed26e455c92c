"""What accepting a survey file would change, told before anybody accepts it: pure values for a page or a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from census_app.domain.identity import mask
from census_app.domain.person import PERSON_FACTS
from census_app.ledger.reads.held_elsewhere import HolderElsewhere
from census_app.ledger.reads.last_found import HomeSoFar, LastFound
from census_app.ledger.reads.matches import KnownPerson
from census_app.ledger.writes.accepted_rows import AcceptedHousehold, AcceptedMember, SurveyAcceptance

_NOTHING = (None, "")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a page names them; without a `person_id` the ledger does not know them yet."""

    name_bn: str
    name_en: str
    household_number: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household that the ledger does not know yet, with how many members the file lists in it."""

    number: str
    para_code: str
    members: int


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody whom the ledger does not know yet."""

    who: Named
    relation: str
    sex: str
    birth_date: str
    birth_precision: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a known person, or (without `who`) of a known household, before and after."""

    household_number: str
    who: Named | None
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class AddedNumber:
    """A further number of a known person, all but its last digits hidden."""

    who: Named
    kind: str
    masked: str


@dataclass(frozen=True, slots=True)
class ListedElsewhere:
    """A known person, or somebody with a known person's number, whom the file lists in another household."""

    who: Named
    listed_in: str


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody in the file who may be another person of the ledger or of the file; they will be asked about."""

    who: Named
    other: Named
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class KnownElsewhere:
    """Somebody in the file with a number that is held in another place: moved perhaps; they will be asked about."""

    who: Named
    holder: HolderElsewhere


@dataclass(frozen=True)
class Changes:
    """Everything that one file would change. What the ledger contradicts is `asked_fields`: it stays, and is asked."""

    new_households: Sequence[NewHousehold]
    new_persons: Sequence[NewPerson]
    changed_fields: Sequence[FieldChange]
    asked_fields: Sequence[FieldChange]
    numbers: Sequence[AddedNumber]
    moved: Sequence[ListedElsewhere]
    missing: Sequence[Named]
    doubles: Sequence[Double]
    elsewhere: Sequence[KnownElsewhere]

    def counts(self) -> dict[str, int]:
        """How many there are of each, by name."""
        return {one.name: len(getattr(self, one.name)) for one in fields(self)}


class Comparison:
    """A planned acceptance held against the persons and households that the ledger holds."""

    def __init__(
        self,
        plan: SurveyAcceptance,
        persons: Sequence[KnownPerson],
        found: Mapping[int, LastFound],
        homes: Mapping[int, HomeSoFar],
        elsewhere: Mapping[str, Sequence[HolderElsewhere]],
    ) -> None:
        self.plan, self.found, self.homes, self.elsewhere = plan, found, homes, elsewhere
        self.persons = {person.person_id: person for person in persons}
        self.members = [(home, member) for home in plan.households for member in home.members]
        self.known = [(home, m, self.persons[m.person_id]) for home, m in self.members if m.person_id is not None]
        self.of_row = {member.row_id: (home, member) for home, member in self.members}

    def changes(self) -> Changes:
        """What the acceptance would change, in the order of the file."""
        return Changes(
            [NewHousehold(h.number, h.para_code, len(h.members)) for h in self.plan.households if not h.household_id],
            [_new_person(home, member) for home, member in self.members if member.person_id is None],
            [*self._changed_homes(), *self._changed_persons()],
            list(self._asked()),
            [AddedNumber(_known(p), n.kind, mask(n.value)) for _, m, p in self.known for n in m.numbers],
            list(self._moved()),
            list(self._missing()),
            list(self._doubles()),
            list(self._known_elsewhere()),
        )

    def _changed_homes(self) -> Iterator[FieldChange]:
        for home in self.plan.households:
            before = self.homes.get(home.household_id) if home.household_id is not None else None
            if before is None:
                continue
            for name, value in before.place.items():
                after = getattr(home, name)
                if value in _NOTHING and after not in _NOTHING:
                    yield FieldChange(home.number, None, name, value, after)
            found = before.found.facts if before.found else {}
            for name, after in home.facts.items():
                if after not in _NOTHING and after != found.get(name):
                    yield FieldChange(home.number, None, name, found.get(name), after)

    def _changed_persons(self) -> Iterator[FieldChange]:
        for home, member, person in self.known:
            for name, after in member.blanks.items():
                yield FieldChange(home.number, _known(person), name, getattr(person, name), after)
            if member.outcome:
                yield FieldChange(home.number, _known(person), "outcome", None, member.outcome)
                continue
            last = self.found.get(person.person_id)
            for name, after in zip(PERSON_FACTS, member.facts, strict=True):
                before = last.facts[name] if last else None
                # What a file of the same round leaves out is unknown from then on; of an earlier round it stays.
                is_told = after not in _NOTHING or (last is not None and last.round_id == self.plan.round_id)
                if is_told and _known_or_none(before) != _known_or_none(after):
                    yield FieldChange(home.number, _known(person), name, before, after)

    def _asked(self) -> Iterator[FieldChange]:
        for row_id, problem in self.plan.problems:
            home, member = self.of_row[row_id]
            if problem.code == "differs_from_ledger" and member.person_id is not None:
                person = self.persons[member.person_id]
                for name in problem.details["fields"].split(", "):
                    told = getattr(member.fields, name)
                    yield FieldChange(home.number, _known(person), name, getattr(person, name), told)

    def _moved(self) -> Iterator[ListedElsewhere]:
        for home, _, person in self.known:
            if person.household_id is not None and person.household_id != home.household_id:
                yield ListedElsewhere(_known(person), home.number)
        for home, member in self.members:
            for other, _, evidence in member.doubles:
                person_with_number = self.persons.get(other) if "number" in evidence else None
                if member.person_id is None and person_with_number is not None:
                    yield ListedElsewhere(_known(person_with_number), home.number)

    def _missing(self) -> Iterator[Named]:
        """Living members of known households whom the file does not list, nor another file of this round did."""
        told = {person.person_id for _, _, person in self.known}
        homes = {home.household_id for home in self.plan.households if home.household_id is not None}
        for person in self.persons.values():
            if person.household_id in homes and person.person_id not in told and not person.death_date:
                last = self.found.get(person.person_id)
                if last is None or last.round_id != self.plan.round_id:
                    yield _known(person)

    def _doubles(self) -> Iterator[Double]:
        for home, member in self.members:
            person = self.persons.get(member.person_id or 0)
            for other, _, evidence in member.doubles:
                second = _known(self.persons[other]) if other > 0 else _told(*self.of_row[-other])
                yield Double(_known(person) if person else _told(home, member), second, evidence)

    def _known_elsewhere(self) -> Iterator[KnownElsewhere]:
        for home, member in self.members:
            person = self.persons.get(member.person_id or 0)
            for number in member.numbers:
                for holder in self.elsewhere.get(number.lookup_key, ()):
                    yield KnownElsewhere(_known(person) if person else _told(home, member), holder)


def numbers_told(plan: SurveyAcceptance) -> list[str]:
    """The keys of all numbers that the acceptance would write down."""
    return [n.lookup_key for home in plan.households for m in home.members for n in m.numbers if n.status == "given"]


def persons_to_compare(plan: SurveyAcceptance, persons: Sequence[KnownPerson]) -> tuple[list[int], list[int]]:
    """The ids of the persons and of the households about which the last findings are wanted."""
    homes = [home.household_id for home in plan.households if home.household_id is not None]
    told = {member.person_id for home in plan.households for member in home.members}
    wanted = [p.person_id for p in persons if p.person_id in told or p.household_id in set(homes)]
    return wanted, homes


def _known_or_none(value: Any) -> Any:
    return None if value in _NOTHING else value


def _new_person(home: AcceptedHousehold, member: AcceptedMember) -> NewPerson:
    told = member.fields
    return NewPerson(_told(home, member), member.relation, told.sex, told.birth_date, told.birth_precision)


def _told(home: AcceptedHousehold, member: AcceptedMember) -> Named:
    return Named(member.fields.name_bn, member.fields.name_en, home.number)


def _known(person: KnownPerson) -> Named:
    return Named(person.name_bn, person.name_en, person.household_number, person.person_id)

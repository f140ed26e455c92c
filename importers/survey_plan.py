"""A volunteer's rows as households and members: who is known already, who is new, who may be listed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.names import name_keys
from census_app.domain.person import PERSON_FACTS, birth_date_from_age, birth_date_of
from census_app.ledger.reads.matches import KnownPerson
from census_app.ledger.reads.rounds import SurveyRound
from census_app.ledger.reads.staged_rows import WaitingRow, WaitingUpload
from census_app.ledger.writes.acceptance import (
    AcceptedHousehold,
    AcceptedMember,
    KnownNumber,
    SurveyAcceptance,
)
from census_app.ledger.writes.uploads import NewProblem
from importers.evidence import is_same_name, may_be_one_name, place_key, written_name
from importers.matching import Register, leading_in, numbers_in
from importers.model import Severity

_COMPARED = ("sex", "birth_date")
_COMPARED_IN_A_COPY = (*_COMPARED, "name_bn", "name_en", "father_name", "mother_name", "spouse_name", "mobile")
"""Where the same hand has changed a row, each change is meant; in another's file a name is only spelled otherwise."""
_TOLD = (
    "name_bn", "name_en", "sex", "birth_date", "birth_precision", "death_date",
    "father_name", "mother_name", "spouse_name", "mobile",
)  # fmt: skip
"""What a row itself says of its person; the rest of the person's fields are keys made of these."""
_OF_HOUSEHOLD = frozenset({*HOUSEHOLD_FACTS, "para", "lat", "lon"})
Double = tuple[int, float, list[str]]
Numbers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Before:
    """What earlier copies of the same file brought: households by the number they bear in it, persons by their row."""

    homes: Mapping[str, int] = field(default_factory=dict)
    persons: Mapping[int, KnownPerson] = field(default_factory=dict)


@dataclass
class SurveyPlan:
    """What one upload would change, worked out against what its ward's ledger holds.

    `homes` are the ward's households by number (id, members so far), `paras` its paras by code.
    """

    upload: WaitingUpload
    survey: SurveyRound
    register: Register
    homes: Mapping[str, tuple[int, int]]
    paras: dict[str, tuple[str, ...]]
    standing: int
    before: Before = field(default_factory=Before)
    problems: list[tuple[int, NewProblem]] = field(default_factory=list)
    new_paras: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    recognised: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._para_codes = {place_key(name): code for code, names in self.paras.items() for name in names}
        self._taken = set(self.homes)
        self._number_of = {household_id: number for number, (household_id, _) in self.homes.items()}

    def of(self, rows: Sequence[WaitingRow]) -> SurveyAcceptance:
        """The acceptance of these rows, household by household in the order of the file."""
        self.recognised.update(person.person_id for row in rows if (person := self._corrected(row)))
        grouped: dict[str, list[WaitingRow]] = {}
        for row in rows:
            grouped.setdefault(str(row.content["household_number"]), []).append(row)
        households = [self._household(number, members) for number, members in grouped.items()]
        return SurveyAcceptance(
            upload_id=self.upload.upload_id,
            area_code=self.upload.area_code,
            standing=self.standing,
            round_id=self.survey.round_id,
            true_since=self.survey.opened_on,
            households=households,
            new_paras=list(self.new_paras.values()),
            problems=self.problems,
        )

    def _household(self, number: str, rows: list[WaitingRow]) -> AcceptedHousehold:
        own_home = self.before.homes.get(number)
        if own_home is not None:  # whatever number it was given here: in one file and its copies it is one household
            number = self._number_of[own_home]
        household_id, members_before = self.homes.get(number, (None, 0))
        known = {row.row_id: self._corrected(row) or self._recognise(row.content, household_id) for row in rows}
        if own_home is None and household_id is not None and members_before and not any(known.values()):
            number, household_id, members_before = self._other_number(number, rows[0]), None, 0
        self._taken.add(number)
        told = _told_of_household(rows)
        return AcceptedHousehold(
            household_id=household_id,
            number=number,
            para_code=self._para_code(str(told.get("para", ""))),
            lat=told.get("lat"),
            lon=told.get("lon"),
            facts={name: told[name] for name in HOUSEHOLD_FACTS if name in told},
            members=[
                self._member(row, known[row.row_id], f"{number}-{place}")
                for place, row in enumerate(rows, start=members_before + 1)
            ],
        )

    def _other_number(self, number: str, row: WaitingRow) -> str:
        """Two volunteers gave one number to two households: both stay, and somebody is asked."""
        count = 2
        while f"{number}-{count}" in self._taken:
            count += 1
        other = f"{number}-{count}"
        details = {"number": number, "other": other}
        self.problems.append((row.row_id, _problem("household_number_taken", Severity.PLEASE_CONFIRM, row, details)))
        return other

    def _corrected(self, row: WaitingRow) -> KnownPerson | None:
        """The person whom an earlier copy of this row was about, unless somebody else was written in its place."""
        person = self.before.persons.get(row.row_id)
        if person is None:
            return None
        shares_number = any(
            holder.person_id == person.person_id for holder in self.register.holders(numbers_in(row.content))
        )
        born_alike = bool(person.birth_date) and self._birth(row.content)[0] == person.birth_date
        same = shares_number or born_alike or is_same_name(_name(row.content), written_name(person), person.sex or None)
        return person if same else None

    def _recognise(self, values: Mapping[str, Any], household_id: int | None) -> KnownPerson | None:
        """The member of this household, known from an earlier file, who the row is: by number, or name and birth."""
        if household_id is None:
            return None
        holders = {person.person_id for person in self.register.holders(numbers_in(values))}
        for person in self.register.members(household_id):
            if person.person_id in self.recognised:
                continue
            if person.person_id in holders or self._is_namesake_of_same_birth(values, person):
                self.recognised.add(person.person_id)
                return person
        return None

    def _is_namesake_of_same_birth(self, values: Mapping[str, Any], person: KnownPerson) -> bool:
        birth, _ = self._birth(values)
        if not birth or not person.birth_date or values.get("sex", person.sex) != person.sex:
            return False
        known = birth_date_of(person.birth_date, person.birth_precision)
        possible = birth_date_of(*self._birth(values))
        overlap = possible.earliest() <= known.latest() and known.earliest() <= possible.latest()
        return overlap and is_same_name(_name(values), written_name(person), person.sex or None)

    def _member(self, row: WaitingRow, known: KnownPerson | None, key: str) -> AcceptedMember:
        values = row.content
        ward = self.upload.area_code
        whole = numbers_in(values)
        numbers = [KnownNumber(k, v, self.register.stored_key(k, v)) for k, v in whole]
        numbers += [KnownNumber(k, v, self.register.leading_key(v), "damaged") for k, v in leading_in(values)]
        own_fields = self._fields(values)
        doubles = self._doubles(values, own_fields, whole, known)
        if known is not None:
            held = {lookup_key for _, lookup_key in known.numbers}
            numbers = [number for number in numbers if number.lookup_key not in held]
            own_fields = self._blanks_filled(row, own_fields, known)
        else:
            self.register.add(_as_known(row, own_fields, ward, numbers))
        return AcceptedMember(
            row_id=row.row_id,
            person_id=known.person_id if known else None,
            relation=str(values.get("relation") or ""),
            temporary_key=f"T-{ward[:8]}-{ward[8:]}-{key}",
            fields=own_fields,
            facts={name: values[name] for name in values.keys() & PERSON_FACTS},
            numbers=numbers,
            doubles=doubles,
        )

    def _fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        own: dict[str, Any] = dict(zip(_TOLD, map(values.get, _TOLD, repeat("")), strict=True))
        own["birth_date"], own["birth_precision"] = self._birth(values)
        keys = name_keys(_name(values))
        own["name_skeleton"], own["name_light"] = keys.skeleton, keys.light
        for relative in ("father", "spouse"):
            own[f"{relative}_skeleton"] = name_keys(own[f"{relative}_name"]).skeleton
        return own

    def _birth(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """The birth date of the row; where only an age stands, the year it leads to, marked as an estimate."""
        if values.get("birth_date"):
            return str(values["birth_date"]), str(values["birth_precision"])
        if values.get("age_years") is None:
            return "", ""
        estimate = birth_date_from_age(int(values["age_years"]), self.survey.opened_on)
        return estimate.text, estimate.precision.value

    def _blanks_filled(self, row: WaitingRow, own: dict[str, Any], known: KnownPerson) -> dict[str, Any]:
        """What the ledger lacks is filled; where row and ledger differ, the ledger stays and somebody is asked."""
        compared = _COMPARED_IN_A_COPY if row.row_id in self.before.persons else _COMPARED
        differing = [n for n in compared if own.get(n) and getattr(known, n) and own[n] != getattr(known, n)]
        if differing:
            details = {"fields": ", ".join(differing)}
            self.problems.append((row.row_id, _problem("differs_from_ledger", Severity.PLEASE_CONFIRM, row, details)))
        fillable = ("name_bn", "name_en", "sex", "father_name", "mother_name", "spouse_name", "mobile")
        filled = {name: own[name] for name in fillable if own.get(name) and not getattr(known, name)}
        if own["birth_date"] and not known.birth_date:
            filled |= {"birth_date": own["birth_date"], "birth_precision": own["birth_precision"]}
        return filled

    def _doubles(
        self, values: Mapping[str, Any], own: dict[str, Any], numbers: Numbers, known: KnownPerson | None
    ) -> list[Double]:
        """Persons elsewhere who may be this one; they are asked about, never merged."""
        found: dict[int, Double] = {}
        for person in self.register.holders(numbers):
            found[person.person_id] = (person.person_id, 1.0, ["number"])
        if own["birth_precision"] == "day":
            for person in self.register.born_on(own["birth_date"]):
                if person.person_id not in found and self._is_listed_twice(values, own, person):
                    found[person.person_id] = (person.person_id, 0.9, ["name", "birth_date"])
        if known is not None:
            found.pop(known.person_id, None)
        return list(found.values())

    def _is_listed_twice(self, values: Mapping[str, Any], own: dict[str, Any], person: KnownPerson) -> bool:
        if own["sex"] != person.sex or not may_be_one_name(own["name_skeleton"], person.name_skeleton):
            return False
        if not is_same_name(_name(values), written_name(person), person.sex or None):
            return False
        relatives = (("father_name", person.father_name), ("spouse_name", person.spouse_name))
        told = [(str(own[name]), theirs) for name, theirs in relatives if own.get(name) and theirs]
        return not told or any(is_same_name(ours, theirs, None) for ours, theirs in told)

    def _para_code(self, name: str) -> str:
        if not name:
            return ""
        code = self._para_codes.get(place_key(name))
        is_english = name.isascii()
        if code is None:
            code = f"{self.upload.area_code}-{len(self.paras) + 1:02d}"
            self.paras[code] = (name,)
            self._para_codes[place_key(name)] = code
        elif name in self.paras[code] or any(n.isascii() == is_english for n in self.paras[code]):
            return code
        else:
            self.paras[code] = (*self.paras[code], name)
        names = self.paras[code]
        bangla = next((n for n in names if not n.isascii()), "")
        self.new_paras[code] = (code, bangla, next((n for n in names if n.isascii()), ""))
        return code


def _told_of_household(rows: Sequence[WaitingRow]) -> dict[str, Any]:
    """The first thing written of each: household columns are often filled on the household's first line only."""
    told: dict[str, Any] = {}
    for row in rows:
        for name in row.content.keys() & _OF_HOUSEHOLD:
            if row.content[name] not in (None, ""):
                told.setdefault(name, row.content[name])
    return told


def _name(values: Mapping[str, Any]) -> str:
    return str(values.get("name_bn") or values.get("name_en") or "")


def _problem(code: str, severity: Severity, row: WaitingRow, details: dict[str, Any]) -> NewProblem:
    return NewProblem(code, severity.value, row.sheet, row.row_number, heading="", details=details)


def _as_known(row: WaitingRow, own: Mapping[str, Any], ward: str, numbers: Sequence[KnownNumber]) -> KnownPerson:
    """The new person as the rows after it will see it, under its row's id made negative until it has its own."""
    return KnownPerson(
        person_id=-row.row_id,
        area_code=ward,
        household_id=None,
        household_number="",
        para_names=(),
        **{name: own[name] for name in _TOLD},
        name_skeleton=own["name_skeleton"],
        numbers=tuple((number.kind, number.lookup_key) for number in numbers),
    )

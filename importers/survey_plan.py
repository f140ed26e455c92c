"""A volunteer's rows as households and members: who is known already, who is new, who may be listed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from census_app.domain.household import HOUSEHOLD_FACTS, HOUSEHOLD_NOT_MET, MOVED_OUT, NOT_MET
from census_app.domain.person import fact_text, fact_value
from census_app.ledger.reads.matches import KnownPerson
from census_app.ledger.reads.returned_books import BookBack
from census_app.ledger.reads.rounds import SurveyRound
from census_app.ledger.reads.staged_rows import WaitingRow, WaitingUpload
from census_app.ledger.writes.accepted_rows import (
    AcceptedHousehold,
    AcceptedMember,
    KnownNumber,
    PersonFields,
    SurveyAcceptance,
    person_facts,
)
from census_app.ledger.writes.uploads import NewProblem
from importers.listed_twice import Doubles
from importers.matching import Register, leading_in, numbers_in
from importers.model import Severity
from importers.paras import Paras
from importers.recognition import Before, Recognition
from importers.told import household_told, person_told

_COMPARED = ("sex", "birth_date", "death_date")
_COMPARED_IN_A_COPY = (*_COMPARED, "name_bn", "name_en", "father_name", "mother_name", "spouse_name", "mobile")
"""Where the same hand has changed a row, each change is meant; in another's file a name is only spelled otherwise."""
_FILLABLE = ("name_bn", "name_en", "sex", "death_date", "father_name", "mother_name", "spouse_name", "mobile")
_GOES_WITH = {
    "birth_date": ("birth_precision",),
    "name_bn": ("name_skeleton", "name_light"),
    "name_en": ("name_skeleton", "name_light"),
    "father_name": ("father_skeleton",),
    "spouse_name": ("spouse_skeleton",),
}
"""What follows from a cell changes with it."""


@dataclass
class SurveyPlan:
    """What one upload would change, worked out against what its ward's ledger holds.

    `persons` and `register` are the ward's persons, `homes` its households by number (id, members so far), `paras` its
    paras by code.
    """

    upload: WaitingUpload
    survey: SurveyRound
    persons: Sequence[KnownPerson]
    register: Register
    homes: Mapping[str, tuple[int, int]]
    paras: Mapping[str, tuple[str, ...]]
    standing: int
    before: Before = field(default_factory=Before)
    book: BookBack | None = None

    def __post_init__(self) -> None:
        self._problems: list[tuple[int, NewProblem]] = []
        self._paras = Paras(self.upload.area_code, self.paras)
        self._doubles = Doubles(self.persons)
        self._taken = set(self.homes)
        self._number_of = {household_id: number for number, (household_id, _) in self.homes.items()}

    def of(self, rows: Sequence[WaitingRow]) -> SurveyAcceptance:
        """The acceptance of these rows, household by household in the order of the file."""
        grouped: dict[str, list[WaitingRow]] = {}
        for row in rows:
            grouped.setdefault(str(row.content["household_number"]), []).append(row)
        known = self._known_among(rows, grouped)
        households = [self._household(number, members, known) for number, members in grouped.items()]
        return SurveyAcceptance(
            upload_id=self.upload.upload_id,
            area_code=self.upload.area_code,
            standing=self.standing,
            round_id=self.survey.round_id,
            true_since=self.survey.opened_on,
            households=households,
            new_paras=list(self._paras.new.values()),
            problems=self._problems,
        )

    def _known_among(
        self, rows: Sequence[WaitingRow], grouped: Mapping[str, Sequence[WaitingRow]]
    ) -> dict[int, KnownPerson]:
        """Whom the rows are about, where the ledger knows them; those who moved are looked for when all others are."""
        recognition = Recognition(rows, self.register, self.before, self.survey.opened_on)
        homes = {number: self.homes.get(self._own_number(number), (None, 0))[0] for number in grouped}
        known: dict[int, KnownPerson] = {}
        for number, members in grouped.items():
            known |= recognition.known_among(members, homes[number])
        for number, members in grouped.items() if self.book is not None else ():
            known |= recognition.changed_among([m for m in members if m.row_id not in known], homes[number])
        left = [row for row in rows if row.row_id not in known]
        return known | recognition.moved_among(left) if self.book is not None else known

    def _own_number(self, number: str) -> str:
        """Whatever number it was given here: in one file and its copies it is one household."""
        own_home = self.before.homes.get(number)
        return self._number_of[own_home] if own_home is not None else number

    def _household(
        self, number: str, rows: list[WaitingRow], known_rows: Mapping[int, KnownPerson]
    ) -> AcceptedHousehold:
        own_home = self.before.homes.get(number)
        number = self._own_number(number)
        household_id, members_before = self.homes.get(number, (None, 0))
        known = {row.row_id: known_rows[row.row_id] for row in rows if row.row_id in known_rows}
        if own_home is None and household_id is not None and members_before and not known:
            number, household_id, members_before = self._other_number(number, rows[0]), None, 0
        self._taken.add(number)
        told = household_told(row.content for row in rows)
        nobody_met = any(row.content.get("outcome") == HOUSEHOLD_NOT_MET for row in rows)
        temporary = f"T-{self.upload.area_code[:8]}-{self.upload.area_code[8:]}-{number}"
        return AcceptedHousehold(
            household_id=household_id,
            number=number,
            para_code=self._paras.code_of(str(told.get("para", ""))),
            lat=told.get("lat"),
            lon=told.get("lon"),
            facts={} if nobody_met else {name: told[name] for name in HOUSEHOLD_FACTS if name in told},
            members=[
                self._member(row, known.get(row.row_id), f"{temporary}-{place}", household_id, nobody_met)
                for place, row in enumerate(rows, start=members_before + 1)
            ],
        )

    def _other_number(self, number: str, row: WaitingRow) -> str:
        """Two volunteers gave one number to two households: both stay, and somebody is asked."""
        count = 2
        while f"{number}-{count}" in self._taken:
            count += 1
        other = f"{number}-{count}"
        self._ask(row, "household_number_taken", {"number": number, "other": other})
        return other

    def _member(
        self,
        row: WaitingRow,
        known: KnownPerson | None,
        temporary_key: str,
        household_id: int | None,
        nobody_met: bool = False,
    ) -> AcceptedMember:
        values = row.content
        fields = person_told(values, self.survey.opened_on)
        numbers, lookup_keys = self._numbers(values)
        doubles = self._doubles.of(fields, lookup_keys)
        blanks: dict[str, str] = {}
        corrected: dict[str, str] = {}
        if known is None:
            self._doubles.add(-row.row_id, fields, [number.lookup_key for number in numbers])
        else:
            doubles = [double for double in doubles if double[0] != known.person_id]
            held = {lookup_key for _, lookup_key in known.numbers}
            numbers = [number for number in numbers if number.lookup_key not in held]
            blanks = self._blanks(fields, known)
            corrected = self._corrected(row, fields, known)
            values = {**values, **self._changed_since(values, known)}
        return AcceptedMember(
            row.row_id,
            known.person_id if known else None,
            str(values.get("relation") or ""),
            temporary_key,
            fields,
            person_facts(values),
            numbers,
            blanks,
            doubles,
            corrected,
            moves=self._moves(row, known, household_id),
            outcome=self._outcome(row, known, nobody_met),
        )

    def _moves(self, row: WaitingRow, known: KnownPerson | None, household_id: int | None) -> bool:
        """The book found the person in another house, which is not the one that was left since the book went out."""
        if self.book is None or known is None or known.household_id == household_id:
            return False
        if row.content.get("outcome") == MOVED_OUT:
            return False
        return household_id is None or (known.person_id, household_id) not in self.book.left

    def _outcome(self, row: WaitingRow, known: KnownPerson | None, nobody_met: bool) -> str:
        """That the person moved away, or was not met; of somebody whom nobody knows it is asked what is meant."""
        told = str(row.content.get("outcome") or "")
        if known is None:
            if told in (MOVED_OUT, NOT_MET, HOUSEHOLD_NOT_MET):
                self._ask(row, "outcome_of_stranger", {})
            return ""
        return told if told in (MOVED_OUT, NOT_MET) else NOT_MET if nobody_met else ""

    def _changed_since(self, values: Mapping[str, Any], known: KnownPerson) -> dict[str, Any]:
        """What somebody asked to be changed since the book went out, where the book says what it was printed with."""
        changed = self.book.facts if self.book is not None else {}
        facts = {name: told for (person_id, name), told in changed.items() if person_id == known.person_id}
        return {n: fact_value(n, now) for n, (then, now) in facts.items() if fact_text(values.get(n)) == then}

    def _numbers(self, values: Mapping[str, Any]) -> tuple[list[KnownNumber], list[str]]:
        """The numbers of the row as they are kept, and the keys under which somebody else may hold them."""
        numbers, lookup_keys = [], []
        for kind, value in numbers_in(values):
            keys = self.register.lookup_keys(kind, value)
            numbers.append(KnownNumber(kind, value, keys[0]))
            lookup_keys += keys
        for kind, value in leading_in(values):
            numbers.append(KnownNumber(kind, value, self.register.leading_key(value), "damaged"))
        return numbers, lookup_keys

    def _corrected(self, row: WaitingRow, fields: PersonFields, known: KnownPerson) -> dict[str, str]:
        """What the writer of a returned book changed; of any other difference the ledger stays and somebody is asked.

        So it does where a cell of the book had been written over since the book went out.
        """
        own_hand = self.book is not None or row.row_id in self.before.persons
        told = fields._asdict()
        compared = _COMPARED_IN_A_COPY if own_hand else _COMPARED
        differing = [n for n in compared if told[n] and getattr(known, n) and told[n] != getattr(known, n)]
        asked = [n for n in differing if self.book is None or (known.person_id, n) in self.book.touched]
        if asked:
            self._ask(row, "differs_from_ledger", {"fields": ", ".join(asked)})
        meant = [name for name in differing if name not in asked]
        return {part: told[part] for name in meant for part in (name, *_GOES_WITH.get(name, ()))}

    def _blanks(self, fields: PersonFields, known: KnownPerson) -> dict[str, str]:
        """What the ledger lacks and the row tells."""
        told = fields._asdict()
        blanks = {name: told[name] for name in _FILLABLE if told[name] and not getattr(known, name)}
        if fields.birth_date and not known.birth_date:
            blanks |= {"birth_date": fields.birth_date, "birth_precision": fields.birth_precision}
        return blanks

    def _ask(self, row: WaitingRow, code: str, details: dict[str, Any]) -> None:
        asked = NewProblem(code, Severity.PLEASE_CONFIRM.value, row.sheet, row.row_number, heading="", details=details)
        self._problems.append((row.row_id, asked))

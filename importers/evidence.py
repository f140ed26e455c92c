"""What beside the name speaks for a person or against: relatives, place, birth, numbers, telephone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from rapidfuzz import fuzz

from census_app.domain.bangla_text import ascii_digits
from census_app.domain.identity import birth_year_of
from census_app.domain.names import name_keys, name_similarity, same_name
from census_app.domain.person import birth_date_of
from census_app.ledger.reads.matches import KnownPerson

CLEARLY_DIFFERENT = 0.55
"""Below this likeness two written names are two persons' names, whatever number stands beside them."""
_WARD_CODE_LENGTH = 10
_ADDRESS_PARTS = re.compile(r"\s*[,;:/()|।\n–—-]+\s*")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A person of that name, with what else speaks for and against."""

    person: KnownPerson
    speaks_for: list[str]
    speaks_against: list[str]

    @property
    def score(self) -> int:
        return len(self.speaks_for) - 2 * len(self.speaks_against)

    def as_candidate(self) -> tuple[int, float, list[str]]:
        return self.person.person_id, float(self.score), ["name", *self.speaks_for, *self.speaks_against]


_FEWEST_CONSONANTS_ALIKE = 60
"""Of a hundred, the shorter name held against the likest part of the longer: two writings of one name reach 80."""

similarity = lru_cache(maxsize=200_000)(name_similarity)
is_same_name = lru_cache(maxsize=200_000)(same_name)


class Named(Protocol):
    """Whoever has a name, a sex and relatives: a person of the ledger, or one that a row tells of."""

    @property
    def name_bn(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def father_name(self) -> str: ...
    @property
    def spouse_name(self) -> str: ...


def written_name(person: Named) -> str:
    """The person's name as it was written, in Bangla when there is a Bangla one."""
    return person.name_bn or person.name_en


def is_called(name: str, person: KnownPerson) -> bool:
    """True when the name is the person's, or one under which the person was written down, too."""
    sex = person.sex or None
    return is_same_name(name, written_name(person), sex) or any(
        is_same_name(name, other, sex) for other, _ in person.other_names
    )


def likeness_to(name: str, person: KnownPerson) -> float:
    """How alike the name is to the likest under which the person was written down."""
    names = (written_name(person), *(other for other, _ in person.other_names))
    return max(similarity(name, written, person.sex or None) for written in names)


def name_in(values: Mapping[str, Any]) -> str:
    """The name of a row's person as it was written, in Bangla when there is a Bangla one."""
    return str(values.get("name_bn") or values.get("name_en") or "")


def is_namesake(name: str, sex: str | None, person: Named) -> bool:
    """True for somebody of that sex whose name is written so or otherwise."""
    return sex == person.sex and is_same_name(name, written_name(person), person.sex or None)


def relatives_agree(father_name: str, spouse_name: str, person: Named) -> bool | None:
    """Say whether father or husband or wife is the same; None where neither is told of both."""
    pairs = ((father_name, person.father_name), (spouse_name, person.spouse_name))
    told = [(ours, theirs) for ours, theirs in pairs if ours and theirs]
    return any(is_same_name(ours, theirs, None) for ours, theirs in told) if told else None


def may_be_one_name(skeleton: str, other: str) -> bool:
    """False for names whose consonants differ so much that nothing makes them one: a quick look before the slow one."""
    return bool(fuzz.partial_ratio(skeleton, other, score_cutoff=_FEWEST_CONSONANTS_ALIKE))


def evidence(
    values: Mapping[str, Any], numbers: Sequence[tuple[str, str]], person: KnownPerson, places: Set[str]
) -> tuple[list[str], list[str]]:
    """What beside the name speaks for this person, and what against; a missing value says neither.

    `places` are the keys of the paras of the persons asked about.
    """
    pieces = (
        _about_parent_or_spouse(str(values.get("father_or_husband") or ""), person),
        _about_village(str(values.get("village") or ""), person, places),
        _about_ward(str(values.get("ward") or ""), person),
        _about_birth(values, numbers, person),
        _about_numbers(numbers, person),
        _about_mobile(str(values.get("account_mobile") or ""), person),
        _about_sex(str(values.get("sex") or ""), person),
    )
    return [p[1] for p in pieces if p and p[0]], [p[1] for p in pieces if p and not p[0]]


_Piece = tuple[bool, str] | None


def _about_parent_or_spouse(written: str, person: KnownPerson) -> _Piece:
    known = [(word, name) for word, name in (("father", person.father_name), ("spouse", person.spouse_name)) if name]
    if not written or not known:
        return None
    for word, name in known:
        if is_same_name(written, name, None):
            return True, word
    likest = max(similarity(written, name, None) for _, name in known)
    # A list may name the father of a married woman of whom the census knows only the husband: that is silence.
    complete = len(known) == 2 or person.sex == "male"
    return (False, "father_or_husband_differs") if complete and likest < CLEARLY_DIFFERENT else None


def _about_village(written: str, person: KnownPerson, places: Set[str]) -> _Piece:
    """A para of the place, named alone or in an address; a village that is none of its paras says nothing."""
    keys = {place_key(part) for part in _ADDRESS_PARTS.split(written)} | {place_key(written)}
    if not person.para_names or keys.isdisjoint(places):
        return None
    return (True, "village") if keys & {*map(place_key, person.para_names)} else (False, "village_differs")


def _about_ward(written: str, person: KnownPerson) -> _Piece:
    digits = re.findall(r"\d+", ascii_digits(written))
    if len(digits) != 1 or len(person.area_code) != _WARD_CODE_LENGTH:
        return None
    return (True, "ward") if int(digits[0]) == int(person.area_code[-2:]) else (False, "ward_differs")


def _about_birth(values: Mapping[str, Any], numbers: Sequence[tuple[str, str]], person: KnownPerson) -> _Piece:
    if not person.birth_date:
        return None
    years = {year for kind, value in numbers if (year := birth_year_of(kind, value))}
    if values.get("birth_date"):
        years.add(int(str(values["birth_date"])[:4]))
    if not years:
        return None
    known = birth_date_of(person.birth_date, person.birth_precision)
    if any(known.earliest().year <= year <= known.latest().year for year in years):
        return True, "birth_year"
    return False, "birth_year_differs"


def _about_numbers(numbers: Sequence[tuple[str, str]], person: KnownPerson) -> _Piece:
    """Nobody was found by number: one of the same kind that the person does hold is therefore another number."""
    kinds = {_register_and_length(kind) for kind, _ in numbers}
    known = {_register_and_length(kind) for kind, _ in person.numbers}
    return (False, "number_differs") if kinds & known else None


def _register_and_length(kind: str) -> str:
    return "nid13" if kind == "nid17" else kind


def _about_mobile(written: str, person: KnownPerson) -> _Piece:
    return (True, "mobile") if written and written == person.mobile else None


def _about_sex(written: str, person: KnownPerson) -> _Piece:
    return (False, "sex_differs") if written and person.sex and written != person.sex else None


@lru_cache(maxsize=20_000)
def place_key(name: str) -> str:
    """The key under which a para's spellings meet: its sounds, without spaces."""
    return name_keys(name).skeleton.replace(" ", "")

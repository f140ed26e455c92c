"""What the rows of one survey file are to change in the ledger: planned before the ledger is held still for it.

The things of which there are as many as persons are named tuples: a frozen dataclass takes four times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.person import PERSON_FACTS
from census_app.ledger.writes.uploads import NewProblem

_WORDS = frozenset({"roof", "wall", "latrine", "water", "marital", "occupation", "disability", "religion"})
_UNKNOWN_OF_PERSON = tuple("" if name in _WORDS else None for name in PERSON_FACTS)
_UNKNOWN_OF_HOUSEHOLD = tuple("" if name in _WORDS else None for name in HOUSEHOLD_FACTS)
Facts = tuple[Any, ...]


class PersonFields(NamedTuple):
    """What is kept of a person, column by column; the last four are keys made of the names."""

    name_bn: str = ""
    name_en: str = ""
    sex: str = ""
    birth_date: str = ""
    birth_precision: str = ""
    death_date: str = ""
    father_name: str = ""
    mother_name: str = ""
    spouse_name: str = ""
    mobile: str = ""
    name_skeleton: str = ""
    name_light: str = ""
    father_skeleton: str = ""
    spouse_skeleton: str = ""


class KnownNumber(NamedTuple):
    """A number as the row gave it, with the keyed hash it is looked up by."""

    kind: str
    value: str
    lookup_key: str
    status: str = "given"


class AcceptedMember(NamedTuple):
    """One row as a member of its household; `person_id` is set when the ledger knows the person already.

    Of a new person `fields` are kept, of a known one `blanks`: what the ledger lacked so far; and `corrected`: what its
    writer changed in a book that came back. `moves` when the known person lives in this household from now on;
    `outcome` says that a known person moved away, or was not met, so that nothing was found. `facts`
    are made by `person_facts`. `doubles` are persons (ids, or rows of this very acceptance as negative row ids) who may
    be the same human being, each with its score and evidence.
    """

    row_id: int
    person_id: int | None
    relation: str
    temporary_key: str
    fields: PersonFields
    facts: Facts
    numbers: Sequence[KnownNumber]
    blanks: Mapping[str, str] = MappingProxyType({})
    doubles: Sequence[tuple[int, float, list[str]]] = ()
    corrected: Mapping[str, str] = MappingProxyType({})
    moves: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedHousehold:
    """One household with the members that one upload brought; `household_id` is set when the ledger knows it."""

    household_id: int | None
    number: str
    para_code: str
    lat: float | None
    lon: float | None
    facts: dict[str, Any]
    members: Sequence[AcceptedMember]


@dataclass(frozen=True)
class SurveyAcceptance:
    """Everything that one upload changes, planned when the ledger stood at `standing` (`ledger/standing.py`)."""

    upload_id: int
    area_code: str
    standing: int
    round_id: int
    true_since: date
    households: Sequence[AcceptedHousehold]
    new_paras: Sequence[tuple[str, str, str]] = ()
    problems: Sequence[tuple[int, NewProblem]] = field(default_factory=tuple)


def person_facts(found: Mapping[str, Any]) -> Facts:
    """What was found about a person in the order of PERSON_FACTS; what was not found is unknown."""
    return tuple(map(found.get, PERSON_FACTS, _UNKNOWN_OF_PERSON))


def household_facts(found: Mapping[str, Any]) -> Facts:
    """What was found about a household in the order of HOUSEHOLD_FACTS; what was not found is unknown."""
    return tuple(map(found.get, HOUSEHOLD_FACTS, _UNKNOWN_OF_HOUSEHOLD))

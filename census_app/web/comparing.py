"""Two records field by field: what differs, and which of the two is the fuller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from census_app.domain.merging import CHOICES, FACTS
from census_app.ledger.reads.persons import PersonPage, RoundFacts


@dataclass(frozen=True)
class ComparedField:
    """One choice: whether the records differ in it, and whose word is ticked to begin with."""

    name: str
    differs: bool
    ticked: str


def compared(left: PersonPage, right: PersonPage) -> list[ComparedField]:
    """Every field that at least one of the two records says something about, in the order of the form."""
    values = [(name, _value(left, name), _value(right, name)) for name in CHOICES]
    return [
        ComparedField(name, one != other, _ticked(name, left, right, one, other))
        for name, one, other in values
        if one or other
    ]


def _ticked(name: str, left: PersonPage, right: PersonPage, one: Any, other: Any) -> str:
    """The older record where it says anything; the home is where a later round found the person: people move."""
    if name == "home" and one and other:
        return "right" if _last_found(right) > _last_found(left) else "left"
    return "left" if one or not other else "right"


def _last_found(person: PersonPage) -> date:
    return max((facts.true_since for facts in person.facts), default=date.min)


def _value(person: PersonPage, name: str) -> Any:
    if name == FACTS:
        return tuple(_told(facts) for facts in person.facts)
    line = person.line
    joined = {
        "birth": (line.birth_date, line.birth_precision) if line.birth_date else "",
        "death": line.death_date,
        "mother_name": person.mother_name,
        "mobile": person.mobile,
        "home": line.household_id,
    }
    return joined[name] if name in joined else getattr(line, name)


def _told(facts: RoundFacts) -> tuple[Any, ...]:
    return (facts.round_code, facts.marital, facts.education_class, facts.in_school, facts.occupation, facts.disability)

"""The lines of one list together: who is recognised in one line is recognised by the same number in the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any

from census_app.domain.identity import lookup_digits
from census_app.ledger.reads.matches import KnownPerson
from importers.evidence import evidence, is_called, is_same_name
from importers.matching import Decision, Register, numbers_in, recipient_of

Line = Mapping[str, Any]
NOBODY: Mapping[int, KnownPerson] = MappingProxyType({})
Leader = tuple[KnownPerson, Set[str]]
"""A person who was recognised in other lines, and the fathers and husbands named there, empty where none is."""
_FOUND_BY_OTHERS = ("evidence_too_weak", "several_persons_fit", "nobody_of_that_name")


def decide_recipients(
    lines: Sequence[Line], register: Register, decided: Mapping[int, KnownPerson] = NOBODY
) -> list[Decision]:
    """Who received what each line says, the lines asked one by one and then held beside each other.

    `decided` names the lines (by place) whose recipient is known already.

    A list names its people again each month. Where the census lacks somebody's number, the line that tells most
    decides whose it is; another line follows it by the same number, or the same account, beside the same name.
    """
    decisions = [
        Decision(decided[place], "", []) if place in decided else recipient_of(line, register)
        for place, line in enumerate(lines)
    ]
    known: dict[str, dict[int, KnownPerson]] = {}
    relatives: dict[int, set[str]] = {}
    for line, decision in zip(lines, decisions, strict=True):
        if decision.person is not None:
            relatives.setdefault(decision.person.person_id, set()).add(str(line.get("father_or_husband") or ""))
            for sign in _signs(line):
                known.setdefault(sign, {})[decision.person.person_id] = decision.person
    led = {sign: [(one, relatives[one.person_id]) for one in holders.values()] for sign, holders in known.items()}
    return [
        _followed(line, led, register.places) or decision if _may_follow(decision) else decision
        for line, decision in zip(lines, decisions, strict=True)
    ]


def _may_follow(decision: Decision) -> bool:
    return decision.person is None and decision.evidence[0] in _FOUND_BY_OTHERS


def _signs(line: Line) -> Iterator[str]:
    for kind, value in numbers_in(line):
        yield from lookup_digits(kind, value)
    if line.get("account_mobile"):
        yield f"account:{line['account_mobile']}"


def _followed(line: Line, led: Mapping[str, Sequence[Leader]], places: Set[str]) -> Decision | None:
    """The one person of this name whom other lines hold under one of this line's signs, and nothing speaks against."""
    name = str(line.get("recipient_name") or "")
    fitting: dict[int, str] = {}
    persons: dict[int, KnownPerson] = {}
    for sign in _signs(line):
        for person, relatives in led.get(sign, ()):
            if name and is_called(name, person) and not _speaks_against(line, person, relatives, places):
                persons[person.person_id] = person
                fitting.setdefault(
                    person.person_id, "account_of_other_line" if sign[:8] == "account:" else "number_of_other_line"
                )
    if len(persons) != 1:
        return None
    ((person_id, person),) = persons.items()
    return Decision(person, "name", ["name", fitting[person_id]])


def _speaks_against(line: Line, person: KnownPerson, relatives: Set[str], places: Set[str]) -> bool:
    """Another father or husband, village, birth year or sex: two namesakes share one account, or one slip of the pen.

    The number of the line is not asked: the line follows another since the ledger does not know it for the person.
    """
    relative = str(line.get("father_or_husband") or "")
    another = bool(relative) and not any(not told or is_same_name(relative, told, None) for told in relatives)
    return another or bool(evidence(line, (), person, places)[1])

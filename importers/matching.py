"""Who is this row? By number, else by a name with other evidence beside it; a name alone never decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from census_app.domain.identity import keyed_hash, leading_forms, lookup_digits, near_numbers
from census_app.domain.names import name_keys
from census_app.ledger.reads.matches import KnownPerson
from importers.evidence import CLEARLY_DIFFERENT, Weighed, evidence, is_called, likeness_to, place_key
from importers.tie_breaks import TIE_BREAKER, settled, written_twice

NUMBER_FIELDS = ("nid10", "nid13", "nid17", "brn17", "brn16", "number17")
LEADING_FIELDS = ("nid17_leading", "brn17_leading", "number17_leading")
ALMOST = frozenset({"number_begins_alike", "number_one_slip_off"})
LONG_NUMBERS = frozenset({"nid13", "nid17", "number17", *LEADING_FIELDS})
MOST_CANDIDATES = 5
COMMON_TOKEN_SHARE = 0.04

PLACES = frozenset({"village", "ward"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of the question who a row is: one person, or nobody yet and these candidates."""

    person: KnownPerson | None
    method: str
    evidence: list[str]
    candidates: Sequence[tuple[int, float, list[str]]] = ()


def numbers_in(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The identity numbers of a row as (kind, digits)."""
    return [(kind, str(values[kind])) for kind in NUMBER_FIELDS if values.get(kind)]


def leading_in(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is left of the numbers that a number cell has damaged, as (kind, first fifteen digits)."""
    return [(kind, str(values[kind])) for kind in LEADING_FIELDS if values.get(kind)]


class Register:
    """The persons of a place, found by number, by name and by household."""

    def __init__(self, persons: Iterable[KnownPerson], key: bytes) -> None:
        self._by_number: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_token: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_household: dict[int, list[KnownPerson]] = defaultdict(list)
        self._by_birth: dict[str, list[KnownPerson]] = defaultdict(list)
        self.places: set[str] = set()
        self._size = 0
        self._hashed = lru_cache(maxsize=100_000)(lambda form: keyed_hash(key, form))
        for person in persons:
            self.add(person)

    def add(self, person: KnownPerson) -> None:
        """From now on the person is found too."""
        self._size += 1
        self.places.update(map(place_key, person.para_names))
        for _, lookup_key in person.numbers:
            self._by_number[lookup_key].append(person)
        keys = " ".join((person.name_skeleton, *(key for _, key in person.other_names)))
        for token in set(keys.split()):
            self._by_token[token].append(person)
        if person.birth_precision == "day":
            self._by_birth[person.birth_date].append(person)
        if person.household_id is not None:
            self._by_household[person.household_id].append(person)
        for household_id in set(person.other_homes) - {person.household_id}:
            self._by_household[household_id].append(person)

    def lookup_keys(self, kind: str, value: str) -> list[str]:
        """The keyed hashes under which a number is looked up; it is kept under the first."""
        return list(map(self._hashed, lookup_digits(kind, value)))

    def leading_key(self, digits: str) -> str:
        """The keyed hash under which the rest of a damaged number is kept."""
        return self._hashed(f"leading:{digits}")

    def almost_holders(self, numbers: Sequence[tuple[str, str]]) -> dict[int, tuple[KnownPerson, str]]:
        """The persons whose damaged number begins like one of these, or whose number is one slip of the pen away."""
        found: dict[int, tuple[KnownPerson, str]] = {}
        for kind, value in numbers:
            for word, forms in (
                ("number_one_slip_off", near_numbers(kind, value)),
                ("number_begins_alike", leading_forms(value)),
            ):
                for form in forms:
                    for person in self._by_number.get(self._hashed(form), ()):
                        found[person.person_id] = (person, word)
        return found

    def is_one_slip_from(self, person: KnownPerson, numbers: Sequence[tuple[str, str]]) -> bool:
        """True when one of these numbers is one slip of the pen away from a number the person is known to hold."""
        held = {lookup_key for _, lookup_key in person.numbers}
        return any(self._hashed(form) in held for kind, value in numbers for form in near_numbers(kind, value))

    def begins_alike(self, numbers: Sequence[tuple[str, str]], person: KnownPerson) -> bool:
        """Say whether a 13-digit number, behind the person's birth year, begins like the person's damaged number."""
        held = {lookup_key for kind, lookup_key in person.numbers if kind in LEADING_FIELDS}
        year = person.birth_date[:4]
        forms = [form for kind, value in numbers if kind == "nid13" and held for form in leading_forms(year + value)]
        return any(self._hashed(form) in held for form in forms)

    def holders(self, numbers: Sequence[tuple[str, str]]) -> list[KnownPerson]:
        """The persons for whom one of the numbers was given."""
        found: dict[int, KnownPerson] = {}
        for kind, value in numbers:
            for lookup_key in self.lookup_keys(kind, value):
                found.update((p.person_id, p) for p in self._by_number.get(lookup_key, ()))
        return list(found.values())

    def namesakes(self, name: str) -> list[KnownPerson]:
        """The persons whose name may be this one: they share a token, the rare ones asked first."""
        tokens = sorted(set(name_keys(name).skeleton.split()), key=lambda token: len(self._by_token.get(token, ())))
        found: dict[int, KnownPerson] = {}
        for place, token in enumerate(tokens):
            holders = self._by_token.get(token, ())
            if place and found and len(holders) > COMMON_TOKEN_SHARE * self._size:
                break
            found.update((p.person_id, p) for p in holders)
        return [p for p in found.values() if is_called(name, p)]

    def born_on(self, day: str) -> list[KnownPerson]:
        """The persons known to be born on that day."""
        return self._by_birth.get(day, [])

    def members(self, household_id: int) -> list[KnownPerson]:
        """Those who live in the household now."""
        return self._by_household.get(household_id, [])


def recipient_of(values: Mapping[str, Any], register: Register) -> Decision:
    """Who received the delivery: by number, else by name with father or husband and village, else nobody yet."""
    numbers = numbers_in(values)
    holders = register.holders(numbers)
    if not holders:
        return _by_name(values, numbers, register)
    by_number = _by_number(values, numbers, holders)
    if by_number.evidence == ["number_of_another_name"]:
        return _misread(values, numbers, register) or by_number
    return by_number


def _misread(values: Mapping[str, Any], numbers: Sequence[tuple[str, str]], register: Register) -> Decision | None:
    """A slip of the pen has made a neighbour's number of it: the namesake with the same relative is meant."""
    meant = _by_name(values, numbers, register)
    return meant if ALMOST.intersection(meant.evidence) and {"father", "spouse"}.intersection(meant.evidence) else None


def _by_number(values: Mapping[str, Any], numbers: Sequence[tuple[str, str]], holders: list[KnownPerson]) -> Decision:
    name = str(values.get("recipient_name") or "")
    weighed = [(person, likeness_to(name, person) if name else 0.0) for person in holders]
    named = sorted((p for p, likeness in weighed if likeness >= CLEARLY_DIFFERENT), key=lambda p: p.person_id)
    if not name and len(holders) == 1:
        return Decision(holders[0], _method(numbers), ["number"])
    if named and all(written_twice(named[0], other) for other in named[1:]):
        same = is_called(name, named[0])
        return Decision(named[0], _method(numbers) + ("+name" if same else ""), ["number", *(["name"] if same else [])])
    why = "number_held_by_several" if named else "number_of_another_name"
    candidates = [(person.person_id, round(likeness, 3), ["number", why]) for person, likeness in weighed]
    return Decision(None, "", [why], candidates[:MOST_CANDIDATES])


def _method(numbers: Sequence[tuple[str, str]]) -> str:
    return "brn" if all(kind.startswith("brn") for kind, _ in numbers) else "nid"


def _by_name(values: Mapping[str, Any], numbers: Sequence[tuple[str, str]], register: Register) -> Decision:
    name = str(values.get("recipient_name") or "")
    if not name:
        return Decision(None, "", ["nobody_named"])
    weighed = [_weigh(values, numbers, person, word, register) for person, word in _candidates(name, numbers, register)]
    weighed.sort(key=lambda found: (-found.score, found.person.person_id))
    strong = _strong_among(weighed, values)
    if len(strong) == 1 or (strong and all(written_twice(strong[0].person, other.person) for other in strong[1:])):
        method = f"{_method(numbers)}+name" if ALMOST.intersection(strong[0].speaks_for) else "name"
        return Decision(strong[0].person, method, ["name", *strong[0].speaks_for])
    why = "several_persons_fit" if strong else "evidence_too_weak" if weighed else "nobody_of_that_name"
    return Decision(None, "", [why], [found.as_candidate() for found in weighed[:MOST_CANDIDATES]])


def _candidates(name: str, numbers: Sequence[tuple[str, str]], register: Register) -> list[tuple[KnownPerson, str]]:
    """The persons of that name, each with how its number is almost the one written, if it is."""
    namesakes = {p.person_id: (p, "") for p in register.namesakes(name)}
    for person, _ in namesakes.values():
        if register.begins_alike(numbers, person):
            namesakes[person.person_id] = (person, TIE_BREAKER)
    for person, word in register.almost_holders(numbers).values():
        if is_called(name, person):
            namesakes[person.person_id] = (person, word)
    return list(namesakes.values())


def _weigh(
    values: Mapping[str, Any], numbers: Sequence[tuple[str, str]], person: KnownPerson, word: str, register: Register
) -> Weighed:
    """A number that is almost this person's speaks for the person, and explains why it is not quite the same."""
    speaks_for, speaks_against = evidence(values, numbers, person, register.places)
    if word:
        speaks_for = [word, *speaks_for]
    if word in ALMOST:
        speaks_against = [piece for piece in speaks_against if piece not in ("number_differs", "birth_year_differs")]
    return Weighed(person, speaks_for, speaks_against)


def _strong_among(weighed: Sequence[Weighed], values: Mapping[str, Any]) -> list[Weighed]:
    strong = settled([found for found in weighed if _is_strong(found.speaks_for, found.speaks_against)], values)
    if strong or values.get("father_or_husband"):
        return strong
    possible = [found for found in weighed if not found.speaks_against]
    return possible if len(possible) == 1 and _is_only_one(possible[0]) else []


def _is_strong(speaks_for: list[str], speaks_against: list[str]) -> bool:
    """Beside the name: the number but for a slip, the own telephone, or a relative with the place, the birth year or a
    number of thirteen digits that begins alike."""
    if speaks_against:
        return False
    if {*ALMOST, "mobile"}.intersection(speaks_for):
        return True
    related = bool({"father", "spouse"}.intersection(speaks_for))
    return related and bool((PLACES | {"birth_year", TIE_BREAKER}).intersection(speaks_for))


def _is_only_one(found: Weighed) -> bool:
    """Where the list names no father: the only one of that name whom nothing contradicts, of the same para, born in
    the year that leads the number written, and holding no long number that could be compared with it."""
    comparable = any(kind in LONG_NUMBERS for kind, _ in found.person.numbers)
    return {"village", "birth_year"} <= set(found.speaks_for) and not comparable

"""Who is this row? Evidence is gathered piece by piece; a name alone never decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from census_app.domain.identity import birth_year_of, keyed_hash, leading_forms, lookup_digits, near_numbers
from census_app.domain.names import name_keys, name_similarity, same_name
from census_app.domain.person import birth_date_of
from census_app.ledger.reads.matches import KnownPerson

NUMBER_FIELDS = ("nid10", "nid13", "nid17", "brn17", "brn16", "number17")
LEADING_FIELDS = ("nid17_leading", "brn17_leading", "number17_leading")
ALMOST = frozenset({"number_begins_alike", "number_one_slip_off"})
CLEARLY_DIFFERENT = 0.55
"""Below this likeness two written names are two persons' names, whatever number stands beside them."""
MOST_CANDIDATES = 5
COMMON_TOKEN_SHARE = 0.04

similarity = lru_cache(maxsize=200_000)(name_similarity)
is_same_name = lru_cache(maxsize=200_000)(same_name)


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
        self._size = 0
        self._hashed = lru_cache(maxsize=100_000)(lambda form: keyed_hash(key, form))
        for person in persons:
            self.add(person)

    def add(self, person: KnownPerson) -> None:
        """From now on the person is found too."""
        self._size += 1
        for _, lookup_key in person.numbers:
            self._by_number[lookup_key].append(person)
        for token in set(person.name_skeleton.split()):
            self._by_token[token].append(person)
        if person.birth_precision == "day":
            self._by_birth[person.birth_date].append(person)
        if person.household_id is not None:
            self._by_household[person.household_id].append(person)

    def stored_key(self, kind: str, value: str) -> str:
        """The keyed hash under which a number is kept."""
        return self._hashed(lookup_digits(kind, value)[0])

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

    def holders(self, numbers: Sequence[tuple[str, str]]) -> list[KnownPerson]:
        """The persons for whom one of the numbers was given."""
        found: dict[int, KnownPerson] = {}
        for kind, value in numbers:
            for form in lookup_digits(kind, value):
                found.update((p.person_id, p) for p in self._by_number.get(self._hashed(form), ()))
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
        return [p for p in found.values() if is_same_name(name, written_name(p), p.sex or None)]

    def born_on(self, day: str) -> list[KnownPerson]:
        """The persons known to be born on that day."""
        return self._by_birth.get(day, [])

    def members(self, household_id: int) -> list[KnownPerson]:
        """Those who live in the household now."""
        return self._by_household.get(household_id, [])


def written_name(person: KnownPerson) -> str:
    """The person's name as it was written, in Bangla when there is a Bangla one."""
    return person.name_bn or person.name_en


def recipient_of(values: Mapping[str, Any], register: Register) -> Decision:
    """Who received the delivery: by number, else by name with father or husband and village, else nobody yet."""
    numbers = numbers_in(values)
    holders = register.holders(numbers)
    if holders:
        return _by_number(values, numbers, holders)
    return _by_name(values, numbers, register)


def _by_number(values: Mapping[str, Any], numbers: Sequence[tuple[str, str]], holders: list[KnownPerson]) -> Decision:
    name = str(values.get("recipient_name") or "")
    weighed = [
        (person, similarity(name, written_name(person), person.sex or None) if name else 0.0) for person in holders
    ]
    named = [person for person, likeness in weighed if likeness >= CLEARLY_DIFFERENT]
    if not name and len(holders) == 1:
        return Decision(holders[0], _method(numbers), ["number"])
    if len(named) == 1:
        same = is_same_name(name, written_name(named[0]), named[0].sex or None)
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
    almost = register.almost_holders(numbers)
    persons = {p.person_id: p for p in (*register.namesakes(name), *_of_that_name(name, almost))}
    weighed = []
    for person in persons.values():
        speaks_for, speaks_against = evidence(values, numbers, person)
        if person.person_id in almost:
            speaks_for, speaks_against = _with_number(speaks_for, speaks_against, almost[person.person_id][1])
        weighed.append((len(speaks_for) - 2 * len(speaks_against), person, speaks_for, speaks_against))
    weighed.sort(key=lambda found: (-found[0], found[1].person_id))
    strong = [found for found in weighed if _is_strong(found[2], found[3])]
    if len(strong) == 1:
        _, person, speaks_for, _ = strong[0]
        method = f"{_method(numbers)}+name" if ALMOST.intersection(speaks_for) else "name"
        return Decision(person, method, ["name", *speaks_for])
    candidates = [
        (person.person_id, float(score), ["name", *speaks_for, *speaks_against])
        for score, person, speaks_for, speaks_against in weighed[:MOST_CANDIDATES]
    ]
    why = "several_persons_fit" if strong else "evidence_too_weak" if weighed else "nobody_of_that_name"
    return Decision(None, "", [why], candidates)


def _of_that_name(name: str, almost: Mapping[int, tuple[KnownPerson, str]]) -> list[KnownPerson]:
    return [p for p, _ in almost.values() if is_same_name(name, written_name(p), p.sex or None)]


def _with_number(speaks_for: list[str], speaks_against: list[str], word: str) -> tuple[list[str], list[str]]:
    """A number that is almost this person's speaks for the person, and explains why it is not quite the same."""
    return [word, *speaks_for], [
        piece for piece in speaks_against if piece not in ("number_differs", "birth_year_differs")
    ]


def _is_strong(speaks_for: list[str], speaks_against: list[str]) -> bool:
    if speaks_against:
        return False
    if ALMOST.intersection(speaks_for):
        return True
    if not {"father", "spouse", "mobile"}.intersection(speaks_for):
        return False
    return bool({"village", "mobile", "birth_year"}.intersection(speaks_for)) and len(speaks_for) >= 2


def evidence(
    values: Mapping[str, Any], numbers: Sequence[tuple[str, str]], person: KnownPerson
) -> tuple[list[str], list[str]]:
    """What beside the name speaks for this person, and what against; a missing value says neither."""
    pieces = (
        _about_parent_or_spouse(str(values.get("father_or_husband") or ""), person),
        _about_village(str(values.get("village") or ""), person),
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


def _about_village(written: str, person: KnownPerson) -> _Piece:
    if not written or not person.para_names:
        return None
    return (
        (True, "village")
        if any(same_place(written, name) for name in person.para_names)
        else (False, "village_differs")
    )


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
def same_place(a: str, b: str) -> bool:
    """True when two written names, in either script, are one village or para."""
    return place_key(a) == place_key(b)


def place_key(name: str) -> str:
    """The key under which a para's spellings meet: its sounds, without spaces."""
    return name_keys(name).skeleton.replace(" ", "")

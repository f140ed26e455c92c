"""A made-up upazila or district whose people are listed, some of them twice, by volunteers who make mistakes."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from benchmarks.misspellings import badly_copied, digit_slip, respelt, with_title
from benchmarks.population import RELATIONS, make_population

LISTED_TWICE = 0.05
HOMES_IN_A_PARA, PARAS_IN_A_WARD, WARDS_IN_A_UNION, UNIONS_IN_AN_UPAZILA = 70, 7, 9, 12
COME_OF_AGE = date(2004, 6, 30)


class Name(NamedTuple):
    """Words of a name, in English and in Bangla."""

    english: tuple[str, ...]
    bangla: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as he or she is, whatever any list says."""

    household: int
    female: bool
    muslim: bool
    born_on: date
    name: Name
    father: Name
    mother: Name
    spouse: Name | None
    nid: str
    brn: str
    mobile: str


@dataclass(slots=True)
class Listing:
    """A person as one list has it; `person` is the truth, which nobody may look at."""

    person: int
    household: int = 0
    area_code: str = ""
    para_code: str = ""
    sex: str = ""
    name: str = ""
    father: str = ""
    mother: str = ""
    spouse: str = ""
    birth: str = ""
    birth_precision: str = ""
    nid: str = ""
    brn: str = ""
    mobile: str = ""


COLUMNS = tuple(one.name for one in fields(Listing))


def make_listings(size: int, seed: int = 2022) -> list[Listing]:
    """That many listings, shuffled, five in a hundred of them of people who are in another list too."""
    chance = Random(seed)
    people = _people(round(size * (1 - LISTED_TWICE)), seed, chance)
    homes = people[-1].household + 1
    listings = [_written_down(number, someone, someone.household, chance) for number, someone in enumerate(people)]
    for number in chance.sample(range(len(people)), size - len(people)):
        listing = _written_down(number, people[number], _other_home(people[number].household, homes, chance), chance)
        if listing.household == people[number].household:
            listing.household += homes  # two volunteers came to one house
        listings.append(listing)
    chance.shuffle(listings)
    return listings


def make_people(size: int, seed: int = 2022) -> list[Someone]:
    """The people of whom that many listings are made, in the order of the numbers by which a listing names them."""
    return _people(round(size * (1 - LISTED_TWICE)), seed, Random(seed))


def _other_home(home: int, homes: int, chance: Random) -> int:
    """The household in whose list the person stands too: the same, next door, in the ward, the union, or anywhere."""
    reach = chance.choices((0, 4, 60, 450, 4_000, homes), (0.15, 0.15, 0.25, 0.2, 0.15, 0.1))[0]
    return min(max(home + chance.randint(-reach, reach), 0), homes - 1)


def _people(size: int, seed: int, chance: Random) -> list[Someone]:
    made = make_population(size, seed)
    names = Names(chance)
    people: list[Someone] = []
    house: list[Someone] = []
    for number in range(size):
        if house and house[0].household != made.household[number]:
            house = []
        born_on: date = made.born_on[number].astype("datetime64[D]").astype(date)
        relation = RELATIONS[made.relation[number]]
        someone = _member(int(made.household[number]), relation, bool(made.female[number]), born_on, house, names)
        people.append(someone)
        house.append(someone)
    return people


def _member(home: int, relation: str, female: bool, born_on: date, house: list[Someone], names: Names) -> Someone:
    """One more of the house; one child in forty is a twin."""
    chance = names.chance
    head = house[0] if house else None
    muslim = head.muslim if head else chance.random() < 0.78
    adult = born_on < COME_OF_AGE
    father, mother = names.one(False, muslim), names.one(True, muslim)
    spouse = names.one(not female, muslim) if adult and chance.random() < 0.7 else None
    if head and relation == "child":
        father, mother = _parents(head, father, mother)
        if len(house) > 2 and house[-1].father == father and chance.random() < 0.025:
            born_on = house[-1].born_on
    name = names.one(female, muslim, None if female else father)
    if head and relation == "spouse" and not head.female:
        name, spouse = head.spouse or name, head.name
    shared = house[0].mobile if house and chance.random() < 0.5 else ""
    return Someone(
        household=home,
        female=female,
        muslim=muslim,
        born_on=born_on,
        name=name,
        father=father,
        mother=mother,
        spouse=spouse,
        nid=_number(born_on, home, chance) if adult and chance.random() < 0.85 else "",
        brn=_number(born_on, home, chance) if chance.random() < (0.35 if adult else 0.85) else "",
        mobile=shared or _mobile(chance),
    )


def _parents(head: Someone, father: Name, mother: Name) -> tuple[Name, Name]:
    if head.female:
        return head.spouse or father, head.name
    return head.name, head.spouse or mother


def _number(born_on: date, home: int, chance: Random) -> str:
    union = home // (HOMES_IN_A_PARA * PARAS_IN_A_WARD * WARDS_IN_A_UNION)
    return f"{born_on.year}8719{union % 1000:03d}{chance.randrange(10**6):06d}"


class Names:
    """Names as people have them: a few very common, many rare, sons often with a word of the father's."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        with (Path(__file__).parent / "listed_names.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.lists: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            self.lists.setdefault(row["kind"], []).append((row["en"], row["bn"]))
        for words in self.lists.values():
            chance.shuffle(words)
        self.weights = {
            kind: list(np.cumsum(1 / np.arange(3, len(words) + 3) ** 0.8)) for kind, words in self.lists.items()
        }

    def one(self, female: bool, muslim: bool, father: Name | None = None) -> Name:
        """A name of that sex and faith; a son often carries the last word of his father's."""
        chance = self.chance
        if muslim and female:
            words = [self._word("muslim_female_given")]
            words += [self._word("second_female")] if chance.random() < 0.9 else []
        elif muslim:
            words = self._of_a_muslim_man()
        elif female:
            words = [self._word("hindu_female_given"), ("Rani", "রানী")]
        else:
            words = [self._word("hindu_male_given")]
            words += [chance.choice((("Kumar", "কুমার"), ("Chandra", "চন্দ্র")))] if chance.random() < 0.5 else []
        if not (muslim and female) and chance.random() < (0.45 if muslim else 0.95):
            same = father and chance.random() < 0.85
            last = (father.english[-1], father.bangla[-1]) if father and same else None
            words.append(last or self._word("muslim_family" if muslim else "hindu_family"))
        return Name(tuple(one for one, _ in words), tuple(other for _, other in words))

    def _of_a_muslim_man(self) -> list[tuple[str, str]]:
        if self.chance.random() < 0.25:
            return [("Abdul", "আব্দুল"), self._word("muslim_male")]
        given = self._word("muslim_male_given")
        return [given, ("Islam", "ইসলাম") if given[0].endswith("ul") else ("Rahman", "রহমান") if given[0].endswith("ur")
                else self._word("second_male")]  # fmt: skip

    def _word(self, kind: str) -> tuple[str, str]:
        return self.chance.choices(self.lists[kind], cum_weights=self.weights[kind])[0]


def _written_down(number: int, someone: Someone, home: int, chance: Random) -> Listing:
    """What one volunteer wrote of the person: in one script, with gaps, guesses and slips."""
    english = chance.random() < 0.4
    father, spouse = someone.father, someone.spouse
    if someone.female and spouse and chance.random() < 0.12:
        father, spouse = spouse, None  # one column for father or husband, and the husband was told

    def written(name: Name | None, female: bool, given: float) -> str:
        return _name(name, female, someone.muslim, english, chance) if name and chance.random() < given else ""

    birth, precision = _birth(someone.born_on, chance)
    ward_code, para_code = _place(home)
    return Listing(
        person=number,
        household=home,
        area_code=ward_code,
        para_code=para_code,
        sex="female" if someone.female != (chance.random() < 0.006) else "male",
        name=written(someone.name, someone.female, 1.0),
        father=written(father, False, 0.9),
        mother=written(someone.mother, True, 0.7),
        spouse=written(spouse, not someone.female, 0.75),
        birth=birth,
        birth_precision=precision,
        nid=_copied(someone.nid, 0.65, chance),
        brn=_copied(someone.brn, 0.65, chance),
        mobile=_told_mobile(someone.mobile, chance),
    )


def _name(name: Name, female: bool, muslim: bool, english: bool, chance: Random) -> str:
    words = list(name.english if english else name.bangla)
    own = 2 if name.english[0] == "Abdul" else 1  # nobody leaves Karim out of Abdul Karim
    if len(words) > own and chance.random() < 0.1:
        words.pop()
    words = [respelt(word, chance) if chance.random() < 0.18 else word for word in words]
    if chance.random() < 0.04:
        place = chance.randrange(len(words))
        words[place] = badly_copied(words[place], chance)
    text = " ".join(words)
    return with_title(text, female, chance) if muslim else text


def _birth(born_on: date, chance: Random) -> tuple[str, str]:
    way = chance.random()
    if way < 0.17:
        return f"{born_on.year + round(chance.gauss(0, 1.2))}", "estimated"
    if way < 0.37:
        return f"{born_on.year}", "year"
    if way < 0.43:
        return f"{born_on.year}-01-01", "day"
    if way < 0.46 and born_on.day <= 12:
        return f"{born_on.year}-{born_on.day:02d}-{born_on.month:02d}", "day"
    if way < 0.5:
        wrong = born_on + chance.choice((-1, 1)) * timedelta(days=chance.choice((1, 9, 10, 30, 365)))
        return wrong.isoformat(), "day"
    return born_on.isoformat(), "day"


def _copied(number: str, given: float, chance: Random) -> str:
    if not number or chance.random() > given:
        return ""
    return digit_slip(number, chance) if chance.random() < 0.03 else number


def _told_mobile(mobile: str, chance: Random) -> str:
    """None, another one than last time, or the one they use."""
    return chance.choices(("", _mobile(chance), _copied(mobile, 1.0, chance)), (0.45, 0.1, 0.45))[0]


def _mobile(chance: Random) -> str:
    return f"01{chance.randrange(3, 10)}{chance.randrange(10**8):08d}"


def _place(home: int) -> tuple[str, str]:
    """The codes of the ward and the para in which the house stands."""
    para, ward = home // HOMES_IN_A_PARA, home // (HOMES_IN_A_PARA * PARAS_IN_A_WARD)
    union, upazila = ward // WARDS_IN_A_UNION, ward // (WARDS_IN_A_UNION * UNIONS_IN_AN_UPAZILA)
    ward_code = f"4087{10 + upazila:02d}{10 + union % UNIONS_IN_AN_UPAZILA:02d}{1 + ward % WARDS_IN_A_UNION:02d}"
    return ward_code, f"{ward_code}-{1 + para % PARAS_IN_A_WARD:02d}"

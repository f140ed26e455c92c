"""Search for people: whoever may be meant is found by numbers, households and words, then weighed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.identity import keyed_hash, lookup_digits, read_number
from census_app.domain.names.likeness import word_likeness
from census_app.domain.search import Question, Reason, Weighed, index_word, tells_little, weigh
from census_app.ledger.query import lies_in, pick
from census_app.ledger.reads.persons import USABLE
from census_app.ledger.reads.search_progress import ending_form
from census_app.ledger.reads.search_records import Hit, as_answers, hit_of, masked_numbers, read_records
from census_app.ledger.reads.search_words import Candidates, hear, places_named, read_ids
from census_app.ledger.scoping import options
from census_app.ledger.tables import Household, IdentityNumber, Membership, Person, SearchEnding, SearchPosting

MOST_WEIGHED = {1: 120, 2: 80}
"""So many whom the words name are weighed: the fewer words, the less tells them apart before, and the less it costs."""
OF_MORE_WORDS = 60
FEW_HOLDERS, MOST_HOLDERS = 40, 400
"""So many who hold a number or live in a house are weighed whatever they are called: a few at once, more when nobody is
called so."""
BEYOND_DOUBT, GOOD, FAIR = 1.0, 0.8, 0.55
"""From the first on, a holder is called so, too: nobody else is asked for. Below good, or with places left among the
answers, also those are weighed of whom one word is not known; below fair, search goes on elsewhere."""
WORTH_A_LOOK = 0.3
ONE_SLIP = 0.7
_NEARLY_AS_GOOD = 0.03


@dataclass(frozen=True)
class Found:
    """The answers, the best first; `too_many` when more answer as well as those who are shown."""

    hits: tuple[Hit, ...]
    too_many: bool = False


def find_people(session: Session, scope: Scope, question: Question, number_key: bytes, limit: int = 20) -> Found:
    """The persons of the scope who answer the question; an office finds them by a whole identity number alone."""
    return _Search(session, scope, question, number_key, limit).answer()


class _Search:
    """One question under way."""

    def __init__(self, session: Session, scope: Scope, question: Question, number_key: bytes, limit: int) -> None:
        self.session = session
        self.scope = scope
        self.question = question
        self.readings = question.readings
        self.number_key = number_key
        self.limit = limit
        self.ends_so: dict[int, None] = {}
        self.records: dict[int, Any] = {}
        self.weighed: dict[int, Weighed] = {}
        self.places: dict[str, tuple[str, ...]] = {}
        self.alike: dict[str, dict[str, float]] = {}

    def answer(self) -> Found:
        """Whole numbers first; then everything else that was asked, at first all together."""
        self._weigh_holders(self._holders_of_numbers(), Reason.NUMBER)
        if not self.scope.sees_only_own_office:
            self._weigh_holders(self._holders_of_mobiles(), Reason.MOBILE)
            if self.question.words or not self.weighed:
                self._look_further()
        return self._found()

    def _weigh_holders(self, person_ids: Iterable[int], reason: Reason) -> None:
        self._read(person_ids := list(person_ids))
        for person_id in person_ids:
            if person_id in self.records:
                self.weighed[person_id] = Weighed(2.0, (reason,))

    def _look_further(self) -> None:
        words, self.alike = hear(self.session, self.question)
        self.places = places_named(self.session, self.scope, words)
        self.ends_so = self._holders_of_endings()
        single = {bare for bare in self.question.bare if len(bare) == 1}
        told = {*self.question.households, *self.question.bare} - single
        surely = [*self.ends_so, *self._members_of_households(told, self._wards())]
        held = surely if told else [*surely, *self._members_of_households(single, self.question.wards)]
        if len(surely) <= FEW_HOLDERS:
            self._weigh(surely)
        if self.question.words and self._best() < GOOD:
            for inside in self._narrowings():
                self._look_among(Candidates(self.session, self.scope, words, inside, held))
                if self._best() >= FAIR:
                    break
            if self._best() < GOOD:
                self._weigh(surely[:MOST_HOLDERS])
        elif not self.question.words:
            self._weigh(held[: self.limit + 1 if self.question.is_one_number else MOST_HOLDERS])

    def _look_among(self, named: Candidates) -> None:
        most = MOST_WEIGHED.get(len(self.question.words), OF_MORE_WORDS)
        self._weigh(named.holding_any(most))
        if self._best() >= BEYOND_DOUBT:
            return
        self._weigh(named.holding_all(most))
        fair = sum(weighed.score >= FAIR for weighed in self.weighed.values())
        if self._best() < GOOD:
            self._weigh(named.holding_most(most))
        elif fair < self.limit:
            self._weigh(named.holding_most(self.limit))

    def _narrowings(self) -> Iterator[ColumnElement[bool] | None]:
        """Where to look: in the wards and places that were named, then in the wards alone, then everywhere."""
        area = col(SearchPosting.area_code)
        in_ward = _in_wards(area, self._wards()) if self._wards() else None
        codes = sorted({code[:10] for codes in self.places.values() for code in codes})
        in_place = or_(*(lies_in(area, code) for code in codes)) if codes else None
        if in_ward is not None and in_place is not None:
            yield in_ward & in_place
        if in_place is not None:
            yield in_place
        if in_ward is not None:
            yield in_ward
        yield None

    def _wards(self) -> Sequence[int]:
        """The wards that were named; else each single digit, which may be one."""
        return self.question.wards or [int(bare) for bare in self.question.bare if len(bare) == 1]

    def _best(self) -> float:
        return max((weighed.score for weighed in self.weighed.values()), default=0.0)

    def _weigh(self, person_ids: Sequence[int]) -> None:
        """Each by the readings of question and person that fit best."""
        fresh = [person_id for person_id in dict.fromkeys(person_ids) if person_id not in self.weighed]
        self._read(fresh)
        for person_id in fresh:
            if record := self.records.get(person_id):
                person = as_answers(record, person_id in self.ends_so)
                ways = [weigh(asked, one, self._likeness, self.places) for asked in self.readings for one in person]
                self.weighed[person_id] = max(ways, key=lambda weighed: weighed.score)

    def _likeness(self, asked: str, held: str) -> float:
        """Nothing for words so different that no slip of the pen leads from one to the other: most are."""
        slip = self.alike[asked].get(index_word(held))
        return _of_two(asked, held, slip) if slip else 0.0

    def _read(self, person_ids: Iterable[int]) -> None:
        wanted = [person_id for person_id in person_ids if person_id not in self.records]
        self.records |= read_records(self.session, self.scope, wanted) if wanted else {}

    def _holders_of_numbers(self) -> list[int]:
        read = [read_number(number, "any") for number in self.question.numbers]
        forms = {keyed_hash(self.number_key, form) for one in read for form in lookup_digits(one.kind, one.value)}
        usable = (col(IdentityNumber.lookup_key).in_(forms), col(IdentityNumber.status).in_(USABLE))
        return self._ids(pick(IdentityNumber.person_id).where(*usable)) if forms else []

    def _holders_of_mobiles(self) -> list[int]:
        wanted = pick(Person.id).where(col(Person.mobile).in_(self.question.mobiles))
        return self._ids(wanted.limit(OF_MORE_WORDS)) if self.question.mobiles else []

    def _holders_of_endings(self) -> dict[int, None]:
        """Those with a number or mobile that ends so: found by the last four digits, then looked at."""
        endings = self.question.endings
        if not endings:
            return {}
        keys = {keyed_hash(self.number_key, ending_form(ending)) for ending in endings}
        lists = self.session.execute(pick(SearchEnding.persons).where(col(SearchEnding.ending_key).in_(keys)))
        may_be = [person_id for (written,) in lists for person_id in read_ids(written).tolist()]
        numbers = pick(IdentityNumber.person_id, IdentityNumber.value)
        numbers = numbers.where(col(IdentityNumber.person_id).in_(may_be), col(IdentityNumber.status).in_(USABLE))
        mobiles = pick(Person.id, Person.mobile).where(col(Person.id).in_(may_be))
        return {
            person_id: None
            for wanted in (numbers, mobiles)
            for person_id, number in self.session.execute(wanted, execution_options=options(self.scope))
            if number.endswith(endings)
        }

    def _members_of_households(self, numbers: set[str], wards: Sequence[int]) -> list[int]:
        wanted = pick(Membership.person_id).join(Household, col(Household.id) == Membership.household_id)
        wanted = wanted.where(col(Household.number).in_(numbers), col(Membership.until_on).is_(None))
        if wards:
            wanted = wanted.where(_in_wards(col(Household.area_code), wards))
        return self._ids(wanted) if numbers else []

    def _ids(self, wanted: Any) -> list[int]:
        return list(self.session.execute(wanted, execution_options=options(self.scope)).scalars())

    def _found(self) -> Found:
        standing = {one: weighed for one, weighed in self._standing().items() if weighed.score >= WORTH_A_LOOK}
        ranked = sorted(standing, key=lambda one: (-standing[one].score, one))
        shown = ranked[: self.limit]
        numbers = masked_numbers(self.session, self.scope, shown)
        hits = tuple(hit_of(self.records[one], standing[one], numbers.get(one, ())) for one in shown)
        others = [standing[one].score for one in ranked[self.limit :]]
        return Found(hits, bool(others) and others[0] >= hits[0].score - _NEARLY_AS_GOOD)

    def _standing(self) -> dict[int, Weighed]:
        """What was weighed by the record that stands for it: one that was merged leads to the other."""
        standing: dict[int, Weighed] = {}
        for person_id, weighed in self.weighed.items():
            found = weighed
            while (record := self.records.get(person_id)) is not None and record.merged_into_id is not None:
                person_id = record.merged_into_id
                found = replace(weighed, reasons=(*weighed.reasons, Reason.MERGED))
                self._read([person_id])
            if record is not None and (person_id not in standing or found.score > standing[person_id].score):
                standing[person_id] = found
        return standing


def _in_wards(area_code: Any, wards: Sequence[int]) -> ColumnElement[bool]:
    return func.substr(area_code, 9, 2).in_([f"{ward:02d}" for ward in wards])


@lru_cache(maxsize=100_000)
def _of_two(asked: str, held: str, slip: float) -> float:
    """How alike they sound; one wrong letter leaves a word worth a look, however it sounds."""
    sound = word_likeness(asked, held, same_sex=False)
    return sound if tells_little(asked) and tells_little(held) else max(sound, min(slip, ONE_SLIP))

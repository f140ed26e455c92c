"""Search catches up with what is believed, in sets, after it was believed; and the trail says who searched.

Nothing waits for this: whoever makes or changes persons knows nothing of search. What it holds can always be made
anew from the persons, and is when their name keys have a new version.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Engine, bindparam, delete, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.identity import keyed_hash
from census_app.domain.names import KEYS_VERSION, name_keys
from census_app.domain.names.words import words_apart, words_of
from census_app.domain.search import index_word, place_words, variants_of
from census_app.ledger.engine import reading, writing
from census_app.ledger.postings import written_ids
from census_app.ledger.query import pick
from census_app.ledger.reads.persons import USABLE
from census_app.ledger.reads.search_progress import ending_form, is_behind
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    Area,
    IdentityNumber,
    Person,
    SearchEnding,
    SearchPlace,
    SearchPosting,
    SearchProgress,
    SearchWaiting,
    SearchWord,
)
from census_app.ledger.writes.audit import append_event

PERSONS_AT_ONCE = 2_000
NUMBERS_AT_ONCE = 4_000
_LEVELS = ("para", "union", "upazila")
_KEY_COLUMNS = ("name_skeleton", "name_light", "father_skeleton", "spouse_skeleton")
_COLUMNS = (
    "id", "area_code", "name_bn", "name_en", "father_name", "mother_name", "spouse_name", "mobile", *_KEY_COLUMNS,
)  # fmt: skip


def catch_up(engine: Engine, number_key: bytes, at_most_seconds: float | None = None) -> bool:
    """Everybody who is believed can be found; false when somebody else is at it, or when more sets take too long."""
    began = time.monotonic()
    while _is_behind(engine):
        with writing(engine) as session:
            if not _is_ours(session):
                return False
            _CatchingUp(session, number_key).take_next()
        if at_most_seconds is not None and time.monotonic() - began > at_most_seconds:
            return not _is_behind(engine)
    return True


def _is_behind(engine: Engine) -> bool:
    with reading(engine) as session:
        return is_behind(session)


def record_search(
    engine: Engine, scope: Scope, asked_key: str, kinds: Sequence[str], shown: Sequence[int], area_code: str = ""
) -> None:
    """From now on the trail says that this actor asked, for what kinds of things, and whom the answer showed.

    `asked_key` is a keyed hash of the question: it tells that two questions were the same, and nothing else.
    """
    with writing(engine) as session:
        told = {"asked": asked_key, "kinds": list(kinds), "persons": list(shown)}
        append_event(session, scope, "searched", area_code=area_code, details=told)


def _is_ours(session: Session) -> bool:
    """True when nobody else catches up until this transaction ends."""
    if session.get_bind().dialect.name == "sqlite":  # one writer at a time
        return True
    lock = text("select pg_try_advisory_xact_lock(hashtext('census search'))")
    return bool(session.connection().execute(lock).scalar_one())


class _CatchingUp:
    """One set of persons and numbers on their way into search."""

    def __init__(self, session: Session, number_key: bytes) -> None:
        self.session = session
        self.number_key = number_key
        self.own: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.kin: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.endings: dict[str, list[int]] = defaultdict(list)
        self.variants: dict[str, frozenset[str]] = {}
        self.progress = self._progress()

    def take_next(self) -> None:
        """The next persons and numbers can be found."""
        changed, fresh = self._changed(), self._fresh()
        for person in [*changed, *fresh]:
            self._note_person(person)
        self._renew_keys([*changed, *fresh])
        self._note_numbers()
        self._store()
        if len(fresh) < PERSONS_AT_ONCE:
            self._store_places()
        self._store_words()
        self.session.add(self.progress)

    def _progress(self) -> SearchProgress:
        """How far it is: from the beginning, with nothing kept, when the keys have a new version."""
        progress = self.session.get(SearchProgress, 1)
        if progress is None or progress.keys_version != KEYS_VERSION:
            for table in (SearchPosting, SearchEnding, SearchWord, SearchPlace, SearchWaiting, SearchProgress):
                self.session.connection().execute(delete(table))
            self.session.expire_all()
            progress = SearchProgress(id=1, keys_version=KEYS_VERSION, last_person_id=0, last_number_id=0)
            progress = self.session.merge(progress)
        return progress

    def _changed(self) -> list[Any]:
        ids = list(self.session.connection().execute(pick(SearchWaiting.person_id).limit(PERSONS_AT_ONCE)).scalars())
        self.session.connection().execute(delete(SearchWaiting).where(col(SearchWaiting.person_id).in_(ids)))
        return self._persons(col(Person.id).in_(ids)) if ids else []

    def _fresh(self) -> list[Any]:
        found = self._persons(col(Person.id) > self.progress.last_person_id)
        if found:
            self.progress.last_person_id = found[-1].id
        return found

    def _persons(self, condition: Any) -> list[Any]:
        """Merged records too: whoever looks for what they said is led to the one that stands for them."""
        wanted = pick(*(getattr(Person, name) for name in _COLUMNS)).where(condition)
        wanted = wanted.order_by(col(Person.id)).limit(PERSONS_AT_ONCE)
        return list(self.session.execute(wanted, execution_options=options(OPERATOR, merged_too=True)))

    def _note_person(self, person: Any) -> None:
        own = _words_in(person.name_bn, person.name_en)
        kin = _words_in(person.father_name, person.mother_name, person.spouse_name)
        for words, postings in ((own, self.own), (kin, self.kin)):
            for key in self._keys_of(words):
                postings[key, person.area_code].append(person.id)
        self._note_ending(person.mobile, person.id)

    def _keys_of(self, words: set[str]) -> set[str]:
        """The keys under which the words are kept; it is noted by what variants each is found."""
        keys = {index_word(word): word for word in words}
        keys.pop("", None)
        for key, word in keys.items():
            if key not in self.variants:
                self.variants[key] = variants_of(word)
        return set(keys)

    def _renew_keys(self, persons: Iterable[Any]) -> None:
        """The stored name keys are those of this version; nearly always they are already."""
        keys = [(person, _keys_of_person(person)) for person in persons]
        renewed = [
            {"person": person.id, **dict(zip(_KEY_COLUMNS, own, strict=True))}
            for person, own in keys
            if tuple(getattr(person, name) for name in _KEY_COLUMNS) != own
        ]
        if renewed:
            change = update(Person).where(col(Person.id) == bindparam("person"))
            self.session.connection().execute(change.values({name: bindparam(name) for name in _KEY_COLUMNS}), renewed)

    def _note_numbers(self) -> None:
        wanted = pick(IdentityNumber.id, IdentityNumber.person_id, IdentityNumber.value, IdentityNumber.status)
        wanted = wanted.where(col(IdentityNumber.id) > self.progress.last_number_id).order_by(col(IdentityNumber.id))
        wanted = wanted.limit(NUMBERS_AT_ONCE)
        for number in self.session.execute(wanted, execution_options=options(OPERATOR)):
            self.progress.last_number_id = number.id
            if number.status in USABLE:
                self._note_ending(number.value, number.person_id)

    def _note_ending(self, number: str, person_id: int) -> None:
        if number:
            self.endings[keyed_hash(self.number_key, ending_form(number))].append(person_id)

    def _store(self) -> None:
        places = self.own.keys() | self.kin.keys()
        postings = [
            {"word": w, "area_code": a, "own": written_ids(self.own[w, a]), "kin": written_ids(self.kin[w, a])}
            for w, a in sorted(places)
        ]
        self._append(SearchPosting, ("word", "area_code"), postings)
        endings = [{"ending_key": key, "persons": written_ids(ids)} for key, ids in sorted(self.endings.items())]
        self._append(SearchEnding, ("ending_key",), endings)

    def _store_places(self) -> None:
        """With the last persons: the paras where they live are known by now."""
        kept = pick(SearchPlace.area_code)
        wanted = pick(Area.code, Area.name_en, Area.name_bn).where(
            col(Area.level).in_(_LEVELS), col(Area.code).not_in(kept)
        )
        lines = {
            (key, code)
            for code, *names in self.session.execute(wanted)
            for key in self._keys_of({word for name in names for word in place_words(name)})
        }
        self._append(SearchPlace, ("word", "area_code"), [{"word": w, "area_code": c} for w, c in sorted(lines)])

    def _store_words(self) -> None:
        """Nearly all words of a set are known from earlier ones: each stands under itself, too."""
        itself = col(SearchWord.variant) == col(SearchWord.word)
        known = pick(SearchWord.word).where(itself, col(SearchWord.variant).in_(self.variants))
        fresh = self.variants.keys() - set(self.session.execute(known).scalars())
        variants = [{"variant": v, "word": word} for word in sorted(fresh) for v in sorted(self.variants[word])]
        self._append(SearchWord, ("variant", "word"), variants)

    def _append(self, model: type[SQLModel], key: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
        """The rows stand in the table; where one of that key stood already, its ids go on with these."""
        if not rows:
            return
        dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[self.session.get_bind().dialect.name]
        insert = dialect.insert(model)
        lists = {name: getattr(model, name) + insert.excluded[name] for name in rows[0] if name not in key}
        kept = (
            insert.on_conflict_do_update(index_elements=key, set_=lists) if lists else insert.on_conflict_do_nothing()
        )
        self.session.connection().execute(kept, rows)


def _words_in(*names: str) -> set[str]:
    """The words of the names, with particles joined to them and apart."""
    return {word for name in names if name for split in (words_of, words_apart) for word in split(name)}


def _keys_of_person(person: Any) -> tuple[str, ...]:
    """The values of the key columns, by this version's rules."""
    own = name_keys(person.name_bn or person.name_en)
    father, spouse = name_keys(person.father_name), name_keys(person.spouse_name)
    return own.skeleton, own.light, father.skeleton, spouse.skeleton

"""Search over a real ledger: it catches up, finds what was corrected, and never looks beyond the scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, delete, text, update
from sqlmodel import col

from census_app.domain.access import EVERY_OFFICE, OPERATOR, Permission, Scope
from census_app.domain.identity import keyed_hash, lookup_digits
from census_app.domain.names import KEYS_VERSION, name_keys
from census_app.domain.search import Reason, read_question
from census_app.ledger import clock
from census_app.ledger.engine import reading, writing
from census_app.ledger.postings import written_ids
from census_app.ledger.reads import search_progress
from census_app.ledger.reads.search import Found, find_people
from census_app.ledger.reads.search_progress import is_behind, persons_behind
from census_app.ledger.reads.search_words import read_ids
from census_app.ledger.tables import Area, Household, IdentityNumber, Membership, Person, SearchPosting
from census_app.ledger.writes import search as writes
from census_app.ledger.writes.search import catch_up, record_search
from tests.ledger.people import OTHER_WARD, WARD

KEY = b"k" * 32
MEMBER = Scope(2, "member", (WARD,), (EVERY_OFFICE,), frozenset({Permission.LOOK_UP_PERSON}))
NEIGHBOUR = replace(MEMBER, actor_id=3, actor="neighbour", areas=(OTHER_WARD,))
OFFICE = replace(MEMBER, actor_id=4, actor="office", areas=("408790",), offices=("relief",))


def believe(engine: Engine, name: str, ward: str = WARD, household: str = "1", nid: str = "", **told: str) -> int:
    """Somebody lives in the household of that number; the person's id comes back."""
    now = clock.now()
    with writing(engine) as session:
        keys = name_keys(name)
        someone: dict[str, Any] = {"temporary_key": f"T-{name}-{now.isoformat()}", "name_bn": name, "sex": "female"}
        someone |= {"name_skeleton": keys.skeleton, "name_light": keys.light, "area_code": ward, "created_at": now}
        for relative in ("father", "spouse"):
            someone[f"{relative}_skeleton"] = name_keys(told.get(f"{relative}_name", "")).skeleton
        person = Person(**someone, **told)
        home = Household(area_code=ward, number=household, created_at=now)
        session.add_all([person, home])
        session.flush()
        spell = {"person_id": person.id, "household_id": home.id, "relation": "head", "from_on": date(2022, 1, 1)}
        session.add(Membership(area_code=ward, known_since=now, **spell))
        if nid:
            (form,) = lookup_digits("nid10", nid)
            number = {"kind": "nid10", "value": nid, "lookup_key": keyed_hash(KEY, form), "person_id": person.id}
            session.add(IdentityNumber(area_code=ward, first_seen_on=date(2022, 1, 1), **number))
        return person.id


def ask(engine: Engine, typed: str, scope: Scope = OPERATOR, caught_up: bool = True) -> Found:
    if caught_up:
        assert catch_up(engine, KEY)
    with reading(engine) as session:
        return find_people(session, scope, read_question(typed), KEY)


def ids(found: Found) -> list[int]:
    return [hit.line.person_id for hit in found.hits]


def change(engine: Engine, person_id: int, **values: Any) -> None:
    with writing(engine) as session:
        session.connection().execute(update(Person).where(col(Person.id) == person_id).values(**values))


@pytest.fixture
def family(any_engine: Engine) -> dict[str, int]:
    """Two women of one name in two wards, a man, and a child of his."""
    with writing(any_engine) as session:
        session.add(Area(code=f"{WARD}-02", level="para", parent_code=WARD, name_en="Rishi Para", name_bn="ঋষিপাড়া"))
    return {
        "rahima": believe(any_engine, "মোছাঃ রহিমা খাতুন", father_name="মোঃ আব্দুল করিম", nid="5551231234"),
        "namesake": believe(any_engine, "রহিমা খাতুন", ward=OTHER_WARD, father_name="জামাল হোসেন", household="7"),
        "kamal": believe(any_engine, "Kamal Uddin", household="12", mobile="01700000001"),
        "child": believe(any_engine, "সালমা", household="13", father_name="কামাল উদ্দিন", mother_name="জহুরা বিবি"),
    }


@pytest.mark.parametrize(
    ("typed", "first", "reasons"),
    [
        ("5551231234", "rahima", [Reason.NUMBER]),
        ("01700000001", "kamal", [Reason.MOBILE]),
        ("1234", "rahima", [Reason.ENDING]),
        ("231234", "rahima", [Reason.ENDING]),
        ("0001", "kamal", [Reason.ENDING]),
        ("rohima karim", "rahima", [Reason.SAME_NAME, Reason.FATHER]),
        ("রহিমা জামাল", "namesake", [Reason.SAME_NAME, Reason.FATHER]),
        ("rahina khatun jamal", "namesake", [Reason.LIKE_NAME, Reason.FATHER]),
        ("rohima w7", "namesake", [Reason.SAME_NAME, Reason.WARD]),
        ("7 রহিমা", "namesake", [Reason.SAME_NAME, Reason.HOUSEHOLD]),
        ("khana 12", "kamal", [Reason.HOUSEHOLD]),
        ("kamal udin", "kamal", [Reason.SAME_NAME]),
        ("Salma mother Johura", "child", [Reason.SAME_NAME, Reason.MOTHER]),
        ("সালমা কামাল উদ্দিন", "child", [Reason.SAME_NAME, Reason.FATHER]),
    ],
)
def test_whoever_is_meant_comes_first_with_the_reasons(
    any_engine: Engine, family: dict[str, int], typed: str, first: str, reasons: Sequence[Reason]
) -> None:
    hit = ask(any_engine, typed).hits[0]
    assert (hit.line.person_id, list(hit.reasons)) == (family[first], list(reasons))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("ওহাব", "waab"),
        ("কামালউদ্দিন শেখ", "Kamal Uddin"),
        ("Rajjob Udin", "Rajjab Uddin"),
        ("চামেলী নাহাড়", "Chamelli Nahar"),
    ],
)
def test_a_slip_or_a_particle_apart_still_leads_to_the_name(
    any_engine: Engine, family: dict[str, int], name: str, typed: str
) -> None:
    meant = believe(any_engine, name, household="20")
    believe(any_engine, "চামেলী নাহার", household="21")
    assert meant in ids(ask(any_engine, typed))


def test_a_word_that_nobody_bears_does_not_hide_whom_the_others_name(
    any_engine: Engine, family: dict[str, int]
) -> None:
    assert ids(ask(any_engine, "salma xylqw zbvfg"))[0] == family["child"]


def test_a_whole_number_comes_before_a_name(any_engine: Engine, family: dict[str, int]) -> None:
    assert ids(ask(any_engine, "kamal 5551231234"))[0] == family["rahima"]


def test_a_place_that_is_named_speaks_for_whoever_lives_there(any_engine: Engine, family: dict[str, int]) -> None:
    there = believe(any_engine, "রহিমা", household="50")
    with writing(any_engine) as session:
        move = update(Household).where(col(Household.number) == "50").values(para_code=f"{WARD}-02")
        session.connection().execute(move)
    hit = ask(any_engine, "rahima rishi para").hits[0]
    assert (hit.line.person_id, hit.para_code) == (there, f"{WARD}-02")
    assert Reason.PLACE in hit.reasons


def test_a_hit_shows_its_numbers_masked(any_engine: Engine, family: dict[str, int]) -> None:
    assert ask(any_engine, "rahima karim").hits[0].numbers == (("nid10", "••••••1234"),)


@pytest.mark.parametrize("typed", ["রহিমা", "rohima khatun w7", "7 রহিমা", "khana 7", "রহিমা জামাল"])
def test_nobody_of_another_ward_is_found_or_counted(any_engine: Engine, family: dict[str, int], typed: str) -> None:
    assert family["namesake"] in ids(ask(any_engine, typed))
    assert family["namesake"] not in ids(ask(any_engine, typed, MEMBER))
    assert family["namesake"] in ids(ask(any_engine, typed, NEIGHBOUR))


@pytest.mark.parametrize("typed", ["5551231234", "1234", "01700000001", "salma"])
def test_nobody_is_found_by_any_sign_beyond_the_scope(any_engine: Engine, family: dict[str, int], typed: str) -> None:
    assert ids(ask(any_engine, typed, NEIGHBOUR)) == []


def test_many_namesakes_elsewhere_do_not_make_an_answer_one_of_many(any_engine: Engine) -> None:
    mine = believe(any_engine, "নুরজাহান")
    for number in range(25):
        believe(any_engine, "নুরজাহান", ward=OTHER_WARD, household=str(number))
    assert ask(any_engine, "nurjahan").too_many
    found = ask(any_engine, "nurjahan", MEMBER)
    assert (ids(found), found.too_many) == ([mine], False)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("5551231234", True), ("1234", False), ("01700000001", False), ("rahima karim", False), ("khana 12", False)],
)
def test_an_office_finds_a_person_by_the_whole_number_alone(
    any_engine: Engine, family: dict[str, int], typed: str, found: bool
) -> None:
    assert bool(ask(any_engine, typed, OFFICE).hits) == found


def test_whoever_is_believed_later_is_found_after_catching_up(any_engine: Engine, family: dict[str, int]) -> None:
    assert ids(ask(any_engine, "farzana")) == []
    newcomer = believe(any_engine, "ফারজানা", household="90")
    assert ids(ask(any_engine, "farzana", caught_up=False)) == []
    with reading(any_engine) as session:
        assert (is_behind(session), persons_behind(session)) == (True, 1)
    assert ids(ask(any_engine, "farzana")) == [newcomer]
    with reading(any_engine) as session:
        assert (is_behind(session), persons_behind(session)) == (False, 0)


def test_a_corrected_name_is_found_and_the_old_one_no_more(any_engine: Engine, family: dict[str, int]) -> None:
    assert ids(ask(any_engine, "salma"))[0] == family["child"]
    change(any_engine, family["child"], name_bn="ফারজানা")
    with reading(any_engine) as session:
        assert is_behind(session)
    assert ids(ask(any_engine, "farzana")) == [family["child"]]
    assert family["child"] not in ids(ask(any_engine, "salma"))


def test_a_change_that_is_not_searched_leaves_search_where_it_was(any_engine: Engine, family: dict[str, int]) -> None:
    assert catch_up(any_engine, KEY)
    change(any_engine, family["child"], birth_date="2011", name_bn="সালমা")
    with reading(any_engine) as session:
        assert not is_behind(session)


def test_somebody_who_moved_is_found_where_they_live_now(any_engine: Engine, family: dict[str, int]) -> None:
    assert ids(ask(any_engine, "salma", NEIGHBOUR)) == []
    change(any_engine, family["child"], area_code=OTHER_WARD)
    assert ids(ask(any_engine, "salma", NEIGHBOUR)) == [family["child"]]
    assert ids(ask(any_engine, "salma", MEMBER)) == []


def test_a_withdrawn_number_leads_to_nobody(any_engine: Engine, family: dict[str, int]) -> None:
    assert ids(ask(any_engine, "1234")) == [family["rahima"]]
    with writing(any_engine) as session:
        session.connection().execute(update(IdentityNumber).values(status="withdrawn"))
    assert ids(ask(any_engine, "1234")) == []
    assert ids(ask(any_engine, "5551231234")) == []


def test_a_merged_record_leads_to_the_one_that_stands_for_it(any_engine: Engine, family: dict[str, int]) -> None:
    twin = believe(any_engine, "ফারজানা", household="77", nid="5551234444")
    change(any_engine, twin, merged_into_id=family["child"])
    for typed in ("farzana", "5551234444"):
        (hit,) = ask(any_engine, typed).hits
        assert (hit.line.person_id, hit.line.name_bn) == (family["child"], "সালমা")
        assert hit.reasons[-1] is Reason.MERGED
    assert ids(ask(any_engine, "farzana", NEIGHBOUR)) == []


def test_a_new_version_of_the_keys_makes_everything_anew(
    any_engine: Engine, family: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert catch_up(any_engine, KEY)
    with writing(any_engine) as session:
        session.connection().execute(delete(SearchPosting))
        session.connection().execute(update(Person).values(name_skeleton="old", name_light="old"))
    assert ids(ask(any_engine, "salma")) == []
    for module in (writes, search_progress):
        monkeypatch.setattr(module, "KEYS_VERSION", KEYS_VERSION + 1)
    assert ids(ask(any_engine, "salma"))[0] == family["child"]
    with any_engine.connect() as connection:
        kept = connection.execute(text("select name_skeleton, name_light from persons order by id")).all()
    assert tuple(kept[0]) == ("rhm ktn", "rhima ktun")
    assert ("old", "old") not in kept


def test_catching_up_in_small_sets_finds_everybody(
    any_engine: Engine, family: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writes, "PERSONS_AT_ONCE", 1)
    monkeypatch.setattr(writes, "NUMBERS_AT_ONCE", 1)
    assert not catch_up(any_engine, KEY, at_most_seconds=0.0)
    assert catch_up(any_engine, KEY)
    assert ids(ask(any_engine, "rohima jamal"))[0] == family["namesake"]
    assert ids(ask(any_engine, "1234")) == [family["rahima"]]


def test_the_trail_says_who_searched_without_what_was_typed(any_engine: Engine, family: dict[str, int]) -> None:
    record_search(any_engine, MEMBER, "hash", ("words", "wards"), [family["rahima"]], WARD)
    with any_engine.connect() as connection:
        event = connection.execute(text("select actor_id, area_code, details from audit_events")).all()[-1]
    assert tuple(event[:2]) == (MEMBER.actor_id, WARD)
    assert "rahima" not in str(event.details)
    assert all(part in str(event.details) for part in ("hash", "words", "wards", str(family["rahima"])))


def test_ids_are_read_as_they_were_written() -> None:
    assert read_ids(written_ids([1, 300_000, 4_000_000_000]) + written_ids([7])).tolist() == [
        1, 300_000, 4_000_000_000, 7,
    ]  # fmt: skip
    assert read_ids(None).tolist() == []

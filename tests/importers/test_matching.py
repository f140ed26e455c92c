"""Who received what a line says: by number, by a name with other evidence, by the other lines of the list."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from census_app.domain.identity import keyed_hash, leading_forms, lookup_digits
from census_app.domain.names import name_keys, same_name
from census_app.ledger.reads.matches import KnownPerson
from importers.evidence import likeness_to, may_be_one_name
from importers.list_lines import decide_recipients
from importers.matching import Register, recipient_of

KEY = b"a key of the tests"
NID17 = "19498719071800386"


def person(person_id: int, name: str, **known: Any) -> KnownPerson:
    unknown = KnownPerson(
        person_id=person_id, area_code="4087907108", household_id=person_id, household_number=str(person_id),
        para_names=("পূর্বপাড়া", "Purba Para"), name_bn=name, name_en="", sex="female", birth_date="1949-08-29",
        birth_precision="day", father_name="", mother_name="", spouse_name="", mobile="", death_date="",
        name_skeleton=name_keys(name).skeleton, numbers=(),
    )  # fmt: skip
    return replace(unknown, **known)


def register(*persons: KnownPerson) -> Register:
    return Register(persons, KEY)


def hashed(kind: str, value: str) -> tuple[str, str]:
    return kind, keyed_hash(KEY, lookup_digits(kind, value)[0])


RABEYA = person(1, "মোছাঃ রাবেয়া আক্তার")
LINE = {"recipient_name": "রাবেয়া আক্তার", "village": "পূর্বপাড়া", "number17": NID17}


def test_the_only_one_of_that_name_para_and_birth_year_is_meant_where_no_father_is_named() -> None:
    decision = recipient_of(LINE, register(RABEYA))
    assert decision.person == RABEYA
    assert decision.evidence == ["name", "village", "birth_year"]


def test_two_of_that_name_para_and_birth_year_wait() -> None:
    assert recipient_of(LINE, register(RABEYA, person(2, "রাবেয়া আক্তার"))).person is None


def test_who_holds_another_long_number_is_not_meant_by_this_one() -> None:
    holder = replace(RABEYA, numbers=(hashed("nid17", "19498719071800999"),))
    assert recipient_of(LINE, register(holder)).person is None


def test_name_and_para_alone_do_not_decide() -> None:
    assert recipient_of({**LINE, "number17": None}, register(RABEYA)).person is None


def test_an_address_that_holds_the_para_is_in_the_para() -> None:
    decision = recipient_of({**LINE, "village": "গ্রাম: পূর্বপাড়া, নগরঘাটা"}, register(RABEYA))
    assert decision.person == RABEYA


def test_a_village_that_is_no_para_of_the_ward_contradicts_nobody() -> None:
    married = replace(RABEYA, spouse_name="মোঃ আকবর আলী গাজী")
    line = {"recipient_name": "রাবেয়া আক্তার", "father_or_husband": "আকবর আলী গাজী", "village": "নগরঘাটা"}
    assert recipient_of({**line, "ward": "৮"}, register(married)).evidence == ["name", "spouse", "ward"]
    assert recipient_of({**line, "ward": "৫"}, register(married)).person is None


def test_thirteen_digits_tell_two_who_fit_apart_but_decide_nothing_alone() -> None:
    damaged = ("nid17_leading", keyed_hash(KEY, leading_forms(NID17)[0]))
    first = replace(RABEYA, numbers=(damaged,), father_name="মোঃ আকবর আলী")
    both = register(first, person(2, "রাবেয়া আক্তার", father_name="আকবর আলী"))
    line = {"recipient_name": "রাবেয়া আক্তার", "nid13": NID17[4:], "village": "পূর্বপাড়া"}
    assert recipient_of(line, both).person is None
    assert recipient_of({**line, "father_or_husband": "আকবর আলী"}, both).person == first


def test_thirteen_digits_that_begin_alike_beside_the_husbands_name_are_enough_without_a_village() -> None:
    damaged = ("nid17_leading", keyed_hash(KEY, leading_forms(NID17)[0]))
    hers = replace(RABEYA, numbers=(damaged,), spouse_name="মোঃ রফিকুল ইসলাম")
    line = {"recipient_name": "রাবেয়া আক্তার", "nid13": NID17[4:], "father_or_husband": "Rafiqul Islam"}
    assert recipient_of(line, register(hers)).person == hers
    assert recipient_of({**line, "father_or_husband": "আকবর আলী"}, register(hers)).person is None
    assert recipient_of({**line, "nid13": "8719071800999"}, register(hers)).person is None


def test_a_slip_that_makes_a_neighbours_number_means_the_namesake_with_the_same_relative() -> None:
    neighbour = person(2, "পূর্ণিমা রায়", numbers=(hashed("nid17", "19498719071800381"),))
    hers = replace(RABEYA, numbers=(hashed("nid17", NID17),), father_name="আকবর আলী")
    line = {"recipient_name": "রাবেয়া আক্তার", "nid17": "19498719071800381", "father_or_husband": "Akbar Ali"}
    assert recipient_of(line, register(neighbour, hers)).person == hers
    for other in ({"father_or_husband": ""}, {"father_or_husband": "জব্বার গাজী"}, {"recipient_name": "সালমা আক্তার"}):
        decision = recipient_of({**line, **other}, register(neighbour, hers))
        assert (decision.person, decision.evidence) == (None, ["number_of_another_name"])


def test_a_person_written_down_twice_in_one_household_is_found_all_the_same() -> None:
    first = replace(RABEYA, father_name="মোঃ আকবর আলী")
    again = replace(first, person_id=2, household_id=1)
    line = {"recipient_name": "রাবেয়া আক্তার", "father_or_husband": "আকবর আলী", "village": "পূর্বপাড়া"}
    assert recipient_of(line, register(first, again)).person == first
    elsewhere = replace(again, household_id=7)
    assert recipient_of(line, register(first, elsewhere)).person is None


def test_a_line_follows_another_line_of_its_number_beside_the_same_name() -> None:
    lines = [
        LINE,
        {"recipient_name": "রাবেয়া আক্তার", "nid13": NID17[4:]},
        {"recipient_name": "করিম গাজী", "number17": NID17},
    ]
    followed = decide_recipients(lines, register(RABEYA))
    assert [decision.person for decision in followed] == [RABEYA, RABEYA, None]
    assert followed[1].evidence == ["name", "number_of_other_line"]


def test_a_line_follows_another_line_of_its_account_beside_the_same_name() -> None:
    account = {"account_mobile": "01410000001"}
    lines = [{**LINE, **account}, {"recipient_name": "রাবেয়া আক্তার", **account}, {"recipient_name": "করিম গাজী", **account}]
    followed = decide_recipients(lines, register(RABEYA, person(2, "করিম গাজী")))
    assert [decision.person for decision in followed] == [RABEYA, RABEYA, None]


def test_a_namesake_whose_money_goes_to_the_same_account_is_another_person() -> None:
    account = {"account_mobile": "01410000001"}
    first = {**LINE, **account, "father_or_husband": "আকবর আলী"}
    of_another_husband = {"recipient_name": "রাবেয়া আক্তার", **account, "father_or_husband": "মোঃ মিজানুর রহমান"}
    followed = decide_recipients([first, of_another_husband], register(replace(RABEYA, spouse_name="মোঃ আকবর আলী")))
    assert [decision.person is not None for decision in followed] == [True, False]


FATHER = {"recipient_name": "রাবেয়া আক্তার", "father_or_husband": "মোঃ আকবর আলী", "village": "পূর্বপাড়া"}
STIPEND = {"programme_code": "PST", "delivered_on": "2022-01-09"}


def test_of_two_who_fit_a_stipend_means_the_child() -> None:
    aunt = replace(RABEYA, father_name="আকবর আলী")
    niece = person(2, "রাবেয়া আক্তার", father_name="আকবর আলী", birth_date="2013-06-29")
    assert recipient_of({**FATHER, **STIPEND}, register(aunt, niece)).person == niece
    assert recipient_of(FATHER, register(aunt, niece)).person is None


def test_an_age_outside_the_rule_excludes_nobody_who_fits_alone() -> None:
    aunt = replace(RABEYA, father_name="আকবর আলী")
    assert recipient_of({**FATHER, **STIPEND}, register(aunt)).person == aunt


def test_of_two_who_fit_the_one_without_another_surname_is_meant() -> None:
    shirin = person(1, "", name_en="Shirina Khatun", name_skeleton="srn ktn", father_name="Aminur Rahman")
    cousin = replace(shirin, person_id=2, name_en="Shirina Khatun Kaguji", father_name="Aminur Rahman Kaguji")
    line = {"recipient_name": "Shirina Khatun", "father_or_husband": "Md Aminur Rahaman", "village": "Purba Para"}
    assert recipient_of(line, register(shirin, cousin)).person == shirin


def test_another_spelling_of_the_same_words_tells_nobody_apart() -> None:
    one = person(1, "", name_en="Shikha Sarkar", name_skeleton="sk srkr", spouse_name="Haripada Sarkar")
    other = replace(one, person_id=2, household_id=2, birth_date="1983-12-12", spouse_name="Horipodo Sarker")
    line = {"recipient_name": "Shikha Sarkar", "father_or_husband": "Haripada Sarkar", "village": "Purba Para"}
    assert recipient_of(line, register(one, other)).person is None


def test_the_own_telephone_beside_the_name_is_enough_unless_something_contradicts() -> None:
    owner = replace(RABEYA, mobile="01410000001", father_name="মোঃ আকবর আলী")
    line = {"recipient_name": "রাবেয়া আক্তার", "account_mobile": "01410000001"}
    assert recipient_of(line, register(owner, person(2, "রাবেয়া আক্তার"))).person == owner
    assert recipient_of({**line, "village": "চরপাড়া"}, register(owner)).person == owner
    elsewhere = person(2, "করিম", para_names=("চরপাড়া",))
    assert recipient_of({**line, "village": "চরপাড়া"}, register(owner, elsewhere)).person is None


def test_the_quick_look_turns_away_no_two_writings_of_one_name() -> None:
    pairs = csv.DictReader((Path(__file__).parents[1] / "domain" / "name_pairs.csv").open(encoding="utf-8"))
    written = [(pair["one"], pair["other"]) for pair in pairs]
    names = sorted({name for pair in written for name in pair})[::7]
    for one, other in [*written, *product(names, names)]:
        if same_name(one, other, "female"):
            assert may_be_one_name(name_keys(one).skeleton, name_keys(other).skeleton), (one, other)


def test_the_quick_look_turns_strangers_away() -> None:
    assert not may_be_one_name(name_keys("রহিমা খাতুন").skeleton, name_keys("Jahangir Gazi").skeleton)


def test_somebody_written_down_twice_is_found_under_either_name_and_in_either_household() -> None:
    other = "মোছাঃ জাহানারা বেগম"
    twice = replace(RABEYA, other_names=((other, name_keys(other).skeleton),), other_homes=(7,))
    both = register(twice, person(2, "মোছাঃ সালমা খাতুন"))
    assert both.namesakes(other) == [twice]
    assert both.namesakes(twice.name_bn) == [twice]
    assert both.members(7) == both.members(1) == [twice]
    assert likeness_to(other, twice) == 1.0

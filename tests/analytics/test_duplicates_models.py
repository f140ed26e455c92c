"""The models of the search for doubles keep the customs of all models, and find pairs by any key that is left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.duplicates.comparing import SQL_DIR, compared
from analytics.duplicates.evidence import EVIDENCE, NAMES, levels_of
from analytics.duplicates.people import as_keys
from analytics.models import Model, discover

MODELS = discover(SQL_DIR)
PERSON = {
    "person_id": 1,
    "household_id": 1,
    "area_code": "4087907108",
    "para_code": "4087907108-01",
    "sex": "female",
    "birth": "1984-03-16",
    "name": "মোছাঃ আমেনা পারভীন",
    "father": "মোঃ আব্দুস সালাম",
    "mother": "ফেরদৌসী বেগম",
}
ELSEWHERE = {
    "person_id": 2,
    "household_id": 2,
    "area_code": "4087907101",
    "para_code": "4087907101-03",
    "sex": "female",
    "name": "Amena Parvin",
}


def agreement(one: dict[str, object], other: dict[str, object]) -> dict[str, str] | None:
    """The level at which each told piece of evidence stands; None when the two were never compared."""
    with compared(as_keys([one, other]), across_lists=False) as connection:
        found = connection.execute("select pattern from int_patterns").fetchnumpy()["pattern"]
    if not len(found):
        return None
    [levels] = levels_of(found)
    told = zip(EVIDENCE, levels, strict=True)
    return {piece.name: piece.levels[level - 1] for piece, level in told if level}


@pytest.mark.parametrize("name", MODELS)
def test_a_header_promises_the_table_that_the_file_makes(name: str) -> None:
    with compared(as_keys([PERSON]), across_lists=False) as connection:
        made = connection.execute(
            "select column_name, data_type from information_schema.columns where table_name = ? "
            "order by ordinal_position",
            [name],
        ).fetchall()
    assert made == [(column.name, column.type) for column in MODELS[name].header.columns]


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_query_keeps_to_plain_lower_case_sql(model: Model) -> None:
    query = re.sub(r"--[^\n]*|'[^']*'", "", model.sql)
    assert not re.search(
        r"\b(qualify|exclude|pivot|asof|unnest|list_\w+|struct_pack|lambda|date_diff|jaro\w*)\b|::|\[|\{|//", query
    )
    assert not re.search(r"[A-Z]", query)
    assert query.rstrip().endswith("select * from final")


def test_the_levels_of_the_query_are_those_that_have_weights_and_words() -> None:
    sql = (SQL_DIR / "intermediate" / "int_patterns.sql").read_text(encoding="utf-8")
    order = re.findall(r"cast\((\w+) as bigint\)", sql)
    assert tuple(order) == NAMES
    assert all(len(piece.levels) == len(piece.says) for piece in EVIDENCE)
    assert all(len(piece.levels) < 16 for piece in EVIDENCE[:-1])
    assert len(EVIDENCE[-1].levels) < 128


def test_people_who_share_no_key_are_never_compared() -> None:
    assert agreement(PERSON, ELSEWHERE | {"name": "Rahela Khatun", "birth": "1950"}) is None


@pytest.mark.parametrize(
    "shared",
    [
        {"nid": "19840000000000017"},
        {"mobile": "01700000001"},
        {"birth": "1984-03-16"},
        {"father": "আঃ সালাম"},
        {"mother": "Ferdousi Begum", "area_code": "4087907108"},
        {"birth": "1985"},
    ],
    ids=lambda shared: next(iter(shared)),
)
def test_one_shared_key_is_enough_to_be_compared_whatever_else_is_missing(shared: dict[str, str]) -> None:
    told = agreement({**PERSON, "nid": "19840000000000017", "mobile": "01700000001"}, ELSEWHERE | shared)
    assert told
    assert told["given"] in ("same", "sounds_same")


def test_a_digit_slip_leaves_half_of_the_number() -> None:
    told = agreement(PERSON | {"nid": "1990000000013"}, ELSEWHERE | {"nid": "1990000000073"})
    assert told
    assert told["number"] == "half"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1984-03-16", "1984-03-16", "day"),
        ("1984-01-01", "1984-01-01", "new_year"),
        ("1984-03-06", "1984-06-03", "slip"),
        ("1984-03-16", "1985-03-16", "slip"),
        ("1984-03-16", "1984-03-28", "two_parts"),
        ("1984-03-16", "1984", "year"),
        ("1984-01-01", "1984-03-16", "year"),
        ("1984-03-16", "1984-04-07", "within_a_month"),
        ("1984-12-28", "1985-01-09", "within_a_month"),
        ("1984-03-16", "1984-05-28", "other_day"),
        ("1984-01-01", "1985-01-01", "next_year"),
        ("1984-03-16", "1985", "next_year"),
        ("1984", "1987", "few_years"),
        ("1984", "1999", "differs"),
    ],
)
def test_birth_dates_agree_as_far_as_they_are_told(one: str, other: str, level: str) -> None:
    told = agreement(PERSON | {"birth": one}, PERSON | {"person_id": 2, "birth": other})
    assert told
    assert told["birth"] == level


@pytest.mark.parametrize(
    ("year", "level"),
    [
        ("1984", "estimate"),
        ("1985", "near_an_estimate"),
        ("1982", "off_an_estimate"),
        ("1987", "far_off_an_estimate"),
        ("1990", "differs"),
    ],
)
def test_a_year_reckoned_from_an_age_agrees_less_the_farther_it_is_off(year: str, level: str) -> None:
    told = agreement(PERSON, PERSON | {"person_id": 2, "birth": year, "birth_precision": "estimated"})
    assert told
    assert told["birth"] == level


@pytest.mark.parametrize("kin", ["father", "mother", "spouse"])
@pytest.mark.parametrize(
    ("other", "level"),
    [
        ("রফিকুল ইসলাম গাজী", "same"),
        ("Rafiqul", "own_word"),
        ("Rafiqul Haque", "other_family"),
        ("রফিকু ইসলাম", "near"),
        ("আজগর", "differs"),
    ],
)
def test_other_words_of_a_relatives_name_are_heard_too(kin: str, other: str, level: str) -> None:
    one = PERSON | {"spouse": "", "mother": "", "father": "", kin: "Md. Rafiqul Islam Gazi"}
    told = agreement(one, one | {"person_id": 2, kin: other})
    assert told
    assert told[kin] == level


def test_relatives_in_other_years_lead_to_one_another() -> None:
    """A husband once in his own column and once in that of the father; the mother, in another upazila."""
    named = {"name": "Amena Parvin", "birth": "1985", "birth_precision": "estimated"}
    wife = {**ELSEWHERE, **named, "spouse": "Rafiqul Islam"}
    at_home = PERSON | {"father": "রফিকুল ইসলাম", "mother": "", "area_code": "4087907108"}
    assert agreement(at_home, wife)
    assert agreement(PERSON | {"father": ""}, {**ELSEWHERE, **named, "mother": "Ferdousi Begum"})


def test_the_husband_in_the_column_of_the_father_is_seen() -> None:
    wife = PERSON | {"spouse": "মোঃ রফিকুল ইসলাম"}
    told = agreement(wife, PERSON | {"person_id": 2, "father": "Rafiqul Islam"})
    assert told
    assert told["father"] == "is_spouse"


def test_what_nobody_tells_speaks_neither_for_nor_against() -> None:
    told = agreement(
        {"person_id": 1, "name": "Amena", "area_code": "1"}, {"person_id": 2, "name": "আমেনা", "area_code": "1"}
    )
    assert told
    assert set(told) == {"given", "area", "rarity"}


def test_no_name_leaves_the_private_database_of_a_run(tmp_path: Path) -> None:
    rows = [*as_keys([PERSON])]
    assert all(value.isascii() for row in rows for value in row if isinstance(value, str))

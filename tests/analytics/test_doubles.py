"""The register of the ward is searched for people listed twice: asked about once, merged by nobody."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from analytics.doubles import search_register
from analytics.duplicates import read_weights
from analytics.duplicates.evidence import EVIDENCE
from census_app.cli import main
from census_app.domain.access import EVERY_OFFICE, OPERATOR, Permission, Scope
from census_app.domain.errors import Refused
from census_app.ledger.engine import reading
from census_app.ledger.reads.listings import listings
from census_app.sentences import sentence
from census_app.settings import PROJECT_DIR
from tests.ledger.people import accept_household
from tests.wards import Ward


def count(engine: Engine, question: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(question)).scalar_one())


def test_a_search_asks_about_each_pair_once_and_merges_nobody(ward: Ward) -> None:
    asked_before = count(ward.engine, "select count(*) from possible_matches where kind = 'persons'")
    first = search_register(ward.engine, OPERATOR)
    assert first.listed == count(ward.engine, "select count(*) from persons where merged_into_id is null")
    assert (first.groups > 0) == (first.same > 0)
    assert first.same + first.possible == first.new + first.waiting_already + first.decided_before
    asked = count(ward.engine, "select count(*) from possible_matches where kind = 'persons'")
    assert asked == asked_before + first.new
    again = search_register(ward.engine, OPERATOR)
    assert (again.new, again.waiting_already) == (0, first.new + first.waiting_already)
    assert count(ward.engine, "select count(*) from merges") == 0


def test_the_trail_says_by_which_weights_pairs_were_found(ward: Ward) -> None:
    report = search_register(ward.engine, OPERATOR)
    with ward.engine.connect() as connection:
        asked = text("select details from audit_events where action = 'matches_offered' order by id desc")
        told = json.loads(connection.execute(asked).scalars().all()[0])
    assert told["weights_learned_on"] == report.weights_learned_on == read_weights().learned_on.isoformat()
    assert told["weights_learned_from"] == report.weights_learned_from == read_weights().learned_from


def test_who_was_told_apart_is_not_asked_about_again(ward: Ward) -> None:
    search_register(ward.engine, OPERATOR)
    with ward.engine.begin() as connection:
        connection.execute(text("update possible_matches set state = 'different' where kind = 'persons'"))
    told_apart = search_register(ward.engine, OPERATOR)
    assert (told_apart.new, told_apart.waiting_already) == (0, 0)
    assert told_apart.decided_before > 0


def test_a_desk_searches_its_own_place_alone(ward: Ward) -> None:
    elsewhere = Scope(9, "elsewhere", ("408743",), (EVERY_OFFICE,), frozenset(Permission))
    assert search_register(ward.engine, elsewhere).listed == 0


def test_so_many_doubles_that_something_must_be_wrong_raise_no_question(engine: Engine) -> None:
    for number in ("1", "2", "3"):
        accept_household(engine, number=number, members=1)
    with engine.begin() as connection:
        connection.execute(
            text("update persons set father_name = 'রহিম', mother_name = 'আমেনা', mobile = '01700000001'")
        )
    with pytest.raises(Refused, match="too_many_doubles"):
        search_register(engine, OPERATOR)
    assert count(engine, "select count(*) from possible_matches") == 0


def test_a_listing_holds_each_number_under_its_register(engine: Engine) -> None:
    accept_household(engine, members=1)
    with reading(engine) as session:
        (listing,) = listings(session, OPERATOR)
    assert (listing["name"], listing["smart"], listing["birth"]) == ("করিম", "5551230000", "1980-01-02")


def test_every_piece_of_evidence_has_its_word_on_the_page() -> None:
    with (PROJECT_DIR / "census_app" / "web" / "words.csv").open(encoding="utf-8", newline="") as file:
        known = {line["code"] for line in csv.DictReader(file) if line["list"] == "evidence"}
    assert {word for piece in EVIDENCE for word in piece.says if word} - known == set()


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_command_tells_what_was_asked(ward: Ward, language: str) -> None:
    place = ["--database", ward.settings.database_url]
    environment = {"CENSUS_DATA_DIR": str(ward.settings.data_dir)}
    CliRunner().invoke(main, ["doubles", *place], env=environment)
    report = json.loads(CliRunner().invoke(main, ["doubles", "--json", *place], env=environment).stdout)
    told = CliRunner().invoke(main, ["doubles", "--lang", language, *place], env=environment).output
    assert told.strip() == sentence("doubles_searched", language, report)

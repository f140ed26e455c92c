"""`census history` tells what was believed, when it became known, and who said so; every look is in the trail."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import text

from census_app.sentences import messages, sentence
from tests.cli.calling import census
from tests.wards import Ward


@pytest.fixture
def database(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Ward:
    monkeypatch.setenv("CENSUS_DATA_DIR", str(ward.settings.data_dir))
    monkeypatch.setenv("CENSUS_DATABASE_URL", ward.settings.database_url)
    return ward


def told(code: str, language: str) -> str:
    """The sentence with its blanks unfilled."""
    return messages(language)[code].what


def test_a_person_is_told_with_sources_and_the_look_is_recorded_with_its_reason(database: Ward) -> None:
    answer = census("history", "P7", "--reason", "asked at the desk")
    assert answer.exit_code == 0, answer.output
    head, paid, *entries = answer.output.splitlines()
    assert head.startswith(told("history_of", "en").partition("{")[0])
    assert paid.strip() == sentence("history_paid", "en", {"count": 0, "taka": "0.00"})
    told_of = re.escape(told("history_entry", "en")).replace(r"\{", "(?P<").replace(r"\}", ">.*)")
    assert all(re.fullmatch(told_of, entry.strip()) for entry in entries)
    assert any("ward08_volunteer01.xlsx" in entry for entry in entries)
    with database.engine.connect() as connection:
        asked = text("select reason from audit_events where action = 'look' and subject = 'person:7'")
        assert connection.execute(asked).scalars().all() == ["asked at the desk"]
    bangla = census("history", "৭", "--lang", "bn", "--known-on", "2001-01-01")
    assert told("history_unknown", "bn").split("{")[1].partition("}")[2].strip() in bangla.output


def test_numbers_are_whole_only_for_who_may_see_them(database: Ward) -> None:
    with database.engine.connect() as connection:
        asked = "select person_id, value from identity_numbers where kind = 'nid10' order by id limit 1"
        person_id, value = connection.execute(text(asked)).one()
    number = database.unsealed(value)
    as_json = json.loads(census("history", str(person_id), "--json", "--as", "chairman").output)
    assert number not in json.dumps(as_json)
    assert number in json.dumps(json.loads(census("history", str(person_id), "--json", "--as", "uno").output))


def test_what_is_no_person_is_wrong_usage_and_one_who_is_not_there_is_refused(database: Ward) -> None:
    assert census("history", "Rahima").exit_code == 2
    assert census("history", "P999999").exit_code == 1
    assert census("history", "P7", "--known-on", "yesterday").exit_code == 2
    assert census("history", "P7", "--as", "ict").exit_code == 1

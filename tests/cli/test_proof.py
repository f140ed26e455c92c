"""A closed round is printed, signed and checked; what was changed behind the ledger ends `census verify` with 1."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from census_app.sentences import LANGUAGES, messages, sentence, shown
from tests.cli.calling import census
from tests.wards import Ward

WARD_CODE = "4087907108"


@pytest.fixture
def closed(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """The sample ward, its round closed."""
    monkeypatch.setenv("CENSUS_DATA_DIR", str(ward.settings.data_dir))
    monkeypatch.setenv("CENSUS_DATABASE_URL", ward.settings.database_url)
    assert census("round", "close", "2022").exit_code == 0
    return ward


def execute(ward: Ward, statement: str) -> None:
    with ward.engine.begin() as connection:
        connection.execute(text(statement))


def printed_head(language: str) -> str:
    """The hash that stands on the sheet of the ward."""
    sheet = census("round", "show", "2022", "--proof", "--lang", language).output.splitlines()
    title = messages(language)["proof_title"].what
    named = re.escape(title).replace(r"\{round\}", "2022").replace(r"\{area\}", WARD_CODE).replace(r"\{day\}", ".*")
    place = next(place for place, line in enumerate(sheet) if re.fullmatch(named, line))
    assert sentence("proof_signatures", language) in sheet[place + 3]
    assert re.fullmatch(r"(?:[0-9a-f]{4} ){15}[0-9a-f]{4}", sheet[place + 2].strip())
    return sheet[place + 2].strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hash_on_a_signed_sheet_belongs_to_its_round(closed: Ward, language: str) -> None:
    head = printed_head(language)
    yes = census("round", "check", "2022", *head.split(), "--lang", language)
    assert (yes.exit_code, yes.output.strip()) == (
        0,
        sentence("head_belongs", language, {"round": "2022", "area": WARD_CODE}),
    )
    slip = f"{head[:-1]}{'0' if head[-1] != '0' else '1'}"
    nearly = census("round", "check", "2022", slip, "--lang", language)
    values = {"round": "2022", "area": WARD_CODE, "groups": shown(16, language)}
    assert (nearly.exit_code, nearly.output.strip()) == (1, sentence("head_nearly", language, values))
    other = head[::-1]
    no = census("round", "check", "2022", other.upper(), "--lang", language)
    assert (no.exit_code, no.output.strip()) == (1, sentence("head_of_no_area", language, {"round": "2022"}))
    short = census("round", "check", "2022", head[:9], "--lang", language)
    assert short.exit_code == 2
    assert sentence("head_not_readable", language, {"count": "8"}) in short.stderr
    execute(closed, f"update audit_events set entry_hash = '00' where entry_hash = '{head.replace(' ', '')}'")
    gone = census("round", "check", "2022", head, "--lang", language)
    values = {"round": "2022", "area": WARD_CODE}
    assert (gone.exit_code, gone.output.strip()) == (1, sentence("head_left_trail", language, values))


FAULTS = {
    "entry_changed": "update deliveries set period_code = period_code || '.' where id = 5",
    "entry_missing": "delete from closed_figures",
    "entry_unknown": "insert into match_decisions (id, match_id, decision, note, decided_by, decided_at)"
    " select 999, min(id), 'same', '', 0, '2022-01-01' from possible_matches",
    "entry_seal_broken": "delete from entry_seals where id = 1",
}


@pytest.mark.parametrize("code", FAULTS)
def test_what_was_changed_behind_the_ledger_is_told_in_a_line(closed: Ward, code: str) -> None:
    assert census("verify").exit_code == 0
    execute(closed, FAULTS[code])
    for language in LANGUAGES:
        told = census("verify", "--lang", language)
        assert told.exit_code == 1
        line = re.sub(r"\\\{\w+\\\}", ".+", re.escape(messages(language)[code].what))
        assert re.fullmatch(line, told.output.strip()), told.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_is_opened_for_one_place_after_the_other(closed: Ward, language: str) -> None:
    for area in (WARD_CODE, "4087907107"):
        opened = census("round", "open", "2023", "--area", area, "--lang", language)
        assert opened.output.strip() == sentence("round_open_there", language, {"round": "2023", "area": area})
    assert census("round", "open", "2023", "--area", WARD_CODE).exit_code == 1
    assert census("round", "open", "2023", "--area", "Tala").exit_code == 2

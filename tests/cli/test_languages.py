"""Every result is told in Bangla and in English; names, counts of codes and exit codes are the same in both."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import Result
from sqlalchemy import text

from census_app.cli.demo import PASSWORD, USERS, tell_log_ins
from census_app.cli.round_words import told_closed, told_difference
from census_app.cli.run import Run
from census_app.ledger.clock import today
from census_app.ledger.engine import open_engine
from census_app.ledger.reads.closed_rounds import ClosedRound, KnownSince
from census_app.ledger.reads.round_differences import ChangedField, PersonDifference, RoundDifference
from census_app.sentences import LANGUAGES, sentence
from tests.cli.calling import WARD, census

BANGLA = re.compile("[\u0980-\u09ff]")
each_language = pytest.mark.parametrize("language", LANGUAGES)


def assert_told(result: Result, language: str, code: str, values: Mapping[str, object], exit_code: int = 0) -> None:
    """The result ends with that code and is that one sentence, in that language."""
    assert (result.exit_code, result.output.strip()) == (exit_code, sentence(code, language, values))
    assert bool(BANGLA.search(result.output)) == (language == "bn")


@each_language
@pytest.mark.parametrize("command", ["init", "migrate"])
def test_where_the_ledger_is_made(data_dir: Path, command: str, language: str) -> None:
    told = {"database": f"sqlite:///{data_dir / 'census.db'}"}
    assert_told(census(command, "--lang", language), language, "ledger_ready", told)


@each_language
def test_whether_the_trail_is_unbroken(data_dir: Path, language: str) -> None:
    census("init")
    walked = json.loads(census("verify", "--json").output)
    assert_told(census("verify", "--lang", language), language, "chain_unbroken", walked)
    engine = open_engine(f"sqlite:///{data_dir / 'census.db'}")
    with engine.begin() as connection:
        connection.execute(text("update audit_events set action = 'looked' where id = 1"))
    engine.dispose()
    broken = {**walked, "events": 1, "first_broken_id": 1, "area": "–"}
    assert_told(census("verify", "--lang", language), language, "chain_broken", broken, exit_code=1)


@each_language
def test_what_was_backed_up_and_restored(data_dir: Path, tmp_path: Path, language: str) -> None:
    census("init")
    copy = str(tmp_path / "copy.tar.gz")
    done = json.loads(census("backup", copy, "--json").output)
    result = census("backup", copy, "--lang", language)
    told = sentence("backed_up", language, {**done, "path": copy, "size_bytes": "SIZE"})
    assert re.fullmatch(re.escape(told).replace("SIZE", "[0-9০-৯]+"), result.output.strip())
    restored = census("restore", copy, "--lang", language)
    (kept_in,) = (path for path in data_dir.parent.rglob("*") if path.is_dir() and str(path) in restored.output.split())
    assert_told(restored, language, "restored", {"files": done["files"], "kept_in": kept_in})


@each_language
def test_how_many_rows_were_written(tmp_path: Path, language: str) -> None:
    census("init")
    out = tmp_path / "persons.csv"
    result = census("export", "persons", "--out", str(out), "--lang", language)
    assert_told(result, language, "rows_written", {"path": out, "rows": 0})
    result = census("export", "ward", *WARD, "--out", str(tmp_path), "--lang", language)
    names = ("survey_rows", "persons", "deliveries", "findings")
    told = [sentence("rows_written", language, {"path": tmp_path / f"{name}.csv", "rows": 0}) for name in names]
    assert (result.exit_code, sorted(result.output.splitlines())) == (0, sorted(told))


@each_language
def test_what_became_of_an_account(language: str) -> None:
    given = ("--shown-as", "Ward member", "--password", "a long sentence")
    account = {"user": "member", "role": "ward_member"}
    assert_told(census("user", "add", "member", *given, "--lang", language), language, "user_added", account)
    result = census("user", "role", "member", "ward_member", "--area", "4087907108", "--lang", language)
    assert_told(result, language, "user_has_role", account)
    assert_told(census("user", "disable", "member", "--lang", language), language, "user_closed", account)


@each_language
def test_what_a_run_of_the_models_found(language: str) -> None:
    census("init")
    result = census("analyse", "--as-of", "2022-06-30", "--lang", language)
    assert result.exit_code == 0
    headings = [line for line in result.output.splitlines() if not line.startswith(" ")]
    assert headings[:2] == [sentence("findings_told", language), sentence("steps_told", language)]
    steps = result.output.partition(headings[1])[2].splitlines()
    step = sentence("step_took", language, {"step": "snapshot", "seconds": "S"})
    assert any(re.fullmatch("    " + step.replace("S", r"\d+\.\d\d"), line) for line in steps)


@each_language
def test_rounds_are_told_of(tmp_path: Path, language: str) -> None:
    day = {"round": "2022", "day": "2022-01-01"}
    assert_told(census("round", "open", "2022", "--lang", language), language, "round_open_since", day)
    sheet = tmp_path / "north.csv"
    sheet.write_text("HH No,Member Name,Sex\n1,Md. Abdul Karim,Male\n", encoding="utf-8")
    census("upload", "survey", str(sheet), "--round", "2022", *WARD)
    census("accept", "--round", "2022")
    result = census("round", "prefill", "2022", *WARD, "--out", str(tmp_path / "books"), "--lang", language)
    (book,) = (tmp_path / "books").iterdir()
    assert_told(result, language, "persons_written", {"path": book, "persons": 1})
    result = census("round", "close", "2022", "--lang", language)
    day = today()
    assert result.exit_code == 0, result.output
    closed_on, counted, *heads = result.output.splitlines()
    assert closed_on == sentence("round_closed_on", language, {"round": "2022", "day": day.isoformat()})
    figures = {"area_code": "4087907108", "persons": 1, "persons_met": 1, "households": 1, "deliveries": 0}
    assert counted.strip() == sentence("round_counted", language, figures)
    head = sentence("round_head", language, {"area": "4087907108", "head": "H"})
    assert any(re.fullmatch(head.replace("H", "[0-9a-f]{64}"), line.strip()) for line in heads)
    assert census("round", "show", "2022", "--lang", language).output == result.output
    refused = {"round": "2022", "day": day.isoformat()}
    assert_told(census("accept", "--round", "2022", "--lang", language), language, "round_closed", refused, exit_code=1)


@each_language
def test_what_became_known_too_late_for_a_round_is_told(language: str) -> None:
    run = SimpleNamespace(told=lambda code, **values: sentence(code, language, values))
    on = date(2023, 2, 1)
    late = (
        KnownSince("death", 7, "4087907108", "2022-11", on),
        KnownSince("corrected", 8, "4087907108", "", on, "birth_date"),
        KnownSince("merged", 9, "4087907108", "", on),
    )
    lines = list(told_closed(cast(Run, run), ClosedRound("2022", on, (), {}, late)))
    values = {"known_on": on.isoformat(), "true_on": "2022-11", "column_name": "birth_date"}
    codes = ("known_since_death", "known_since_corrected", "known_since_merged")
    told = [sentence(code, language, {**values, "person": f"P{id_}"}) for id_, code in enumerate(codes, start=7)]
    assert [line.strip() for line in lines[1:]] == told


@each_language
def test_the_demo_tells_who_may_sign_in(capsys: pytest.CaptureFixture[str], language: str) -> None:
    tell_log_ins(language)
    heading, *desks = capsys.readouterr().out.strip().splitlines()
    assert heading == sentence("demo_log_ins", language, {"password": PASSWORD})
    assert [line.split()[:2] for line in desks] == [[person.name, person.role.value] for person in USERS]


ROUND_STATES = {
    "unchanged": "round_unchanged",
    "born": "round_born",
    "died": "round_died",
    "married": "round_married",
    "moved_in": "round_moved_in",
    "moved_out": "round_moved_out",
    "moved": "round_moved",
    "household_split": "round_household_split",
    "changed": "round_changed",
    "merged": "round_merged",
    "not_met": "round_not_met",
}


@each_language
def test_what_two_rounds_differ_in_is_told_by_state_and_by_person(language: str) -> None:
    run = SimpleNamespace(language=language, told=lambda code, **values: sentence(code, language, values))
    field = ChangedField("birth_date", "1962-07-04", "1962-07-05")
    states = tuple(state for state in ROUND_STATES if state != "unchanged")
    person = PersonDifference(7, "Karim", "3", states, (field,))
    found = RoundDifference("2022", "2023", "4087907108", dict.fromkeys(ROUND_STATES, 2), (person,), ("9",))
    *counts, line, ended = told_difference(cast(Run, run), found)
    assert counts == [f"{sentence(code, language)}: {'২' if language == 'bn' else 2}" for code in ROUND_STATES.values()]
    told = ", ".join(sentence(ROUND_STATES[state], language) for state in states)
    values = {"person_id": 7, "name": "Karim", "household": "3", "states": told}
    assert line.strip() == f"{sentence('round_person', language, values)} (birth_date: 1962-07-04 → 1962-07-05)"
    assert ended.strip() == f"{sentence('round_household_ended', language)}: 9"


@each_language
def test_how_far_a_book_has_come_is_told(tmp_path: Path, language: str) -> None:
    sheet = tmp_path / "north.csv"
    sheet.write_text("HH No,Member Name,Sex\n1,Md. Abdul Karim,Male\n", encoding="utf-8")
    census("upload", "survey", str(sheet), "--round", "2022", *WARD)
    census("accept", "--round", "2022")
    census("round", "open", "2023")
    census("round", "prefill", "2023", *WARD, "--out", str(tmp_path / "books"))
    (book,) = (tmp_path / "books").iterdir()
    so_far = {"area_code": "4087907108", "file_name": "north.csv", "persons": 1, "returned": 0, "accepted": 0}
    asked = ("round", "progress", "2023", *WARD, "--lang", language)
    assert census(*asked).output.strip() == sentence("round_progress", language, so_far)
    census("upload", "survey", str(book), "--round", "2023", *WARD)
    came_back = {**so_far, "returned": 1}
    assert census(*asked).output.strip() == sentence("round_progress", language, came_back)

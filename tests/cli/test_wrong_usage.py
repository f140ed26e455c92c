"""What cannot be meant is told in one line with its exit code, never in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.sentences import messages
from tests.cli.calling import WARD, census

SHEET = "sheet.csv"

WRONG_USAGE = {
    "a union that is no code": ["upload", "survey", SHEET, "--round", "2022", "--union", "xyz", "--ward", "8"],
    "a union that is an upazila": ["export", "ward", "--union", "408790", "--ward", "8", "--out", "out"],
    "a ward that no union has": ["upload", "survey", SHEET, "--round", "2022", "--union", "40879071", "--ward", "10"],
    "an office nobody knows": ["upload", "deliveries", SHEET, "--office", "moon", "--fiscal-year", "2021-22"],
    "a fiscal year of two years": ["upload", "deliveries", SHEET, "--office", "food", "--fiscal-year", "2021-23"],
    "an area that is no code": ["export", "persons", "--area", "408", "--out", "out"],
    "a round without a year": ["round", "open", "spring"],
    "a year that never was": ["round", "open", "0000"],
    "a language nobody speaks here": ["accept", "--lang", "fr"],
}

REFUSED = {
    "a round that is no year": (["upload", "survey", SHEET, "--round", "0000", *WARD], "round_not_found"),
    "an upload that never came": (["accept", "--upload", "999"], "upload_not_found"),
    "an account nobody has": (["accept", "--as", "nobody"], "user_not_found"),
    "another kind of database": (["accept", "--database", "mysql://x/y"], "database_not_supported"),
}


@pytest.fixture(autouse=True)
def in_a_folder_with_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(SHEET).write_text("HH No,Member Name,Sex\n1,Md. Abdul Karim,Male\n", encoding="utf-8")


@pytest.mark.parametrize("case", WRONG_USAGE)
def test_wrong_usage_exits_with_two_and_says_which_word_is_wrong(case: str) -> None:
    census("init")
    result = census(*WRONG_USAGE[case])
    assert result.exit_code == 2, result.output
    assert result.output.splitlines()[-1].startswith("Error: ")


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_exits_with_one_and_its_sentence(case: str) -> None:
    census("init")
    arguments, code = REFUSED[case]
    result = census(*arguments)
    assert result.exit_code == 1, result.output
    (line,) = result.output.splitlines()
    assert messages("en")[code].remedy in line


@pytest.mark.parametrize(
    "arguments",
    [["backup", "/proc/none/copy"], ["export", "persons", "--out", "/proc/none/x.csv"],
     ["accept", "--database", "sqlite:////proc/none/census.db"]],
)  # fmt: skip
def test_a_path_that_cannot_be_written_is_named(arguments: list[str]) -> None:
    census("init")
    result = census(*arguments)
    assert result.exit_code == 2, result.output
    assert messages("en")["path_not_usable"].remedy in result.output
    assert "/proc/none" in result.output


@pytest.mark.parametrize("command", [["init"], ["accept"]])
def test_a_server_that_does_not_answer_is_named_without_the_password(command: list[str]) -> None:
    result = census(*command, "--database", "postgresql://census:secret-word@127.0.0.1:1/census")
    assert result.exit_code == 1, result.output
    assert messages("en")["database_not_reachable"].rule in result.output
    assert "127.0.0.1" in result.output
    assert "secret-word" not in result.output

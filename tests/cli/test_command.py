"""The command: one line and an exit code for whatever is refused, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from census_app.sentences import LANGUAGES, sentence
from tests.cli.calling import WARD, census


def assert_refused(result: Result, code: str, exit_code: int = 1) -> None:
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output
    assert sentence(code, "en").split("…")[0].split("{")[0][:20] in result.output


def test_a_ledger_that_was_never_made_is_refused() -> None:
    assert_refused(census("accept", "--round", "2022"), "database_not_ready")


def test_a_round_named_for_a_year_is_opened_with_its_first_sheet_and_said(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("HH No,Member Name,Sex\n1,Md. Abdul Karim,Male\n", encoding="utf-8")
    result = census("upload", "survey", str(sheet), "--round", "2022", *WARD)
    assert result.exit_code == 0, result.output
    assert sentence("round_opened", "en", {"round": "2022"}) in result.output
    assert "rows 1, ready 1" in result.output


def test_one_unreadable_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.xlsx"
    good.write_text("HH No,Member Name,Sex\n1,Md. Abdul Karim,Male\n", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7 no workbook")
    result = census("upload", "survey", str(bad), str(good), "--round", "2022", *WARD)
    assert result.exit_code == 2
    assert "good.csv" in result.output
    assert "rows 1, ready 1" in result.output


def test_an_act_that_no_desk_of_the_actor_grants_is_refused() -> None:
    census("init")
    census("user", "add", "member", "--shown-as", "Ward member", "--password", "a long sentence")
    assert_refused(census("analyse", "--as-of", "2022-06-30", "--as", "member"), "not_permitted")


def test_a_round_is_prefilled_with_a_book_for_each_sheet(tmp_path: Path) -> None:
    sheet = tmp_path / "north.csv"
    sheet.write_text("HH No,Member Name,Sex\n1,Md. Abdul Karim,Male\n", encoding="utf-8")
    census("upload", "survey", str(sheet), "--round", "2022", *WARD)
    census("accept", "--round", "2022")
    census("round", "open", "2023")
    result = census("round", "prefill", "2023", *WARD, "--out", str(tmp_path / "books"))
    assert result.exit_code == 0, result.output
    assert [path.name for path in (tmp_path / "books").iterdir()] == ["north_2023_1.xlsx"]
    assert "1 persons" in result.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_are_told_in_the_language_of_the_person(tmp_path: Path, language: str) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("HH No,Member Name,Sex\n1,Md. Abdul Karim,Male\n", encoding="utf-8")
    told = {"file_name": "sheet.csv", "upload_id": 1, "rows_seen": 1, "ready": 1, "held": 0, "refused": 0}
    given = ("upload", "survey", str(sheet), "--round", "2022", *WARD, "--lang", language)
    assert sentence("file_read", language, told) in census(*given).output
    assert sentence("file_already_known", language) in census(*given).output
    done = {"accepted": 1, "held": 0, "refused": 0, "attached": 0, "suspense": 0}
    assert census("accept", "--lang", language).output.strip() == sentence("rows_accepted", language, done)

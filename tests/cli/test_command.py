"""The command: one line and an exit code for whatever is refused, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from census_app.cli import main
from census_app.domain.errors import CensusError
from census_app.exports.files import write_file
from census_app.sentences import sentence

WARD = ["--union", "40879071", "--ward", "8"]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CENSUS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("CENSUS_DATABASE_URL", raising=False)
    return tmp_path


def census(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


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


def test_commands_that_are_not_built_say_so_and_exit_2() -> None:
    for command in (["round", "prefill"], ["round", "close"], ["work"]):
        result = census(*command)
        assert (result.exit_code, "not built yet" in result.output) == (2, True)


@pytest.mark.parametrize(("form", "code"), [("docx", "format_unknown"), ("gpkg", "format_needs_positions")])
def test_a_file_that_cannot_be_written_so_is_refused_and_leaves_nothing(tmp_path: Path, form: str, code: str) -> None:
    with pytest.raises(CensusError) as refused:
        write_file(tmp_path / "out", form, ("code",), [{"code": "x"}])
    assert refused.value.code == code
    assert not list(tmp_path.glob("*out*"))


def test_a_formula_in_a_name_does_not_run_in_a_spreadsheet(tmp_path: Path) -> None:
    write_file(tmp_path / "out.csv", "csv", ("name",), [{"name": "=cmd|' /C calc'!A0"}])
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1].lstrip('"').startswith("'=")

"""Bad files and bad rows through the command: one clear line each, the right exit code, and nothing is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import Result

from census_app.sentences import LANGUAGES, messages
from tests.cli.calling import WARD, census

SPREADSHEETS = Path(__file__).resolve().parents[1] / "spreadsheets"
SURVEY = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No.\n"
KARIM = "1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901\n"
LIST = "Name,Father's Name,NID,Date of Birth,Programme,Date,Amount\n"
GIVEN = "Md. Abdul Karim,Md. Rahim,19628719071800901,,Old Age Allowance,05-10-2021,1500\n"


UNREADABLE_FILES = {
    "nothing.xlsx": ("file_empty", b""),
    "nothing.csv": ("file_empty", b"\n\n"),
    "report.xlsx": ("file_is_pdf", b"%PDF-1.7 a report\n"),
    "locked.xlsx": ("file_password_protected", (SPREADSHEETS / "password_protected.xlsx").read_bytes()),
    "far_away.xlsx": ("sheet_too_large", (SPREADSHEETS / "one_cell_far_away.xlsx").read_bytes()),
    "no_headings.csv": ("no_known_headings", b"alpha,beta,gamma\n1,2,3\n4,5,6\n"),
}


def upload_list(path: Path, *options: str) -> Result:
    where = ("--office", "social_services", "--fiscal-year", "2021-22", "--area", "408790")
    return census("upload", "deliveries", str(path), *where, *options)


def exported(kind: str, folder: Path) -> list[dict[str, str]]:
    out = folder / "out"
    assert census("export", "ward", *WARD, "--out", str(out)).exit_code == 0
    with (out / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines_telling(output: str, code: str, language: str) -> list[str]:
    """The lines that tell of the code, each with its rule and its remedy."""
    told = messages(language)[code]
    beginning = told.what.partition("{")[0]
    return [line for line in output.splitlines() if beginning in line and told.rule in line and told.remedy in line]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", UNREADABLE_FILES)
def test_a_file_that_cannot_be_read_is_told_in_one_line_and_the_next_one_is_read(
    tmp_path: Path, name: str, language: str
) -> None:
    code, content = UNREADABLE_FILES[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.csv").write_text(SURVEY + KARIM, encoding="utf-8")
    files = (str(tmp_path / name), str(tmp_path / "good.csv"))
    result = census("upload", "survey", *files, "--round", "2022", *WARD, "--lang", language)
    assert result.exit_code == 2, result.output
    (line,) = lines_telling(result.output, code, language)
    assert line.startswith(f"{name}: {messages(language)[code].what}")
    assert [(row["file"], row["row"], row["state"]) for row in exported("survey_rows", tmp_path)] == [
        ("good.csv", "2", "held")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "code"), [("folder", "path_is_folder"), ("nowhere.csv", "path_not_found")])
def test_what_is_no_file_is_told_in_one_line_and_the_next_one_is_read(
    tmp_path: Path, name: str, code: str, language: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.csv").write_text(SURVEY + KARIM, encoding="utf-8")
    files = (str(tmp_path / name), str(tmp_path / "good.csv"))
    result = census("upload", "survey", *files, "--round", "2022", *WARD, "--lang", language)
    assert result.exit_code == 2, result.output
    told = messages(language)[code]
    (line,) = [line for line in result.output.splitlines() if str(tmp_path / name) in line]
    assert line.endswith(told.remedy)
    assert told.what.partition("{file}")[2].strip() in line
    assert [(row["file"], row["state"]) for row in exported("survey_rows", tmp_path)] == [("good.csv", "held")]


def test_a_file_that_may_not_be_opened_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked.csv").write_text(SURVEY + KARIM, encoding="utf-8")
    shut = tmp_path / "locked.csv"
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path) != shut)  # the tests may run as one who may all
    result = census("upload", "survey", str(tmp_path / "locked.csv"), "--round", "2022", *WARD)
    assert result.exit_code == 2, result.output
    assert messages("en")["path_not_readable"].remedy in result.output


def test_files_that_cannot_be_read_are_named_in_the_export_of_problems(tmp_path: Path) -> None:
    for name, (_, content) in UNREADABLE_FILES.items():
        (tmp_path / name).write_bytes(content)
    files = [str(tmp_path / name) for name in UNREADABLE_FILES]
    assert census("upload", "survey", *files, "--round", "2022", *WARD).exit_code == 2
    assert census("export", "problems", "--out", str(tmp_path / "problems.csv")).exit_code == 0
    with (tmp_path / "problems.csv").open(encoding="utf-8", newline="") as file:
        told = {row["file"]: row["code"] for row in csv.DictReader(file) if row["severity"] == "blocks_file"}
    assert told == {name: code for name, (code, _) in UNREADABLE_FILES.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_programme_is_told_once_and_its_row_waits(tmp_path: Path, language: str) -> None:
    unknown = GIVEN.replace("Old Age Allowance", "Moon Walk Fund")
    (tmp_path / "list.csv").write_text(LIST + unknown + GIVEN, encoding="utf-8")
    result = upload_list(tmp_path / "list.csv", "--lang", language)
    assert result.exit_code == 0, result.output
    (line,) = lines_telling(result.output, "programme_unknown", language)
    assert "Moon Walk Fund" in line
    assert "Programme" in line
    assert census("accept").exit_code == 0
    waiting = [(row["row"], row["state"], row["programme_code"]) for row in exported("deliveries", tmp_path)]
    assert waiting == [("2", "suspense", ""), ("3", "suspense", "OAA")]


def test_many_rows_with_one_unknown_programme_are_told_together(tmp_path: Path) -> None:
    unknown = GIVEN.replace("Old Age Allowance", "Moon Walk Fund")
    (tmp_path / "list.csv").write_text(LIST + unknown * 3, encoding="utf-8")
    (line,) = lines_telling(upload_list(tmp_path / "list.csv").output, "programme_unknown", "en")
    assert "Row 2" in line
    assert line.endswith(messages("en")["more_rows_alike"].what.format(rows=2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_delivery_before_the_birth_that_the_list_itself_tells_is_held(tmp_path: Path, language: str) -> None:
    unborn = "Md. Abdul Karim,Md. Rahim,,01-03-2022,Old Age Allowance,05-10-2021,1500\n"
    (tmp_path / "list.csv").write_text(LIST + unborn, encoding="utf-8")
    result = upload_list(tmp_path / "list.csv", "--lang", language)
    assert result.exit_code == 0
    assert len(lines_telling(result.output, "delivered_before_birth", language)) == 1
    (row,) = exported("deliveries", tmp_path)
    assert (row["row"], row["state"], row["person_id"]) == ("2", "suspense", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_delivery_before_the_birth_that_the_census_knows_waits_in_suspense(tmp_path: Path, language: str) -> None:
    # The number is a short one, which does not begin with a year: only the census knows when she was born.
    (tmp_path / "ward.csv").write_text(SURVEY + "1,Rahima Khatun,Self,Female,01-03-2022,Md. Salam,5551230001\n")
    given = "Rahima Khatun,Md. Salam,5551230001,,Old Age Allowance,05-10-2021,1500\n"
    (tmp_path / "list.csv").write_text(LIST + given)
    assert census("upload", "survey", str(tmp_path / "ward.csv"), "--round", "2022", *WARD).exit_code == 0
    assert lines_telling(upload_list(tmp_path / "list.csv").output, "delivered_before_birth", "en") == []
    result = census("accept", "--lang", language)
    assert result.exit_code == 0, result.output
    (line,) = lines_telling(result.output, "delivered_before_birth", language)
    assert "list.csv" in line
    (row,) = exported("deliveries", tmp_path)
    assert (row["state"], row["person_id"], row["delivered_on"]) == ("suspense", "", "2021-10-05")
    assert census("export", "suspense", "--out", str(tmp_path / "suspense.csv")).exit_code == 0
    with (tmp_path / "suspense.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["reasons"] == "delivered_before_birth"
    assert len(row["candidates"].split(";")) == 1

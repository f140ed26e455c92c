"""Every odd, broken or hostile file of the corpus is answered as `expected.csv` says, and no line of it is lost."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from importers import ReadFile, RowState, Severity, read_deliveries, read_survey
from tests.spreadsheets.make_corpus import KEPT, MAKERS

HERE = Path(__file__).parent
EXPECTED = {line["file"]: line for line in csv.DictReader((HERE / "expected.csv").open(encoding="utf-8", newline=""))}
SURVEY_DAY = date(2022, 3, 15)
LARGEST_KEPT_BYTES = 20_000


def counted(words: Iterable[str]) -> str:
    """Words in order, each with how often it comes: `title*2 total_line`."""
    return " ".join(f"{word}*{times}" if times > 1 else word for word, times in sorted(Counter(words).items()))


def read(name: str, folder: Path) -> ReadFile:
    """What is read from the file of that name."""
    path = HERE / name if name in KEPT else folder / name
    if name in MAKERS:
        MAKERS[name](path)
    if EXPECTED[name]["read_as"] == "survey":
        return read_survey(path, name, SURVEY_DAY)
    return read_deliveries(path, name, "social_services", "2021-22")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_of_the_corpus_is_answered_as_expected_and_no_line_is_lost(name: str, tmp_path: Path) -> None:
    answer, expected = read(name, tmp_path), EXPECTED[name]
    lines_aside = [line.reason for line in answer.left_out if line.row_number is not None]
    assert {
        "rows": len(answer.rows),
        "ready": sum(row.state is RowState.READY for row in answer.rows),
        "left_out": counted(lines_aside),
        "file_problems": " ".join(sorted(problem.code for problem in answer.problems)),
        "row_problems": counted(problem.code for row in answer.rows for problem in row.problems),
    } == {
        **{key: expected[key] for key in ("left_out", "file_problems", "row_problems")},
        "rows": int(expected["rows"]),
        "ready": int(expected["ready"]),
    }
    refused = any(problem.severity is Severity.BLOCKS_FILE for problem in answer.problems)
    assert refused or len(answer.rows) + len(lines_aside) == int(expected["lines"])
    assert len({(row.sheet, row.row_number) for row in answer.rows}) == len(answer.rows)


def test_every_file_that_is_made_or_kept_has_its_expected_answer() -> None:
    assert sorted([*MAKERS, *KEPT]) == sorted(EXPECTED)


def test_a_kept_file_is_small() -> None:
    assert {name for name in KEPT if (HERE / name).stat().st_size > LARGEST_KEPT_BYTES} == set()


@pytest.mark.parametrize("name", ["three_people.xlsx", "bijoy.csv", "odk_central.zip", "a_binary_workbook.xlsb"])
def test_the_corpus_is_the_same_each_time_it_is_made(name: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    MAKERS[name](first)
    MAKERS[name](second)
    assert first.read_bytes() == second.read_bytes()

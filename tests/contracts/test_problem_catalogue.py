"""Every code that is raised has its sentences in both languages; every sentence is raised, and tested, somewhere."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.reference import read_reference
from census_app.sentences import LANGUAGES, messages, told_of_many
from tests.contracts.tree import PACKAGES, PROJECT_DIR, python_files, text_of
from tests.importers.test_problems import PROBLEM_CELLS

RAISED_BY = {"Problem", "NewProblem", "CellProblem", "add_problem", "confirm", "note", "blocked",
             "CensusError", "NotFound", "Refused", "Unreadable"}  # fmt: skip
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
BLANK = re.compile(r"\{(\w+)[^}]*\}")


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def raised_codes() -> dict[str, str]:
    """Codes written out where a problem or a refusal is made, each with a place where it is."""
    found = {}
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Call) and called(node) in RAISED_BY and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
                        found[part.value] = f"{path}:{node.lineno}"
    return found


def words_of(paths: list[Path]) -> Iterator[str]:
    """Every text that stands in the code, docstrings included."""
    for path in paths:
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_code_that_is_raised_has_its_sentences() -> None:
    assert {code: place for code, place in raised_codes().items() if code not in messages("en")} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_is_told_with_its_rule_and_its_remedy(language: str) -> None:
    problems = [one for one in messages(language).values() if one.severity]
    assert problems
    assert [one.code for one in problems if not (one.what and one.rule and one.remedy)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_problem_told_of_many_rows_has_a_blank_that_nobody_fills(language: str) -> None:
    told = [told_of_many(code, language) for code, one in messages(language).items() if one.severity]
    assert told
    assert [one.code for one in told if re.search("[…{}]", one.what + one.rule + one.remedy)] == []


def test_only_what_has_blanks_is_told_of_many_rows_in_other_words() -> None:
    with_blanks = {code for code, one in messages("en").items() if one.severity and BLANK.search(one.what)}
    assert {line["code"] for line in read_reference("counted")} == with_blanks


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_says_what_happened(language: str) -> None:
    assert [one.code for one in messages(language).values() if not one.what] == []


def test_both_languages_fill_the_same_blanks() -> None:
    def blanks(language: str, code: str) -> set[str]:
        one = messages(language)[code]
        return set(BLANK.findall(one.what + one.rule + one.remedy))

    assert [code for code in messages("en") if blanks("bn", code) != blanks("en", code)] == []


def test_every_sentence_belongs_to_a_code_that_is_raised_somewhere() -> None:
    written = set(words_of(python_files(*PACKAGES)))
    assert sorted(set(messages("en")) - written) == []


def test_every_code_appears_in_a_test() -> None:
    tested = "\n".join(words_of([path for path in python_files("tests") if path.parts[1] != "contracts"]))
    elsewhere = set(messages("en")) - produced_by_the_corpus()
    assert sorted(code for code in elsewhere if not re.search(rf"\b{code}\b", tested)) == []


def produced_by_the_corpus() -> set[str]:
    """The codes that some file of the corpus is answered with: its test compares every one of them."""
    with (PROJECT_DIR / "tests/spreadsheets/expected.csv").open(encoding="utf-8", newline="") as file:
        answers = " ".join(f"{line['file_problems']} {line['row_problems']}" for line in csv.DictReader(file))
    return set(re.findall(r"[a-z_0-9]+(?=\*|\s|$)", answers))


def test_every_problem_that_reading_can_find_is_found_in_a_file_or_a_cell() -> None:
    """What only the ledger can tell (a number held by another, a row known before) is promised beside the ledger."""
    sources = {path: text_of(path) for path in python_files(*PACKAGES)}
    beside_the_ledger = set(words_of([path for path, text in sources.items() if "census_app.ledger" in text]))
    found_by_reading = {code for code, one in messages("en").items() if one.severity} - beside_the_ledger
    assert sorted(found_by_reading - produced_by_the_corpus() - PROBLEM_CELLS.keys()) == []

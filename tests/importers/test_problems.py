"""1. Every problem is told in two languages with place, rule and remedy. 2. Every problem a cell can raise is in the
catalogue, at the severity it is raised with, and its sentence names only details that are there."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

import importers.cells
from census_app.reference import read_reference
from census_app.sentences import LANGUAGES
from importers.cells import Cell
from importers.model import Problem, Severity
from importers.problems import ALL_CODES, describe, explain, messages, say
from tests.importers.cell_reading import reading

CELLS_FOLDER = Path(importers.cells.__file__).parent
RAISERS = ("confirm", "note", "blocked")

# One cell for each problem: kind, field, what was written, and how the column is read.
PROBLEM_CELLS: dict[str, tuple[str, str, Cell, dict[str, object]]] = {
    "number_damaged": ("person_number_nid", "nid", 1.96687190718013e16, {}),
    "number_zero_lost": ("person_number_nid", "nid", 953223564.0, {}),
    "number_wrong_length": ("person_number_nid", "nid", "55678 6206", {}),
    "number_not_digits": ("person_number_nid", "nid", "করিম", {}),
    "number_placeholder": ("person_number_nid", "nid", "1111111111", {}),
    "number_too_many_zeros": ("person_number_nid", "nid", "19618719071000000", {}),
    "number_year_impossible": ("person_number_nid", "nid", "20358719071800033", {}),
    "number_old_brn": ("person_number_brn", "brn", "1961871907104739", {}),
    "number_in_other_column": ("person_number_brn", "brn", "9532235644", {}),
    "two_kinds_of_number": ("person_number_nid", "nid", "9532235644, 19618719071047393", {}),
    "several_numbers": ("person_number_nid", "nid", "9532235644, 9641401383", {}),
    "mobile_wrong": ("mobile", "mobile", "0171234567", {}),
    "mobile_zero_restored": ("mobile", "mobile", 1604068536.0, {}),
    "mobile_wallet_digit": ("mobile", "account_mobile", "014060685361", {}),
    "several_mobiles": ("mobile", "mobile", "01604068536, 01493618449", {}),
    "date_unreadable": ("date", "death_date", "কাল", {}),
    "date_impossible": ("date", "death_date", "31/02/2020", {}),
    "date_incomplete": ("date", "delivered_on", "2021", {}),
    "date_in_future": ("date", "delivered_on", "01/07/2030", {}),
    "birth_in_future": ("birth_date", "birth_date", "01/07/2030", {}),
    "birth_too_long_ago": ("birth_date", "birth_date", "01/07/1850", {}),
    "date_from_serial": ("birth_date", "birth_date", 31779.0, {}),
    "date_month_first": ("birth_date", "birth_date", "05/25/1990", {}),
    "date_ambiguous": ("birth_date", "birth_date", "05/06/1990", {"day_first": False}),
    "date_bangla_calendar": ("birth_date", "birth_date", "১৪ বৈশাখ ১৩৯০", {}),
    "year_two_digits": ("birth_date", "birth_date", "10/09/68", {}),
    "age_in_date_column": ("birth_date", "birth_date", "২৫ বছর", {}),
    "age_unreadable": ("age", "age_years", "বড়", {}),
    "age_out_of_range": ("age", "age_years", "150", {}),
    "value_unknown": ("sex", "sex", "1", {}),
    "several_choices": ("relation", "relation", "পুত্র/স্ত্রী", {}),
    "number_unreadable": ("income", "income", "৫০০০-৬০০০", {}),
    "number_negative": ("income", "income", "-5", {}),
    "unit_converted": ("land", "land", "২ বিঘা", {}),
    "position_outside": ("latitude", "lat", 89.1, {}),
    "name_without_letters": ("name", "name", "123", {}),
    "household_number_became_date": ("household_number", "household_number", date(2022, 5, 3), {}),
    "programme_unknown": ("programme", "programme", "অজানা কর্মসূচি", {}),
    "period_unknown": ("period", "period", "কিছু একটা", {"fiscal_year": "2021-22"}),
    "given_unreadable": ("given", "given:2021-07..2021-09", "কিছু একটা", {"fiscal_year": "2021-22"}),
    "period_without_fiscal_year": ("period", "period", "জুলাই", {}),
}


def codes_in_source() -> set[str]:
    """Every code that the readers of cells name in their source."""
    calls = [
        node
        for path in CELLS_FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISERS
    ]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def blanks_of(line: dict[str, str], language: str) -> set[str]:
    """The details that the sentences of one language ask for."""
    return set(re.findall(r"\{(\w+)\}", "".join(line[f"{part}_{language}"] for part in ("what", "rule", "remedy"))))


@pytest.mark.parametrize("code", PROBLEM_CELLS)
def test_a_cell_problem_is_in_the_catalogue_at_the_severity_it_is_raised_with(code: str) -> None:
    kind, field, raw, context = PROBLEM_CELLS[code]
    (problem,) = [problem for problem in reading(kind, raw, field, **context).problems if problem.code == code]
    assert problem.severity.value == messages("en")[code].severity
    for language in LANGUAGES:
        told = describe(Problem(code, problem.severity, "পাতা", 7, "কলাম", problem.details), language)
        assert "…" not in told
        assert "{" not in told


def test_every_code_named_in_the_readers_of_cells_has_a_cell_that_raises_it() -> None:
    assert codes_in_source() <= PROBLEM_CELLS.keys()


def test_a_problem_says_where_what_which_rule_and_what_to_do() -> None:
    problem = Problem("number_wrong_length", Severity.PLEASE_CONFIRM, "খানা তথ্য", 14, "এনআইডি", {"digits": 9})
    told = explain(problem, "bn")
    assert told.where == "পাতা ‘খানা তথ্য’, সারি ১৪, কলাম ‘এনআইডি’"
    assert told.what == "নম্বরে ৯টি অঙ্ক আছে।"
    assert told.rule
    assert told.remedy
    assert describe(problem, "en").startswith("Sheet “খানা তথ্য”, row 14, column “এনআইডি”: The number has 9 digits. Rule:")


def test_a_problem_of_the_whole_file_says_so() -> None:
    problem = Problem("file_empty", Severity.BLOCKS_FILE)
    assert describe(problem, "bn").startswith("পুরো ফাইল: ")
    assert describe(problem, "en").startswith("The whole file: The file is empty.")


def test_every_message_is_whole_in_both_languages() -> None:
    for line in read_reference("messages"):
        assert line["what_bn"], line["code"]
        assert line["what_en"], line["code"]
        assert blanks_of(line, "bn") == blanks_of(line, "en"), line["code"]


def test_every_problem_has_a_rule_and_a_remedy() -> None:
    problems = [line for line in read_reference("messages") if line["severity"]]
    assert {line["severity"] for line in problems} == {severity.value for severity in Severity}
    parts = ("rule_bn", "remedy_bn", "rule_en", "remedy_en")
    assert [line["code"] for line in problems if not all(line[part] for part in parts)] == []


def test_a_code_is_listed_once() -> None:
    assert len(ALL_CODES) == len(read_reference("messages"))


def test_a_refusal_is_said_without_a_place() -> None:
    assert say("round_exists", {"round": "2022"}, "en").startswith("There is a round 2022 already.")

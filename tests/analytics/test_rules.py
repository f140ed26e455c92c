"""A threshold without its ground does not enter a run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.engine import Connection
from analytics.rules import due_for_review, load_rules, load_run_settings, version_of
from census_app.domain.grounds import RuleRefused

RULE = """[many]
value = 5
unit = "persons"
source = "usual practice"
confidence = "judgement"
review_on = 2027-07-31
"""


def write(folder: Path, text: str, name: str = "some.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("field", ["value", "unit", "source", "confidence", "review_on"])
def test_a_rule_that_leaves_out_a_field_is_refused(tmp_path: Path, field: str) -> None:
    write(tmp_path, "\n".join(line for line in RULE.splitlines() if not line.startswith(field)))
    with pytest.raises(RuleRefused) as refused:
        load_rules(tmp_path)
    assert (refused.value.code, refused.value.values["field"]) == ("rule_without_ground", field)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ('"usual practice"', '"  "'),
        ('"judgement"', '"sure"'),
        ("value = 5", 'value = "five"'),
        ("value = 5", "value = 0.5"),
        ("review_on = 2027-07-31", 'review_on = "later"'),
    ],
)
def test_a_rule_that_says_a_field_badly_is_refused(tmp_path: Path, said: str, instead: str) -> None:
    write(tmp_path, RULE.replace(said, instead))
    with pytest.raises(RuleRefused):
        load_rules(tmp_path)


def test_a_rule_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    write(tmp_path, RULE, "one.toml")
    write(tmp_path, RULE, "two.toml")
    with pytest.raises(RuleRefused, match="rule_stands_twice"):
        load_rules(tmp_path)


def test_a_rule_is_due_from_its_review_day_on(tmp_path: Path) -> None:
    write(tmp_path, RULE)
    rules = load_rules(tmp_path)
    assert due_for_review(rules, date(2027, 7, 30)) == []
    assert [rule.name for rule in due_for_review(rules, date(2027, 7, 31))] == ["many"]


def test_run_settings_is_one_row_with_the_day_and_every_rule(connection: Connection) -> None:
    rules = load_rules()
    load_run_settings(connection, rules, date(2022, 6, 30))
    found = connection.execute("select * from run_settings")
    names = [column[0] for column in found.description]
    assert found.fetchall() == [(date(2022, 6, 30), *(rule.value for rule in rules.values()))]
    assert names == ["as_of", *rules]


def test_child_marriage_is_switched_off_in_the_rules() -> None:
    assert load_rules()["child_marriage_enabled"].value is False


def test_the_version_of_the_rules_changes_with_any_of_their_files(tmp_path: Path) -> None:
    write(tmp_path, RULE)
    before = version_of(tmp_path)
    assert version_of(tmp_path) == before
    write(tmp_path, RULE.replace("value = 5", "value = 6"))
    assert version_of(tmp_path) != before

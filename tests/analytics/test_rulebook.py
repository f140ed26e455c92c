"""Rules come from files, a folder's own in the place of the project's, and each says on what ground it stands."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from analytics.engine import Connection
from analytics.reference import load_reference
from analytics.rulebook import RuleBook
from analytics.rules import RULES_DIR
from census_app.domain.access import OPERATOR
from census_app.domain.errors import Unreadable
from census_app.domain.grounds import GROUNDED_TABLES, RuleRefused, check_grounds
from census_app.ledger.writes.reference import load_reference as load_into_ledger
from census_app.reference import read_reference
from census_app.settings import REFERENCE_DIR


def changed(folder: Path, table: str, key: str, **cells: str) -> RuleBook:
    """A book whose folder holds the table with other cells in the line whose first cell is the key."""
    lines = [dict(line) for line in read_reference(table)]
    next(line for line in lines if next(iter(line.values())) == key).update(cells)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return RuleBook((folder,))


@pytest.mark.parametrize("field", ["source", "confidence", "review_on"])
@pytest.mark.parametrize("table", ["programmes", "exclusivity_rules", "eligibility_rules", "benefit_cycles"])
def test_an_entry_without_its_ground_does_not_enter_a_run(
    connection: Connection, tmp_path: Path, table: str, field: str
) -> None:
    key = next(iter(read_reference(table)[0].values()))
    with pytest.raises(RuleRefused) as refused:
        load_reference(connection, changed(tmp_path, table, key, **{field: " "}))
    assert (refused.value.code, refused.value.values["field"]) == ("rule_without_ground", field)


@pytest.mark.parametrize("field", ["source", "confidence", "review_on"])
@pytest.mark.parametrize("table", ["programmes", "programme_rates"])
def test_a_programme_or_a_rate_without_its_ground_does_not_enter_a_ledger(
    any_engine, monkeypatch: pytest.MonkeyPatch, table: str, field: str
) -> None:
    def read(name: str) -> tuple[dict[str, str], ...]:
        first, *others = read_reference(name)
        return ({**first, field: ""}, *others) if name == table else (first, *others)

    monkeypatch.setattr("census_app.ledger.writes.reference.read_reference", read)
    with pytest.raises(RuleRefused, match="rule_without_ground"):
        load_into_ledger(any_engine, OPERATOR)


@pytest.mark.parametrize("table", GROUNDED_TABLES)
def test_every_line_of_the_project_stands_on_its_ground(table: str) -> None:
    assert read_reference(table)
    check_grounds(table, read_reference(table))


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"confidence": "sure"}, "confidence"),
        ({"review_on": "next year"}, "review_on"),
        ({"valid_until": "2025"}, "valid_until"),
        ({"severity": "bad"}, "severity"),
        ({"active": "yes"}, "active"),
        ({"left_codes": "OAA;XYZ"}, "left_codes"),
    ],
)
def test_a_rule_that_says_something_unknown_is_refused(tmp_path: Path, cells: dict[str, str], field: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        changed(tmp_path, "exclusivity_rules", "R02", **cells).check()
    assert (refused.value.code, refused.value.values["field"]) == ("rule_badly_said", field)


def test_a_rule_that_stands_in_a_table_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleRefused, match="rule_stands_twice"):
        changed(tmp_path, "exclusivity_rules", "R02", rule_id="R03").check()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("disaster.toml", "[elderly_from_years\n", "rules_unreadable"),
        ("exclusivity_rules.csv", "rule_id,kind\nR01,same\n", "rules_unreadable"),
        ("exclusivity_rules.csv", "", "rules_unreadable"),
        ("exclusivty_rules.csv", "rule_id\n", "rules_file_unknown"),
    ],
)
def test_a_file_that_cannot_be_read_as_rules_is_refused(tmp_path: Path, name: str, text: str, code: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RuleRefused, match=code):
        RuleBook((tmp_path,)).check()


def test_a_folder_without_rules_is_no_candidate(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Unreadable, match="rules_folder_empty"):
            RuleBook((folder,)).check()


def test_a_changed_rule_has_another_version_and_the_others_keep_theirs(tmp_path: Path) -> None:
    before = RuleBook()
    after = changed(tmp_path, "exclusivity_rules", "R02", severity="info")
    after.check()
    differing = {name for name, version in before.rule_versions().items() if after.rule_versions().get(name) != version}
    assert differing == {"R02"}
    assert before.version != after.version
    assert RuleBook().version == before.version


def test_a_rule_that_is_switched_off_has_no_version(tmp_path: Path) -> None:
    off = changed(tmp_path, "exclusivity_rules", "R02", active="false", inactive_reason="asked elsewhere")
    assert RuleBook().rule_versions().keys() - off.rule_versions().keys() == {"R02"}


def test_a_threshold_of_a_folder_takes_the_place_of_the_projects_and_changes_its_rule_alone(tmp_path: Path) -> None:
    text = (RULES_DIR / "disaster.toml").read_text(encoding="utf-8")
    (tmp_path / "disaster.toml").write_text(text.replace("value = 60", "value = 65", 1), encoding="utf-8")
    book = RuleBook((tmp_path,))
    assert book.thresholds().keys() == RuleBook().thresholds().keys()
    assert book.thresholds()["elderly_from_years"].value == 65
    before = RuleBook().rule_versions()
    assert {name for name, version in book.rule_versions().items() if version != before[name]} == {"D01"}


def test_a_rule_tells_its_text_in_both_languages_its_ground_and_its_thresholds() -> None:
    book = RuleBook()
    for rule_id in book.rule_versions():
        told = book.text_of(rule_id)
        assert told is not None
        assert all((told.text_bn, told.text_en, told.source, told.confidence, told.review_on, told.version))
    disaster = book.text_of("D01")
    assert disaster is not None
    assert "elderly_from_years" in {rule.name for rule in disaster.thresholds}
    assert book.text_of("R99") is None


def test_every_table_of_rules_lies_where_the_book_looks() -> None:
    assert [name for name in GROUNDED_TABLES if not (REFERENCE_DIR / f"{name}.csv").is_file()] == []

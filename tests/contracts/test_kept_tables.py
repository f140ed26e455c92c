"""Each table of the ledger is kept by exactly one thing, or free to change for a reason that is given."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlmodel import SQLModel

import census_app.ledger.tables  # noqa: F401
from census_app.ledger.kept_tables import CHAINED, FREE, SEALED, SEALED_LATER
from tests.contracts.tree import PROJECT_DIR

TABLES = SQLModel.metadata.tables
CHANGES = re.compile(r"\b(?:update|delete)\((?:table_of\()?(\w+)\)")


def test_every_table_is_sealed_or_chained_or_free_with_a_reason() -> None:
    said = Counter([*SEALED, *CHAINED, *FREE])
    assert dict(said) == dict.fromkeys(TABLES, 1)
    assert all(reason.strip() for reason in (*CHAINED.values(), *FREE.values()))
    assert set(SEALED_LATER) <= set(SEALED)


@pytest.mark.parametrize("name", SEALED)
def test_what_is_said_of_a_sealed_table_is_true_of_its_columns(name: str) -> None:
    kept, columns = SEALED[name], set(TABLES[name].columns.keys())
    wanted = {*kept.key, *kept.may_change, *([kept.group] if kept.group else [])}
    assert wanted <= columns
    assert kept.key == ("id",) or kept.group
    assert kept.may_change < columns - {*kept.key}
    assert set(kept.key) | ({kept.group} if kept.group else set()) == {one.name for one in TABLES[name].primary_key}


def test_no_code_changes_a_table_none_of_whose_columns_may_change() -> None:
    classes = {str(one.class_.__tablename__): one.class_.__name__ for one in SQLModel._sa_registry.mappers}
    still = {classes[name] for name, kept in SEALED.items() if not kept.may_change and not kept.goes_when_undone}
    changed = {
        (path.name, found)
        for path in (PROJECT_DIR / "census_app" / "ledger").rglob("*.py")
        for found in CHANGES.findall(path.read_text(encoding="utf-8"))
    }
    assert len(changed) > 5
    assert {one for one in changed if one[1] in still} == set()

"""Every act that the trail can tell says whether it moves the facts, so that a snapshot knows what to read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.ledger.reads.changes import LEAVES_FACTS_ALONE, MOVES_EVERYTHING, MOVES_FACTS
from tests.contracts.tree import PACKAGES, python_files, text_of

LISTS = (LEAVES_FACTS_ALONE, MOVES_FACTS, MOVES_EVERYTHING)
TELLING = ("append_event", "_tell_trail")
"""What writes the trail: the act is its third argument."""


def acts_in(source: str) -> dict[str, set[str]]:
    """The acts that a module tells, by how they are written there; none where the words cannot be found."""
    tree = ast.parse(source)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    given = [call.args[2] for call in calls if isinstance(call.func, ast.Name) and call.func.id in TELLING]
    return {ast.unparse(one): set(words(one, tree)) for one in given}


def words(given: ast.expr, tree: ast.AST) -> Iterator[str]:
    """What the expression can say: its text, the texts of its branches or of a table, or what its name stands for."""
    if isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.IfExp):
        yield from (*words(given.body, tree), *words(given.orelse, tree))
    elif isinstance(given, ast.Dict):
        yield from (word for value in given.values for word in words(value, tree))
    elif isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "get":
        yield from words(given.func.value, tree)
    elif isinstance(given, ast.Name):
        yield from (word for value in told_by(given.id, tree) for word in words(value, tree))


def told_by(name: str, tree: ast.AST) -> Iterator[ast.expr]:
    """What the name is given anywhere in the module, but for other names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.NamedExpr):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if ast.unparse(target) == name and not isinstance(node.value, ast.Name):
                yield node.value


def telling_files() -> list[Path]:
    return [path for path in python_files(*PACKAGES) if "append_event(" in text_of(path)]


def test_every_act_stands_in_exactly_one_of_the_lists() -> None:
    acts = {act for path in telling_files() for found in acts_in(text_of(path)).values() for act in found}
    assert len(acts) > 40
    assert {act for act in acts if sum(act in one for one in LISTS) != 1} == set()
    assert {act for one in LISTS for act in one} - acts == set()


def test_every_act_can_be_read_where_it_is_told() -> None:
    unread = {
        (path.name, how) for path in telling_files() for how, found in acts_in(text_of(path)).items() if not found
    }
    assert unread == {(name, "action") for name in ("audit.py", "doubles.py", "change_requests.py")} & unread


@pytest.mark.parametrize("told", ['"person_put_right"', 'name if late else "person_put_right"'])
def test_an_act_in_no_list_is_found(told: str) -> None:
    source = f"def put_right(session, scope, name, late):\n    append_event(session, scope, {told})\n"
    assert set.union(*acts_in(source).values()) == {"person_put_right"}

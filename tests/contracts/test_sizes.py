"""Modules and functions stay small enough to be held in one's head."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.tree import PROJECT_DIR, python_files, text_of

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
EXCEPTIONS: dict[str, str] = tomllib.loads(text_of(Path("tests/contracts/size_exceptions.toml")))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a module with the number of its lines."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path}::{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {str(path): len(text_of(path).splitlines()) for path in python_files()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE and name not in EXCEPTIONS} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    lengths = dict(pair for path in python_files() for pair in functions(path))
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION and name not in EXCEPTIONS} == {}


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_still_needed_and_gives_its_reason(name: str) -> None:
    path, _, function = name.partition("::")
    assert EXCEPTIONS[name].strip()
    assert (PROJECT_DIR / path).is_file()
    if function:
        assert dict(functions(Path(path)))[name] > LONGEST_FUNCTION
    else:
        assert len(text_of(Path(path)).splitlines()) > LONGEST_MODULE

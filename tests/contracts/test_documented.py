"""What people use by name is named where they look for it: commands, settings, permissions, models, dependencies."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest

from census_app.cli import main
from census_app.domain.access import Permission, Role
from tests.contracts.tree import PACKAGES, project_files, python_files, text_of

# Scripts outside the project use these; a command is never renamed or dropped.
PROMISED_COMMANDS = (
    "demo", "init", "migrate", "upload survey", "upload deliveries", "accept", "analyse",
    "export ward", "export findings", "export persons", "export households", "export deliveries", "export suspense",
    "export problems", "blank-form", "round open", "round prefill", "round close", "serve", "work", "verify", "backup",
    "restore", "user add", "user role", "user disable",
)  # fmt: skip
PROJECT = tomllib.loads(text_of(Path("pyproject.toml")))["project"]


def commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every command that does something, by its full name."""
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            found |= commands(command, f"{before}{name} ")
        else:
            found[before + name] = command
    return found


def is_named(word: str, document: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text_of(Path(document))) is not None


@pytest.mark.parametrize("name", PROMISED_COMMANDS)
def test_a_promised_command_exists(name: str) -> None:
    assert name in commands(main)


def test_every_command_says_what_it_does_and_stands_in_the_readme_of_its_folder() -> None:
    assert [name for name, command in commands(main).items() if not (command.help or command.short_help)] == []
    assert [name for name in commands(main) if not is_named(name, "census_app/cli/README.md")] == []


def test_every_setting_stands_in_the_readme_of_its_folder() -> None:
    read = set()
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                read |= {node.value} & set(re.findall(r"\ACENSUS_[A-Z_]+\Z", node.value))
    assert read
    assert sorted(name for name in read if not is_named(name, "census_app/README.md")) == []


def test_every_role_and_permission_stands_in_the_readme_of_its_folder() -> None:
    words = [*Role, *Permission]
    assert [word.value for word in words if not is_named(word.value, "census_app/domain/README.md")] == []


def test_every_sql_model_stands_in_the_readme_of_its_folder() -> None:
    models = [path for path in project_files() if path.suffix == ".sql"]
    assert models
    assert [str(path) for path in models if not is_named(path.stem, str(path.parent / "README.md"))] == []


def test_every_dependency_has_a_decision() -> None:
    declared = [
        *PROJECT["dependencies"],
        *(one for extra in PROJECT["optional-dependencies"].values() for one in extra),
    ]
    names = {re.split(r"[\[<>=!~ ]", requirement, maxsplit=1)[0] for requirement in declared} - {PROJECT["name"]}
    assert sorted(name for name in names if not is_named(name, "DECISIONS.md")) == []


def test_every_dependency_is_held_to_one_version_and_no_address_stands_beside_it() -> None:
    constraints = text_of(Path("constraints.txt"))
    held = {line.split("==")[0].lower().replace("_", "-") for line in constraints.splitlines()}
    assert all(re.fullmatch(r"[\w.-]+==[\w.+]+", line) for line in constraints.splitlines())
    declared = [
        *PROJECT["dependencies"],
        *(one for extra in PROJECT["optional-dependencies"].values() for one in extra),
    ]
    names = {re.split(r"[\[<>=!~ ]", one, maxsplit=1)[0].lower().replace("_", "-") for one in declared} - {
        PROJECT["name"]
    }
    assert sorted(names - held) == []


def test_the_changelog_speaks_of_the_version_that_is_declared() -> None:
    assert is_named(PROJECT["version"], "CHANGELOG.md")

"""What is installed is whole: no file that the site needs stays behind in the clone."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from tests.contracts.tree import PACKAGES, project_files, text_of

DECLARED = tomllib.loads(text_of(Path("pyproject.toml")))["tool"]["setuptools"]
INSTALLED = (*PACKAGES, "data")


def matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def test_every_folder_of_the_packages_and_of_the_data_is_installed() -> None:
    include = DECLARED["packages"]["find"]["include"]
    folders = {".".join(path.parent.parts) for path in project_files() if path.parts[0] in INSTALLED}
    assert folders
    assert sorted(folder for folder in folders if not matches(folder, include)) == []


def test_no_folder_beside_them_and_no_running_database_is_installed() -> None:
    found = DECLARED["packages"]["find"]
    beside = {path.parts[0] for path in project_files() if len(path.parts) > 1} - set(INSTALLED)
    assert sorted(folder for folder in beside if matches(folder, found["include"])) == []
    assert matches("data.local", found["exclude"])


def test_every_file_of_the_packages_and_of_the_data_is_installed() -> None:
    patterns = ["*.py", *DECLARED["package-data"]["*"]]
    files = [path for path in project_files() if path.parts[0] in INSTALLED]
    assert [str(path) for path in files if not matches(path.name, patterns)] == []

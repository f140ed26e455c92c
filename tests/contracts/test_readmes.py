"""Every folder says in a README what is in it, by name."""

from __future__ import annotations

import re
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.contracts.tree import PACKAGES, project_files, text_of

TOPS = (*PACKAGES, "data", "notebooks", "tests", "benchmarks", ".ci")
UNLISTED = {"README.md", "__init__.py", "__main__.py", "py.typed"}
# Below these a README one level up speaks for the whole: other people's files, a folder for each sample ward, a folder
# of templates for each view, the folders that translation catalogues prescribe.
SPOKEN_FOR = ("data/samples/*", "*/static/vendor", "*/templates/*", "*/translations/*", "*/migrations/versions")


def is_spoken_for(folder: Path) -> bool:
    return any(fnmatchcase(str(place), pattern) for place in (folder, *folder.parents) for pattern in SPOKEN_FOR)


def folders() -> dict[Path, set[str]]:
    """Each folder of the project with the names of the files and folders right in it."""
    content: dict[Path, set[str]] = defaultdict(set)
    for path in project_files():
        if path.parts[0] in TOPS and len(path.parts) > 1:
            for place in (path, *path.parents):
                if len(place.parts) > 1:
                    content[place.parent].add(place.name)
    return {folder: names for folder, names in content.items() if not is_spoken_for(folder)}


FOLDERS = folders()


def is_named(name: str, readme: str) -> bool:
    """True when the text holds the whole name, or its stem or a pattern (`noto-*.woff2`) in backticks."""
    ticked = {word.rstrip("/,") for span in re.findall(r"`([^`\n]+)`", readme) for word in span.split()}
    patterns = [word for word in ticked if "*" in word and not word.startswith("*")]
    return (
        bool({name, Path(name).stem} & ticked)
        or any(fnmatchcase(name, pattern) for pattern in patterns)
        or re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", readme) is not None
    )


@pytest.mark.parametrize("folder", sorted(FOLDERS), ids=str)
def test_a_folder_has_a_readme_that_names_all_that_is_in_it(folder: Path) -> None:
    names = FOLDERS[folder]
    assert "README.md" in names, f"{folder} has no README.md"
    readme = text_of(folder / "README.md")
    assert sorted(name for name in names - UNLISTED if not is_named(name, readme)) == []

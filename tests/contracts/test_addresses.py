"""Nothing in the tree points outside the site, at one machine, or at how the work was done."""

from __future__ import annotations

import re
from pathlib import Path

from tests.contracts.tree import is_vendored, text_files, text_of

HERE = Path("tests/contracts/test_addresses.py")
WEB_FILES = {".html", ".css", ".js", ".svg"}

# Names of XML vocabularies look like addresses, but nobody asks them for anything.
VOCABULARIES = ("http://www.w3.org/",)
OUTSIDE = re.compile(r"(?:https?:|wss?:|(?<=[\"'(=\s]))//[\w.-]+\.[a-z]{2,}[^\s\"'<>)]*", re.IGNORECASE)

# Words are put together here, so that this file does not hold what it forbids.
MACHINE_PATHS = re.compile("|".join(rf"(?<![\w.])/{top}/\w" for top in ("work", "root", "home", "Users", "opt")))
REGISTRY_HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "files" + r"\.pythonhosted", "registry" + r"\.npm", "file:" + "///"))
)
HOW_IT_WAS_MADE = re.compile(
    r"\b("
    + "|".join(("chat" + "gpt", "clau" + "de", "lang" + "uage model", "pro" + "mpt engineering", "contr" + r"act\.md"))
    + r")\b"
    r"|\bissue [#]?\d|\.\./shared",
    re.IGNORECASE,
)


def places(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Where the pattern stands, as file:line: text."""
    return [
        f"{path}:{number}: {found.group()}"
        for path in paths
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        for found in pattern.finditer(line)
    ]


def ours() -> list[Path]:
    return [path for path in text_files() if not is_vendored(path) and path != HERE]


def test_no_template_style_or_script_of_ours_names_an_outside_address() -> None:
    shown = [path for path in ours() if path.suffix in WEB_FILES]
    assert [place for place in places(OUTSIDE, shown) if not any(name in place for name in VOCABULARIES)] == []


def test_nothing_names_a_path_of_one_machine() -> None:
    assert places(MACHINE_PATHS, ours()) == []


def test_nothing_names_the_host_of_a_package_registry() -> None:
    assert places(REGISTRY_HOSTS, ours()) == []


def test_the_project_speaks_of_itself_alone() -> None:
    assert places(HOW_IT_WAS_MADE, ours()) == []

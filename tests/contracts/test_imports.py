"""Who may import whom: the layers of .importlinter, and which room alone may touch which library."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.tree import PACKAGES, PROJECT_DIR, python_files, text_of

WEB = ("census_app/web", "census_app/api")
WORKBOOKS = ("importers", "census_app/exports")
ONLY: dict[str, tuple[str, ...]] = {
    "duckdb": ("analytics/engine",),
    "pyspark": ("analytics/spark",),
    "py4j": ("analytics/spark",),
    "folium": ("maps",),
    "branca": ("maps",),
    "geopandas": ("maps", "census_app/exports"),
    "shapely": ("maps", "census_app/exports"),
    "openpyxl": WORKBOOKS,
    "python_calamine": WORKBOOKS,
    "flask": WEB,
    "flask_babel": WEB,
    "flask_login": WEB,
    "flask_wtf": WEB,
    "werkzeug": WEB,
    "wtforms": WEB,
    "alembic": ("census_app/ledger",),
    "sqlalchemy": ("census_app/ledger",),
    "sqlmodel": ("census_app/ledger",),
}
ANYBODY_MAY_NAME = {("sqlmodel", "Session"), ("sqlalchemy", "Engine"), ("sqlalchemy.engine", "Engine")}
PURE_TEXT_LIBRARIES = {"rapidfuzz", "bijoytounicode"}
WORKBOOK_DOORS_OF_PANDAS = {"read_excel", "to_excel", "ExcelFile", "ExcelWriter"}


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Each (module, name) that a file imports; the name is empty for a whole module."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, alias.name) for alias in node.names)


def lies_in(path: Path, rooms: tuple[str, ...]) -> bool:
    return any(path.is_relative_to(room) or path == Path(room + ".py") for room in rooms)


def test_the_layers_of_the_house_hold() -> None:
    # In a process of its own, since the linter switches the loggers of its process off.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_of_census_app_has_its_place_in_the_layers() -> None:
    declared = configparser.ConfigParser()
    declared.read(PROJECT_DIR / ".importlinter")
    layers = declared["importlinter:contract:rooms"]["layers"]
    rooms = {path.parts[1].removesuffix(".py") for path in python_files("census_app")} - {"__init__", "__main__"}
    assert {room for room in rooms if f"census_app.{room}" not in layers} == set()


@pytest.mark.parametrize("library", ONLY)
def test_a_library_is_touched_only_in_its_own_room(library: str) -> None:
    strangers = [
        f"{path}: {module} {name}".rstrip()
        for path in python_files(*PACKAGES)
        if not lies_in(path, ONLY[library])
        for module, name in imports(path)
        if module.split(".")[0] == library and (module, name) not in ANYBODY_MAY_NAME
    ]
    assert strangers == []


def test_only_importers_and_exports_read_or_write_workbooks_through_pandas() -> None:
    strangers = [
        f"{path}:{node.lineno}: {node.attr}"
        for path in python_files(*PACKAGES)
        if not lies_in(path, WORKBOOKS)
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Attribute) and node.attr in WORKBOOK_DOORS_OF_PANDAS
    ]
    assert strangers == []


def test_the_domain_knows_only_the_standard_library_and_pure_text_libraries() -> None:
    strangers = [
        f"{path}: {module}"
        for path in python_files("census_app")
        if lies_in(path, ("census_app/domain",))
        for module, _ in imports(path)
        if not module.startswith("census_app.domain")
        and module.split(".")[0] not in sys.stdlib_module_names | PURE_TEXT_LIBRARIES
    ]
    assert strangers == []


def test_reads_never_import_writes() -> None:
    reads = [path for path in python_files("census_app") if lies_in(path, ("census_app/ledger/reads",))]
    assert [f"{p}: {m}" for p in reads for m, _ in imports(p) if m.startswith("census_app.ledger.writes")] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "process", "misc"}
    assert [str(path) for path in python_files() if set(path.stem.split("_")) & empty_words] == []

"""What every test may ask for: settings, empty ledgers on both databases, the sample ward, a browser."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from census_app.settings import Settings

pytest_plugins = ["tests.ledgers", "tests.wards", "tests.browsing", "tests.copies"]

REQUIRED = frozenset(filter(None, os.environ.get("CENSUS_REQUIRE", "").split(",")))
"""Kinds of tests (`postgres`, `browser`, `spark`) that must run here: when one is skipped, the whole run fails."""

_passed: Counter[str] = Counter()
_skipped: Counter[str] = Counter()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a run of its own: a data directory and a database that nobody else has."""
    return Settings(f"sqlite:///{tmp_path / 'census.db'}", tmp_path)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for kind in REQUIRED & set(report.keywords):
        _passed[kind] += report.when == "call" and report.passed
        _skipped[kind] += report.skipped


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for kind in sorted(_unmet()):
        told = f"{_skipped[kind]} skipped, {_passed[kind]} passed"
        terminalreporter.write_line(f"the {kind} tests are required here (CENSUS_REQUIRE): {told}", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _unmet():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _unmet() -> set[str]:
    return {kind for kind in REQUIRED if _skipped[kind] or not _passed[kind]}

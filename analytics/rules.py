"""Every threshold of the models, each with its ground and the day on which somebody must look at it again."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics.engines import SqlEngine
from analytics.shapes import TableShape
from census_app.domain.grounds import RuleRefused

RULES_DIR = Path(__file__).parent / "rules"
CONFIDENCES = ("verified", "likely", "remembered", "judgement")
_FIELDS = {"value", "unit", "source", "confidence", "review_on"}


@dataclass(frozen=True)
class Rule:
    """One threshold or switch: a whole number or a yes or no, its unit, its ground, and when to review it."""

    name: str
    value: int | bool
    unit: str
    source: str
    confidence: str
    review_on: date


def load_rules(*folders: Path) -> dict[str, Rule]:
    """All rules by name: those of the project's folder when none is named, a later folder's file in an earlier's place.

    Raises: RuleRefused for a rule without unit, source, confidence and review date, or one named in two files.
    """
    rules: dict[str, Rule] = {}
    for path in rule_files(*(folders or (RULES_DIR,))):
        for name, rule in rules_in(path).items():
            if name in rules:
                raise RuleRefused("rule_stands_twice", {"file": path.name, "entry": name})
            rules[name] = rule
    return rules


def rule_files(*folders: Path) -> list[Path]:
    """The files of thresholds by name, each from the last of the folders that has it."""
    return sorted({path.name: path for folder in folders for path in folder.glob("*.toml")}.values(), key=_name_of)


def rules_in(path: Path) -> dict[str, Rule]:
    """The thresholds of one file. Raises: RuleRefused."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleRefused("rules_unreadable", {"file": path.name}) from error
    return {name: _rule(name, entry, path.name) for name, entry in entries.items()}


def _name_of(path: Path) -> str:
    return path.name


def _rule(name: str, entry: Any, file_name: str) -> Rule:
    said = entry if isinstance(entry, dict) else {}
    for field in sorted(_FIELDS):
        if not str(said.get(field, "")).strip():
            raise RuleRefused("rule_without_ground", {"file": file_name, "entry": name, "field": field})
    understood = {
        "value": isinstance(said["value"], int),
        "confidence": said["confidence"] in CONFIDENCES,
        "review_on": isinstance(said["review_on"], date),
        **dict.fromkeys(said.keys() - _FIELDS, False),
    }
    for field, is_understood in understood.items():
        if not is_understood:
            raise RuleRefused("rule_badly_said", {"file": file_name, "entry": name, "field": field})
    return Rule(name=name, **said)


def due_for_review(rules: Mapping[str, Rule], on: date) -> list[Rule]:
    """The rules whose review day has come, the longest overdue first."""
    return sorted((rule for rule in rules.values() if rule.review_on <= on), key=lambda rule: rule.review_on)


def load_run_settings(engine: SqlEngine, rules: Mapping[str, Rule], as_of: date) -> None:
    """The one-row table `run_settings` holds the day of the run and every rule under its own name."""
    load_settings(engine, {name: rule.value for name, rule in rules.items()}, as_of)


def load_settings(engine: SqlEngine, values: Mapping[str, int | bool], as_of: date) -> None:
    """The same from the values alone, as an earlier run kept them."""
    kinds = (("BOOLEAN" if isinstance(value, bool) else "BIGINT") for value in values.values())
    columns = (("as_of", "DATE"), *zip(values, kinds, strict=True))
    engine.load(TableShape("run_settings", columns), [(as_of, *values.values())])


def version_of(*sources: Path) -> str:
    """A short hash of every rule and SQL file named or in the folders: runs with one version had the same rules."""
    digest = hashlib.sha256()
    for path in sorted(file for source in sources for file in ([source] if source.is_file() else source.rglob("*"))):
        if path.is_file() and path.suffix in (".toml", ".sql", ".csv"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]

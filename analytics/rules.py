"""Every threshold of the models, each with its ground and the day on which somebody must look at it again."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics.engine import Connection
from analytics.loading import TableShape, load_table

RULES_DIR = Path(__file__).parent / "rules"
CONFIDENCES = ("verified", "likely", "remembered", "judgement")
_FIELDS = {"value", "unit", "source", "confidence", "review_on"}


class RuleRefused(Exception):
    """A rule does not say on what ground it stands, or says it twice."""


@dataclass(frozen=True)
class Rule:
    """One threshold or switch: a whole number or a yes or no, its unit, its ground, and when to review it."""

    name: str
    value: int | bool
    unit: str
    source: str
    confidence: str
    review_on: date


def load_rules(rules_dir: Path = RULES_DIR) -> dict[str, Rule]:
    """All rules of the folder by name.

    Raises: RuleRefused for a rule without unit, source, confidence and review date, or one named in two files.
    """
    rules: dict[str, Rule] = {}
    for path in sorted(rules_dir.glob("*.toml")):
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name in rules:
                raise RuleRefused(f"{path.name}: {name} stands in another file too")
            rules[name] = _rule(name, entry, path.name)
    return rules


def _rule(name: str, entry: Any, file_name: str) -> Rule:
    if not isinstance(entry, dict) or set(entry) != _FIELDS:
        raise RuleRefused(f"{file_name}: {name} needs exactly {', '.join(sorted(_FIELDS))}")
    if not isinstance(entry["value"], int):
        raise RuleRefused(f"{file_name}: {name} is neither a whole number nor true or false")
    if not str(entry["source"]).strip() or entry["confidence"] not in CONFIDENCES:
        raise RuleRefused(f"{file_name}: {name} has no source, or a confidence outside {', '.join(CONFIDENCES)}")
    if not isinstance(entry["review_on"], date):
        raise RuleRefused(f"{file_name}: {name} has no review date")
    return Rule(name=name, **entry)


def due_for_review(rules: Mapping[str, Rule], on: date) -> list[Rule]:
    """The rules whose review day has come, the longest overdue first."""
    return sorted((rule for rule in rules.values() if rule.review_on <= on), key=lambda rule: rule.review_on)


def load_run_settings(connection: Connection, rules: Mapping[str, Rule], as_of: date) -> None:
    """The one-row table `run_settings` holds the day of the run and every rule under its own name."""
    kinds = (("BOOLEAN" if isinstance(rule.value, bool) else "BIGINT") for rule in rules.values())
    columns = (("as_of", "DATE"), *zip(rules, kinds, strict=True))
    load_table(connection, TableShape("run_settings", columns), [(as_of, *(rule.value for rule in rules.values()))])


def version_of(*directories: Path) -> str:
    """A short hash of every rule and SQL file in the folders: two runs with one version had the same rules."""
    digest = hashlib.sha256()
    for path in sorted(path for directory in directories for path in directory.rglob("*") if path.is_file()):
        if path.suffix in (".toml", ".sql", ".csv"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]

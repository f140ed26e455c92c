"""The rules that a run goes by: the project's own, with the files of other folders in the place of their namesakes."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from analytics.models import SQL_DIR
from analytics.rules import RULES_DIR, Rule, load_rules, rule_files, rules_in, version_of
from census_app.domain.errors import Unreadable
from census_app.domain.grounds import GROUNDED_TABLES, RuleRefused, check_grounds, check_rules
from census_app.reference import read_reference
from census_app.settings import REFERENCE_DIR

REFERENCE_TABLES = ("benefit_cycles", "eligibility_rules", "exclusivity_rules", "programmes")
"""What models join; a table of the same name in a folder of rules takes its place."""
Line = dict[str, str]


@dataclass(frozen=True)
class RuleText:
    """What a rule says in both languages, its ground, the days of which it speaks, and the thresholds it goes by."""

    rule_id: str
    text_en: str
    text_bn: str
    source: str
    confidence: str
    review_on: str
    version: str
    valid_from: str = ""
    valid_until: str = ""
    thresholds: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class RuleBook:
    """Rules by file: those of the project where no folder has a file of that name; the last folder's wins."""

    folders: tuple[Path, ...] = ()

    def thresholds(self) -> dict[str, Rule]:
        """Every threshold by name. Raises: RuleRefused."""
        return load_rules(RULES_DIR, *self.folders)

    def lines(self, table: str) -> tuple[Line, ...]:
        """The lines of a reference table. Raises: RuleRefused for one without its ground or that says nothing known."""
        path = self.file_of(table)
        found = read_reference(table) if path.parent == REFERENCE_DIR else _read(path, table)
        check_grounds(table, found)
        if table == "exclusivity_rules":
            check_rules(found, {line["code"] for line in self.lines("programmes")})
        return found

    @property
    def version(self) -> str:
        """A short hash of every rule, reference and SQL file in force."""
        names = sorted({path.name for path in REFERENCE_DIR.glob("*.csv")})
        tables = [self.file_of(name.removesuffix(".csv")) for name in names]
        return version_of(SQL_DIR, *self.threshold_files(), *tables)

    def rule_versions(self) -> dict[str, str]:
        """A short hash of what each active rule says, by its id: a rule that is switched off is not there."""
        rules = {line["rule_id"]: line for line in self.lines("exclusivity_rules") if line["active"] == "true"}
        entitled = {f"E-{line['programme_code']}": line for line in self.lines("eligibility_rules")}
        lists = {line["rule_id"]: line for line in self.lines("list_rules")}
        return {name: self._version_of(line) for name, line in {**rules, **entitled, **lists}.items()}

    def text_of(self, rule_id: str) -> RuleText | None:
        """What the rule says and on what ground; None for one that this book does not know."""
        line = self._line_of(rule_id)
        if line is None:
            return None
        return RuleText(
            rule_id,
            line["text_en"],
            line["text_bn"],
            line["source"],
            line["confidence"],
            line["review_on"],
            self._version_of(line),
            line.get("valid_from", ""),
            line.get("valid_until", ""),
            tuple(self._thresholds_of(line)),
        )

    def check(self) -> None:
        """Nothing happens when every file of the folders is a known one and may enter a run.

        Raises: Unreadable for a folder without any; RuleRefused.
        """
        for folder in self.folders:
            files = [path for path in folder.iterdir() if path.suffix in (".toml", ".csv")] if folder.is_dir() else []
            if not files:
                raise Unreadable("rules_folder_empty", {"folder": folder.name})
            known = {path.name for path in RULES_DIR.glob("*.toml")} | {f"{name}.csv" for name in GROUNDED_TABLES}
            for path in files:
                if path.name not in known:
                    raise RuleRefused("rules_file_unknown", {"file": path.name})
        self.thresholds()
        for table in (*REFERENCE_TABLES, "list_rules"):
            self.lines(table)

    def threshold_files(self) -> list[Path]:
        """The files of thresholds in force."""
        return rule_files(RULES_DIR, *self.folders)

    def file_of(self, table: str) -> Path:
        """The file of a reference table in force."""
        paths = (folder / f"{table}.csv" for folder in reversed(self.folders))
        return next((path for path in paths if path.is_file()), REFERENCE_DIR / f"{table}.csv")

    def _line_of(self, rule_id: str) -> Line | None:
        if rule_id.startswith("E-"):
            found = (line for line in self.lines("eligibility_rules") if rule_id == f"E-{line['programme_code']}")
        else:
            both = (*self.lines("exclusivity_rules"), *self.lines("list_rules"))
            found = (line for line in both if line["rule_id"] == rule_id)
        return next(found, None)

    def _thresholds_of(self, line: Line) -> list[Rule]:
        files = {path.stem: path for path in self.threshold_files()}
        return list(rules_in(files[line["thresholds"]]).values()) if line.get("thresholds") in files else []

    def _version_of(self, line: Line) -> str:
        said = [f"{name}={value}" for name, value in sorted(line.items())]
        said += [f"{rule.name}={rule.value}" for rule in self._thresholds_of(line)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]


def _read(path: Path, table: str) -> tuple[Line, ...]:
    headings = set(read_reference(table)[0])
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = tuple(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RuleRefused("rules_unreadable", {"file": path.name}) from error
    for line in lines:
        if set(line) != headings or None in line.values():
            raise RuleRefused("rules_unreadable", {"file": path.name})
    if not lines:
        raise RuleRefused("rules_unreadable", {"file": path.name})
    return lines

"""On what ground a rule stands: an entry without source, confidence and review date never enters a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from census_app.domain.errors import Refused

CONFIDENCES = ("verified", "likely", "secondary", "derived", "remembered", "uncertain", "judgement")
"""The first word of a confidence; what is said behind it explains."""
SEVERITIES = ("certain", "review", "info")
GROUNDED_TABLES: dict[str, tuple[str, ...]] = {
    "programmes": ("code",),
    "programme_rates": ("programme_code", "level", "from_fiscal_year"),
    "exclusivity_rules": ("rule_id",),
    "eligibility_rules": ("programme_code",),
    "benefit_cycles": ("programme_code", "cycle_code"),
    "list_rules": ("rule_id",),
    "change_rules": ("rule_id",),
}
"""The tables that rules, rates and programmes stand in, each with the headings by which an entry is named."""


class RuleRefused(Refused):
    """A rule does not say on what ground it stands, says something nobody understands, or says it twice."""


def check_grounds(table: str, lines: Sequence[Mapping[str, str]]) -> None:
    """Nothing happens when every line says where it comes from, how sure it is and when somebody looks again.

    Raises: RuleRefused, which names the first line that does not.
    """
    for line in lines:
        entry = "/".join(line.get(name) or "" for name in GROUNDED_TABLES[table])
        for field in ("source", "confidence", "review_on"):
            if not (line.get(field) or "").strip():
                raise RuleRefused("rule_without_ground", {"file": f"{table}.csv", "entry": entry, "field": field})
        if not is_confidence(line["confidence"]):
            raise badly_said(table, entry, "confidence")
        for field in ("review_on", "valid_from", "valid_until", "from_on", "until_on"):
            if line.get(field) and not _is_day(line[field]):
                raise badly_said(table, entry, field)


def check_rules(lines: Sequence[Mapping[str, str]], programmes: set[str]) -> None:
    """Nothing happens when every rule between programmes can be understood: its severity, its programmes, its switch.

    Raises: RuleRefused.
    """
    seen: set[str] = set()
    for line in lines:
        name = line["rule_id"]
        if name in seen:
            raise RuleRefused("rule_stands_twice", {"file": "exclusivity_rules.csv", "entry": name})
        seen.add(name)
        if line.get("severity") not in SEVERITIES:
            raise badly_said("exclusivity_rules", name, "severity")
        if line.get("active") not in ("true", "false"):
            raise badly_said("exclusivity_rules", name, "active")
        for side in ("left_codes", "right_codes"):
            if set((line.get(side) or "").split(";")) - programmes - {"*", ""}:
                raise badly_said("exclusivity_rules", name, side)


def badly_said(table: str, entry: str, field: str) -> RuleRefused:
    """The refusal of an entry one of whose cells nobody understands."""
    return RuleRefused("rule_badly_said", {"file": f"{table}.csv", "entry": entry, "field": field})


def is_confidence(written: str) -> bool:
    """True for a known word, with or without an explanation behind it."""
    return written.replace(";", " ").replace("(", " ").split()[:1] in [[word] for word in CONFIDENCES]


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True

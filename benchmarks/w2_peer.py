"""W2 as frictionless checks it: a schema for the columns. What a row means within its household it cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from frictionless import Checklist, Dialect, Resource, Schema
from frictionless.formats import ExcelControl

from benchmarks.measuring import Answer
from benchmarks.sheets import HEADINGS, RELATION_WORDS, TITLE_ROWS
from benchmarks.w1_import import workbooks
from benchmarks.w2_broken import rows_broken

_DIGIT = "[0-9০-৯]"
_YEAR = "(19[0-9]{2}|20[01][0-9]|202[0-2]|১৯[০-৯]{2}|২০[০১][০-৯]|২০২[০-২])"
_DATE = f"({_DIGIT}{{2}}[/.-]{_DIGIT}{{2}}[/.-])?{_YEAR}(-{_DIGIT}{{2}}-{_DIGIT}{{2}})?"
_CONSTRAINTS: dict[str, dict[str, Any]] = {
    "খানা নং": {"pattern": f"{_DIGIT}+"},
    "নাম (বাংলায়)": {"required": True},
    "সম্পর্ক": {"required": True, "enum": [*RELATION_WORDS, "পিতা"]},
    "লিঙ্গ": {"required": True, "enum": ["পুরুষ", "মহিলা"]},
    "জন্ম তারিখ": {"required": True, "pattern": _DATE},
    "এনআইডি নং": {"pattern": f"({_DIGIT}{{10}}|{_DIGIT}{{13}}|{_DIGIT}{{17}})"},
    "জন্ম নিবন্ধন নং": {"pattern": f"{_DIGIT}{{17}}"},
    "মোবাইল": {"pattern": f"[0০][1১]{_DIGIT}{{9}}"},
}
_NUMBERS = ("জমি (শতক)", "মাসিক আয় (টাকা)")


def frictionless_validate(inputs: Path, own: Path) -> Answer:
    """Every workbook was validated, no error left out."""
    fields = [_field(heading) for heading in HEADINGS]
    rows, told = 0, set()
    for path in workbooks(inputs / "broken"):
        resource = Resource(
            path=str(path.relative_to(inputs)),
            basepath=str(inputs),
            dialect=Dialect(header_rows=[TITLE_ROWS + 1], controls=[ExcelControl()]),
            schema=Schema.from_descriptor({"fields": fields}),
        )
        (task,) = resource.validate(Checklist(), limit_errors=10**9).tasks
        rows += task.stats["rows"]
        told |= {
            (path.name, number) for number, message in task.flatten(["rowNumber", "message"]) if number and message
        }
    return {"rows": rows, "broken_rows_told": len(told & rows_broken(inputs).keys())}


def _field(heading: str) -> dict[str, Any]:
    kind = "number" if heading in _NUMBERS else "string"
    return {"name": heading, "type": kind, "constraints": _CONSTRAINTS.get(heading, {})}

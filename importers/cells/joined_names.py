"""Several things in one cell: a name with the father or husband behind it, or with the village."""

from __future__ import annotations

import re

from importers.cells.names import name_field
from importers.cells.reading import NOTHING, Cell, CellContext, Reading, confirm, refusal
from importers.cells.words import cell_text, is_missing

_WORDS = {
    "either": r"পিতা\s*/\s*স্বামী|স্বামী\s*/\s*পিতা|অভিভাবক|father\s*/\s*husband|guardian|c\s*/\s*o",
    "father": r"পিতার নাম|পিতা|father'?s? name|father|[sd]\s*/\s*o",
    "husband": r"স্বামীর নাম|স্বামী|husband'?s? name|husband|w\s*/\s*o",
    "mother": r"মাতার নাম|মায়ের নাম|মাতা|mother'?s? name|mother",
}
_MARKED_WORDS = {
    "father_marked": "পিং",
    "husband_marked": "স্বাং|জং",
    "village": r"গ্রাম|সাং|সাকিন|পাড়া|মহল্লা|ঠিকানা|village|vill|address|para",
}
"""Words that are a label only with a mark behind them: পাড়া ends a village's name, too."""
_MARK = r"\s*[:.ঃ।–—=-]+\s*"
_LABEL = re.compile(
    r"(?:^|(?<=[\s,;।(]))(?:"
    + "|".join(rf"(?P<{name}>{words})(?:{_MARK}|\s+)" for name, words in _WORDS.items())
    + "|"
    + "|".join(rf"(?P<{name}>{words}){_MARK}" for name, words in _MARKED_WORDS.items())
    + ")",
    re.IGNORECASE,
)
_SURVEY_FIELDS = {
    "either": "father_or_husband", "father": "father_name", "husband": "spouse_name", "mother": "mother_name",
    "village": "para",
}  # fmt: skip
_OFFICE_FIELDS = {
    "name": "recipient_name", "either": "father_or_husband", "father": "father_or_husband",
    "husband": "father_or_husband", "mother": "mother_name", "village": "village",
}  # fmt: skip
_BETWEEN = re.compile(r"\s*[\n\r]+\s*|\s*[,;،|]\s*|\s+[–—-]\s+|\s*/\s*")
_LETTER = re.compile(r"[^\W\d_]")
_EDGES = " \t\r\n,;:.।()[]–—-/"


def read_name_and_relative(raw: Cell, context: CellContext) -> Reading:
    """The name, and behind it the father or husband: after a label or on the next line or after a comma."""
    return _read_joined(raw, context, "either")


def read_name_and_address(raw: Cell, context: CellContext) -> Reading:
    """The name, and behind it the village."""
    return _read_joined(raw, context, "village")


def _read_joined(raw: Cell, context: CellContext, second: str) -> Reading:
    if is_missing(raw):
        return NOTHING
    text = str(raw) if isinstance(raw, str) else cell_text(raw)
    values = _labelled(text) or _in_order(text, second)
    name = values.get("name", "")
    if not _LETTER.search(name):
        return refusal(confirm("name_without_letters"))
    fields = _OFFICE_FIELDS if context.office_code else _SURVEY_FIELDS | {"name": name_field("name", name)}
    return Reading({fields[what]: part for what, part in values.items() if part})


def _labelled(text: str) -> dict[str, str]:
    """What stands before the first label is the name, what follows a label is what the label says."""
    labels = list(_LABEL.finditer(text))
    if not labels or not _plain(text[: labels[0].start()]):
        return {}
    values = {"name": _plain(text[: labels[0].start()])}
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        what = str(label.lastgroup).removesuffix("_marked")
        values.setdefault(what, _plain(text[label.end() : end]))
    return values


def _in_order(text: str, second: str) -> dict[str, str]:
    """Without labels the parts stand in the order of the heading; a third one is the village."""
    parts = [part for part in map(_plain, _BETWEEN.split(text)) if part]
    fields = ["name", second] if second == "village" else ["name", second, "village"]
    return dict(zip(fields, parts, strict=False))


def _plain(text: str) -> str:
    return cell_text(text).strip(_EDGES)

"""Answers about headings, between the ledger that remembers them and the reader that needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.ledger.reads.heading_answers import HeldAnswer, answers_held, holder_of, may_hold, tables_of
from census_app.ledger.reads.jobs import FileToRead, asked_at, file_to_read
from census_app.ledger.writes.heading_answers import answer_headings, remember_answers
from importers.answers import IGNORE, DayOrder, HeadingAnswers, place_without_heading
from importers.headings import answer_key
from importers.layouts import load_layout

LAYOUTS: Mapping[str, str] = {"survey": "household_census", "deliveries": "office_list"}
"""Which layout a kind of upload is read by."""
FIELD, DAY_ORDER = "field", "day_order"
_LETTER_AT_END = re.compile(r"\s*\[([A-Z]{1,3})\]$")


def answers_for(session: Session, scope: Scope, file: FileToRead, upload_id: int, at: datetime) -> HeadingAnswers:
    """What the sender of the file had answered at that moment."""
    holder = holder_of(LAYOUTS[file.kind], file.area_code, file.office_code, file.uploaded_by)
    held = answers_held(session, scope, holder, upload_id, at)
    return HeadingAnswers(
        {one.heading_key: one.answer for one in held if one.about == FIELD},
        {one.heading_key: DayOrder(one.answer) for one in held if one.about == DAY_ORDER},
    )


def may_be_answered(kind: str, about: str, answer: str) -> bool:
    """True for a field of the layout or `ignore`, and for an order of day and month."""
    if about == DAY_ORDER:
        return answer in set(DayOrder)
    return answer == IGNORE or any(field.name == answer for field in load_layout(LAYOUTS[kind]).fields)


def said(about: str, answers: Mapping[str, str]) -> list[HeldAnswer]:
    """The answers as they are kept: by the key under which the heading is recognised again."""
    return [HeldAnswer(answer_key(heading), heading, about, answer) for heading, answer in answers.items()]


def own_heading(heading: str, shape: str = "") -> str:
    """The heading without the letter of its column; of a column that has none the place in a table of that shape."""
    own = _LETTER_AT_END.sub("", heading).strip()
    return own or (place_without_heading(heading.strip("[]"), shape) if shape else "")


def headings_in(session: Session, scope: Scope, upload_id: int) -> set[str]:
    """The keys of the headings that stand in the upload, as far as it has been read."""
    tables = tables_of(session, scope, upload_id)
    headings = ((heading, table.get("shape", "")) for table in tables for heading in table["columns"])
    return {answer_key(own_heading(heading, shape)) for heading, shape in headings}


def was_read_with(session: Session, scope: Scope, upload_id: int, answers: Sequence[HeldAnswer]) -> bool:
    """True when the upload's newest reading knew these answers, as far as they are about headings of its own."""
    file = file_to_read(session, scope, upload_id)
    known = answers_for(session, scope, file, upload_id, asked_at(session, scope, upload_id))
    there = headings_in(session, scope, upload_id)
    held: dict[str, Mapping[str, str]] = {FIELD: known.fields, DAY_ORDER: known.day_orders}
    return all(held[one.about].get(one.heading_key) == one.answer for one in answers if one.heading_key in there)


def may_answer(scope: Scope, kind: str, area_code: str, office_code: str, uploaded_by: int) -> bool:
    """True for whoever gave the sheet in, and for the desks of the office whose list it is."""
    return may_hold(scope, holder_of(LAYOUTS[kind], area_code, office_code, uploaded_by))


def read_with_answers(
    engine: Engine, scope: Scope, upload_id: int, kind: str, answers: Sequence[HeldAnswer], remember: bool
) -> None:
    """The upload waits to be read again with the answers of its sender.

    Raises: NotFound outside the scope; Refused for another's upload, or for one that is being read.
    """
    answer_headings(engine, scope, upload_id, LAYOUTS[kind], answers, remember)


def remember(
    engine: Engine, scope: Scope, kind: str, area_code: str, office_code: str, answers: Sequence[HeldAnswer]
) -> None:
    """Files that the actor (or the office) gives in from now on are read with the answers. Raises: Refused."""
    holder = holder_of(LAYOUTS[kind], area_code, office_code, scope.actor_id)
    remember_answers(engine, scope, holder, answers, area_code)

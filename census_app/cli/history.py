"""`census history`: what was believed of a person on any day about any day, and who said so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import click

from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission, can
from census_app.domain.bangla_text import ascii_digits
from census_app.domain.identity import mask
from census_app.ledger.engine import reading
from census_app.ledger.reads.history import Believed, believed
from census_app.ledger.reads.history_sources import Source
from census_app.ledger.reads.history_timeline import Entry
from census_app.ledger.writes.audit import record_look

_DAY = click.DateTime(["%Y-%m-%d"])


def _person(_context: click.Context, _parameter: click.Parameter, text: str) -> int:
    """The id behind P12 or 12."""
    found = re.fullmatch(r"[Pp]?([0-9]{1,12})", ascii_digits(text.strip()))
    if found is None:
        raise click.BadParameter(f"“{text}” is not the id of a person, such as P12.")
    return int(found.group(1))


@click.command()
@click.argument("person_id", metavar="PERSON", callback=_person)
@click.option("--known-on", type=_DAY, help="As known on this day; today when not given.")
@click.option("--true-on", type=_DAY, help="About this day; the day it was known on when not given.")
@click.option("--reason", default="", help="Why you look; it stands in the trail.")
@with_run()
def history(run: Run, person_id: int, known_on: datetime | None, true_on: datetime | None, reason: str) -> None:
    """Tell what was believed of a person on any day about any day, and who said so; PERSON is an id such as P12."""
    run.require(Permission.LOOK_UP_PERSON)
    known, true = (day.date() if day else None for day in (known_on, true_on))
    with reading(run.engine) as session:
        told = _masked(run, believed(session, run.scope, person_id, known, true))
    record_look(run.engine, run.scope, f"person:{told.person_id}", told.area_code, reason)
    run.answer(told, "\n".join(_lines(run, told)))


def _masked(run: Run, told: Believed) -> Believed:
    """The same with its numbers masked, unless the actor may see them."""
    if can(run.scope, Permission.SEE_NUMBERS):
        return told
    numbers = tuple(replace(number, value=mask(number.value)) for number in told.numbers)
    return replace(told, numbers=numbers, entries=tuple(_masked_entry(entry) for entry in told.entries))


def _masked_entry(entry: Entry) -> Entry:
    if entry.kind != "number":
        return entry
    return replace(entry, values={**entry.values, "value": mask(str(entry.values["value"]))})


def _lines(run: Run, told: Believed) -> Iterator[str]:
    if not told.known:
        yield run.told("history_unknown", person_id=told.person_id, day=told.first_known_on.isoformat())
        return
    days = {"known_on": told.known_on.isoformat(), "true_on": told.true_on.isoformat()}
    yield run.told("history_of", person_id=told.person_id, name=told.cell("name_bn") or told.cell("name_en"), **days)
    yield "    " + run.told("history_paid", count=len(told.deliveries), taka=f"{told.paid_poisha / 100:.2f}")
    for entry in told.entries:
        known_on, source = entry.known_on.isoformat(), _where(entry.source)
        values = {"kind": entry.kind, "what": _what(entry), "true_on": entry.true_on or "–", "known_on": known_on}
        yield "    " + run.told("history_entry", **values, source=source)


def _what(entry: Entry) -> str:
    """The values of an entry that say something, numbers masked."""
    told = dict(_masked_entry(entry).values)
    told |= told.pop("facts", {})
    return " ".join(f"{name}={value}" for name, value in told.items() if value not in (None, ""))


def _where(source: Source) -> str:
    place = [source.file_name, source.sheet, str(source.row_number or ""), source.said_by, source.reason]
    return ", ".join(part for part in place if part) or "–"

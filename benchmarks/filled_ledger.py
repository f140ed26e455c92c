"""A ledger that believes in a made-up population and its deliveries, written past the import."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from analytics.engine import Connection, connect
from analytics.parts import files_of
from benchmarks.deliveries import DELIVERIES_EACH, write_snapshot
from benchmarks.ledgers import empty_ledger
from census_app.domain.access import OPERATOR
from census_app.ledger.bulk import insert_many
from census_app.ledger.engine import writing_much
from census_app.ledger.json_text import to_json
from census_app.ledger.tables import Attachment, Delivery, Household, HouseholdFact, Membership, Person, PersonFact
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.jobs import claim_job
from census_app.ledger.writes.uploads import NewRow, NewUpload, receive_upload, stage_rows
from census_app.reference import read_reference
from census_app.settings import Settings

KNOWN_SINCE = datetime(2022, 7, 1, tzinfo=UTC)
HOUSEHOLDS_OF_A_WARD = 800  # a ward of the south has about so many, a union nine times as many
_DAY = {"true_since": KNOWN_SINCE.date(), "known_since": KNOWN_SINCE, "round_id": 1}


def fill_ledger(persons: int, folder: Path) -> tuple[Engine, Settings]:
    """The folder holds a SQLite ledger of about that many persons in wards and unions of their own, with deliveries."""
    write_snapshot(int(persons * DELIVERIES_EACH), folder / "made_up")
    engine, settings = empty_ledger(folder)
    new = NewUpload("survey", "sheet.xlsx", "0" * 64, 1, "0" * 64 + ".xlsx", "408790", 1)
    upload_id = receive_upload(engine, OPERATOR, new)
    hold = claim_job(engine, "benchmark", upload_id)
    assert hold is not None
    stage_rows(engine, OPERATOR, hold, [NewRow("", 1, "ready", to_json({}), [], to_json([]), "key", ())], 1, 1)
    with connect() as connection, writing_much(engine) as session:
        for table in ("src_persons", "src_deliveries"):
            [file] = files_of(folder / "made_up", table)
            connection.read_parquet(str(file)).create_view(table)
        _fill(connection, session)
        append_event(session, OPERATOR, "accepted", f"upload:{upload_id}", "408790")
    return engine, settings


def _fill(connection: Connection, session: Session) -> None:
    wards = [area["code"] for area in read_reference("areas") if area["level"] == "ward"]

    def ward_of(household: int) -> str:
        return wards[household // HOUSEHOLDS_OF_A_WARD % len(wards)]

    def rows(select: str) -> Iterator[tuple[Any, ...]]:
        found = connection.execute(select)
        while some := found.fetchmany(50_000):
            yield from some

    homes = "select distinct household_id from src_persons order by 1"
    _insert(session, Household, "id area_code number", ((h, ward_of(h), str(h)) for (h,) in rows(homes)),
            created_at=KNOWN_SINCE)  # fmt: skip
    _insert(
        session,
        HouseholdFact,
        "household_id roof income_bdt",
        ((h, "tin", h % 40 * 500) for (h,) in rows(homes)),
        **_DAY,
    )
    people = "select person_id, household_id, sex, cast(birth_from as varchar), relation from src_persons order by 1"
    _insert(session, Person, "id temporary_key area_code sex birth_date",
            ((p, f"T-{p}", ward_of(h), sex, born) for p, h, sex, born, _ in rows(people)),
            birth_precision="day", created_at=KNOWN_SINCE)  # fmt: skip
    _insert(session, Membership, "person_id household_id area_code relation",
            ((p, h, ward_of(h), relation) for p, h, _, _, relation in rows(people)),
            from_on=KNOWN_SINCE.date(), known_since=KNOWN_SINCE)  # fmt: skip
    _insert(session, PersonFact, "person_id marital", ((p, "married") for p, *_ in rows(people)), **_DAY)
    given = (
        "select delivery_id, office_code, programme_code, period_code, period_from, period_until, delivered_on,"
        " amount_poisha, quantity_thousandths, unit, recipient_key, account_key, person_id, household_id"
        " from src_deliveries order by 1"
    )
    names = (
        "id office_code programme_code period_code period_from period_until delivered_on amount_poisha"
        " quantity_thousandths unit recipient_key account_mobile area_code"
    )
    _insert(session, Delivery, names, ((*row[:12], ward_of(row[13])) for row in rows(given)),
            upload_id=1, staged_row_id=1, known_since=KNOWN_SINCE, suspense_reasons="[]", reason="")  # fmt: skip
    _insert(session, Attachment, "id delivery_id person_id household_id area_code",
            ((row[0], row[0], row[12], row[13], ward_of(row[13])) for row in rows(given)),
            method="nid", evidence="[]", decided_by=0, known_since=KNOWN_SINCE, end_reason="")  # fmt: skip


def _insert(session: Session, table: Any, names: str, rows: Iterator[tuple[Any, ...]], **same: Any) -> None:
    empty = {name: "" for name, field in table.model_fields.items() if field.default == ""}
    told = {**empty, **same}
    insert_many(session, table, tuple(names.split()), rows, {k: v for k, v in told.items() if k not in names.split()})

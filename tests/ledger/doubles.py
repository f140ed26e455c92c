"""Made-up records of which some are one person, each with numbers, facts, a household and deliveries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, text, update
from sqlmodel import SQLModel, col

from census_app.domain.access import OPERATOR
from census_app.domain.names import name_keys
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads.doubles import pair_of
from census_app.ledger.reads.staged_rows import ready_rows
from census_app.ledger.standing import standing_of
from census_app.ledger.tables import Person
from census_app.ledger.writes.acceptance import accept_survey
from census_app.ledger.writes.accepted_rows import (
    AcceptedHousehold,
    AcceptedMember,
    KnownNumber,
    PersonFields,
    SurveyAcceptance,
    person_facts,
)
from census_app.ledger.writes.deliveries import DELIVERY_FIELDS, DecidedDelivery, Recipient, attach_deliveries
from census_app.ledger.writes.doubles import NewPair, merge_records, offer_matches
from census_app.ledger.writes.merges import undo_merge
from census_app.ledger.writes.rounds import open_round
from census_app.ledger.writes.uploads import NewProblem
from tests.ledger.people import WARD, row, stage_upload

UPAZILA = "408790"
NAMES = ("করিম শেখ", "আব্দুল করিম", "রহিমা খাতুন", "সালমা বেগম", "জাহানারা বিবি")
DECISIONS = ("acceptances", "audit_events", "entry_seals", "match_decisions", "merges", "possible_matches")
"""Tables that remember what was decided (or where in the trail), and so differ when somebody took a decision back."""


def round_of(engine: Engine, code: str = "2022") -> int:
    """The id of a survey round."""
    with engine.connect() as connection:
        found = connection.execute(text("select id from rounds where code = :code"), {"code": code}).scalar()
    return found or open_round(engine, OPERATOR, code, date(2022, 1, 1))


def accept_person(
    engine: Engine,
    place: int,
    ward: str = WARD,
    known: int | None = None,
    problems: tuple[NewProblem, ...] = (),
    **fields: Any,
) -> int:
    """A household of one person is believed, or what a later sheet says of a person known already; the person's id."""
    name = NAMES[place % len(NAMES)]
    own = {"name_bn": name, "sex": "male", "birth_date": f"19{60 + place}-01-02", "birth_precision": "day", **fields}
    keys = name_keys(own["name_bn"])
    own |= {"name_skeleton": keys.skeleton, "name_light": keys.light}
    round_id = round_of(engine)
    upload_id = stage_upload(engine, [row(6, problems=problems, household_number=str(place))], ward, round_id)
    with reading(engine) as session:
        standing = standing_of(session, ward)
        (waiting,) = ready_rows(session, OPERATOR, upload_id)
        lived = text("select household_id from memberships where person_id = :id order by id")
        home = session.connection().execute(lived, {"id": known}).scalar()
    number = f"55512345{50 + place if known else place:02d}"
    member = AcceptedMember(
        row_id=waiting.row_id,
        person_id=known,
        relation="head",
        temporary_key=f"T-{ward}-{place}",
        fields=PersonFields() if known else PersonFields(**own),
        facts=person_facts({"marital": "married", "education_class": place}),
        numbers=[KnownNumber("nid10", number, f"key-{number}")],
    )
    household = AcceptedHousehold(home, str(place), "", 22.76, 89.13, {"roof": "tin"}, [member])
    accept_survey(
        engine, OPERATOR, SurveyAcceptance(upload_id, ward, standing, round_id, date(2022, 1, 1), [household])
    )
    with engine.connect() as connection:
        wanted = text("select person_id from staged_rows where id = :row")
        return int(connection.execute(wanted, {"row": waiting.row_id}).scalar_one())


def give(engine: Engine, person_id: int, amount_poisha: int, key: str = "", programme: str = "OAA") -> None:
    """An office's list has given that much to the person, under the number behind the key."""
    told = {"programme_code": programme, "period_code": "2021-22", "period_from": date(2021, 7, 1)}
    told |= {"period_until": date(2022, 6, 30), "delivered_on": date(2021, 10, 5), "recipient_key": key}
    fields = {**dict.fromkeys(DELIVERY_FIELDS, ""), **told, "amount_poisha": amount_poisha}
    fields["quantity_thousandths"] = None
    upload_id = stage_upload(engine, [row(2)], UPAZILA, kind="deliveries")
    with reading(engine) as session:
        standing = standing_of(session, UPAZILA)
        (waiting,) = ready_rows(session, OPERATOR, upload_id)
        area = session.connection().execute(text("select area_code from persons where id = :id"), {"id": person_id})
        to = Recipient(person_id, None, area.scalar_one(), "nid", ["number"])
    decided = [DecidedDelivery(waiting.row_id, fields, to)]
    attach_deliveries(engine, OPERATOR, upload_id, UPAZILA, "social_services", standing, decided)


def offer(engine: Engine, left: int, right: int) -> int:
    """Somebody asks whether the two are one person; the id of the pair."""
    offer_matches(engine, OPERATOR, [NewPair(left, right, 0.9, ("name", "birth_date"))])
    with engine.connect() as connection:
        wanted = text("select max(id) from possible_matches where kind = 'persons'")
        return int(connection.execute(wanted).scalar_one())


def merge(engine: Engine, match_id: int, **choices: str) -> int:
    """The pair is one person; its id comes back."""
    with reading(engine) as session:
        seen = pair_of(session, OPERATOR, match_id).seen
    merge_records(engine, OPERATOR, match_id, seen, choices, "asked the family")
    return match_id


def undo(engine: Engine, match_id: int) -> None:
    """The decision is taken back."""
    undo_merge(engine, OPERATOR, match_id, "asked again, they are two", told_apart=False)


def correct(engine: Engine, person_id: int, **values: str) -> None:
    """Somebody puts something right in a person's record."""
    if "name_bn" in values:
        keys = name_keys(values["name_bn"])
        values |= {"name_skeleton": keys.skeleton, "name_light": keys.light}
    with writing(engine) as session:
        session.connection().execute(update(Person).where(col(Person.id) == person_id).values(**values))


def dump(engine: Engine, but: tuple[str, ...] = DECISIONS) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for those that remember decisions and those that are derived for search."""
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for name, table in SQLModel.metadata.tables.items()
            if name not in but and not name.startswith("search_")
        }


def timeless(dumped: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """The same rows without their moments, in which two ledgers differ that went through the same."""
    return {
        name: sorted((tuple("moment" if isinstance(v, datetime) else v for v in row) for row in rows), key=repr)
        for name, rows in dumped.items()
    }


def received(engine: Engine) -> dict[int, int]:
    """The money that each person has received, in poisha."""
    asked = text(
        "select person_id, sum(amount_poisha) from attachments join deliveries d on d.id = delivery_id group by 1"
    )
    with engine.connect() as connection:
        return {person: int(money) for person, money in connection.execute(asked)}

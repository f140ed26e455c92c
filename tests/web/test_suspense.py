"""The desk of an office says whose a delivery is; other desks cannot, and everything shown is recorded."""

from __future__ import annotations

import re

from sqlalchemy import Engine

from census_app.ledger.engine import open_ledger
from tests.wards import Ward
from tests.web.desks import SignIn

OPENED = re.compile(r'href="/suspense/(\d+)"')
DECIDED = re.compile(r'action="(/suspense/\d+/persons/(\d+))"')


def one_value(engine: Engine, question: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(question).scalar()


def with_candidates(engine: Engine, office: str) -> int:
    """A delivery of the office that waits, with somebody who may fit."""
    found = one_value(
        engine,
        "select min(d.id) from deliveries d join staged_rows r on r.id = d.staged_row_id "
        "join possible_matches m on m.kind = 'delivery' and m.left_id = d.id "
        f"where r.state = 'suspense' and d.office_code = '{office}'",
    )
    assert isinstance(found, int)
    return found


def test_a_waiting_delivery_is_given_to_the_person_somebody_names(sign_in: SignIn, ward: Ward) -> None:
    engine = open_ledger(ward.settings)
    desk = sign_in("social_services")
    delivery_id = with_candidates(engine, "social_services")
    page = desk.open(f"/suspense/{delivery_id}")
    action, person_id = DECIDED.findall(page)[0]
    answer = desk.send(action, answer="same", note="কার্ড দেখে")
    assert f'href="/suspense/{delivery_id}"' not in answer
    held = f"select method from attachments where delivery_id = {delivery_id} and person_id = {person_id}"
    assert one_value(engine, held) == "reviewed"
    assert "যাচাই করে" in desk.open(f"/persons/{person_id}")
    looked = f"select count(*) from audit_events where action = 'look' and subject = 'delivery:{delivery_id}'"
    assert one_value(engine, looked) == 1


def test_a_person_who_was_ruled_out_is_not_shown_again(sign_in: SignIn, ward: Ward) -> None:
    engine = open_ledger(ward.settings)
    desk = sign_in("social_services")
    delivery_id = with_candidates(engine, "social_services")
    action, person_id = DECIDED.findall(desk.open(f"/suspense/{delivery_id}"))[0]
    assert f"persons/{person_id}" not in desk.send(action, answer="different")


def test_a_delivery_is_taken_off_a_person_with_a_reason_and_waits_again(sign_in: SignIn, ward: Ward) -> None:
    engine = open_ledger(ward.settings)
    desk = sign_in("social_services")
    delivery_id = one_value(
        engine,
        "select min(a.delivery_id) from attachments a join deliveries d on d.id = a.delivery_id "
        "where d.office_code = 'social_services'",
    )
    desk.open("/suspense")
    page = desk.send(f"/deliveries/{delivery_id}/detach", reason="অন্যজনের কার্ড")
    assert "প্রদানটি আবার অপেক্ষায় গেল" in page
    assert one_value(engine, f"select end_reason from attachments where delivery_id = {delivery_id}")


def test_a_number_in_full_brings_its_holder_and_a_wrong_one_says_so(sign_in: SignIn, ward: Ward) -> None:
    engine = open_ledger(ward.settings)
    desk = sign_in("social_services")
    delivery_id = with_candidates(engine, "social_services")
    held = "select value from identity_numbers where kind = 'nid10' and status = 'given' limit 1"
    desk.open(f"/suspense/{delivery_id}")
    found = desk.send(f"/suspense/{delivery_id}/number", number=ward.unsealed(one_value(engine, held)))
    assert "একই নম্বর" in found
    assert "নম্বরটি পুরো নয়" in desk.send(f"/suspense/{delivery_id}/number", number="12345")
    assert "কাউকে খাতায় পাওয়া যায়নি" in desk.send(f"/suspense/{delivery_id}/number", number="5550000001")


def test_what_another_office_gave_is_not_found(sign_in: SignIn, ward: Ward) -> None:
    engine = open_ledger(ward.settings)
    delivery_id = with_candidates(engine, "social_services")
    sign_in("women_affairs").open(f"/suspense/{delivery_id}", status=404)
    sign_in("member").open(f"/suspense/{delivery_id}", status=403)

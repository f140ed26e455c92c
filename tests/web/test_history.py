"""The life of a person, a household and a delivery in the ledger, as known on one day about another."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import text

from census_app.domain.access import OPERATOR
from census_app.ledger.writes.audit import record_look
from census_app.sentences import LANGUAGES, sentence
from tests.wards import Ward
from tests.web.desks import SignIn

SERVED = "select person_id, delivery_id from attachments where ended_at is null order by person_id limit 1"


def served(ward: Ward) -> tuple[int, int]:
    with ward.engine.connect() as connection:
        person_id, delivery_id = connection.execute(text(SERVED)).one()
    return person_id, delivery_id


def looks(ward: Ward, subject: str) -> int:
    asked = text("select count(*) from audit_events where action = 'look' and subject = :subject")
    with ward.engine.connect() as connection:
        return int(connection.execute(asked, {"subject": subject}).scalar_one())


def test_a_persons_life_tells_file_sheet_and_row_and_the_look_is_recorded(sign_in: SignIn, ward: Ward) -> None:
    person_id, delivery_id = served(ward)
    desk = sign_in("chairman")
    assert f"/persons/{person_id}/history" in desk.open(f"/persons/{person_id}")
    before = looks(ward, f"person:{person_id}")
    page = desk.open(f"/persons/{person_id}/history")
    assert looks(ward, f"person:{person_id}") == before + 1
    assert "প্রথম তালিকাভুক্ত" in page
    assert "সারি" in page
    assert f"/deliveries/{delivery_id}" in page


def test_before_the_sheet_came_nothing_is_believed_and_it_is_said_since_when(sign_in: SignIn, ward: Ward) -> None:
    person_id, _ = served(ward)
    page = sign_in("uno").open(f"/persons/{person_id}/history?known_on=2001-01-01")
    assert "তখনো এই মানুষটির কথা কেউ লেখেনি" in page
    tomorrow = date.today() + timedelta(days=2)
    assert 'class="timeline"' in sign_in("uno").open(f"/persons/{person_id}/history?known_on={tomorrow}")


def test_a_household_and_a_delivery_have_their_lives_too(sign_in: SignIn, ward: Ward) -> None:
    _, delivery_id = served(ward)
    desk = sign_in("chairman")
    assert "কারা থাকতেন" in desk.open("/households/1/history")
    assert looks(ward, "household:1") == 1
    assert "কার বলে ধরা হয়েছিল" in desk.open(f"/deliveries/{delivery_id}")
    assert looks(ward, f"delivery:{delivery_id}") == 1


def test_what_is_no_day_is_refused_in_both_languages(sign_in: SignIn, ward: Ward) -> None:
    page = sign_in("uno").open("/persons/1/history?known_on=20-01-2023", 422)
    for language in LANGUAGES:
        assert sentence("day_not_readable", language, {"day": "20-01-2023"}) in page


def test_an_office_sees_its_own_deliveries_and_no_household(sign_in: SignIn, ward: Ward) -> None:
    with ward.engine.connect() as connection:
        own, other = (
            connection.execute(
                text(f"select min(id) from deliveries where office_code {sign} 'social_services'")
            ).scalar_one()
            for sign in ("=", "<>")
        )
    desk = sign_in("social_services")
    desk.open(f"/deliveries/{own}")
    desk.open(f"/deliveries/{other}", 404)


def test_the_persons_own_printout_lists_who_looked_when_and_why(sign_in: SignIn, ward: Ward) -> None:
    person_id, _ = served(ward)
    record_look(ward.engine, OPERATOR, f"person:{person_id}", "4087907108", "a complaint was checked")
    sign_in("uno").open(f"/persons/{person_id}")
    page = sign_in("chairman").open(f"/persons/{person_id}/printout")
    assert "a complaint was checked" in page
    assert "উপজেলা নির্বাহী অফিসার, তালা" in page
    assert looks(ward, f"person:{person_id}") == 3


def test_an_office_says_what_became_of_its_delivery_and_takes_it_back(sign_in: SignIn, ward: Ward) -> None:
    with ward.engine.connect() as connection:
        asked = "select min(delivery_id) from attachments a join deliveries d on d.id = delivery_id"
        own = connection.execute(text(f"{asked} where office_code = 'social_services'")).scalar_one()
    desk = sign_in("social_services")
    desk.open(f"/deliveries/{own}")
    page = desk.send(f"/deliveries/{own}", state="unreachable", reason="ফোন বন্ধ")
    assert "গ্রহীতাকে পাওয়া যায়নি" in page
    assert "ফোন বন্ধ" in page
    assert "ফেরত নেওয়া হয়েছে" in desk.send(f"/deliveries/{own}", state="reversed", reason="দুবার লেখা")
    desk.send(f"/deliveries/{own}", 403, state="reversed", reason="আবার")

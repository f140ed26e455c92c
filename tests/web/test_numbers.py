"""A number is noted from the paper and judged when it proves wrong; what waited for it is asked about again."""

from __future__ import annotations

from sqlalchemy import Engine, text

from tests.wards import Ward
from tests.web.desks import SignIn

NEW = "5559990001"


def one(engine: Engine, question: str, **values: object) -> object:
    with engine.connect() as connection:
        return connection.execute(text(question), values).scalar()


def somebody(engine: Engine) -> tuple[int, int]:
    """A person with a number that is believed, and the number's id."""
    question = (
        "select {} from identity_numbers where kind = 'nid10' and status = 'given' order by person_id, id limit 1"
    )
    person_id, number_id = (one(engine, question.format(column)) for column in ("person_id", "id"))
    assert isinstance(person_id, int)
    assert isinstance(number_id, int)
    return person_id, number_id


def test_a_number_is_added_with_the_paper_it_was_read_from(sign_in: SignIn, ward: Ward) -> None:
    person_id, _ = somebody(ward.engine)
    desk = sign_in("chairman")
    address = f"/persons/{person_id}/numbers"
    desk.open(address)
    assert "নম্বরটি পুরো নয়" in desk.send(address, register="nid", number="555999", note="card")
    assert "কীভাবে জানলেন তা লেখা হয়নি" in desk.send(address, register="nid", number=NEW, note=" ", status=403)
    assert "৫৫৫৯৯৯০০০১" not in desk.send(address, register="nid", number=NEW, note="saw the card")
    newest = one(ward.engine, "select value from identity_numbers where person_id = :id order by id desc", id=person_id)
    assert ward.unsealed(newest) == NEW
    assert "আগেই আছে" in desk.send(address, register="nid", number=NEW, note="card", status=403)
    reason = "select reason from audit_events where action = 'number_added' and subject = :subject"
    assert one(ward.engine, reason, subject=f"person:{person_id}") == "saw the card"


def test_a_number_of_two_persons_is_kept_by_both_and_asked_about(sign_in: SignIn, ward: Ward) -> None:
    person_id, number_id = somebody(ward.engine)
    value = ward.unsealed(one(ward.engine, "select value from identity_numbers where id = :id", id=number_id))
    other = one(
        ward.engine,
        "select max(id) from persons p where not exists"
        " (select 1 from possible_matches m where m.kind = 'persons' and p.id in (m.left_id, m.right_id))",
    )
    desk = sign_in("chairman")
    desk.open(f"/persons/{other}/numbers")
    page = desk.send(f"/persons/{other}/numbers", register="nid", number=value, note="the card says so")
    assert "আরও কারও নামে এই নম্বর আছে" in page
    pair = "select state from possible_matches where kind = 'persons' and left_id = :left and right_id = :right"
    assert one(ward.engine, pair, left=person_id, right=other) == "open"


def test_a_number_that_is_wrong_keeps_its_row_and_finds_nobody_any_more(sign_in: SignIn, ward: Ward) -> None:
    person_id, number_id = somebody(ward.engine)
    value = ward.unsealed(one(ward.engine, "select value from identity_numbers where id = :id", id=number_id))
    desk = sign_in("chairman")
    desk.open(f"/persons/{person_id}/numbers")
    judged = desk.send(f"/persons/{person_id}/numbers/{number_id}", judgement="withdrawn", note="written wrongly")
    assert "প্রত্যাহৃত" in judged
    assert one(ward.engine, "select status from identity_numbers where id = :id", id=number_id) == "withdrawn"
    office = sign_in("social_services")
    office.open("/persons")
    assert f'href="/persons/{person_id}"' not in office.send("/persons", asked=value)


def test_of_two_who_judge_one_number_the_later_sees_both_and_loses_nothing(sign_in: SignIn, ward: Ward) -> None:
    person_id, number_id = somebody(ward.engine)
    where = f"/persons/{person_id}/numbers"
    chairman, uno = sign_in("chairman"), sign_in("uno")
    chairman.open(where)
    uno.open(where)
    chairman.send(f"{where}/{number_id}", judgement="withdrawn", note="written wrongly", seen="given")
    told = uno.send(f"{where}/{number_id}", 403, judgement="proposed", note="the card is blurred", seen="given")
    for words in ("এর মধ্যে অন্য কেউ এই নম্বর", "চেয়ারম্যান, নগরঘাটা", 'value="the card is blurred"'):
        assert words in told
    assert one(ward.engine, "select status from identity_numbers where id = :id", id=number_id) == "withdrawn"
    uno.send(f"{where}/{number_id}", judgement="proposed", note="the card is blurred", seen="withdrawn")
    assert one(ward.engine, "select status from identity_numbers where id = :id", id=number_id) == "proposed"


def test_who_may_not_change_numbers_finds_no_door(sign_in: SignIn, ward: Ward) -> None:
    person_id, _ = somebody(ward.engine)
    sign_in("member").open(f"/persons/{person_id}/numbers", status=403)
    assert f"/persons/{person_id}/numbers" not in sign_in("member").open(f"/persons/{person_id}")


def test_a_birth_registered_elsewhere_says_where(sign_in: SignIn, ward: Ward) -> None:
    person_id, _ = somebody(ward.engine)
    address = f"/persons/{person_id}/numbers"
    desk = sign_in("chairman")
    desk.open(address)
    assert "অন্যত্র নিবন্ধিত" not in desk.send(address, register="brn", number="19628719071000901", note="paper")
    assert "অন্যত্র নিবন্ধিত: খেশরা" in desk.send(address, register="brn", number="19628719047000901", note="paper")
    assert "অন্যত্র নিবন্ধিত: খেশরা" in desk.open(f"/persons/{person_id}")
    unlisted = desk.send(address, register="brn", number="19628719074000901", note="paper")
    assert "অন্যত্র নিবন্ধিত: তালিকায় নেই এমন জায়গা" in unlisted

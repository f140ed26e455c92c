"""A change is asked for on a person's page and approved at another desk; two clerks at one person lose nothing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from census_app.cli.demo import PASSWORD, UNION
from census_app.domain.access import OPERATOR, Role
from census_app.ledger.writes.users import add_user, assign
from census_app.sentences import sentence
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

SOMEBODY = (
    "select p.id, p.birth_date from persons p join memberships m on m.person_id = p.id and m.until_on is null"
    " where p.birth_precision = 'day' and p.death_date = '' and p.birth_date < '1990' and m.relation = 'spouse'"
    " and p.id not in (select person_id from change_items) order by p.id"
)
EVIDENCE = {"reason": "খাতায় ভুল আছে", "paper": "birth_certificate", "reference": "সনদ দেখা, ২ মার্চ", "since": "always"}


@pytest.fixture
def person(ward: Ward) -> int:
    """Somebody with a whole birth date, about whom nothing is asked."""
    with ward.engine.connect() as connection:
        return int(connection.execute(text(SOMEBODY)).all()[0][0])


@pytest.fixture
def second_clerk(ward: Ward) -> str:
    """Another clerk of the digital centre."""
    add_user(ward.engine, OPERATOR, "second_clerk", "দ্বিতীয় উদ্যোক্তা", PASSWORD)
    assign(ward.engine, OPERATOR, "second_clerk", Role.ENTREPRENEUR, UNION)
    return "second_clerk"


def cells(page: str) -> dict[str, str]:
    """What a browser would send of a form that nobody touched."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag and name[1] not in ("csrf_token", "then"):
            fields[name[1]] = value[1] if value else ""
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(r'<option value="([^"]*)"', inside)
        fields[name] = chosen[1] if chosen else ""
    return fields


def address(person_id: int, kind: str = "correct") -> str:
    return f"/persons/{person_id}/changes/{kind}"


def send(desk: Desk, person_id: int, page: str, status: int = 200, **typed: str) -> str:
    return desk.send(address(person_id), status, **{**cells(page), **EVIDENCE, **typed})


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def request_of(ward: Ward, person_id: int) -> int:
    with ward.engine.connect() as connection:
        found = text("select max(id) from change_requests where person_id = :id")
        return int(connection.execute(found, {"id": person_id}).scalar_one())


def decide(desk: Desk, request_id: int, decision: str, note: str = "", status: int = 200, seen: str = "") -> str:
    page = desk.open(f"/change-requests/{request_id}")
    fields = {"decision": decision, "note": note, "seen": seen or seen_on(page)}
    return desk.send(f"/change-requests/{request_id}", status, **fields)


def test_a_birth_date_is_asked_for_approved_and_the_old_one_stays_in_sight(
    sign_in: SignIn, ward: Ward, person: int
) -> None:
    clerk = sign_in("entrepreneur")
    assert f'href="/persons/{person}/changes"' in clerk.open(f"/persons/{person}")
    assert f'href="{address(person)}"' in clerk.open(f"/persons/{person}/changes")
    page = clerk.open(address(person))
    assert "অপেক্ষায়" in send(clerk, person, page, **{f"to-{person}-birth": "০৯/০৩/১৯৮২"})
    request_id = request_of(ward, person)
    assert "জন্ম তারিখ" in clerk.open(f"/persons/{person}")
    assert f"/change-requests/{request_id}" in clerk.open("/change-requests")
    assert sentence("not_permitted", "bn") in decide(clerk, request_id, "refuse", "x", 403)

    chairman = sign_in("chairman")
    assert f"/change-requests/{request_id}" in chairman.open("/change-requests")
    page = chairman.open(f"/change-requests/{request_id}")
    for words in ("৯ মার্চ ১৯৮২".replace(" ", "\u00a0"), "জন্ম নিবন্ধন সনদ", "সনদ দেখা, ২ মার্চ", "উদ্যোক্তা"):
        assert words in page
    assert "ইতিহাসে থাকবে" in decide(chairman, request_id, "approve")
    shown = chairman.open(f"/persons/{person}")
    assert "আগে যা লেখা ছিল" in shown
    assert "৯\u00a0মার্চ\u00a0১৯৮২" in shown.partition("আগে যা লেখা ছিল")[0]
    assert "<s>" in shown.partition("আগে যা লেখা ছিল")[2]
    with ward.engine.connect() as connection:
        found = text("select birth_date from persons where id = :id")
        assert connection.execute(found, {"id": person}).scalar_one() == "1982-03-09"


def test_the_later_of_two_clerks_sees_both_words_keeps_the_typing_and_decides(
    sign_in: SignIn, ward: Ward, person: int, second_clerk: str
) -> None:
    first, second = sign_in("entrepreneur"), sign_in(second_clerk)
    page, page_of_second = first.open(address(person)), second.open(address(person))
    send(first, person, page, **{f"to-{person}-birth": "09/03/1982"})
    typed = {f"to-{person}-birth": "10/04/1983", f"to-{person}-name_en": "Rahima Khatun"}
    told = send(second, person, page_of_second, 409, **typed)
    for words in ("এর মধ্যে অন্য কেউ", "৯\u00a0মার্চ\u00a0১৯৮২", "১০\u00a0এপ্রিল\u00a0১৯৮৩", "উদ্যোক্তা, নগরঘাটা"):
        assert words in told
    assert 'value="10/04/1983"' in told
    assert 'value="Rahima Khatun"' in told
    assert EVIDENCE["reason"] in told
    send(second, person, told, **typed, **{f"answer-{person}-birth": "theirs"})
    with ward.engine.connect() as connection:
        fields = text("select field from change_items where person_id = :id order by id")
        assert connection.execute(fields, {"id": person}).scalars().all() == ["birth", "name_en"]


def test_a_value_that_changed_while_the_form_lay_open_is_shown_with_who_and_when(
    sign_in: SignIn, ward: Ward, person: int, second_clerk: str
) -> None:
    first, second, chairman = sign_in("entrepreneur"), sign_in(second_clerk), sign_in("chairman")
    page, page_of_second = first.open(address(person)), second.open(address(person))
    send(first, person, page, **{f"to-{person}-birth": "09/03/1982"})
    decide(chairman, request_of(ward, person), "approve")
    typed = {f"to-{person}-birth": "10/04/1983"}
    told = send(second, person, page_of_second, 409, **typed)
    assert "চেয়ারম্যান, নগরঘাটা" in told
    assert "অপেক্ষায়" in send(second, person, told, **typed, **{f"answer-{person}-birth": "ours"})
    late = request_of(ward, person)
    assert "ইতিহাসে থাকবে" in decide(chairman, late, "approve")
    shown = chairman.open(f"/persons/{person}").partition("আগে যা লেখা ছিল")[2]
    assert shown.count("<s>") == 2


def test_two_words_about_one_fact_wait_for_a_decision_and_neither_is_lost(
    sign_in: SignIn, ward: Ward, person: int, second_clerk: str
) -> None:
    first, second, chairman = sign_in("entrepreneur"), sign_in(second_clerk), sign_in("chairman")
    send(first, person, first.open(address(person)), **{f"to-{person}-birth": "09/03/1982"})
    one = request_of(ward, person)
    typed = {f"to-{person}-birth": "10/04/1983"}
    told = send(second, person, second.open(address(person)), 409, **typed)
    send(second, person, told, **typed, **{f"answer-{person}-birth": "ours"})
    other = request_of(ward, person)
    assert "দুই রকম কথা" in chairman.open("/change-requests")
    page = chairman.open(f"/change-requests/{other}")
    assert 'value="approve"' not in page
    (item,) = set(re.findall(r'value="ours:(\d+)"', page))
    assert "মন্তব্য লেখা হয়নি" in decide(chairman, other, f"ours:{item}", status=403)
    decide(chairman, other, f"ours:{item}", "দুটি সনদ মিলিয়ে দেখেছি")
    assert "দুটি সনদ মিলিয়ে দেখেছি" in first.open(f"/change-requests/{one}")
    assert "অন্যের কথা রাখা হয়েছে" in first.open(f"/change-requests/{one}")
    decide(chairman, other, "approve")
    assert "১০\u00a0এপ্রিল\u00a0১৯৮৩" in chairman.open(f"/persons/{person}")


def test_an_approver_who_comes_late_sees_it_and_what_was_typed_stays(
    sign_in: SignIn, ward: Ward, person: int, second_clerk: str
) -> None:
    clerk, chairman, uno = sign_in("entrepreneur"), sign_in("chairman"), sign_in("uno")
    send(clerk, person, clerk.open(address(person)), **{f"to-{person}-birth": "09/03/1982"})
    request_id = request_of(ward, person)
    seen = seen_on(uno.open(f"/change-requests/{request_id}"))
    second = sign_in(second_clerk)
    typed = {f"to-{person}-birth": "10/04/1983"}
    told = send(second, person, second.open(address(person)), 409, **typed)
    send(second, person, told, **typed, **{f"answer-{person}-birth": "ours"})
    late = decide(uno, request_id, "refuse", "কাগজটি ভাইয়ের", 403, seen)
    assert "এর মধ্যে এই আবেদনে অন্য কেউ কিছু করেছেন" in late
    assert "কাগজটি ভাইয়ের</textarea>" in late
    assert "বাতিল" in decide(chairman, request_id, "refuse", "কাগজটি ভাইয়ের")
    assert "কাগজটি ভাইয়ের" in clerk.open(f"/change-requests/{request_id}")


def test_what_cannot_be_read_is_said_beside_its_cell_and_nothing_typed_is_lost(
    sign_in: SignIn, ward: Ward, person: int
) -> None:
    clerk = sign_in("entrepreneur")
    page = clerk.open(address(person))
    told = send(clerk, person, page, 422, **{f"to-{person}-birth": "31/02/1982", f"to-{person}-name_en": "Rahima"})
    for words in ("এমন কোনো তারিখ নেই", 'value="31/02/1982"', 'value="Rahima"', EVIDENCE["reference"]):
        assert words in told
    assert "যথেষ্ট নয়" in send(clerk, person, page, 422, paper="own_word", **{f"to-{person}-birth": "09/03/1982"})
    assert "কিছুই বদলাননি" in send(clerk, person, page, 422)
    life = {"since": "life", f"to-{person}-name_en": "Rahima"}
    assert "কবে থেকে তা লেখা হয়নি" in send(clerk, person, page, 422, **life)
    clerk.open(address(person, "eat"), status=404)


def test_a_number_is_shown_in_full_to_whoever_compares_it_with_the_card_and_to_nobody_else(
    sign_in: SignIn, ward: Ward, person: int
) -> None:
    clerk = sign_in("entrepreneur")
    where = address(person, "add_number")
    page = clerk.open(where)
    with ward.engine.connect() as connection:
        held = text("select value from identity_numbers where person_id = :id")
        assert not any(ward.unsealed(v) in page for v in connection.execute(held, {"id": person}).scalars())
    told = {**EVIDENCE, "paper": "nid_card", "register": "nid"}
    assert "নম্বরটি পুরো নয়" in clerk.send(where, 422, **(cells(page) | told | {"number": "12345"}))
    clerk.send(where, **(cells(page) | told | {"number": "5559990001"}))
    request_id = request_of(ward, person)
    chairman = sign_in("chairman")
    assert "৫৫৫৯৯৯০০০১" in chairman.open(f"/change-requests/{request_id}")
    assert "৫৫৫৯৯৯০০০১" not in sign_in("member").open(f"/change-requests/{request_id}")
    decide(chairman, request_id, "approve")
    with ward.engine.connect() as connection:
        newest = text("select value from identity_numbers where person_id = :id order by id desc")
        assert ward.unsealed(connection.execute(newest, {"id": person}).scalars().first()) == "5559990001"


def test_whoever_asked_takes_a_request_back(sign_in: SignIn, ward: Ward, person: int) -> None:
    clerk = sign_in("entrepreneur")
    send(clerk, person, clerk.open(address(person)), **{f"to-{person}-name_en": "Rahima"})
    request_id = request_of(ward, person)
    sign_in("member").open(f"/change-requests/{request_id}")
    assert "ফিরিয়ে নিয়েছেন" in decide(clerk, request_id, "withdraw", "ভুল মানুষ")
    assert "বেছে নিন" in decide(clerk, request_id, "dance")


@pytest.mark.parametrize("kind", ["transfer", "split", "change_head", "moved_out", "died", "replace_number"])
def test_every_other_change_has_its_form(sign_in: SignIn, ward: Ward, person: int, kind: str) -> None:
    desk = sign_in("member")
    page = desk.open(address(person, kind))
    told = {**EVIDENCE, "paper": "on_the_spot", "true_since": "2022-06-01"}
    fields = cells(page) | told
    with ward.engine.connect() as connection:
        number = text("select max(id) from identity_numbers where person_id = :id")
        numbers = connection.execute(number, {"id": person}).scalar_one()
    more = {
        "transfer": {"household": "২", f"to-{person}-home": "sibling"},
        "split": {"household": "৯৯৯", f"to-{person}-home": "head"},
        "change_head": {
            name: "head" if name == f"to-{person}-home" else ("spouse" if value == "head" else value)
            for name, value in fields.items()
            if name.startswith("to-")
        },
        "died": {f"to-{person}-death": "02/06/2022"},
        "replace_number": {"register": "nid", "number": "5559990002", "number_id": str(numbers), "paper": "nid_card"},
    }
    desk.send(address(person, kind), **fields | more.get(kind, {}))
    request_id = request_of(ward, person)
    chairman = sign_in("chairman")
    chairman.open(f"/change-requests/{request_id}")
    decide(chairman, request_id, "approve")
    if kind == "replace_number":
        assert "আরও একজনের অনুমোদন" in chairman.open(f"/change-requests/{request_id}")
        decide(sign_in("uno"), request_id, "approve")
    assert "খাতায় উঠেছে" in chairman.open(f"/change-requests/{request_id}")

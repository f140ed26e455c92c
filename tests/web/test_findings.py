"""Questions, who reads which, and a person's answer."""

from __future__ import annotations

import re
from datetime import date

import pytest

from analytics.findings import run_analysis
from census_app.domain.access import OPERATOR
from census_app.ledger.writes.deliveries import reverse_delivery
from census_app.reference import read_reference
from census_app.sentences import sentence
from census_app.settings import PROJECT_DIR
from census_app.web.views.findings import sql_file_of
from tests.wards import Ward
from tests.web.desks import SignIn


def first(ward: Ward, kind: str) -> int:
    with ward.engine.connect() as connection:
        found = connection.exec_driver_sql("select min(id) from findings where kind = ?", (kind,))
        return int(found.scalar_one())


def test_the_list_can_be_narrowed_by_kind(sign_in: SignIn, ward: Ward) -> None:
    page = sign_in("uno").open("/findings?kind=after_death")
    listed = {int(found) for found in re.findall(r'href="/findings/(\d+)"', page)}
    with ward.engine.connect() as connection:
        wanted = connection.exec_driver_sql("select id from findings where kind = 'after_death'").scalars()
        assert listed == set(wanted)


def test_whom_a_disaster_reaches_first_stands_first(sign_in: SignIn) -> None:
    page = sign_in("uno").open("/findings?kind=disaster_priority")
    tiers = re.findall(r"অগ্রাধিকার ([কখগ])", page.partition('id="rows"')[2])
    assert tiers == sorted(tiers)
    assert set(tiers) == {"ক", "খ"}


@pytest.mark.parametrize(("language", "names"), [("bn", ("বয়স্ক ভাতা", "বিধবা")), ("en", ("Old Age Allowance", "Widow"))])
def test_a_reason_names_its_programmes_in_the_language_of_the_page(
    sign_in: SignIn, ward: Ward, language: str, names: tuple[str, ...]
) -> None:
    desk = sign_in("uno")
    desk.open("/findings")
    page = desk.send("/language", language=language, then=f"/findings/{first(ward, 'exclusive_programmes')}")
    reasons = page.partition('<ul class="summary">')[2].partition("</ul>")[0]
    assert all(name in reasons for name in names)
    assert not re.search(r"\b(OAA|WID)\b", reasons)


def test_an_answer_with_its_note_stays_with_the_finding(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "after_death")
    desk = sign_in("uno")
    desk.open(f"/findings/{finding_id}")
    page = desk.send(f"/findings/{finding_id}/review", decision="confirmed", note="সরেজমিনে দেখা হয়েছে")
    assert "সরেজমিনে দেখা হয়েছে" in page
    assert "সত্য প্রমাণিত" in page


def test_of_two_who_answer_at_once_the_later_sees_both_answers_and_keeps_the_typing(
    sign_in: SignIn, ward: Ward
) -> None:
    finding_id = first(ward, "after_death")
    uno, office = sign_in("uno"), sign_in("uno")
    uno.open(f"/findings/{finding_id}")
    assert 'name="seen" value="0"' in office.open(f"/findings/{finding_id}")
    uno.send(f"/findings/{finding_id}/review", decision="confirmed", note="টাকা ফেরত চাওয়া হয়েছে", seen="0")
    answer = {"decision": "explained", "note": "মারা যাওয়ার আগের কিস্তি"}
    told = office.send(f"/findings/{finding_id}/review", 403, **answer, seen="0")
    for words in ("এর মধ্যে অন্য কেউ এই প্রশ্নের", "টাকা ফেরত চাওয়া হয়েছে", "মারা যাওয়ার আগের কিস্তি</textarea>"):
        assert words in told
    assert "মারা যাওয়ার আগের কিস্তি" in office.send(f"/findings/{finding_id}/review", **answer, seen="1")


def test_an_answer_without_a_note_is_not_kept(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "after_death")
    desk = sign_in("uno")
    desk.open(f"/findings/{finding_id}")
    page = desk.send(f"/findings/{finding_id}/review", decision="confirmed", note=" ")
    assert "এক বাক্যে লিখুন" in page


@pytest.mark.parametrize("name", ["chairman", "social_services"])
def test_the_visit_list_is_for_two_desks_alone(sign_in: SignIn, ward: Ward, name: str) -> None:
    finding_id = first(ward, "child_marriage_risk")
    desk = sign_in(name)
    desk.open(f"/findings/{finding_id}", status=404)
    assert "বাল্যবিবাহ" not in desk.open("/findings")
    for allowed in ("uno", "women_affairs"):
        sign_in(allowed).open(f"/findings/{finding_id}")


def test_a_look_at_the_visit_list_is_in_the_trail(sign_in: SignIn, ward: Ward) -> None:
    sign_in("women_affairs").open("/findings?kind=child_marriage_risk")
    with ward.engine.connect() as connection:
        looks = connection.exec_driver_sql(
            "select count(*) from audit_events where action = 'look' and subject = 'findings:child_marriage_risk'"
        )
        assert looks.scalar_one() == 1


def test_an_office_reads_the_findings_of_its_own_programmes(sign_in: SignIn, ward: Ward) -> None:
    with ward.engine.connect() as connection:
        ids = {
            office: connection.exec_driver_sql(
                "select min(id) from findings where office_codes like ? and kind <> 'child_marriage_risk'", (like,)
            ).scalar_one()
            for office, like in {"own": '["social_services"]', "other": '["food"]'}.items()
        }
    desk = sign_in("social_services")
    desk.open(f"/findings/{ids['own']}")
    if ids["other"] is not None:
        desk.open(f"/findings/{ids['other']}", status=404)


def test_a_finding_names_the_sql_file_that_asks_it(ward: Ward) -> None:
    with ward.engine.connect() as connection:
        kinds = [kind for (kind,) in connection.exec_driver_sql("select distinct kind from findings")]
    assert kinds
    assert [kind for kind in kinds if not (PROJECT_DIR / sql_file_of(kind)).is_file()] == []


def test_the_list_says_in_a_sentence_how_many_there_are_and_how_much_is_at_stake(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    desk.open("/findings")
    page = desk.send("/language", language="en", then="/findings?kind=same_period_twice")
    said = " ".join(page.partition('class="counted">')[2].partition("</p>")[0].split())
    assert said == ("5 findings, ৳ 7,500 in question; 5 still to be answered: 0 on your own desk, 0 overdue.")


def test_a_finding_opens_its_rule_its_sql_its_run_and_its_rows(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "same_period_twice")
    desk = sign_in("uno")
    page = desk.open(f"/findings/{finding_id}")
    rule = next(line for line in read_reference("exclusivity_rules") if line["rule_id"] == "R01")
    with ward.engine.connect() as connection:
        snapshot, version = connection.exec_driver_sql("select snapshot, rules_version from analysis_runs").one()
    for told in (rule["text_bn"], rule["source"], rule["confidence"], snapshot, version, "fnd_duplicate_benefits.sql"):
        assert told in page
    rows = re.findall(r'href="(/uploads/\d+/rows/\d+)"', page)
    assert len(set(rows)) >= 3  # two payments and the person
    for address in rows:
        desk.open(address)
    english = desk.send("/language", language="en", then=f"/findings/{finding_id}")
    assert rule["text_en"] in english


def test_the_sql_of_a_finding_can_be_read_with_the_files_it_reads(sign_in: SignIn) -> None:
    desk = sign_in("social_services")
    page = desk.open("/findings/sql?model=fnd_duplicate_benefits")
    assert "int_paid_twice" in page
    for model in set(re.findall(r'href="(/findings/sql\?model=\w+)"', page)):
        desk.open(model)
    missing = desk.send("/language", language="en", then="/findings/sql?model=persons", status=404)
    assert sentence("model_not_found", "en") in missing


def test_rows_of_another_offices_list_are_not_shown_to_an_office(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "household_limit")
    shown = {}
    for name in ("uno", "food", "women_affairs"):
        page = sign_in(name).open(f"/findings/{finding_id}")
        shown[name] = {file for file in ("ward08_food", "ward08_women_affairs") if file in page}
    assert shown == {
        "uno": {"ward08_food", "ward08_women_affairs"},
        "food": {"ward08_food"},
        "women_affairs": {"ward08_women_affairs"},
    }


def test_only_the_answers_that_may_follow_are_offered_and_the_others_are_refused(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "after_death")
    desk = sign_in("uno")
    page = desk.open(f"/findings/{finding_id}")
    assert re.findall(r'name="decision" value="(\w+)"', page) == ["explained", "confirmed", "referred"]
    refused = desk.send(f"/findings/{finding_id}/review", decision="recovered", note="x", status=403)
    assert "টাকা ফেরত এসেছে বলা যায় শুধু সত্য প্রমাণিত হওয়ার পরে" in refused
    desk.open(f"/findings/{finding_id}")
    page = desk.send(f"/findings/{finding_id}/review", decision="confirmed", note="সত্য")
    assert "recovered" in re.findall(r'name="decision" value="(\w+)"', page)
    page = desk.send(f"/findings/{finding_id}/review", decision="recovered", note="টাকা জমা হয়েছে")
    assert re.findall(r'name="decision" value="(\w+)"', page) == []


def test_a_finding_is_laid_on_a_desk_and_found_there(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "same_period_twice")
    desk = sign_in("uno")
    page = desk.open(f"/findings/{finding_id}")
    assert 'value="office:social_services"' in page
    assert 'value="user:food"' not in page
    due = re.findall(r'type="date" required min="[\d-]+" value="([\d-]+)"', page)[0]
    desk.send(f"/findings/{finding_id}/assign", desk="user:social_services", due_on=due, note="দেখুন")
    own = sign_in("social_services")
    assert {int(found) for found in re.findall(r'href="/findings/(\d+)"', own.open("/findings?desk=mine"))} == {
        finding_id
    }
    assert "দেখুন" in own.open(f"/findings/{finding_id}")
    assert re.findall(r'href="/findings/(\d+)"', desk.open("/findings?desk=mine")) == []
    desk.open(f"/findings/{finding_id}")
    desk.send(f"/findings/{finding_id}/assign", desk="user:food", due_on=due, status=403)
    desk.send(f"/findings/{finding_id}/assign", desk="user:social_services", due_on="soon", status=403)


def test_a_finding_a_run_closed_says_why_on_its_page(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "same_period_twice")
    with ward.engine.connect() as connection:
        person = connection.exec_driver_sql(
            "select person_id from finding_persons where finding_id = ?", (finding_id,)
        ).scalar_one()
        given = connection.exec_driver_sql(
            "select d.id from deliveries d join attachments a on a.delivery_id = d.id where a.person_id = ?", (person,)
        ).scalars().all()  # fmt: skip
    for delivery_id in given:
        reverse_delivery(ward.engine, OPERATOR, delivery_id, "listed by mistake")
    run_analysis(ward.engine, ward.settings, OPERATOR, date(2022, 6, 30))
    page = sign_in("uno").open(f"/findings/{finding_id}")
    assert "কারণ আর নেই" in page
    assert "একটি প্রদান বাতিল করা হয়েছে: বয়স্ক ভাতা" in page
    assert 'name="decision"' not in page

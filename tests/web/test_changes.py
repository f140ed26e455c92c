"""The chairman sees what a file would change before accepting it, and takes the acceptance back with a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from census_app.cli.demo import WARD
from census_app.domain.access import Permission, Scope
from importers.staging import stage_survey
from tests.ledger.doubles import dump
from tests.wards import Ward
from tests.web.desks import SignIn

HEADINGS = "খানা নং,নাম,খানা প্রধানের সাথে সম্পর্ক,লিঙ্গ,জন্ম তারিখ,বৈবাহিক অবস্থা,জাতীয় পরিচয়পত্র নম্বর"
NOTED = ("audit_events", "entry_seals", "acceptances", "users")


def give_in(ward: Ward, *rows: str) -> int:
    path = Path(ward.settings.data_dir / "নতুন.csv")
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    volunteer = Scope(1, "volunteer", (WARD,), ("*",), frozenset({Permission.UPLOAD_SURVEY}))
    return stage_survey(ward.engine, ward.settings, volunteer, path, path.name, "2022", WARD).upload_id


@pytest.fixture
def upload_id(ward: Ward) -> int:
    return give_in(
        ward,
        "9001,মোঃ নতুন গাজী,নিজে,পুরুষ,০৪/০৭/১৯৬২,বিবাহিত,5551230091",
        "9001,রহিমা নতুন,স্ত্রী,মহিলা,০৫/০৮/১৯৭০,বিবাহিত,",
    )


def test_the_page_counts_first_and_then_names_in_both_languages(sign_in: SignIn, upload_id: int) -> None:
    desk = sign_in("chairman")
    assert f'href="/uploads/{upload_id}/changes"' in desk.open(f"/uploads/{upload_id}")
    page = desk.open(f"/uploads/{upload_id}/changes")
    assert "১টি নতুন খানা।" in page
    assert "২ জন নতুন মানুষ।" in page
    assert page.index("২ জন নতুন মানুষ।") < page.index("মোঃ নতুন গাজী")
    desk.send("/language", language="en")
    page = desk.open(f"/uploads/{upload_id}/changes")
    assert "2 new persons." in page
    assert "1 new household." in page


def test_an_acceptance_is_taken_back_with_a_reason_and_the_ledger_is_as_before(
    sign_in: SignIn, upload_id: int, ward: Ward
) -> None:
    desk = sign_in("chairman")
    desk.open(f"/uploads/{upload_id}/changes")
    before = dump(ward.engine, NOTED)
    page = desk.send(f"/uploads/{upload_id}/accept")
    assert "গ্রহণ ফিরিয়ে নিন" in page
    assert "কারণ লেখা হয়নি" in desk.send(f"/uploads/{upload_id}/undo", status=403, note=" ")
    desk.open(f"/uploads/{upload_id}")
    page = desk.send(f"/uploads/{upload_id}/undo", note="ভুল ওয়ার্ড")
    assert "সারিগুলো আবার অপেক্ষায়" in page
    assert "গ্রহণ ফিরিয়ে নিন" not in page
    assert dump(ward.engine, NOTED) == before


def test_known_members_show_before_and_after_and_who_is_missing(sign_in: SignIn, ward: Ward) -> None:
    asked = (
        "select h.number, p.name_bn, p.birth_date, f.marital from persons p join memberships m on m.person_id = p.id"
        " join households h on h.id = m.household_id join person_facts f on f.person_id = p.id"
        " where p.birth_precision = 'day' and p.name_bn <> '' and p.sex = 'male' and f.marital = 'married'"
        " and p.merged_into_id is null and (select count(*) from memberships o where o.household_id = h.id) > 2"
        " order by p.id limit 1"
    )
    with ward.engine.connect() as connection:
        number, name, born, _ = connection.execute(text(asked)).one()
    day = "/".join(reversed(born.split("-")))
    upload_id = give_in(ward, f"{number},{name},নিজে,পুরুষ,{day},বিপত্নীক,5551230092")
    page = sign_in("chairman").open(f"/uploads/{upload_id}/changes")
    changed = page.partition("যে ঘরগুলো বদলাবে")[2].partition("</section>")[0]
    assert re.search(r"বৈবাহিক অবস্থা.*বিবাহিত.*<b>", changed, re.DOTALL)
    assert "১টি পরিচয় নম্বর যোগ হবে" in page
    assert "০০৯২" not in page.partition("যে নম্বরগুলো যোগ হবে")[0]


def test_a_file_of_which_nothing_waits_says_so(sign_in: SignIn) -> None:
    assert "কোনো সারি গ্রহণের অপেক্ষায় নেই" in sign_in("chairman").open("/uploads/1/changes")


def test_whoever_may_not_accept_neither_sees_nor_undoes(sign_in: SignIn, upload_id: int) -> None:
    for name in ("volunteer", "member"):
        desk = sign_in(name)
        desk.open(f"/uploads/{upload_id}/changes", status=403)
        desk.send(f"/uploads/{upload_id}/undo", status=403, note="why")


def test_a_list_of_an_office_has_no_such_page(sign_in: SignIn, ward: Ward) -> None:
    with ward.engine.connect() as connection:
        upload_id = connection.execute(text("select max(id) from uploads where kind = 'deliveries'")).scalar_one()
    sign_in("uno").open(f"/uploads/{upload_id}/changes", status=404)

"""Households are checked on a page, sent back with words, and accepted by somebody who had no hand in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from census_app.cli.demo import PASSWORD, UNION, WARD
from census_app.domain.access import OPERATOR, Role
from census_app.ledger import clock
from census_app.ledger.engine import reading
from census_app.ledger.reads.flows import flow_named
from census_app.ledger.reads.users import account_named, scope_for
from census_app.ledger.writes.users import add_user, assign
from census_app.ledger.writes.verification import choose_flow
from importers.staging import stage_survey
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

HEADINGS = "খানা নং,নাম,খানা প্রধানের সাথে সম্পর্ক,লিঙ্গ,জন্ম তারিখ,বৈবাহিক অবস্থা,জাতীয় পরিচয়পত্র নম্বর"
ROWS = (
    "9101,মোঃ নতুন গাজী,নিজে,পুরুষ,০৪/০৭/১৯৬২,বিবাহিত,5551230091",
    "9101,রহিমা নতুন,স্ত্রী,মহিলা,০৫/০৮/১৯৭০,বিবাহিত,",
    "9102,মোঃ অন্য মোড়ল,নিজে,পুরুষ,০৪/০৭/১৯৭২,বিবাহিত,5551230092",
    "9102,,স্ত্রী,মহিলা,০৪/০৭/১৯৭৫,বিবাহিত,",
)
WORDS = "মেয়েটির নাম লেখা হয়নি"


def give_in(ward: Ward, *rows: str) -> int:
    path = Path(ward.settings.data_dir / "নতুন.csv")
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    with reading(ward.engine) as session:
        volunteer = scope_for(session, account_named(session, "volunteer").user_id, clock.today())
    return stage_survey(ward.engine, ward.settings, volunteer, path, path.name, "2022", WARD).upload_id


@pytest.fixture
def upload_id(ward: Ward) -> int:
    """A file of two households waits for the ward member; a row of the second has no name."""
    choose_flow(ward.engine, OPERATOR, UNION, flow_named("ward_and_union"))
    return give_in(ward, *ROWS)


def fields_of(page: str, household: str) -> dict[str, str]:
    """What the form of that household sends."""
    found = re.search(rf'name="household" value="{household}"><input type="hidden" name="seen" value="(\w+)"', page)
    assert found is not None, household
    return {"household": household, "seen": found.group(1)}


def rest_of(page: str) -> str:
    found = re.search(r'/check/rest".*?name="seen" value="(\w+)"', page, re.S)
    assert found is not None
    return found.group(1)


def checked(member: Desk, upload_id: int) -> None:
    """The first household is confirmed, the second sent back."""
    page = member.open(f"/uploads/{upload_id}/check")
    page = member.send(f"/uploads/{upload_id}/check", **fields_of(page, "9101"), decision="confirm")
    member.send(
        f"/uploads/{upload_id}/check",
        **fields_of(page, "9102"),
        decision="send_back",
        reason="member_missing",
        words=WORDS,
    )


def test_a_household_stands_before_the_ward_member_with_its_members_and_no_whole_number(
    sign_in: SignIn, upload_id: int, ward: Ward
) -> None:
    member = sign_in("member")
    page = member.open(f"/uploads/{upload_id}/check")
    for words in ("খানা ৯১০১", "মোঃ নতুন গাজী", "রহিমা নতুন", "৪ জুলাই ১৯৬২".replace(" ", "\u00a0"), "••••••০০৯১"):
        assert words in page
    assert "5551230091" not in page
    assert "৫৫৫১২৩০০৯১" not in page
    assert "এই খানার আরও ১টি সারি ফরমের ভুলের জন্য আটকে আছে" in page
    member.send("/language", language="en")
    page = member.open(f"/uploads/{upload_id}/check")
    assert "Check by the ward member: 2 households wait" in page
    assert "1 more row of this household is held for mistakes in the sheet" in page
    asked = text("select count(*) from audit_events where action = 'look' and subject = :subject")
    with ward.engine.connect() as connection:
        assert connection.execute(asked, {"subject": f"upload:{upload_id}"}).scalar_one() == 2


def test_the_menu_counts_the_files_that_wait_for_a_desk(sign_in: SignIn, upload_id: int) -> None:
    member, chairman = sign_in("member"), sign_in("chairman")
    assert "নতুন.csv" in member.open("/checks")
    assert 'class="badge warn">১<' in member.open("/households")
    assert "কিছুই অপেক্ষায় নেই" in chairman.open("/checks")
    checked(member, upload_id)
    assert f'href="/uploads/{upload_id}/review"' in chairman.open("/checks")
    assert "কিছুই অপেক্ষায় নেই" in member.open("/checks")


def test_without_a_reason_nothing_is_sent_back_and_only_what_was_seen_is_confirmed(
    sign_in: SignIn, upload_id: int
) -> None:
    member = sign_in("member")
    page = member.open(f"/uploads/{upload_id}/check")
    first, rest = fields_of(page, "9101"), rest_of(page)
    assert "ফেরত পাঠানো হচ্ছে তা বলা হয়নি" in member.send(f"/uploads/{upload_id}/check", **first, decision="send_back")
    assert "খানা ৯১০১ নিশ্চিত করা হলো" in member.send(f"/uploads/{upload_id}/check", **first, decision="confirm")
    told = "আপনি দেখার পর খানাটি বদলেছে"
    assert told in member.send(f"/uploads/{upload_id}/check", **first, decision="confirm")
    assert told in member.send(f"/uploads/{upload_id}/check/rest", seen=rest)
    member.send(f"/uploads/{upload_id}/check", status=403, **first, decision="accept")


def test_all_the_rest_is_confirmed_at_once(sign_in: SignIn, upload_id: int) -> None:
    member = sign_in("member")
    page = member.send(f"/uploads/{upload_id}/check/rest", seen=rest_of(member.open(f"/uploads/{upload_id}/check")))
    assert "বাকি সব খানা নিশ্চিত করা হলো" in page
    assert "এখানে আপনার জন্য কোনো খানা অপেক্ষায় নেই" in page


def test_the_chairman_sees_what_was_sent_back_and_why_and_accepts_the_rest(sign_in: SignIn, upload_id: int) -> None:
    chairman = sign_in("chairman")
    page = chairman.open(f"/uploads/{upload_id}/review")
    assert "গ্রহণ করুন" not in page
    checked(sign_in("member"), upload_id)
    assert f'href="/uploads/{upload_id}/review"' in chairman.open(f"/uploads/{upload_id}")
    page = chairman.open(f"/uploads/{upload_id}/review")
    for words in ("১টি খানা ফেরত পাঠানো হয়েছে", WORDS, "কেউ বাদ পড়েছেন", "২টি সারি গ্রহণ করুন", "মোঃ নতুন গাজী"):
        assert words in page
    assert "মোঃ অন্য মোড়ল" not in page
    page = chairman.open(f"/uploads/{upload_id}/changes")
    assert "২ জন নতুন মানুষ।" in page
    assert "মোঃ অন্য মোড়ল" not in page
    assert "২টি সারি খাতায় উঠেছে।" in chairman.send(f"/uploads/{upload_id}/accept")


def test_the_chairman_sends_back_what_the_ward_member_had_confirmed(sign_in: SignIn, upload_id: int) -> None:
    checked(sign_in("member"), upload_id)
    chairman = sign_in("chairman")
    first = fields_of(chairman.open(f"/uploads/{upload_id}/review"), "9101")
    back = {**first, "decision": "send_back", "reason": "other", "words": "বয়স মেলে না", "page": "review"}
    page = chairman.send(f"/uploads/{upload_id}/check", **back)
    assert "২টি খানা ফেরত পাঠানো হয়েছে" in page
    assert "বয়স মেলে না" in page
    chairman.open(f"/uploads/{upload_id}/check")


def test_the_uploader_reads_by_which_role_and_gives_it_in_again(sign_in: SignIn, upload_id: int) -> None:
    checked(sign_in("member"), upload_id)
    volunteer = sign_in("volunteer")
    page = volunteer.open(f"/uploads/{upload_id}")
    for words in ("ওয়ার্ড সদস্যের যাচাই", WORDS, "ওয়ার্ড সদস্য, ওয়ার্ড ৮", "খানাটি আবার জমা দিন"):
        assert words in page
    assert "খানাটি আবার জমা দিন" not in sign_in("chairman").open(f"/uploads/{upload_id}")
    page = volunteer.send(f"/uploads/{upload_id}/again", household="9102", words="আবার গিয়ে দেখেছি")
    assert "খানা ৯১০২ আবার যাচাইয়ের অপেক্ষায়" in page
    page = sign_in("member").open(f"/uploads/{upload_id}/check")
    for words in (WORDS, "আবার গিয়ে দেখেছি"):
        assert words in page
    volunteer.open(f"/uploads/{upload_id}")
    volunteer.send(f"/uploads/{upload_id}/again", status=403, household="9102")


def test_whoever_checked_is_told_that_somebody_else_must_accept(sign_in: SignIn, upload_id: int, ward: Ward) -> None:
    assign(ward.engine, OPERATOR, "member", Role.CHAIRMAN, UNION)
    member = sign_in("member")
    checked(member, upload_id)
    for address in (f"/uploads/{upload_id}/review", f"/uploads/{upload_id}/changes"):
        page = member.open(address)
        assert "তাই অন্য কেউ গ্রহণ করবেন" in page
        assert "সারি গ্রহণ করুন" not in page
    assert "যাচাই করেন" in member.send(f"/uploads/{upload_id}/accept", status=403)


def test_the_ward_member_of_another_ward_finds_nothing(sign_in: SignIn, upload_id: int, ward: Ward) -> None:
    add_user(ward.engine, OPERATOR, "neighbour", "somebody", PASSWORD)
    assign(ward.engine, OPERATOR, "neighbour", Role.WARD_MEMBER, "4087907107")
    neighbour = sign_in("neighbour")
    for page in ("check", "review"):
        neighbour.open(f"/uploads/{upload_id}/{page}", status=404)
    neighbour.send(f"/uploads/{upload_id}/check", status=404, household="9101", seen="x", decision="confirm")
    neighbour.send(f"/uploads/{upload_id}/check/rest", status=404, seen="x")
    assert "নতুন.csv" not in neighbour.open("/checks")


def test_where_files_are_accepted_directly_the_pages_say_so(sign_in: SignIn, ward: Ward) -> None:
    upload_id = give_in(ward, *ROWS)
    for name, address in (("member", "check"), ("chairman", "review")):
        assert "এই এলাকার ফাইল সরাসরি গ্রহণ করা হয়" in sign_in(name).open(f"/uploads/{upload_id}/{address}")
    chairman = sign_in("chairman")
    assert "৩টি সারি গ্রহণ করুন" in chairman.open(f"/uploads/{upload_id}")
    assert "৩টি সারি খাতায় উঠেছে।" in chairman.send(f"/uploads/{upload_id}/accept")


@pytest.mark.usefixtures("upload_id")
def test_a_menu_whose_flow_was_edited_still_opens(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    member, direct = sign_in("member"), flow_named("direct")
    monkeypatch.setattr("census_app.ledger.reads.flows.declared_flows", lambda: (direct,))
    member.open("/households")
    assert "ধারার সংস্করণ 1 বাছাই করার পর" in member.open("/checks", status=403)


def test_the_uno_chooses_the_order_of_a_union_and_files_from_then_on_follow_it(sign_in: SignIn, ward: Ward) -> None:
    before = give_in(ward, *ROWS)
    uno = sign_in("uno")
    assert "/checks/flows" in uno.open("/checks")
    assert "/checks/flows" not in sign_in("chairman").open("/checks")
    uno.open("/checks/flows")
    assert "ইউনিয়ন আর ধারা বেছে নিন।" in uno.send("/checks/flows", area="", flow="direct")
    page = uno.send("/checks/flows", area=UNION, flow="ward_and_union")
    assert "এখন থেকে আসা ফাইল এভাবে যাচাই হবে" in page
    assert page.count("ওয়ার্ড সদস্য, তারপর চেয়ারম্যান") == 3  # to be chosen, holds now, was chosen
    assert "ধারাই চলছে" in uno.send("/checks/flows", status=403, area=UNION, flow="ward_and_union")
    uno.open("/checks/flows")
    uno.send("/checks/flows", status=404, area="40870411", flow="direct")
    uno.open("/checks/flows")
    uno.send("/checks/flows", status=404, area=UNION, flow="any")
    after = give_in(ward, *(row.replace("91", "92") for row in ROWS))
    chairman = sign_in("chairman")
    listed = chairman.open("/uploads")
    waiting = listed[: listed.index("সব ফাইল")]
    assert f'href="/uploads/{before}"' in waiting
    assert f'href="/uploads/{after}"' not in waiting

"""Headings as volunteers and clerks write them, and those that name nobody's field."""

from __future__ import annotations

from collections import defaultdict

import pytest

from importers.headings import Means, heading_index, heading_key, target_of, without_enumerator
from importers.layouts import load_layout

CENSUS = heading_index(load_layout("household_census"))
LAYOUTS = ("household_census", "office_list")


def field_of(heading: str, group: str = "", layout: str = "household_census") -> str:
    return target_of(heading_index(load_layout(layout)), group, heading)[0].field


@pytest.mark.parametrize("code", LAYOUTS)
def test_no_heading_is_declared_for_two_fields(code: str) -> None:
    layout = load_layout(code)
    meant: dict[str, set[str]] = defaultdict(set)
    for field in layout.fields:
        for heading in (*field.headings, *field.weaker):
            meant[heading_key(heading).run_together].add(field.name)
    for entry in layout.ignored:
        for heading in entry.aliases:
            meant[heading_key(heading).run_together].add(entry.reason)
    assert {heading: names for heading, names in meant.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("খানা নং", "household_number"),
        ("HH No.", "household_number"),
        ("Family ID", "household_number"),
        ("পরিবার প্রধান", "head_name"),
        ("পুরো নাম", "name"),
        ("NAME OF THE MEMBER", "name"),
        ("নাম (বাংলা)", "name_bn"),
        ("Name (English)", "name_en"),
        ("জন্মতারিখ", "birth_date"),
        ("D. O. B.", "birth_date"),
        ("Date of Birth (dd/mm/yyyy)", "birth_date"),
        ("বয়স", "age_years"),
        ("বাবার নাম", "father_name"),
        ("Father`s Name", "father_name"),
        ("এন.আই.ডি নম্বর", "nid"),
        ("জাঃ পঃ নং", "nid"),
        ("ভোটার আইডি কার্ড নং", "nid"),
        ("Birth Reg. No.", "brn"),
        ("জন্মসনদ নং", "brn"),
        ("জাতীয় পরিচয়পত্র/জন্ম নিবন্ধন নম্বর", "number"),
        ("ঘরের দেয়াল", "wall"),
        ("দেওয়াল", "wall"),
        ("Lvbv cªav†bi mv†_ m¤úK©", "relation"),
        ("¯^vgx/¯Íªxi bvg", "spouse_name"),
        ("date_of_birth", "birth_date"),
        ("৫। লিঙ্গ", "sex"),
        ("(৭) জন্ম তারিখ", "birth_date"),
        ("Q3. Sex", "sex"),
        ("ক) নাম", "name"),
        ("জম্ম তারিখ", "birth_date"),
        ("জাতীয় পরিচয় পএ নং", "nid"),
        ("Natl. ID No.", "nid"),
        ("Birth Dt.", "birth_date"),
        ("Full Name (English)", "name_en"),
        ("পিতা / Father", "father_name"),
        ("স্বামী/স্ত্রী / Spouse", "spouse_name"),
        ("Religion ধর্ম", "religion"),
        ("জন্ম তারিখ/বয়স", "birth_or_age"),
    ],
)
def test_a_heading_names_its_field_however_it_is_written(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("ভাতাভোগীর নাম", "recipient_name"),
        ("Name of Beneficiary", "recipient_name"),
        ("DcKvi†fvMxi bvg", "recipient_name"),
        ("পিতা/স্বামীর নাম", "father_or_husband"),
        ("NID/BRN", "number"),
        ("সেবার ধরন", "programme"),
        ("কিস্তি/মেয়াদ", "period"),
        ("Amount (BDT)", "amount_poisha"),
        ("বিকাশ নম্বর", "account_mobile"),
        ("বিতরণের তারিখ", "delivered_on"),
        ("Allowance (Tk)", "amount_poisha"),
        ("Allowance", "programme"),
        ("পিতার নাম/স্বামীর নাম", "father_or_husband"),
        ("নাম, পিতা/স্বামীর নাম", "name_and_relative"),
    ],
)
def test_a_heading_of_an_office_names_its_field(heading: str, field: str) -> None:
    assert field_of(heading, layout="office_list") == field


def test_below_a_group_heading_the_lower_line_decides() -> None:
    assert field_of("ঘরের ছাদ", group="খানার তথ্য") == "roof"


@pytest.mark.parametrize(
    ("group", "heading", "field"),
    [
        ("পরিবারের তথ্য", "নং", "household_number"),
        ("Household identification", "HH#", "household_number"),
        ("সদস্যের পরিচিতি", "নাম", "name"),
        ("অভিভাবক", "পিতা", "father_name"),
        ("অভিভাবক", "মাতা", "mother_name"),
        ("পিতা/মাতা", "মাতার নাম", "mother_name"),
    ],
)
def test_a_group_says_whose_the_heading_below_is_unless_it_says_nothing(group: str, heading: str, field: str) -> None:
    assert field_of(heading, group=group) == field


def test_income_of_a_year_is_not_taken_for_income_of_a_month() -> None:
    assert not CENSUS.by_words("Yearly income")
    assert field_of("Monthly income") == "income_bdt"


def test_the_number_of_a_questionnaire_is_no_part_of_its_heading() -> None:
    assert without_enumerator("২.১) সম্পর্ক") == "সম্পর্ক"
    assert without_enumerator("২০২১ সালে প্লাবিত") == "২০২১ সালে প্লাবিত"
    assert without_enumerator("১৭ অঙ্কের জন্ম নিবন্ধন") == "১৭ অঙ্কের জন্ম নিবন্ধন"


def test_a_relatives_number_is_not_the_persons_own() -> None:
    assert field_of("এনআইডি", group="পিতা") == ""
    assert field_of("Father's NID No") == ""
    assert CENSUS.by_words("খানা প্রধানের জাতীয় পরিচয়পত্র নম্বর").field == ""


def test_a_name_below_the_fathers_heading_is_the_fathers() -> None:
    assert field_of("নাম", group="পিতার") == "father_name"


def test_a_longer_heading_is_recognised_by_its_declared_words() -> None:
    assert CENSUS.by_words("জন্ম নিবন্ধন নম্বর (অনলাইনে যাচাইকৃত)").field == "brn"
    assert CENSUS.by_words("ব্যবহৃত মোবাইল নম্বরটি").field == "mobile"


def test_a_misspelt_heading_is_recognised_by_its_likeness() -> None:
    target = CENSUS.by_likeness("Realtion with head")
    assert (target.field, target.means) == ("relation", Means.ALIKE)


def test_a_heading_unlike_any_other_is_unknown() -> None:
    assert not target_of(CENSUS, "", "হাঁস-মুরগির সংখ্যা")[0]
    assert not CENSUS.by_likeness("হাঁস-মুরগির সংখ্যা")
    assert not CENSUS.by_words("হাঁস-মুরগির সংখ্যা")


def test_two_languages_that_disagree_name_nothing() -> None:
    assert field_of("পিতা / Mother") == ""

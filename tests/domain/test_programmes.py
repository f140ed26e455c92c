"""The words under which clerks list a programme lead to it, and only to it."""

from __future__ import annotations

import pytest

from census_app.domain.programmes import aliases_from, normalise_alias, programme_named, programmes_from
from census_app.reference import read_reference

ALIASES = aliases_from(read_reference("programme_aliases"))


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("বয়স্ক ভাতা", "OAA"),
        ("  বয়ষ্কভাতা ", "OAA"),
        ("old-age  ALLOWANCE", "OAA"),
        ("Boyosko Vata", "OAA"),
        ("বিধবা ও স্বামী পরিত্যক্তা ভাতা", "WID"),
        ("ভি.জি.ডি.", "VGD"),
        ("খাদ্যবান্ধব কর্মসূচী (১৫ টাকা কেজি)", "FFP"),
        ("10 taka rice", "FFP"),
        ("টিআর/জিআর চাল", "GRF"),
        ("মৎস্যজীবী ভিজিএফ", "VGJ"),
        ("VGD rice (30kg)", "VGD"),
        ("Corrugated tin (2 bundles)", "GRT"),
        ("Boro seed & fertilizer incentives", "AGI"),
        ("certificate of character", "CHR"),
    ],
)
def test_a_wording_names_its_programme_in_any_office(wording: str, code: str) -> None:
    assert programme_named(wording, "uno", ALIASES) == code


@pytest.mark.parametrize("wording", ["Old Age Allowance (OAA)", "বয়স্ক ভাতা (জুলাই-সেপ্টেম্বর ২০২১)", "বয়স্ক ভাতা বিতরণ ২০২১-২২"])
def test_a_time_a_price_or_the_name_again_beside_a_name_changes_nothing(wording: str) -> None:
    assert programme_named(wording, "social_services", ALIASES) == "OAA"


@pytest.mark.parametrize(
    "wording", ["ভিজিএফ (নতুন কিছু)", "বিধবা ভাতা ও বয়স্ক ভাতা", "OAA/WID", "অজানা ভাতা", "১২ টাকার চাল", "5", "", "()"]
)
def test_a_wording_that_nobody_has_explained_is_not_guessed(wording: str) -> None:
    assert programme_named(wording, "relief", ALIASES) is None


def test_what_an_office_means_by_a_word_comes_first() -> None:
    assert programme_named("ভিজিএফ", "fisheries", ALIASES) == "VGJ"
    assert programme_named("ভিজিএফ", "relief", ALIASES) == "VGF"
    assert programme_named("Stipend", "secondary_education", ALIASES) == "SST"
    assert programme_named("Stipend", "relief", ALIASES) is None


def test_spelling_of_one_sound_punctuation_and_digits_are_made_equal() -> None:
    assert normalise_alias("কর্মসূচী ১০/কেজি") == normalise_alias("কর্মসুচি 10 কেজি")


def test_every_programme_is_found_by_its_names_and_its_code() -> None:
    for programme in programmes_from(read_reference("programmes")):
        for wording in (programme.code, programme.name_en, programme.name_bn):
            assert programme_named(wording, programme.office_code, ALIASES) == programme.code

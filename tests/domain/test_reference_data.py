"""The reference tables hold together: codes meet, sources are named, wordings are not ambiguous."""

from __future__ import annotations

import re

import pytest

from census_app.domain.areas import level_of
from census_app.domain.programmes import normalise_alias
from census_app.reference import read_reference
from census_app.settings import REFERENCE_DIR

SOURCED = (
    "areas",
    "offices",
    "programmes",
    "programme_rates",
    "programme_aliases",
    "occasions",
    "exclusivity_rules",
    "eligibility_rules",
    "change_rules",
)
KINDS = {"cash", "food", "in_kind", "service", "certificate", "loan", "works", "card"}
FREQUENCIES = {"monthly", "quarterly", "half_yearly", "yearly", "seasonal", "occasion", "once", "as_needed"}


def codes(table: str, heading: str = "code") -> set[str]:
    return {row[heading] for row in read_reference(table)}


@pytest.mark.parametrize("table", SOURCED)
def test_every_line_names_a_source_that_is_explained(table: str) -> None:
    explained = set(
        re.findall(r"^\| `([a-z0-9_]+)` \|", (REFERENCE_DIR.parent / "SOURCES.md").read_text("utf-8"), re.M)
    )
    explained.add("programmes.csv")
    for row in read_reference(table):
        assert row["source"], row
        assert set(row["source"].split(";")) <= explained, row


@pytest.mark.parametrize("table", SOURCED)
def test_every_line_has_a_cell_for_every_heading(table: str) -> None:
    for row in read_reference(table):
        assert None not in row
        assert None not in row.values()


def test_every_area_lies_in_an_area_that_stands_in_the_table() -> None:
    known = codes("areas")
    assert len(known) == len(read_reference("areas"))
    for row in read_reference("areas"):
        assert row["parent_code"] in known | {""}
        assert row["code"].startswith(row["parent_code"])


def test_the_district_has_eighty_one_unions_and_nine_wards_in_each_but_the_forest() -> None:
    unions = [row for row in read_reference("areas") if len(row["code"]) == 8]
    assert len(unions) == 81
    for union in unions:
        wards = [row for row in read_reference("areas") if row["parent_code"] == union["code"]]
        assert len(wards) == (0 if union["name_en"] == "Satkhira Range" else 9)


def test_the_level_of_an_area_is_the_one_its_code_tells() -> None:
    assert all(level_of(row["code"]) == row["level"] for row in read_reference("areas"))


def test_ward_8_of_nagarghata_has_its_geocode_and_birth_registration_area() -> None:
    areas = {row["code"]: row for row in read_reference("areas")}
    assert areas["4087907108"]["name_bn"] == "ওয়ার্ড ৮"
    assert areas["40879071"]["name_en"] == "Nagarghata"
    assert areas["40879071"]["brn_area_code"] == "8719071"


def test_every_programme_belongs_to_an_office_and_uses_known_words() -> None:
    for row in read_reference("programmes"):
        assert row["office_code"] in codes("offices"), row
        assert row["unit"] in {"person", "household"}
        assert row["kind"] in KINDS
        assert row["frequency"] in FREQUENCIES
        assert row["is_benefit"] in {"true", "false"}
        assert row["sex"] in {"any", "female", "male"}


def test_certificates_and_health_visits_are_never_benefits() -> None:
    rows = {row["code"]: row["is_benefit"] for row in read_reference("programmes")}
    assert {rows[code] for code in ("EPI", "ANC", "CIT", "WAR", "BRC", "TRL", "AGT")} == {"false"}


@pytest.mark.parametrize("table", ["programme_rates", "programme_aliases", "eligibility_rules"])
def test_every_programme_code_exists(table: str) -> None:
    assert codes(table, "programme_code") <= codes("programmes")


def test_a_rate_is_whole_money_or_a_whole_quantity_within_its_years() -> None:
    for row in read_reference("programme_rates"):
        assert bool(row["amount_poisha"]) != bool(row["quantity_thousandths"]), row
        assert (row["amount_poisha"] or row["quantity_thousandths"]).isdigit()
        assert re.fullmatch(r"\d{4}-\d{2}", row["from_fiscal_year"])
        assert not row["until_fiscal_year"] or row["from_fiscal_year"] <= row["until_fiscal_year"]
        assert row["status"] in {"announced", "confirmed"}


def test_no_two_rates_of_one_programme_and_level_hold_in_the_same_year() -> None:
    seen: list[tuple[str, str, str, str]] = []
    for row in read_reference("programme_rates"):
        key, first, last = (
            (row["programme_code"], row["level"]),
            row["from_fiscal_year"],
            row["until_fiscal_year"] or "9",
        )
        assert not any(key == other[:2] and first <= other[3] and other[2] <= last for other in seen), row
        seen.append((*key, first, last))


def test_every_rule_speaks_of_programmes_that_exist() -> None:
    programmes = codes("programmes") | {"*", ""}
    for row in read_reference("exclusivity_rules"):
        assert set(row["left_codes"].split(";")) <= programmes, row
        assert set(row["right_codes"].split(";")) <= programmes, row
    for row in read_reference("eligibility_rules"):
        assert set(row["not_beside_codes"].split(";")) <= programmes, row


def test_a_rule_that_sleeps_says_why_and_only_such_a_rule() -> None:
    for row in read_reference("exclusivity_rules"):
        assert (row["active"] == "false") == bool(row["inactive_reason"]), row
        assert row["severity"] in {"certain", "review", "info"}
        assert row["text_en"]
        assert row["text_bn"]


def test_vgf_beside_another_grant_is_information_and_no_household_limit() -> None:
    rule = next(row for row in read_reference("exclusivity_rules") if row["rule_id"] == "R12")
    assert (rule["kind"], rule["severity"]) == ("grant_beside_vgf", "info")


def test_no_wording_means_two_programmes_in_one_office() -> None:
    wordings = [(normalise_alias(row["alias"]), row["office_code"]) for row in read_reference("programme_aliases")]
    assert len(wordings) == len(set(wordings))
    assert codes("programme_aliases", "office_code") <= codes("offices") | {""}


def test_no_word_means_two_occasions() -> None:
    words = [normalise_alias(row["word"]) for row in read_reference("occasions")]
    assert len(words) == len(set(words))

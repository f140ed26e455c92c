"""Bangla and English on every page, and catalogues that are whole."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import census_app.web
from analytics.findings import CHILD_MARRIAGE, KINDS
from census_app.domain.access import Role
from census_app.domain.change_requests import FIELDS_OF, ChangeKind, Paper, RequestState, Step
from census_app.domain.findings import DECISIONS
from census_app.reference import read_reference
from census_app.web.formats import WORDS_FILE
from importers.model import LEFT_OUT_REASONS
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

WEB = Path(census_app.web.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def catalogue(language: str) -> Catalog:
    with (WEB / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def words() -> set[tuple[str, str]]:
    """Every (list, code) that has a word."""
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        return {(line["list"], line["code"]) for line in csv.DictReader(file)}


def test_every_reason_for_leaving_a_line_out_has_its_words() -> None:
    assert {("left_out", reason) for reason in LEFT_OUT_REASONS} <= words()


def spoken() -> set[str]:
    """The first form of every sentence in the templates and views."""
    found = extract_from_dir(WEB, METHODS, keywords=KEYWORDS)
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_catalogue_holds_what_the_pages_say_and_nothing_else(language: str) -> None:
    told = {m.id if isinstance(m.id, str) else m.id[0]: m.string for m in catalogue(language) if m.id}
    assert set(told) == spoken()
    assert [text for text, translated in told.items() if not all([translated, *translated])] == []


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    assert (WEB / "translations" / language / "LC_MESSAGES" / "messages.mo").read_bytes() == compiled.getvalue()


def test_no_sentence_loses_a_blank_in_translation() -> None:
    for message in catalogue("bn"):
        if message.id:
            forms = [message.id, message.string] if isinstance(message.id, str) else [*message.id, *message.string]
            assert len({frozenset(Counter(form.split("%(")[1:])) for form in map(_blanks, forms)}) == 1, message.id


def _blanks(text: str) -> str:
    return "".join(f"%({part.partition(')')[0]}" for part in text.split("%(")[1:])


def test_every_word_has_both_languages_and_stands_once() -> None:
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line for line in lines if not all(line.values())] == []
    twice = Counter((line["list"], line["code"]) for line in lines)
    assert [key for key, count in twice.items() if count > 1] == []


def test_every_answer_a_sheet_may_hold_and_every_kind_of_finding_has_words() -> None:
    lists = {
        "sex",
        "relation",
        "marital",
        "religion",
        "occupation",
        "disability",
        "roof",
        "wall",
        "latrine",
        "water",
        "unit",
    }
    answers = {
        (line["list"], line["code"]) for line in read_reference("choices") if line["list"] in lists and line["code"]
    }
    asked = {("finding", kind) for kind in (*KINDS, CHILD_MARRIAGE)}
    desks = {("role", role.value) for role in Role}
    kinds = {("change_kind", kind.value) for kind in ChangeKind} | {("paper", paper.value) for paper in Paper}
    kinds |= {("change_state", state.value) for state in RequestState} | {("change_step", step.value) for step in Step}
    kinds |= {("changed_field", field) for fields in FIELDS_OF.values() for field in fields}
    decisions = {(name, decision) for name in ("decision", "finding_state") for decision in DECISIONS}
    assert sorted((answers | asked | desks | decisions | kinds) - words()) == []


def test_what_the_sample_ward_holds_has_words(ward: Ward) -> None:
    held = {
        "finding": "select distinct kind from findings",
        "tier": "select distinct tier from findings where tier <> ''",
        "method": "select distinct method from attachments",
        "action": "select distinct action from audit_events",
        "unit": "select distinct unit from deliveries where unit <> ''",
        "relation": "select distinct relation from memberships",
        "occupation": "select distinct occupation from person_facts where occupation <> ''",
        "latrine": "select distinct latrine from household_facts where latrine <> ''",
    }
    with ward.engine.connect() as connection:
        used = {(name, code) for name, query in held.items() for (code,) in connection.exec_driver_sql(query)}
        signs = connection.exec_driver_sql("select distinct evidence from possible_matches")
        used |= {("evidence", sign) for (listed,) in signs for sign in json.loads(listed)}
    assert sorted(used - words()) == []


def test_a_page_speaks_bangla_until_somebody_chooses_english(stranger: Desk) -> None:
    page = stranger.open("/sign-in")
    assert '<html lang="bn">' in page
    assert "প্রবেশ করুন" in page
    page = stranger.send("/language", language="en", then="/sign-in")
    assert '<html lang="en">' in page
    assert "Sign in" in page


def test_an_account_is_greeted_in_the_language_it_chose(sign_in: SignIn) -> None:
    sign_in("uno").send("/language", language="en", then="/overview")
    assert '<html lang="en">' in sign_in("uno").open("/overview")


def test_an_unknown_language_changes_nothing(stranger: Desk) -> None:
    stranger.open("/sign-in")
    assert '<html lang="bn">' in stranger.send("/language", language="xx", then="/sign-in")

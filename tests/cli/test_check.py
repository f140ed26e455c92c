"""`census check`: flows chosen and told, households confirmed, sent back and given in again from a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from census_app.ledger.engine import open_engine
from census_app.sentences import LANGUAGES, sentence
from tests.cli.calling import WARD, census

UNION = "40879071"
ROWS = (
    "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No.",
    "1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901",
    "2,Rahima Khatun,Self,Female,05-08-1970,Noor Ali,19708719071800902",
    "3,Noor Islam,Self,Male,09-09-1971,Md. Gazi,19718719071800903",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def desks(file: Path) -> None:
    """A union with its own flow, somebody at every desk, and a file that the volunteer gave in."""
    assert census("init").exit_code == 0
    for name, role, area in (("vol", "volunteer", f"{UNION}08"), ("mem", "ward_member", f"{UNION}08")):
        add(name, role, area)
    add("chair", "chairman", UNION)
    assert census("check", "flow", "--area", UNION, "--set", "ward_and_union").exit_code == 0
    assert census("upload", "survey", str(file), "--round", "2022", *WARD, "--as", "vol").exit_code == 0


def add(name: str, role: str, area: str) -> None:
    assert census("user", "add", name, "--shown-as", f"{name} shown", "--password", "long-enough").exit_code == 0
    assert census("user", "role", name, role, "--area", area).exit_code == 0


def test_a_flow_is_told_chosen_and_refused_in_one_line() -> None:
    assert census("init").exit_code == 0
    told = census("check", "flow", "--area", UNION).output
    assert "* 40879071: direct, version 1: acceptance" in told
    assert "  40879071: ward_and_union, version 1: ward_check → acceptance" in told
    chosen = census("check", "flow", "--area", UNION, "--set", "ward_and_union")
    assert chosen.output.strip() == (
        "Files given in from area 40879071 are verified from now on by: ward_and_union, version 1"
    )
    again = census("check", "flow", "--area", UNION, "--set", "ward_and_union")
    assert (again.exit_code, again.output.strip()) == (1, "The flow ward_and_union holds in area 40879071 already.")
    unknown = census("check", "flow", "--set", "any")
    assert unknown.exit_code == 1
    assert "There is no flow of this name: any." in unknown.output
    holds = json.loads(census("check", "flow", "--area", f"{UNION}08", "--json").output)
    assert [one["flow"] for one in holds if one["holds"]] == ["ward_and_union"]
    assert census("verify").exit_code == 0


@pytest.mark.usefixtures("desks")
def test_only_the_uno_and_the_operator_choose_flows() -> None:
    refused = census("check", "flow", "--area", UNION, "--set", "direct", "--as", "chair")
    assert refused.exit_code == 1
    assert refused.output.strip() == sentence("not_permitted", "en", {"permission": "choose_flows"})


@pytest.mark.usefixtures("desks")
def test_a_file_goes_its_way_from_the_command_line() -> None:
    waits = census("check", "show", "--upload", "1", "--as", "vol").output.splitlines()
    assert waits[0] == "household 1: 1 persons, at ward_check"
    assert census("check", "confirm", "--upload", "1", "--household", "1", "--as", "mem").output.strip() == (
        "confirmed: 1 rows"
    )
    back = ("check", "send-back", "--upload", "1", "--household", "2", "--as", "mem")
    assert census(*back, "--reason", "other").exit_code == 1
    assert census(*back, "--reason", "other", "--words", "ask again").output.strip() == "sent back: 1 rows"
    told = json.loads(census("check", "show", "--upload", "1", "--json").output)
    assert told["sent_back"] == [
        {"household": "2", "step": "ward_check", "who": "mem shown", "reason": "other", "words": "ask again"}
    ]
    assert [home["step"] for home in told["waiting"]] == ["acceptance", "ward_check"]
    assert "sent back (ward_check, mem shown) other ask again" in census("check", "show", "--upload", "1").output
    done = census("accept", "--round", "2022", "--as", "chair").output
    assert "accepted 1, held 1, refused 0" in done
    assert "waiting to be verified 1" in done
    given = census("check", "give-again", "--upload", "1", "--household", "2", "--words", "it is right", "--as", "vol")
    assert given.output.strip() == "given in again to be checked: 1 rows"
    assert census("check", "confirm", "--upload", "1", "--as", "mem").output.strip() == "confirmed: 2 rows"
    assert "accepted 3, held 0, refused 0" in census("accept", "--upload", "1", "--as", "chair").output
    assert census("check", "show", "--upload", "1").output.strip() == "No row of a survey waits to be accepted."
    assert census("verify").exit_code == 0


@pytest.mark.usefixtures("desks")
def test_what_is_not_ones_turn_is_refused_in_one_line() -> None:
    for arguments, told in (
        (("confirm", "--upload", "1", "--as", "chair"), "This step is not yours to decide."),
        (("confirm", "--upload", "1", "--household", "77", "--as", "mem"), "The household has changed"),
        (("confirm", "--upload", "9", "--as", "mem"), ""),
        (("give-again", "--upload", "1", "--household", "1", "--as", "vol"), "No such household of this file"),
        (("give-again", "--upload", "1", "--household", "1", "--as", "mem"), ""),
    ):
        refused = census("check", *arguments)
        assert (refused.exit_code, len(refused.output.strip().splitlines())) == (1, 1), arguments
        assert told in refused.output
    assert census("check", "send-back", "--upload", "1", "--household", "1", "--reason", "no").exit_code == 2


def test_where_no_flow_was_chosen_the_commands_are_as_they_were(file: Path) -> None:
    assert census("init").exit_code == 0
    assert census("upload", "survey", str(file), "--round", "2022", *WARD).exit_code == 0
    done = census("accept", "--round", "2022")
    assert done.output.strip() == "accepted 3, held 0, refused 0; deliveries attached 0, in suspense 0"
    assert census("check", "show", "--upload", "1").output.strip() == "No row of a survey waits to be accepted."


@pytest.mark.usefixtures("desks")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_told_in_both_languages(language: str) -> None:
    def told(*arguments: str) -> list[str]:
        return census(*arguments, "--lang", language).output.strip().splitlines()

    flow = {"area": UNION, "flow": "ward_and_union", "version": 1, "steps": "ward_check → acceptance"}
    upload = ("--upload", "1")
    back = {"household": "2", "step": "ward_check", "who": "mem shown", "reason": "written_twice", "words": ""}
    assert f"* {sentence('flow_line', language, flow)}" in told("check", "flow", "--area", UNION)
    one = {"household": "1", "members": 1, "step": "ward_check"}
    assert told("check", "show", *upload)[0] == sentence("household_line", language, one)
    send = ("check", "send-back", *upload, "--household", "2", "--reason", "written_twice", "--as", "mem")
    assert told(*send) == [sentence("rows_sent_back", language, {"rows": 1})]
    assert sentence("household_sent_back_line", language, back).strip() in told("check", "show", *upload)
    again = ("check", "give-again", *upload, "--household", "2", "--as", "vol")
    assert told(*again) == [sentence("rows_given_again", language, {"rows": 1})]
    confirm = ("check", "confirm", *upload, "--household", "1", "--as", "mem")
    assert told(*confirm) == [sentence("rows_confirmed", language, {"rows": 1})]
    waiting = sentence("rows_still_waiting", language, {"waiting": 2})
    assert waiting in told("accept", *upload, "--as", "chair")[0]
    chosen = sentence("flow_chosen", language, {**flow, "area": f"{UNION}08", "flow": "direct"})
    assert told("check", "flow", "--area", f"{UNION}08", "--set", "direct") == [chosen]


@pytest.mark.usefixtures("desks")
def test_a_decision_that_nobody_took_is_named_by_the_walk(data_dir: Path) -> None:
    census("check", "confirm", "--upload", "1", "--as", "mem")
    copied = "upload_id, flow, version, step, decision, reason, words, decided_by, decided_at, area_code"
    engine = open_engine(f"sqlite:///{data_dir / 'census.db'}")
    with engine.begin() as connection:
        forged = f"insert into verification_decisions ({copied}) select {copied} from verification_decisions"
        connection.execute(text(forged))
    engine.dispose()
    area = f"{UNION}08"
    told = {"table_name": "verification_decisions", "row": "2", "area": area}
    named = census("verify")
    assert (named.exit_code, named.output.strip()) == (1, sentence("entry_unknown", "en", told))
    assert json.loads(census("verify", "--json").output)["broken"]["area_code"] == area

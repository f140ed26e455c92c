"""A delivery that waits finds its person by itself when the ledger learns more, and never against somebody's word."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from census_app.cli.run import create_ledger
from census_app.cli.telling import told_rows
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import CensusError
from census_app.ledger.engine import reading
from census_app.ledger.reads.suspense import SuspenseLine, list_suspense
from census_app.ledger.scoping import options
from census_app.ledger.tables import Attachment, AuditEvent, Person, StagedRow
from census_app.ledger.writes.rounds import open_round
from census_app.ledger.writes.suspense import attach_by_hand, detach_delivery, rule_out
from census_app.sentences import sentence
from census_app.settings import Settings
from importers.acceptance import AcceptanceSummary, accept_rows
from importers.staging import stage_deliveries, stage_survey
from importers.suspense import ask_again

WARD, UPAZILA = "4087907108", "408790"
SURVEY = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No."
LIST = "Name,Father/Husband,NID,Programme,Date,Amount"
KARIM = "1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901"
NAMESAKE = "2,Md. Abdul Karim,Self,Male,04-08-1975,Gopal Paul,"
CHAIRMAN = Scope(2, "chairman", (WARD,), ("*",), frozenset({Permission.ACCEPT_ROWS}))
OFFICE = Scope(3, "food", (UPAZILA,), ("food",), frozenset({Permission.ANSWER_SUSPENSE, Permission.UPLOAD_DELIVERIES}))


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    create_ledger(any_engine, settings)
    open_round(any_engine, OPERATOR, "2022", date(2022, 1, 1))
    return any_engine


def survey(ledger: Engine, settings: Settings, *rows: str) -> None:
    """The rows are believed, by a chairman who sees this ward alone."""
    path = settings.data_dir / f"survey-{len(rows)}-{abs(hash(rows))}.csv"
    path.write_text("\n".join([SURVEY, *rows]) + "\n", encoding="utf-8")
    staged = stage_survey(ledger, settings, OPERATOR, path, path.name, "2022", WARD)
    accept_rows(ledger, settings, CHAIRMAN, upload_id=staged.upload_id)


def listed(ledger: Engine, settings: Settings, *rows: str) -> None:
    """The rows of an office's list of the whole upazila are deliveries."""
    path = settings.data_dir / "list.csv"
    path.write_text("\n".join([LIST, *rows]) + "\n", encoding="utf-8")
    staged = stage_deliveries(ledger, settings, OPERATOR, path, path.name, "food", "2021-22", UPAZILA)
    accept_rows(ledger, settings, OPERATOR, upload_id=staged.upload_id)


def waiting(ledger: Engine) -> list[SuspenseLine]:
    with reading(ledger) as session:
        return sorted(list_suspense(session, OPERATOR), key=lambda line: line.delivery_id)


def attached(ledger: Engine) -> list[tuple[int, int, str]]:
    current = select(Attachment.delivery_id, Attachment.person_id, Attachment.method)
    current = current.where(col(Attachment.ended_at).is_(None)).order_by(col(Attachment.delivery_id))
    with reading(ledger) as session:
        return [tuple(found) for found in session.exec(current, execution_options=options(OPERATOR))]


def persons(ledger: Engine) -> list[int]:
    with reading(ledger) as session:
        return list(session.exec(select(Person.id).order_by(col(Person.id)), execution_options=options(OPERATOR)))


def refusal(act: object) -> str:
    assert callable(act)
    with pytest.raises(CensusError) as refused:
        act()
    return refused.value.code


def test_a_list_that_came_before_its_people_finds_them_when_they_are_believed(
    ledger: Engine, settings: Settings
) -> None:
    listed(ledger, settings, "Abdul Karim,Rahim,19628719071800901,VGD,17/07/2021,500", "Nobody Known,Else,,VGD,,500")
    assert [line.recipient_name for line in waiting(ledger)] == ["Abdul Karim", "Nobody Known"]
    survey(ledger, settings, KARIM)
    assert [line.recipient_name for line in waiting(ledger)] == ["Nobody Known"]
    ((_, person_id, method),) = attached(ledger)
    assert (person_id, method) == (persons(ledger)[0], "nid+name")
    with reading(ledger) as session:
        told = session.exec(select(AuditEvent).where(AuditEvent.action == "suspense_asked_again")).one()
        states = session.exec(
            select(StagedRow.state).where(StagedRow.state == "attached"), execution_options=options(OPERATOR)
        ).all()
    counts = {name: told.details[name] for name in ("attached", "suspense")}
    assert (told.actor_id, counts, len(states)) == (CHAIRMAN.actor_id, {"attached": 1, "suspense": 1}, 1)


def test_asking_again_changes_nothing_where_nothing_was_learnt(ledger: Engine, settings: Settings) -> None:
    listed(ledger, settings, "Abdul Karim,Rahim,,VGD,17/07/2021,500")
    survey(ledger, settings, KARIM, NAMESAKE)
    before = (waiting(ledger), attached(ledger))
    assert ask_again(ledger, settings, CHAIRMAN, [WARD]) == 0
    assert (waiting(ledger), attached(ledger)) == before


def test_the_persons_who_are_considered_now_are_shown(ledger: Engine, settings: Settings) -> None:
    listed(ledger, settings, "Abdul Karim,,,VGD,17/07/2021,500")
    assert waiting(ledger)[0].candidates == ()
    survey(ledger, settings, KARIM, NAMESAKE)
    assert {one.person_id for one in waiting(ledger)[0].candidates} == set(persons(ledger))


def test_what_somebody_decides_holds_for_the_other_lines_under_the_same_number(
    ledger: Engine, settings: Settings
) -> None:
    line = "Abdul Karim,,9998887771,VGD,{day}/07/2021,500"
    listed(ledger, settings, line.format(day=17), line.format(day=18))
    survey(ledger, settings, KARIM, NAMESAKE)
    first, second = waiting(ledger)
    _, namesake = persons(ledger)
    attach_by_hand(ledger, OFFICE, first.delivery_id, namesake, "he signed for it")
    assert ask_again(ledger, settings, OFFICE, [WARD]) == 1
    assert attached(ledger) == [
        (first.delivery_id, namesake, "reviewed"),
        (second.delivery_id, namesake, "name"),
    ]


def test_a_person_who_was_ruled_out_is_never_attached_by_itself(ledger: Engine, settings: Settings) -> None:
    listed(ledger, settings, "Abdul Karim,,,VGD,17/07/2021,500")
    survey(ledger, settings, NAMESAKE)
    (line,) = waiting(ledger)
    rule_out(ledger, OFFICE, line.delivery_id, persons(ledger)[0], "another man")
    ask_again(ledger, settings, OFFICE, [WARD])
    assert [one.candidates for one in waiting(ledger)] == [()]
    assert attached(ledger) == []


def test_a_delivery_attached_to_the_wrong_person_waits_again_and_does_not_go_back(
    ledger: Engine, settings: Settings
) -> None:
    survey(ledger, settings, KARIM)
    listed(ledger, settings, "Abdul Karim,Rahim,19628719071800901,VGD,17/07/2021,500")
    ((delivery_id, _, _),) = attached(ledger)
    assert refusal(lambda: detach_delivery(ledger, OFFICE, delivery_id, " ")) == "reason_needed"
    detach_delivery(ledger, OFFICE, delivery_id, "the card was borrowed")
    ask_again(ledger, settings, OFFICE, [WARD])
    assert (attached(ledger), len(waiting(ledger))) == ([], 1)
    attach_by_hand(ledger, OFFICE, delivery_id, persons(ledger)[0], "it was his after all")
    assert len(attached(ledger)) == 1


def test_two_clerks_cannot_both_decide(ledger: Engine, settings: Settings) -> None:
    listed(ledger, settings, "Abdul Karim,,,VGD,17/07/2021,500")
    survey(ledger, settings, KARIM, NAMESAKE)
    (line,) = waiting(ledger)
    one, other = persons(ledger)
    attach_by_hand(ledger, OFFICE, line.delivery_id, one)
    assert refusal(lambda: attach_by_hand(ledger, OFFICE, line.delivery_id, other)) == "delivery_not_waiting"
    assert refusal(lambda: rule_out(ledger, OFFICE, line.delivery_id, other)) == "delivery_not_waiting"


def test_a_desk_of_another_office_or_place_finds_no_such_delivery(ledger: Engine, settings: Settings) -> None:
    listed(ledger, settings, "Abdul Karim,,,VGD,17/07/2021,500")
    survey(ledger, settings, KARIM)
    (line,) = waiting(ledger)
    (person_id,) = persons(ledger)
    relief = Scope(4, "relief", (UPAZILA,), ("relief",), OFFICE.permissions)
    elsewhere = Scope(5, "far", ("408743",), ("*",), OFFICE.permissions)
    for desk in (relief, elsewhere):
        assert refusal(lambda desk=desk: attach_by_hand(ledger, desk, line.delivery_id, person_id)) == (
            "delivery_not_found"
        )


def test_the_command_line_tells_of_deliveries_that_found_their_persons() -> None:
    done = AcceptanceSummary(accepted=1, out_of_suspense=2)
    assert told_rows(done, "en").endswith(sentence("out_of_suspense", "en", {"out_of_suspense": 2}))
    assert "২টি" in told_rows(done, "bn")
    assert told_rows(AcceptanceSummary(accepted=1), "en") == sentence("rows_accepted", "en", vars(AcceptanceSummary(1)))

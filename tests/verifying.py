"""A union whose survey files are checked before they are accepted, with somebody at every desk."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from census_app.domain.access import OPERATOR, Role, Scope
from census_app.domain.errors import CensusError
from census_app.domain.verification import Decision
from census_app.ledger.engine import reading
from census_app.ledger.reads.flows import file_in_flow, flow_named
from census_app.ledger.reads.users import account_named, scope_for
from census_app.ledger.reads.verification import (
    sent_back,
    waiting_households,
)
from census_app.ledger.writes.users import add_user, assign
from census_app.ledger.writes.verification import choose_flow, decide
from importers.acceptance import AcceptanceSummary, accept_rows
from tests.copies import WARD, Desk

UNION, UPAZILA = WARD[:8], WARD[:6]
OTHER_WARD = f"{UNION}07"
DESKS = {
    "volunteer": (Role.VOLUNTEER, WARD),
    "member": (Role.WARD_MEMBER, WARD),
    "neighbour": (Role.WARD_MEMBER, OTHER_WARD),
    "chairman": (Role.CHAIRMAN, UNION),
    "uno": (Role.UNO, UPAZILA),
}
SHEET = """
| খানা নং | সদস্যের নাম | সম্পর্ক | লিঙ্গ | জন্ম তারিখ | পিতার নাম | জাতীয় পরিচয়পত্র নম্বর |
| 1 | মোঃ আব্দুল করিম | নিজে | পুরুষ | 04/07/1962 | মোঃ রহিম | 19628719071800901 |
| 1 | রহিমা খাতুন | স্ত্রী | মহিলা | 05/08/1968 | মোঃ সোবহান | 19688719071800902 |
| 2 | সুশান্ত পাল | নিজে | পুরুষ | 02/03/1980 | গোপাল পাল | 19808719071800903 |
| 2 | মালতী পাল | স্ত্রী | মহিলা | 11/09/1984 | নিমাই দাস | 19848719071800904 |
| 3 | আব্দুস সালাম | নিজে | পুরুষ | 28/02/1975 | কেরামত আলী | 19758719071800905 |
"""
WORDS = "ছোট ছেলেটি লেখা হয়নি"


class Chain:
    """A desk in a union whose files are checked before they are accepted, and everybody who has a hand in it."""

    def __init__(self, desk: Desk, flow: str = "ward_and_union") -> None:
        self.desk, self.engine = desk, desk.engine
        for name, (role, area) in DESKS.items():
            add_user(self.engine, OPERATOR, name, f"{name} shown", "a-long-password")
            assign(self.engine, OPERATOR, name, role, area)
        choose_flow(self.engine, OPERATOR, UNION, flow_named(flow))
        self.upload_id = desk.give(desk.sheet(SHEET), self.scope("volunteer")).upload_id

    def scope(self, name: str) -> Scope:
        with reading(self.engine) as session:
            account = account_named(session, name)
            return scope_for(session, account.user_id, account.desks[0].from_on)

    def seen(self, *numbers: str, upload_id: int = 0) -> dict[str, str]:
        """What stands before whoever decides about these households (all, without a number)."""
        with reading(self.engine) as session:
            file = file_in_flow(session, OPERATOR, upload_id or self.upload_id)
            homes = waiting_households(session, OPERATOR, file)
        return {home.number: home.seen for home in homes if not numbers or home.number in numbers}

    def places(self, upload_id: int = 0) -> dict[str, int]:
        with reading(self.engine) as session:
            file = file_in_flow(session, OPERATOR, upload_id or self.upload_id)
            return {home.number: home.stands.place for home in waiting_households(session, OPERATOR, file)}

    def confirm(self, name: str, *numbers: str, upload_id: int = 0) -> int:
        seen = self.seen(*numbers, upload_id=upload_id)
        return decide(self.engine, self.scope(name), upload_id or self.upload_id, Decision.CONFIRM, seen)

    def send_back(self, name: str, number: str, reason: str = "member_missing", words: str = WORDS) -> int:
        to_whom = (self.engine, self.scope(name), self.upload_id, Decision.SEND_BACK)
        return decide(*to_whom, self.seen(number), reason, words)

    def accept(self, name: str, upload_id: int = 0) -> AcceptanceSummary:
        who = self.scope(name)
        return accept_rows(self.engine, self.desk.settings, who, upload_id=upload_id or self.upload_id)

    def told_back(self, upload_id: int = 0) -> list[tuple[str, str, str, str, int]]:
        with reading(self.engine) as session:
            back = sent_back(session, self.scope("volunteer"), upload_id or self.upload_id)
        return [(o.told.household_number, o.told.step, o.told.reason, o.told.words, len(o.row_ids)) for o in back]

    def people(self) -> list[str]:
        with self.engine.connect() as connection:
            return sorted(connection.execute(text("select name_bn from persons")).scalars())


def code_of(act: object, *given: object, **more: object) -> str:
    assert callable(act)
    with pytest.raises(CensusError) as refused:
        act(*given, **more)
    return refused.value.code

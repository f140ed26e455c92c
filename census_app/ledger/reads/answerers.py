"""Who may be asked to answer a finding."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from census_app.domain.access import Scope, scope_of
from census_app.ledger import clock
from census_app.ledger.finding_scope import holds
from census_app.ledger.reads.findings import FindingLine
from census_app.ledger.reads.users import list_accounts


@dataclass(frozen=True)
class Answerers:
    """Offices by code, and people by user name with what they are called."""

    offices: tuple[str, ...]
    people: tuple[tuple[str, str], ...]


def who_may_answer(session: Session, scope: Scope, line: FindingLine) -> Answerers:
    """The desks on which the finding may be laid; a desk of one office lays it on its own office's alone."""
    offices = {code for code in line.office_codes if scope.holds_office(code)}
    if not scope.sees_only_own_office:
        offices.add("uno")
    today = clock.today()
    people = []
    for account in list_accounts(session):
        theirs = scope_of(account.user_id, account.name, list(account.desks), today)
        own = not scope.sees_only_own_office or bool(set(theirs.offices) & set(scope.offices))
        if own and not account.disabled and holds(theirs, line.kind, line.area_code, line.office_codes):
            people.append((account.name, account.shown_as))
    return Answerers(tuple(sorted(offices)), tuple(people))

"""An office's rows with their recipients, as far as the evidence carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from census_app.domain.periods import fiscal_year
from census_app.domain.person import birth_date_of
from census_app.ledger.reads.matches import KnownPerson
from census_app.ledger.reads.staged_rows import WaitingRow
from census_app.ledger.writes.deliveries import DecidedDelivery, Recipient
from census_app.ledger.writes.uploads import NewProblem
from importers.list_lines import decide_recipients
from importers.matching import Decision, Register, numbers_in
from importers.model import Severity
from importers.period_columns import deliveries_told

Problems = list[tuple[int, NewProblem]]
Candidates = Sequence[tuple[int, float, list[str]]]


def plan_deliveries(
    rows: Sequence[WaitingRow], register: Register, listed_year: str
) -> tuple[list[DecidedDelivery], Problems]:
    """What each row tells of, with its recipient or its candidates, and what was found wrong while asking."""
    decided: list[DecidedDelivery] = []
    problems: Problems = []
    for row, found in zip(rows, decide_recipients([row.content for row in rows], register), strict=True):
        decision = _doubted(row.content, found)
        if decision is not found:
            problems.append((row.row_id, _delivered_before_birth(row)))
        to = (_recipient(decision), _why_nobody(decision), decision.candidates)
        for told in deliveries_told(row.content):
            decided.append(DecidedDelivery(row.row_id, _fields(told, register, listed_year), *to))
    return decided, problems


def decided_recipient(values: Mapping[str, Any], decision: Decision) -> tuple[Recipient | None, Candidates]:
    """The recipient, or else those who were considered."""
    decision = _doubted(values, decision)
    return _recipient(decision), decision.candidates


def _doubted(values: Mapping[str, Any], decision: Decision) -> Decision:
    """Nobody received anything before being born: such a person is only considered."""
    person = decision.person
    if person is None or not _before_birth(values, person):
        return decision
    doubt = (person.person_id, 0.0, [*decision.evidence, "delivered_before_birth"])
    return Decision(None, "", ["delivered_before_birth"], [doubt])


def _recipient(decision: Decision) -> Recipient | None:
    person = decision.person
    if person is None:
        return None
    return Recipient(person.person_id, person.household_id, person.area_code, decision.method, decision.evidence)


def _why_nobody(decision: Decision) -> list[str]:
    return [] if decision.person is not None else decision.evidence


def _fields(values: Mapping[str, Any], register: Register, listed_year: str) -> dict[str, Any]:
    numbers = numbers_in(values)
    year = fiscal_year(listed_year)
    return {
        "programme_code": values["programme_code"],
        "period_code": values.get("period_code") or year.code,
        "period_from": _day(values.get("period_from")) or year.from_on,
        "period_until": _day(values.get("period_until")) or year.until_on,
        "delivered_on": _day(values.get("delivered_on")),
        "amount_poisha": values.get("amount_poisha"),
        "quantity_thousandths": values.get("quantity_thousandths"),
        "unit": values.get("unit") or "",
        "account_mobile": values.get("account_mobile") or "",
        "recipient_name": values.get("recipient_name") or "",
        "recipient_father": values.get("father_or_husband") or "",
        "recipient_village": values.get("village") or "",
        "recipient_key": register.lookup_keys(*numbers[0])[0] if numbers else "",
    }


def _before_birth(values: Mapping[str, Any], person: KnownPerson) -> bool:
    days = [day for told in deliveries_told(values) if (day := _day(told.get("delivered_on")))]
    if not days or not person.birth_date:
        return False
    return min(days) < birth_date_of(person.birth_date, person.birth_precision).earliest()


def _delivered_before_birth(row: WaitingRow) -> NewProblem:
    return NewProblem(
        "delivered_before_birth", Severity.BLOCKS_ROW.value, row.sheet, row.row_number, heading="", details={}
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)) if text else None

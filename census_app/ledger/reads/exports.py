"""What files that leave the building may hold: each read gives the rows of one file, within the scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.money import written_bdt, written_thousandths
from census_app.domain.row_states import OUT_OF_THE_WAY
from census_app.ledger.finding_scope import CHILD_MARRIAGE, may_see
from census_app.ledger.query import lies_in, pick
from census_app.ledger.reads.merges import survivor_id
from census_app.ledger.reads.standing_deliveries import counts
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    AnalysisRun,
    Attachment,
    Delivery,
    Finding,
    FindingPerson,
    Household,
    HouseholdFact,
    IdentityNumber,
    Membership,
    Person,
    PersonFact,
    PossibleMatch,
    StagedProblem,
    StagedRow,
    Upload,
)

Record = dict[str, Any]
_SURVEY_STATES = {"ready": "held", "replaced": "refused"}
"""What waits for acceptance is held; a row whose corrected copy stands in its place is refused, and says so."""


def survey_rows(session: Session, scope: Scope, area_code: str) -> Iterator[Record]:
    """Every data row of every survey sheet of the place, once, with what became of it."""
    codes = _problem_codes(session, scope)
    found = (
        pick(
            StagedRow.id, Upload.file_name, StagedRow.sheet, StagedRow.row_number, StagedRow.state, StagedRow.person_id
        )
        .join(Upload, col(Upload.id) == StagedRow.upload_id)
        .where(col(Upload.kind) == "survey", lies_in(col(StagedRow.area_code), area_code))
        .order_by(col(StagedRow.id))
    )
    for id_, file_name, sheet, row_number, state, person_id in _rows(session, scope, found):
        yield {
            "file": file_name,
            "sheet": sheet,
            "row": row_number,
            "state": _SURVEY_STATES.get(state, state),
            "person_id": person_id,
            "problem_codes": ";".join(codes.get(id_, ())),
        }


def persons(session: Session, scope: Scope, area_code: str) -> Iterator[Record]:
    """Every person of the place with the numbers given for it, not masked."""
    numbers = _numbers(session, scope)
    homes = dict(
        _rows(
            session,
            scope,
            pick(Membership.person_id, Membership.household_id).where(col(Membership.until_on).is_(None)),
        )
    )
    marital: dict[int, str] = dict(
        session.execute(
            pick(PersonFact.person_id, PersonFact.marital)
            .where(col(PersonFact.superseded_at).is_(None))
            .order_by(col(PersonFact.round_id))
        ).all()
    )
    found = pick(Person).where(lies_in(col(Person.area_code), area_code)).order_by(col(Person.id))
    for (person,) in _rows(session, scope, found):
        held = numbers.get(person.id, {})
        yield {
            "person_id": person.id,
            "household_id": homes.get(person.id),
            "name_bn": person.name_bn,
            "name_en": person.name_en,
            "sex": person.sex,
            "birth_date": person.birth_date,
            "birth_precision": person.birth_precision,
            "nid10": held.get("nid10", ""),
            "nid17": held.get("nid17") or held.get("nid13", ""),
            "brn": held.get("brn17") or held.get("brn16", ""),
            "mobile": person.mobile,
            "marital": marital.get(person.id, ""),
            "alive": "false" if person.death_date else "true",
            "ward_code": person.area_code,
        }


def households(session: Session, scope: Scope, area_code: str) -> Iterator[Record]:
    """Every household of the place with what the newest round found about it."""
    columns = [getattr(HouseholdFact, name) for name in ("household_id", *HOUSEHOLD_FACTS)]
    current = pick(*columns).where(col(HouseholdFact.superseded_at).is_(None)).order_by(col(HouseholdFact.round_id))
    facts = {row[0]: row for row in session.execute(current)}
    found = pick(Household).where(lies_in(col(Household.area_code), area_code)).order_by(col(Household.id))
    for (home,) in _rows(session, scope, found):
        told = facts.get(home.id)
        yield {
            "household_id": home.id,
            "number": home.number,
            "ward_code": home.area_code,
            "para_code": home.para_code,
            "lat": home.lat,
            "lon": home.lon,
            **{name: getattr(told, name, None) for name in HOUSEHOLD_FACTS},
        }


def deliveries(session: Session, scope: Scope, area_code: str) -> Iterator[Record]:
    """Every row of every office's list that speaks of the place, attached, waiting, held or refused.

    `counts` is no for one that was taken back, refused, or did not arrive.
    A list may speak of a whole upazila: its rows that were attached elsewhere are left out, the open ones are not.
    """
    everywhere = options(replace(scope, areas=("",)))
    lost = set(session.execute(pick(Delivery.id).where(~counts()), execution_options=everywhere).scalars())
    for *given, delivery, attachment in _rows(session, scope, _listed(area_code)):
        told = "" if delivery is None else ("no" if delivery.id in lost else "yes")
        yield {**_delivery_record(given, delivery, attachment), "counts": told}


def suspense(session: Session, scope: Scope, area_code: str) -> Iterator[Record]:
    """The deliveries whose recipient is not yet known, with why they wait and the persons who were considered."""
    considered = _considered(session, scope)
    waiting = _listed(area_code).where(col(Delivery.id).is_not(None), col(Attachment.id).is_(None))
    for *given, delivery, attachment in _rows(session, scope, waiting):
        yield {
            **_delivery_record(given, delivery, attachment),
            "reasons": ";".join(delivery.suspense_reasons),
            "candidates": ";".join(map(str, considered.get(delivery.id, ()))),
        }


def _listed(area_code: str) -> Select[Any]:
    return (
        pick(
            Upload.file_name,
            StagedRow.sheet,
            StagedRow.row_number,
            StagedRow.state,
            StagedRow.content,
            Delivery,
            Attachment,
        )
        .select_from(StagedRow)
        .join(Upload, col(Upload.id) == StagedRow.upload_id)
        .join(
            Delivery, (col(Delivery.staged_row_id) == StagedRow.id) & col(Delivery.reverses_id).is_(None), isouter=True
        )
        .join(
            Attachment, (col(Attachment.delivery_id) == Delivery.id) & col(Attachment.ended_at).is_(None), isouter=True
        )
        .where(col(Upload.kind) == "deliveries", _speaks_of(area_code))
        .order_by(col(StagedRow.id))
    )


def _delivery_record(given: Sequence[Any], delivery: Delivery | None, attachment: Attachment | None) -> Record:
    file_name, sheet, row_number, state, content = given
    return {
        "file": file_name,
        "sheet": sheet,
        "row": row_number,
        "state": _delivery_state(state, attachment),
        "person_id": attachment.person_id if attachment else None,
        "household_id": attachment.household_id if attachment else None,
        "match_method": attachment.method if attachment else "",
        **_given(content, delivery),
    }


def _considered(session: Session, scope: Scope) -> dict[int, list[int]]:
    """The persons of the scope who may be the recipients of deliveries, the likeliest first."""
    found = (
        pick(PossibleMatch.left_id, survivor_id())
        .join(Person, col(Person.id) == PossibleMatch.right_id)
        .where(col(PossibleMatch.kind) == "delivery", col(PossibleMatch.state) == "open")
        .order_by(col(PossibleMatch.score).desc(), col(PossibleMatch.id))
    )
    considered: dict[int, list[int]] = defaultdict(list)
    for delivery_id, person_id in _rows(session, scope, found, merged_too=True):
        if person_id not in considered[delivery_id]:
            considered[delivery_id].append(person_id)
    return considered


def findings(session: Session, scope: Scope, area_code: str) -> Iterator[Record]:
    """Every open or answered finding of the place, with the rule and the copy of the ledger it was asked by.

    Children's risk lists never leave through here.
    """
    about: dict[int, list[int]] = defaultdict(list)
    for finding_id, person_id in session.execute(pick(FindingPerson.finding_id, FindingPerson.person_id)):
        about[finding_id].append(person_id)
    found = pick(Finding, AnalysisRun).join(AnalysisRun, col(AnalysisRun.id) == Finding.last_run_id)
    found = found.where(lies_in(col(Finding.area_code), area_code), col(Finding.state) != "closed", *may_see(scope))
    found = found.where(col(Finding.kind) != CHILD_MARRIAGE)
    for finding, run in _rows(session, scope, found.order_by(col(Finding.id))):
        yield {
            "finding_id": finding.id,
            "kind": finding.kind,
            "severity": finding.severity,
            "person_id": ";".join(map(str, sorted(about[finding.id]))),
            "household_id": finding.household_id,
            "programme_codes": ";".join(finding.programme_codes),
            "reasons": ";".join(reason["code"] for reason in finding.reasons),
            "state": finding.state,
            "money_bdt": written_bdt(finding.money_poisha) if finding.money_poisha is not None else "",
            "rule_id": finding.rule_id,
            "rule_version": run.rules.get(finding.rule_id, ""),
            "rules_version": run.rules_version,
            "snapshot": run.snapshot,
        }


def problems(session: Session, scope: Scope, area_code: str) -> Iterator[Record]:
    """Every problem of every upload that speaks of the place."""
    found = (
        pick(Upload.file_name, StagedProblem)
        .join(Upload, col(Upload.id) == StagedProblem.upload_id)
        .where(lies_in(col(StagedProblem.area_code), area_code))
        .order_by(col(StagedProblem.id))
    )
    for file_name, problem in _rows(session, scope, found):
        yield {
            "file": file_name,
            "sheet": problem.sheet,
            "row": problem.row_number,
            "heading": problem.heading,
            "code": problem.code,
            "severity": problem.severity,
        }


def _speaks_of(area_code: str) -> Any:
    """A list of the place itself, of a place around it, or a row attached to somebody who lives in it."""
    around = [area_code[:length] for length in (0, 2, 4, 6, 8, 10) if length <= len(area_code)]
    listed = col(StagedRow.area_code)
    return (listed.in_(around) & (col(Attachment.id).is_(None) | lies_in(col(Attachment.area_code), area_code))) | (
        lies_in(listed, area_code)
    )


def _delivery_state(state: str, attachment: Any) -> str:
    if attachment is not None:
        return "attached"
    return "refused" if state in OUT_OF_THE_WAY else "suspense"


def _given(content: Record, delivery: Delivery | None) -> Record:
    if delivery is None:  # held or refused: it is told as far as it was understood
        told = (content.get("programme_code"), content.get("period_code"), content.get("delivered_on"))
        money = (content.get("amount_poisha"), content.get("quantity_thousandths"), content.get("unit"))
    else:
        told = (delivery.programme_code, delivery.period_code, delivery.delivered_on)
        money = (delivery.amount_poisha, delivery.quantity_thousandths, delivery.unit)
    return {
        "programme_code": told[0],
        "period": told[1],
        "delivered_on": told[2],
        "amount_bdt": written_bdt(money[0]) if money[0] is not None else "",
        "quantity": written_thousandths(money[1]) if money[1] is not None else "",
        "unit": money[2],
    }


def _problem_codes(session: Session, scope: Scope) -> dict[int, list[str]]:
    codes: dict[int, list[str]] = defaultdict(list)
    found = pick(StagedProblem.staged_row_id, StagedProblem.code).where(col(StagedProblem.staged_row_id).is_not(None))
    for row_id, code in _rows(session, scope, found.order_by(col(StagedProblem.id))):
        if code not in codes[row_id]:
            codes[row_id].append(code)
    return codes


def _numbers(session: Session, scope: Scope) -> dict[int, dict[str, str]]:
    held: dict[int, dict[str, str]] = defaultdict(dict)
    found = pick(IdentityNumber.person_id, IdentityNumber.kind, IdentityNumber.value)
    given = found.where(col(IdentityNumber.status) == "given").order_by(col(IdentityNumber.id))
    for person_id, kind, value in _rows(session, scope, given):
        held[person_id].setdefault(kind, value)
    return held


def _rows(session: Session, scope: Scope, found: Select[Any], merged_too: bool = False) -> Any:
    return iter(session.execute(found, execution_options={**options(scope, merged_too), "yield_per": 2_000}))

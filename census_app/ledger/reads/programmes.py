"""Offices, and what they provide."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from census_app.domain.access import EVERY_OFFICE, Scope
from census_app.ledger.tables import Office, Programme


@dataclass(frozen=True)
class OfficeName:
    """One office."""

    code: str
    name_en: str
    name_bn: str

    def name(self, language: str) -> str:
        """What people who read that language call the office."""
        return self.name_bn if language == "bn" else self.name_en


@dataclass(frozen=True)
class ProgrammeName:
    """One programme and the office behind it; `unit` is person or household."""

    code: str
    office_code: str
    name_en: str
    name_bn: str
    unit: str
    kind: str

    def name(self, language: str) -> str:
        """What people who read that language call the programme."""
        return self.name_bn if language == "bn" else self.name_en


def list_offices(session: Session, scope: Scope) -> list[OfficeName]:
    """The offices within the scope, by English name."""
    wanted = select(Office).where(_held(col(Office.code), scope)).order_by(Office.name_en)
    return [OfficeName(office.code, office.name_en, office.name_bn) for office in session.exec(wanted)]


def list_programmes(session: Session, scope: Scope, office_code: str = "") -> list[ProgrammeName]:
    """The programmes of the office, or of every office within the scope, by English name."""
    wanted = select(Programme).where(_held(col(Programme.office_code), scope)).order_by(Programme.name_en)
    if office_code:
        wanted = wanted.where(Programme.office_code == office_code)
    return [ProgrammeName(p.code, p.office_code, p.name_en, p.name_bn, p.unit, p.kind) for p in session.exec(wanted)]


def _held(office_code: Mapped[str], scope: Scope) -> ColumnElement[bool]:
    return true() if EVERY_OFFICE in scope.offices else office_code.in_(scope.offices)

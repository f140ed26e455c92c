"""Reference tables: places, offices, programmes, as `data/reference` has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from census_app.domain.access import Scope
from census_app.domain.grounds import check_grounds
from census_app.ledger.engine import writing
from census_app.ledger.tables import Area, Office, Programme
from census_app.ledger.writes.audit import append_event
from census_app.reference import read_reference


@dataclass(frozen=True)
class ReferenceLoaded:
    """How many lines of each table the ledger now holds as the files have them."""

    areas: int
    offices: int
    programmes: int


def load_reference(engine: Engine, scope: Scope) -> ReferenceLoaded:
    """The ledger knows every area, office and programme of the files, by its newest name; none is taken away.

    Raises: RuleRefused for a programme or a rate that does not say on what ground it stands.
    """
    for table in ("programmes", "programme_rates"):
        check_grounds(table, read_reference(table))
    with writing(engine) as session:
        loaded = ReferenceLoaded(
            areas=_put(session, Area, map(_area, read_reference("areas"))),
            offices=_put(session, Office, map(_columns("code", "name_en", "name_bn"), read_reference("offices"))),
            programmes=_put(session, Programme, map(_PROGRAMME, read_reference("programmes"))),
        )
        append_event(session, scope, "reference_loaded", details=vars(loaded))
    return loaded


def _columns(*names: str) -> Callable[[dict[str, str]], dict[str, Any]]:
    return lambda line: {name: line[name] for name in names}


_AREA = _columns("code", "level", "parent_code", "name_en", "name_bn", "brn_area_code")
_PROGRAMME = _columns("code", "office_code", "name_en", "name_bn", "unit", "kind")


def _area(line: dict[str, str]) -> dict[str, Any]:
    return _AREA(line) | {name: float(line[name]) if line[name] else None for name in ("lat", "lon")}


def _put(session: Session, model: type[SQLModel], lines: Iterable[dict[str, Any]]) -> int:
    rows = list(lines)
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[session.get_bind().dialect.name]
    insert = dialect.insert(model)
    newest = {name: insert.excluded[name] for name in rows[0] if name != "code"}
    session.connection().execute(insert.on_conflict_do_update(index_elements=["code"], set_=newest), rows)
    return len(rows)

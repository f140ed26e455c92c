"""No select on an area-bound table without a scope: counts, drop-downs, search, exports and maps are narrowed too.

The same place leaves out the records that were merged into another, so that nobody is counted or listed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, event, false, inspect, or_, true
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm.util import AliasedInsp
from sqlalchemy.sql import visitors
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.ledger.query import lies_in
from census_app.ledger.tables.base import AreaBound
from census_app.ledger.tables.persons import Person


class UnscopedRead(RuntimeError):
    """A read forgot its scope: a fault of ours, never of the asker."""


def guard(session: Session) -> Session:
    """Return the session, which from now on refuses an ORM select on an area-bound table that names no scope."""
    event.listen(session, "do_orm_execute", _narrow)
    return session


def _narrow(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_column_load or state.is_relationship_load:
        return
    statement: Any = state.statement
    elements = list(visitors.iterate(statement))
    bound = _bound_tables(elements)
    if not bound:
        return
    scope = state.execution_options.get("scope")
    if not isinstance(scope, Scope):
        raise UnscopedRead(f"a select on {_names(bound)} without a scope")
    entities = {found for element in elements if (found := element._annotations.get("parententity")) is not None}
    if bare := bound - {entity.mapper.class_ for entity in entities}:
        raise UnscopedRead(f"a select on the bare table of {_names(bare)}, which no scope can narrow")
    aliases: set[Any] = {
        found.entity for found in entities if isinstance(found, AliasedInsp) and found.mapper.class_ in bound
    }
    merged_too = state.execution_options.get("merged_too", False)
    # Each alias gets a condition of its own: one shared with its table would name the table in the alias's joins.
    for entity in (*bound, *aliases):
        for condition in _conditions(entity, scope, merged_too):
            state.statement = state.statement.options(with_loader_criteria(entity, condition))


def _conditions(entity: Any, scope: Scope, merged_too: bool) -> Iterator[ColumnElement[bool]]:
    if "" not in scope.areas:
        yield within(entity, scope)
    if inspect(entity).mapper.class_ is Person and not merged_too:
        yield entity.merged_into_id.is_(None)


def _bound_tables(elements: Iterable[Any]) -> set[type[AreaBound]]:
    """The area-bound tables anywhere in a statement: in its columns, its FROM, its joins and its subqueries."""
    names = {element.name for element in elements if isinstance(element, Table)}
    return {table for table in AreaBound.__subclasses__() if table.__tablename__ in names}


def _names(tables: set[type[AreaBound]]) -> str:
    return ", ".join(sorted(table.__name__ for table in tables))


def within(table: Any, scope: Scope) -> ColumnElement[bool]:
    """The condition that a row of the table lies in one of the scope's areas."""
    if "" in scope.areas:
        return true()
    if not scope.areas:
        return false()
    return or_(*(lies_in(table.area_code, area) for area in scope.areas))


def options(scope: Scope, merged_too: bool = False) -> dict[str, Any]:
    """The execution options that carry the scope to the guard, and the wish to see merged records as well."""
    return {"scope": scope, "merged_too": merged_too}

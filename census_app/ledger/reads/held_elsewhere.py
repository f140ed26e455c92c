"""Numbers that are held in two places: somebody moved, a pen slipped, or two people bear one number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger.query import in_parts, lies_in, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import Household, IdentityNumber, Membership, Person

_NUMBERS = IdentityNumber.__table__  # type: ignore[attr-defined]
_GIVEN = "given"


@dataclass(frozen=True, slots=True)
class HolderElsewhere:
    """Who holds a number in another place; whoever may not see that place learns only that there is somebody."""

    person_id: int | None
    area_code: str = ""
    name_bn: str = ""
    name_en: str = ""
    household_number: str = ""


def last_number_id(connection: Connection) -> int:
    """The id of the number that came last."""
    return int(connection.execute(select(func.coalesce(func.max(_NUMBERS.c.id), 0))).scalar_one())


def pairs_across_places(connection: Connection, area_code: str, after_id: int) -> list[tuple[int, int]]:
    """Two persons under one number that is newer than that id in the place of the first; the other lives elsewhere.

    For the one who writes: it asks the whole ledger, whatever anybody may see.
    """
    here, there = _NUMBERS.alias(), _NUMBERS.alias()
    found = (
        select(here.c.person_id, there.c.person_id)
        .join(there, there.c.lookup_key == here.c.lookup_key)
        .where(here.c.id > after_id, here.c.area_code == area_code, here.c.status == _GIVEN)
        .where(there.c.status == _GIVEN, there.c.area_code != area_code, there.c.person_id != here.c.person_id)
        .distinct()
        .order_by(here.c.person_id, there.c.person_id)
    )
    return [(one, other) for one, other in connection.execute(found)]


def holders_elsewhere(
    session: Session, scope: Scope, area_code: str, lookup_keys: Iterable[str]
) -> dict[str, list[HolderElsewhere]]:
    """By key of a number those who hold it outside the place."""
    number, everywhere = IdentityNumber, replace(scope, areas=("",))
    lives = (col(Membership.person_id) == Person.id) & col(Membership.until_on).is_(None)
    who = (Person.id, Person.area_code, Person.name_bn, Person.name_en, Household.number)
    holders: dict[str, list[HolderElsewhere]] = defaultdict(list)
    for some in in_parts(sorted(set(lookup_keys))):
        found = (
            pick(number.lookup_key, *who)
            .join(Person, col(Person.id) == number.person_id)
            .outerjoin(Membership, lives)
            .outerjoin(Household, col(Household.id) == Membership.household_id)
            .where(col(number.lookup_key).in_(some), col(number.status) == _GIVEN)
            .where(~lies_in(col(Person.area_code), area_code))
            .order_by(col(Person.id))
        )
        for key, *told in session.execute(found, execution_options=options(everywhere)):
            person_id, area, name_bn, name_en, household = told
            holder = HolderElsewhere(person_id, area, name_bn, name_en, household or "")
            holders[key].append(holder if scope.holds_area(area) else HolderElsewhere(None))
    return holders

"""Answers that one cell alone does not give: sexes written as 1 and 2, birth dates in three columns, names in two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from census_app.domain.bangla_text import ascii_digits
from census_app.domain.person import Precision, Sex
from importers.cells.names import name_field
from importers.checks.rows import sex_implied_by
from importers.drafts import Draft
from importers.model import Severity

_CODES = ({"1": Sex.MALE, "2": Sex.FEMALE}, {"1": Sex.FEMALE, "2": Sex.MALE}, {"0": Sex.MALE, "1": Sex.FEMALE})
_FEWEST_WITNESSES = 3
_SHARE_OF_WITNESSES = 0.9


def read_sex_codes(drafts: Sequence[Draft]) -> None:
    """Where a sheet writes the sexes as figures, its sons and daughters, husbands and wives tell which is which."""
    for sheet in dict.fromkeys(draft.sheet for draft in drafts):
        coded = [draft for draft in drafts if draft.sheet == sheet and not draft.values.get("sex") and _code(draft)]
        meaning = _meaning([(_code(draft), sex_implied_by(draft.written("relation"))) for draft in coded])
        for draft in coded:
            if sex := meaning.get(_code(draft)):
                draft.values["sex"] = sex.value
                heading = draft.headings["sex"]
                draft.problems = [p for p in draft.problems if (p.code, p.heading) != ("value_unknown", heading)]
                draft.add_problem("sex_code_read", Severity.INFORMATION, "sex", written=_code(draft), sex=sex.value)


def _code(draft: Draft) -> str:
    written = ascii_digits(draft.written("sex")).strip()
    return written if written in ("0", "1", "2") else ""


def _meaning(pairs: Sequence[tuple[str, Sex | None]]) -> Mapping[str, Sex]:
    """The coding with which nearly all relations agree, when each of its two figures has witnesses of its own."""
    told = Counter((code, sex) for code, sex in pairs if sex is not None)
    for coding in _CODES:
        agreeing = [told[code, sex] for code, sex in coding.items()]
        if min(agreeing) >= _FEWEST_WITNESSES and sum(agreeing) >= _SHARE_OF_WITNESSES * told.total():
            return coding
    return {}


def join_birth_dates(drafts: Sequence[Draft]) -> None:
    """Day and month in columns of their own complete a birth date of which the third column gave the year."""
    for draft in drafts:
        if "birth_month" in draft.values or "birth_day" in draft.values:
            join_birth_date(draft)


def join_birth_date(draft: Draft) -> None:
    """Day and month, where they stand, complete the year of this row's birth date."""
    day, month = draft.values.pop("birth_day", None), draft.values.pop("birth_month", None)
    if not isinstance(month, int) or draft.values.get("birth_precision") != Precision.YEAR:
        return
    year = int(str(draft.values["birth_date"]))
    try:
        whole = date(year, month, day if isinstance(day, int) else 1)
    except ValueError:
        draft.add_problem("date_impossible", Severity.PLEASE_CONFIRM, "birth_day", written=f"{day}/{month}/{year}")
        return
    precision = Precision.DAY if isinstance(day, int) else Precision.MONTH
    draft.values["birth_date"] = whole.isoformat()[: 10 if precision is Precision.DAY else 7]
    draft.values["birth_precision"] = precision.value


def join_names(drafts: Sequence[Draft]) -> None:
    """The parts of a name in columns of their own are put together."""
    for draft in drafts:
        if "first_name" in draft.values or "last_name" in draft.values:
            join_name(draft)


def join_name(draft: Draft) -> None:
    """The first and the last part of a name, in columns of their own, are the name where no column holds it whole."""
    parts = [str(part) for name in ("first_name", "last_name") if (part := draft.values.pop(name, None))]
    if parts:
        whole = " ".join(parts)
        draft.values.setdefault(name_field("name", whole), whole)

"""One person's row held against itself. Rarely does it block: a doubtful value is asked back, the person is counted."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from census_app.domain.identity import birth_year_of, names_a_place
from census_app.domain.person import Marital, Precision, Sex
from census_app.reference import read_reference
from importers.bangla import to_unicode
from importers.cells.words import word_key
from importers.drafts import Draft
from importers.model import Severity

CONFIRM = Severity.PLEASE_CONFIRM
BLOCKS = Severity.BLOCKS_ROW

_AGE_TOLERANCE_YEARS = 1
_ESTIMATE_TOLERANCE_YEARS = 2
_YOUNGEST_MARRIED_YEARS = 12
_PREGNANT_YEARS = range(10, 56)
_YEAR_NUMBERS = ("nid17", "brn17", "number17")
_MALE_RELATIONS = """স্বামী পুত্র ছেলে পিতা বাবা ভাই জামাতা জামাই নাতি শ্বশুর দাদা নানা চাচা মামা ভাতিজা husband son
    father brother grandson uncle nephew son-in-law father-in-law grandfather brother-in-law"""
_FEMALE_RELATIONS = """স্ত্রী কন্যা মেয়ে মাতা মা বোন পুত্রবধূ পুত্রবধু নাতনি নাতনী শাশুড়ি শাশুড়ী দাদি দাদী নানি নানী
    চাচি চাচী মামি মামী ভাবি ভাবী ভাতিজি ভাতিজী wife daughter mother sister granddaughter aunt niece daughter-in-law
    mother-in-law grandmother sister-in-law"""
_IMPLIED_SEX = {word_key(word): Sex.MALE for word in _MALE_RELATIONS.split()} | {
    word_key(word): Sex.FEMALE for word in _FEMALE_RELATIONS.split()
}


def check_survey_row(draft: Draft, as_of: date) -> None:
    """Note what a person's row lacks and where it contradicts itself."""
    born = birth_year(draft)
    _check_presence(draft)
    _check_number_area(draft)
    if born is not None:
        _check_age(draft, as_of.year - born)
        _check_number_years(draft, born)
    _check_death(draft)
    _check_sex(draft)
    stated = draft.values.get("age_years")
    _check_marriage(draft, stated if isinstance(stated, int) else as_of.year - born if born else None)


def birth_year(draft: Draft) -> int | None:
    """The year in which the person was born, as far as the row says."""
    written = draft.values.get("birth_date")
    return int(str(written)[:4]) if written else None


def _check_presence(draft: Draft) -> None:
    if not (draft.values.get("name_bn") or draft.values.get("name_en")):
        draft.add_problem("name_missing", BLOCKS, "name")
    elif len(draft.raw) == 1:
        draft.add_problem("nothing_but_name", BLOCKS, "name")
    if not draft.values.get("household_number"):
        draft.add_problem("household_number_missing", BLOCKS, "household_number")


def _check_age(draft: Draft, reckoned: int) -> None:
    age = draft.values.get("age_years")
    if not isinstance(age, int) or draft.values.get("birth_precision") == Precision.ESTIMATED:
        return
    if not reckoned - 1 - _AGE_TOLERANCE_YEARS <= age <= reckoned + _AGE_TOLERANCE_YEARS:
        draft.add_problem("age_contradicts_birth", CONFIRM, "age_years", age=age, reckoned=reckoned)


def _check_number_years(draft: Draft, born: int) -> None:
    """A number that leads with another year than the birth date: one is wrong, and two numbers outvote the date."""
    values, leading = draft.values, str(born)
    numbers = [(kind, str(values[kind])) for kind in _YEAR_NUMBERS if kind in values]
    if all(number.startswith(leading) for _, number in numbers):  # as it nearly always is
        return
    years = {kind: birth_year_of(kind, number) or born for kind, number in numbers}
    allowed = _ESTIMATE_TOLERANCE_YEARS if draft.values.get("birth_precision") == Precision.ESTIMATED else 0
    differing = [kind for kind, year in years.items() if abs(year - born) > allowed]
    outvoted = len(differing) > 1 and len(set(years.values())) == 1
    for kind in differing:
        doubtful = "birth_date" if outvoted else kind
        column = "brn" if kind == "brn17" else "nid"
        draft.add_problem(
            "number_year_differs", CONFIRM, column, doubtful=doubtful, number_year=years[kind], birth_year=born
        )


def _check_number_area(draft: Draft) -> None:
    """A birth may be registered anywhere, but not in a union that does not exist."""
    number = str(draft.values.get("brn17") or "")
    if number and not _names_a_place(number[4:11]):
        draft.add_problem("number_area_unknown", CONFIRM, "brn", area=number[4:11])


@lru_cache(maxsize=4096)
def _names_a_place(area: str) -> bool:
    return names_a_place(f"0000{area}000000", _unions())


@cache
def _unions() -> frozenset[str]:
    """The unions and towns that register births, as their numbers name them. Source: `data/reference/areas.csv`."""
    return frozenset(line["code"][2:] for line in read_reference("areas") if line["level"] == "union")


def _check_death(draft: Draft) -> None:
    died = str(draft.values.get("death_date") or "")
    if not died:
        return
    born = str(draft.values.get("birth_date") or "")
    shared = min(len(died), len(born))
    if shared and died[:shared] < born[:shared]:
        draft.add_problem("death_before_birth", CONFIRM, "death_date")


def _check_sex(draft: Draft) -> None:
    sex, implied = draft.values.get("sex"), sex_implied_by(draft.written("relation"))
    if implied and sex in (Sex.MALE, Sex.FEMALE) and sex != implied:
        draft.add_problem("sex_contradicts_relation", CONFIRM, "sex")
    if sex == Sex.MALE and draft.values.get("pregnant"):
        draft.add_problem("pregnant_man", CONFIRM, "pregnant")


def _check_marriage(draft: Draft, age: int | None) -> None:
    if age is None:
        return
    if age < _YOUNGEST_MARRIED_YEARS and draft.values.get("marital") not in (None, Marital.UNMARRIED):
        draft.add_problem("married_too_young", CONFIRM, "marital", age=age)
    if draft.values.get("pregnant") and age not in _PREGNANT_YEARS:
        draft.add_problem("pregnant_at_odd_age", CONFIRM, "pregnant", age=age)


@lru_cache(maxsize=4096)
def sex_implied_by(relation: str) -> Sex | None:
    """The sex that the word for a relation tells: a son is a man, a wife a woman; None for words that tell none."""
    return _IMPLIED_SEX.get(word_key(relation)) or _IMPLIED_SEX.get(word_key(to_unicode(relation)))

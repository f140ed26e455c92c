"""The rows behind a count are those of the run that made the count, whatever rules hold when somebody opens them."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from analytics.disclosure import HIDDEN
from analytics.figures import Source, figures_of, handed_out, sources_for
from analytics.findings import run_analysis
from analytics.rows_behind import rows_behind
from analytics.rule_versions import adopt, in_force
from analytics.rulebook import RuleBook
from census_app.domain.access import OPERATOR
from census_app.domain.bangla_text import ascii_digits
from census_app.domain.errors import NotFound
from census_app.ledger.engine import reading
from census_app.reference import read_reference
from tests.wards import Ward
from tests.web.desks import SignIn
from tests.web.test_need import LINES, counted

AS_OF = date(2022, 6, 30)


def old_age_from(ward: Ward, folder: Path, years: str) -> str:
    """From now on old age begins at so many years, for men and women; the version of these rules."""
    folder.mkdir()
    ages = {"age_min_male_years": years, "age_min_female_years": years}
    lines = [line | (ages if line["programme_code"] == "OAA" else {}) for line in read_reference("eligibility_rules")]
    with (folder / "eligibility_rules.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return adopt(ward.engine, ward.settings, OPERATOR, folder).version


def test_a_rule_changed_since_the_run_changes_neither_the_rows_behind_its_figures_nor_the_version_told(
    sign_in: SignIn, ward: Ward, tmp_path: Path
) -> None:
    of_run = old_age_from(ward, tmp_path / "fifty", "50")
    run_analysis(ward.engine, ward.settings, OPERATOR, AS_OF)
    of_today = old_age_from(ward, tmp_path / "ninety", "90")
    assert len({of_run, of_today, RuleBook().version}) == 3
    assert in_force(ward.settings).version == of_today
    desk = sign_in("uno")
    found = [(address, count) for address, count in counted(desk.open("/unserved")) if "programme=OAA" in address]
    assert found
    for address, count in found:
        page = desk.open(address)
        told = LINES.search(page)
        assert told is not None
        assert (int(ascii_digits(told[1]).replace(",", "")), of_run in page) == (count, True)
        assert of_today not in page


def test_every_run_opens_the_rows_that_it_counted(ward: Ward, tmp_path: Path) -> None:
    old_age_from(ward, tmp_path / "fifty", "50")
    run_analysis(ward.engine, ward.settings, OPERATOR, AS_OF)
    with reading(ward.engine) as session:
        sources = sources_for(session, OPERATOR, ward.settings)
    entitled = []
    for source in sources:
        behind = rows_behind(source, OPERATOR, "int_entitlements", {"programme_code": "OAA"})
        shown = [row for row in figures_of(source, OPERATOR, "sum_entitlements") if row["programme_code"] == "OAA"]
        assert len(behind) == sum(row["persons"] for row in shown)
        again = rows_behind(source, OPERATOR, "int_entitlements", {"programme_code": "OAA"})
        assert again == behind
        entitled.append(len(behind))
    younger, by_project = entitled[:2]
    assert younger > by_project > 0


def test_rows_whose_rules_are_not_kept_are_refused_and_never_made_by_others(ward: Ward) -> None:
    with reading(ward.engine) as session:
        [source, *_] = sources_for(session, OPERATOR, ward.settings)
    shutil.rmtree(ward.settings.rules_dir / "kept" / source.rules_version)
    with pytest.raises(NotFound) as refused:
        rows_behind(source, OPERATOR, "int_entitlements", {})
    assert refused.value.code == "rules_not_kept"
    assert not list(source.directory.glob("rows-*"))


def test_small_counts_are_hidden_below_what_the_rules_of_the_run_say(ward: Ward, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    said = (Path(__file__).parents[2] / "analytics/rules/disclosure.toml").read_text(encoding="utf-8")
    (folder / "disclosure.toml").write_text(said.replace("value = 5", "value = 10"), encoding="utf-8")
    adopt(ward.engine, ward.settings, OPERATOR, folder)
    run_analysis(ward.engine, ward.settings, OPERATOR, AS_OF)
    with reading(ward.engine) as session:
        newest, before = sources_for(session, OPERATOR, ward.settings)[:2]
    assert 5 <= smallest_shown(before) < 10 <= smallest_shown(newest)


def smallest_shown(source: Source) -> int:
    """The smallest count above nothing that the run's table of schooling tells."""
    rows = handed_out(source, OPERATOR, "sum_ward_schooling")
    return min(int(row["persons"]) for row in rows if row["persons"] not in (HIDDEN, 0))

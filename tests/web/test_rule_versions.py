"""The UNO looks at what other rules would change before they hold; nobody else sees the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.rule_versions import in_force
from census_app.sentences import sentence
from tests.analytics.test_preview import OFF, candidate
from tests.wards import Ward
from tests.web.desks import SignIn


def proposed(ward: Ward, name: str, **rules: dict[str, str]) -> Path:
    return candidate(ward.settings.rules_dir / "candidates" / name, **rules)


def findings_of_kind(ward: Ward, kind: str, state: str) -> int:
    with ward.engine.connect() as connection:
        found = connection.exec_driver_sql("select count(*) from findings where kind = ? and state = ?", (kind, state))
        return int(found.scalar_one())


@pytest.mark.parametrize(("language", "vanish"), [("bn", "থাকবে না"), ("en", "would vanish")])
def test_the_page_tells_what_would_change_and_stores_it_only_when_confirmed(
    sign_in: SignIn, ward: Ward, language: str, vanish: str
) -> None:
    proposed(ward, "no-food-cards", R06=OFF)
    desk = sign_in("uno")
    desk.open("/findings")
    page = desk.send("/language", language=language, then="/findings/rules")
    assert "no-food-cards" in page
    version = in_force(ward.settings).version
    assert version in page
    page = desk.send("/findings/rules/preview", candidate="no-food-cards", as_of="2022-06-30")
    assert vanish in page
    assert "R06" in page
    assert (findings_of_kind(ward, "household_limit", "open"), in_force(ward.settings).version) == (8, version)
    page = desk.send("/findings/rules/adopt", candidate="no-food-cards", as_of="2022-06-30")
    assert findings_of_kind(ward, "household_limit", "closed") == 8
    assert in_force(ward.settings).version in page
    assert in_force(ward.settings).version != version


def test_a_candidate_without_a_ground_is_told_and_offers_no_preview(sign_in: SignIn, ward: Ward) -> None:
    proposed(ward, "unsourced", R06={"source": ""})
    desk = sign_in("uno")
    page = desk.open("/findings/rules")
    values = {"file": "exclusivity_rules.csv", "entry": "R06", "field": "source"}
    assert sentence("rule_without_ground", "bn", values) in page
    assert "/findings/rules/preview" not in page
    desk.send("/findings/rules/adopt", candidate="unsourced", as_of="2022-06-30", status=403)
    desk.send("/findings/rules/preview", candidate="nowhere", as_of="2022-06-30", status=403)


@pytest.mark.parametrize("name", ["chairman", "social_services", "women_affairs", "auditor"])
def test_rules_are_changed_at_one_desk_alone(sign_in: SignIn, name: str) -> None:
    sign_in(name).open("/findings/rules", status=403)

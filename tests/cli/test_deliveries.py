"""`census delivery` takes a delivery back, or says that it did not arrive, with a reason."""

from __future__ import annotations

import pytest

from census_app.sentences import LANGUAGES, sentence
from tests.cli.calling import census
from tests.wards import Ward


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_delivery_is_refused_and_another_taken_back(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("CENSUS_DATA_DIR", str(ward.settings.data_dir))
    monkeypatch.setenv("CENSUS_DATABASE_URL", ward.settings.database_url)
    monkeypatch.setenv("CENSUS_LANG", language)
    kept = census("delivery", "state", "1", "refused", "--reason", "he says he is well off")
    assert kept.output.strip() == sentence("delivery_state_kept", language, {"delivery": 1})
    back = census("delivery", "reverse", "2", "--reason", "listed twice")
    assert back.output.strip() == sentence("delivery_taken_back", language, {"delivery": 2})
    assert census("delivery", "reverse", "2", "--reason", "again").exit_code == 1
    assert census("delivery", "reverse", "3", "--reason", "no", "--as", "chairman").exit_code == 1
    assert census("delivery", "state", "3", "lost", "--reason", "no").exit_code == 2
    assert census("verify").exit_code == 0

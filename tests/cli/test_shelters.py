"""`census shelters`: a file of shelters is kept whole or not at all, and every bad line is told."""

from __future__ import annotations

from pathlib import Path

from census_app.sentences import sentence
from census_app.settings import SAMPLES_DIR
from tests.cli.calling import census

HEADINGS = "name_bn,name_en,area_code,para_code,lat,lon,capacity,kind,source"
GOOD = "মডেল বিদ্যালয়,Model School,4087907108,,22.765,89.13,২২০,school,head teacher"
UNION = "40879071"
SAMPLE = str(SAMPLES_DIR / "ward08" / "shelters.csv")


def written(folder: Path, *lines: str) -> str:
    path = folder / "shelters.csv"
    path.write_text("\n".join([HEADINGS, *lines]), encoding="utf-8")
    return str(path)


def test_the_sample_shelters_are_noted_and_known_again() -> None:
    census("init")
    known = {"new": 0, "changed": 0, "unchanged": 5}
    assert sentence("shelters_kept", "en", {**known, "new": 5, "unchanged": 0}) in census("shelters", SAMPLE).output
    assert sentence("shelters_kept", "en", known) in census("shelters", SAMPLE).output
    assert sentence("shelters_kept", "bn", known) in census("shelters", SAMPLE, "--lang", "bn").output


def test_one_wrong_line_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    census("init")
    path = written(tmp_path, GOOD, GOOD.replace("২২০", "many").replace("Model", "Other"))
    result = census("shelters", path)
    assert result.exit_code == 2
    fault = sentence("shelter_field_wrong", "en", {"field": "capacity", "written": "many"})
    assert sentence("line_told", "en", {"line": 3, "told": fault}) in result.output
    assert sentence("shelter_file_wrong", "en", {"path": "shelters.csv", "lines": 1}) in result.output
    assert "Traceback" not in result.output
    assert "1 new" in census("shelters", written(tmp_path, GOOD)).output


def test_a_changed_line_changes_its_shelter(tmp_path: Path) -> None:
    census("init")
    census("shelters", written(tmp_path, GOOD))
    assert "0 new, 1 changed" in census("shelters", written(tmp_path, GOOD.replace("২২০", "300"))).output


def test_a_file_that_is_no_table_of_shelters_is_told_in_a_line(tmp_path: Path) -> None:
    census("init")
    for name, content in {"a.csv": b"\xff\xfe\x00", "b.csv": b"", "c.csv": b"name_bn,kind\nx,school\n"}.items():
        (tmp_path / name).write_bytes(content)
        result = census("shelters", str(tmp_path / name))
        assert result.exit_code == 2
        assert sentence("shelter_columns_missing", "en", {"path": name}).split("…")[0] in result.output
        assert len(result.output.splitlines()) == 1


def test_a_ward_that_does_not_exist_or_lies_elsewhere_keeps_the_whole_file_out(tmp_path: Path) -> None:
    census("init")
    path = written(tmp_path, GOOD, GOOD.replace("4087907108", f"{UNION}99").replace("Model", "Other"))
    result = census("shelters", path)
    assert (result.exit_code, "no such area" in result.output) == (1, True)
    assert "0 new" not in census("shelters", written(tmp_path, GOOD)).output
    census("user", "add", "far", "--shown-as", "Chairman elsewhere", "--password", "a long sentence")
    census("user", "role", "far", "chairman", "--area", "40879011")
    assert census("shelters", SAMPLE, "--as", "far").exit_code == 1


def test_a_desk_that_does_not_lead_may_not_note_shelters() -> None:
    census("init")
    census("user", "add", "member", "--shown-as", "Member", "--password", "a long sentence")
    census("user", "role", "member", "ward_member", "--area", "4087907108")
    assert "among your duties" in census("shelters", SAMPLE, "--as", "member").output

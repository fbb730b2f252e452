"""`msim sensitivity`: finds a study that was run, runs nothing, writes beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msim.cli import sensitivity
from msim.core.errors import InputError
from msim.report.common import drawing
from tests.study import fakes


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "start", lambda: None)


def test_a_folder_is_read_and_gets_its_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "results" / "s"
    fakes.swept(fakes.design(), place)
    kept = (place / "study.sqlite").read_bytes()
    sensitivity.command(str(place), as_json=True)
    found = capsys.readouterr()
    told = json.loads(found.out)
    assert told["points"] == 24 and told["sentence"] and "results: " in found.err
    assert (place / "study.html").is_file()
    assert (place / "study.sqlite").read_bytes() == kept, "nothing was run"
    (place / "study.html").unlink()
    (tmp_path / "s.toml").write_text(fakes.STUDY)
    sensitivity.command("s.toml", out=Path("copy"))
    text = capsys.readouterr().out
    assert "24 points (latin hypercube) over 2 parameters" in text and "study.html" in text
    assert (tmp_path / "copy" / "study.html").is_file()
    assert (tmp_path / "copy" / "study.sqlite").is_file()
    assert not (place / "study.html").exists()
    with pytest.raises(InputError, match=r"--x validity: no range .* mean 'data\.validity'\?"):
        sensitivity.command(str(place), x="validity")


def test_some_points_alone_and_another_step_of_the_box(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "s"
    asked = fakes.design(f'{fakes.STUDY}[set]\n"run.worth_pp" = 8e-4\n', points=96)
    fakes.swept(asked, place)
    sensitivity.command(str(place), where=["world.party_correlation > 0.3"], box=1, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["where"] == ["world.party_correlation > 0.3"] and 0 < told["points"] < 96
    assert [row["chosen"] for row in told["box"]["peeling"]].index(True) == 1
    assert {row["measure"] for row in told["results"]} >= {"world.party_correlation"}
    with pytest.raises(InputError, match="--box 99: peeling has steps 0 to"):
        sensitivity.command(str(place), box=99)


def test_a_step_of_a_box_that_is_not_there_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "s"
    fakes.swept(fakes.design(points=96), place)  # no point wins by the worth
    with pytest.raises(InputError, match=r"--box 1: there is no box .* only 0 hits"):
        sensitivity.command(str(place), box=1)


def test_a_study_of_which_no_point_tells_has_its_page_too(tmp_path: Path) -> None:
    place = tmp_path / "s"
    fakes.swept(fakes.design(replicates=3), place)  # fewer than five: no interval at any point
    sensitivity.command(str(place), as_json=True)
    assert (place / "study.html").is_file()


def test_a_study_that_was_not_run_is_no_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(fakes.STUDY)
    with pytest.raises(InputError, match=r"s.toml: was not run yet .* msim sweep s.toml"):
        sensitivity.command("s.toml")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="empty: holds no study"):
        sensitivity.command("empty")

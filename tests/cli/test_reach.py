"""`msim reach`: what it prints, writes and refuses, on an electorate of seconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msim.cli.main import main

SMALL = ("--set", "population.simulated=1500", "--replicates", "2", "--workers", "1")


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_it_prints_tables_of_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "reach", "small", *SMALL)
    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    for word in ("per point", "Who is left out?", "broad. 3+", "is ahead", "premium",
                 "furthest off", "Early or late money?", "Should frequency be capped?",
                 "How should money be split?", "How many should be addressed?",
                 "All of it is"):  # fmt: skip
        assert word in " ".join(out.split()), word
    assert "nan" not in out and "None" not in out


def test_in_json_it_prints_one_object_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], not_drawn: None
) -> None:
    place = tmp_path / "r"
    status, out, err = said(
        capsys, "reach", "small", *SMALL, "--json", "--effective", "5", "--out", place
    )
    found = json.loads(out)
    assert status == 0 and "results:" in err
    assert {"msim", "scenario", "seed", "effective", "arms", "curves", "crossings", "gap",
            "choices", "votes", "timing"} <= set(found)  # fmt: skip
    broadcast = found["arms"]["broadcast"]
    assert found["effective"] == 5
    assert broadcast["effective_reach_rate"] == broadcast["reach_5_rate"]
    assert set(broadcast["channels"]) == {"television", "social"}
    assert broadcast["duplication"]["television"]["social"] <= 1.0
    assert len(broadcast["groups"]["age_band"]) == 5
    assert len(found["curves"]["segmented"]["all"]["budget"]) > 30
    assert (place / "reach.html").is_file()


@pytest.mark.parametrize("typed", ["0", "11", "three", "2.5", "-1", ""])
def test_a_threshold_that_cannot_be_is_refused(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, "reach", "small", *SMALL, f"--effective={typed}")
    assert (status, out) == (2, "")
    assert f"--effective {typed}: must be a whole number between 1 and 10" in err


def test_what_buys_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "reach", "small", *SMALL, "--set", "budget.total=0")
    assert (status, out) == (2, "") and "nothing is bought" in err and "Traceback" not in err


def test_a_folder_of_something_else_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    monkeypatch.setattr("msim.api.reach_curves", lambda *_: pytest.fail("it ran"))
    status, out, err = said(capsys, "reach", "small", *SMALL, "--out", tmp_path)
    assert (status, out) == (2, "") and "not a results folder of msim" in err


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(capsys, "reach", "--help")
    assert status == 0
    for option in ("--effective", "--set", "--out", "--json", "--quiet", "--workers"):
        assert option in out

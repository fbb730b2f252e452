"""The four commands that report: what they print, write and refuse, on a run of seconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msim.cli.main import main

SMALL = ("--set", "population.simulated=2000", "--replicates", "3", "--workers", "1")


def said(capsys, *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_run_prints_the_story_and_leaves_a_folder(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = said(capsys, "run", "small", *SMALL)
    assert (status, err) == (0, "")
    assert "net votes [interval]" in out and "ladder:" in out and "For the same" in out
    assert Path("results/small/report.html").as_posix() in out.replace("\\", "/")
    assert (tmp_path / "results" / "small" / "summary.json").is_file()

    before = {path: path.read_bytes() for path in (tmp_path / "results").rglob("*.csv")}
    (tmp_path / "results" / "small" / "report.html").unlink()
    status, out, _ = said(capsys, "report", "results/small")
    assert status == 0 and "report.html" in out
    assert (tmp_path / "results" / "small" / "report.html").is_file()
    assert before == {path: path.read_bytes() for path in (tmp_path / "results").rglob("*.csv")}

    status, out, _ = said(capsys, "report", "results/small", "--json")
    assert json.loads(out)["page"].endswith("report.html")
    (tmp_path / "results" / "small" / "plans.csv").unlink()
    status, _, err = said(capsys, "report", "results/small")
    assert status == 2 and "plans.csv  missing from the results folder" in err


def test_run_in_json_prints_one_object_and_nothing_else(tmp_path, capsys, not_drawn) -> None:
    status, out, _ = said(capsys, "run", "small", *SMALL, "--json", "--out", tmp_path / "r")
    found = json.loads(out)
    assert status == 0
    assert {"msim", "scenario", "seed", "arms", "contrasts", "ladder", "segments"} <= set(found)
    del found["timing"]  # which no file of results has: they are the same each time
    assert found == json.loads((tmp_path / "r" / "summary.json").read_text(encoding="utf-8"))


def test_run_refuses_a_folder_of_something_else_before_it_runs(
    tmp_path, monkeypatch, capsys
) -> None:
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    monkeypatch.setattr("msim.api.compare", lambda *_: pytest.fail("it ran"))
    status, out, err = said(capsys, "run", "small", "--out", tmp_path)
    assert (status, out) == (2, "")
    assert "not a results folder of msim" in err and "Traceback" not in err


def test_whatif_tells_what_moved(capsys) -> None:
    five = ("--replicates", "5", "--workers", "1")  # worlds that an interval of a difference takes
    arguments = ("whatif", "small", *five, "--set", "budget.total=500000")
    status, out, _ = said(capsys, *arguments, "--set", "population.simulated=2000")
    assert status == 0
    assert "budget.total: from 4000000.0 to 500000.0" in out
    assert out.index("Changed (") < out.index("reach 1+") < out.index("No detectable change")


def test_whatif_in_json_and_with_a_folder(tmp_path, capsys, not_drawn) -> None:
    arguments = ("whatif", "small", *SMALL, "--json", "--out", tmp_path / "r")
    status, out, err = said(capsys, *arguments)
    found = json.loads(out)
    assert status == 0 and "results:" in err
    assert "population.simulated" in found["changed"]
    del found["before"]["timing"], found["after"]["timing"]
    assert json.loads((tmp_path / "r" / "whatif.json").read_text(encoding="utf-8")) == found
    assert (tmp_path / "r" / "whatif.html").is_file()
    for part in ("before", "after"):
        place = tmp_path / "r" / part
        assert (place / "report.html").is_file()
        status, _, err = said(capsys, "report", place)
        assert (status, err) == (0, ""), "each run is a results folder of its own"


def test_whatif_without_a_change_says_so(capsys) -> None:
    status, out, err = said(capsys, "whatif", "small")
    assert (status, out) == (2, "")
    assert "nothing changes" in err


def test_population_describes_and_exports(tmp_path, capsys) -> None:
    size = ("--set", "population.simulated=500")
    file = tmp_path / "voters.csv"
    status, out, err = said(capsys, "population", "small", *size, "--export", file)
    assert status == 0 and "expected" in out and "synthetic" in err
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 501 and "synthetic" in lines[0]
    status, out, _ = said(capsys, "population", "small", *size, "--json")
    found = json.loads(out)
    assert found["synthetic"] is True and found["rows"]


@pytest.mark.parametrize("command", ["run", "whatif", "population", "report"])
def test_help_names_every_option(command, capsys) -> None:
    status, out, _ = said(capsys, command, "--help")
    assert status == 0
    assert "--json" in out and "--quiet" in out

"""`msim debate`: what is asked, printed, written, gone on with, and refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msim.claims import rounds, run
from msim.claims.run import Size
from msim.report.common import drawing
from msim.report.debate import sections
from tests.claims import tiny
from tests.cli.command import said

KEYS = {"id", "verdict", "statement", "estimate", "depends_on", "turns_at"}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "QUICK", Size(worlds=3, first=2, most=2, central=2))
    monkeypatch.setattr(drawing, "start", lambda: None)


def test_json_is_one_object_and_the_folder_has_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tiny.written(tmp_path), tmp_path / "results"
    asked = ["debate", file, "--quick", "--workers=1", "--out", out]
    status, printed, told = said(capsys, *asked, "--json")
    found = json.loads(printed, parse_constant=pytest.fail)
    assert (status, told) == (0, f"results: {out}\n")
    (claim,) = found["claims"]
    assert set(claim) >= KEYS and set(claim["estimate"]) == {"mean", "low", "high"}
    assert claim["verdict"] in {"holds", "fails", "depends", "cannot be told"}
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert names >= {"debate.html", "debate.json", "debate.csv", "worlds.csv", "manifest.json",
                     "debate.sqlite", "figures/tiny.svg", "figures/tiny.png", "figures/tiny.csv"}
    assert json.loads((out / "debate.json").read_text(encoding="utf-8")) == found

    before = (out / "debate.html").read_bytes()
    status, printed, _ = said(capsys, *asked)  # from what is kept, in words
    flat = " ".join(printed.split())
    assert status == 0 and claim["statement"].split(".")[0].replace("\u2212", "-") in flat
    assert "tiny: Segments gain" in flat and "a tester | a test" in flat
    assert "budget.total" in flat and "debate.html" in flat
    assert (out / "debate.html").read_bytes() == before


def test_several_claims_are_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "figures", lambda *_: {})
    files = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        files.append(tiny.written(tmp_path / name, ('id = "tiny"', f'id = "{name}"')))
    monkeypatch.chdir(tmp_path)
    status, printed, _ = said(capsys, "debate", *files, "--quick", "--workers=1", "--quiet")
    assert status == 0 and (tmp_path / "results" / "debate-tiny-tiny" / "debate.html").is_file()
    lines = printed.splitlines()
    assert lines[0] == "The debate: 2 claims"
    assert lines[2].split() == ["claim", "verdict", "worlds", "at", "the", "central", "values"]
    assert [line.split()[0] for line in lines if line.startswith(("first", "second"))] == [
        "first", "second"]
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("arguments", "said_of_it"),
    [
        (["three-milion"], "no claim 'three-milion'; did you mean 'three-million'?"),
        (["baseline"], "no claim 'baseline'; known: "),
        (["magician", "--workers", "0"], "--workers 0: must be a whole number between 1 and 1024"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_runs(
    arguments: list[str], said_of_it: str, capsys: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    status, printed, told = said(capsys, "debate", *arguments)
    assert (status, printed) == (2, "") and told.startswith(said_of_it)
    assert not list(tmp_path.iterdir())


def test_arms_that_are_not_run_are_said_with_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tiny.written(tmp_path, ('true_if = "above"', 'contrast = "oracle-broadcast"'))
    status, _, told = said(capsys, "debate", file, "--out", tmp_path / "r")
    assert status == 2 and not (tmp_path / "r").exists()
    assert f"{file}:23:12" in told and "does not run the arm 'oracle'" in told


def test_interrupted_it_says_that_it_can_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rounds, "play", stopped)
    file = tiny.written(tmp_path)
    asked = ["debate", file, "--quick", "--workers=1", "--out", tmp_path / "r"]
    status, printed, told = said(capsys, *asked)
    assert (status, printed) == (130, "") and "the same command goes on" in told


def test_a_claims_scenario_is_known_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "config", "check", "privacy-rules")[0] == 0
    status, _, told = said(capsys, "run", "privacy-rule")
    assert status == 2 and "did you mean 'privacy-rules'?" in told

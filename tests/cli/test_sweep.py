"""`msim sweep`: what it prints, writes, goes on with and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from msim.scenario import source
from msim.study.design import read_design
from tests.cli.command import said

TINY = ("--set", "population.simulated=1500", "--set", "test.surveys=1", "--replicates", "5",
        "--workers", "1")  # fewer than five bear no interval
STUDY = """
scenario = "small"
design = "latin_hypercube"
points = 4
[parameters]
"data.validity" = { low = 0.1, high = 0.9 }
[target]
claim = "segmented-broadcast.net_votes.low > 0"
[null]
"messages.heterogeneity_sd_pp" = 0.0
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_it_prints_a_table_of_eighty_columns_and_writes_the_folder(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "r"
    status, out, err = said(capsys, "sweep", study, *TINY, "--out", place)
    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines()[:-1])) <= 80
    for word in ("mine: latin hypercube over data.validity", "as they are", "null worlds",
                 "points", "failed", "median", "segmented-broadcast.net_votes.low > 0",
                 "not how likely a world is"):  # fmt: skip
        assert word in out, word
    assert {"study.csv", "null.csv", "study.sqlite", "study.toml", "scenario.toml",
            "manifest.json"} <= {path.name for path in place.iterdir()}  # fmt: skip
    table = pd.read_csv(place / "study.csv")
    assert table["point"].tolist() == [0, 1, 2, 3] and table["replicates"].eq(5).all()
    manifest = json.loads((place / "manifest.json").read_text())
    assert manifest["study"]["points"] == 4 and "study.csv" in manifest["files"]
    before = (place / "study.csv").read_bytes()
    status, _, err = said(capsys, "sweep", place / "study.toml", "--workers=1", "--out", place)
    assert (status, err) == (0, "") and (place / "study.csv").read_bytes() == before
    for damage in ('{"msim": "0.1.0", "files": ["study.csv"]}', "[]", "{"):
        (place / "manifest.json").write_text(damage, encoding="utf-8")
        for command in (("sweep", place / "study.toml", "--out", place), ("sensitivity", place)):
            status, out, err = said(capsys, *command)
            assert (status, out) == (2, "") and str(place / "manifest.json") in err, damage
    (place / "manifest.json").unlink()
    assert said(capsys, "sweep", place / "study.toml", "--out", place, "--quiet")[0] == 0
    assert json.loads((place / "manifest.json").read_text()) == manifest, "and nothing was lost"


def test_in_json_it_prints_one_object_and_more_points_are_added(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    told = []
    for points in (16, 32, 16):
        status, out, err = said(capsys, "sweep", study, *TINY, "--points", points, "--json")
        assert status == 0 and "results:" in err
        told.append(json.loads(out))
    assert [each["worlds"]["own"]["points"] for each in told] == [16, 32, 16]
    assert [each["unused"] for each in told] == [0, 0, 16], "none is lost, and it is said"
    own = told[1]["worlds"]["own"]
    assert own["failed"] == 0 and own["told"] == 32
    assert 0.0 <= own["share"]["low"] <= own["share"]["mean"] <= own["share"]["high"] <= 1.0
    assert own["quantiles"]["0.0"] <= own["quantiles"]["0.5"] <= own["quantiles"]["1.0"]
    assert (tmp_path / "results" / "mine" / "study.csv").is_file()


def test_a_grid_is_no_sample_and_points_that_it_has_not_are_said(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = STUDY.replace("latin_hypercube", "grid").partition("[null]")[0]
    study.write_text(asked + '[parameters."run.worth_pp"]\nsteps = 2\nlow = 0.1\nhigh = 0.2\n')
    words = ("sweep", study, *TINY, "--points", 5, "--out", tmp_path / "r")
    status, out, err = said(capsys, *words, "--json")
    assert status == 0 and "--points 5: 4 are run, as the design grid has them\n" in err
    share = json.loads(out)["worlds"]["own"]["share"]
    assert share["mean"] is not None and share["low"] is None is share["high"]
    _, out, _ = said(capsys, *words)
    row = next(line for line in out.splitlines() if "low > 0" in line)
    assert row.rstrip().endswith(" %"), "no interval"


def test_impossible_points_are_counted_with_their_reason(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = '"response.persuadable_low" = { low = 0.3, high = 0.9 }'
    study.write_text(STUDY.replace("[target]", f"{key}\n[target]"), encoding="utf-8")
    status, out, _ = said(capsys, "sweep", study, *TINY, "--out", tmp_path / "r")
    assert status == 0 and "must be below persuadable_high" in " ".join(out.split())
    every = STUDY.replace('"data.validity" = { low = 0.1', '"channels.social.share" = { low = 0.6')
    study.write_text(every, encoding="utf-8")
    status, out, err = said(capsys, "sweep", study, *TINY, "--out", tmp_path / "s")
    assert status == 1 and "every point failed: channels: shares add up to" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nosuch"],
         "no shipped study 'nosuch'; known: arms_race, choices, missing, validity, wins"),
        (["validty"], "did you mean 'validity'?"),
        (["MINE", "--points", "few"], "--points few: must be a whole number"),
        (["MINE", "--points", "0"], "--points 0: must be at least 1"),
        (["MINE", "--set", "data.validty=1"], "--set data.validty=1  data.validty: no such key"),
        (["MINE", "--workers", "none"], "--workers none  run.workers"),
        (["MINE", "--workers", "2", "--scheduler", "a:1"], "give one of the two"),
        (["MINE", "--workers", "1", "--out", "."], "holds files and no study"),
    ],
)
def test_wrong_input_is_refused_without_a_traceback(
    arguments: list[str], words: str, study: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(study.parent)
    monkeypatch.setattr("msim.study.run.run", lambda *_: pytest.fail("it ran"))
    typed = [str(study) if each == "MINE" else each for each in arguments]
    status, out, err = said(capsys, "sweep", *typed)
    assert (status, out) == (2, "") and "Traceback" not in err and words in err


def test_another_study_in_the_folder_is_refused(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "sweep", study, *TINY, "--out", tmp_path / "r")
    study.write_text(STUDY.replace("0.9", "0.8"), encoding="utf-8")
    status, _, err = said(capsys, "sweep", study, *TINY, "--out", tmp_path / "r")
    assert status == 2 and "parameters.data.validity.high is 0.8 and was 0.9" in err


@pytest.mark.parametrize("name", sorted(source.studies()))
def test_shipped_studies_are_read_and_say_what_they_ask(name: str) -> None:
    design = read_design(name)
    assert design.name == name and design.claim is not None
    first = source.studies()[name].read_text(encoding="utf-8").splitlines()
    assert first[0].startswith(f"# {name}: ") and "?" in " ".join(first[:6])
    replicates = design.points * (2 if design.null else 1) * design.scenario.run.replicates
    assert replicates <= 24_000, "some ten minutes"


def test_several_seeds_lie_beside_the_first_and_their_spread_is_shown(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "r"
    status, _, err = said(capsys, "sweep", study, *TINY, "--seeds", "2", "--out", place)
    assert (status, err) == (0, "")
    first, other = (pd.read_csv(each / "study.csv") for each in (place, place / "seed-2"))
    assert set(other["seed"]) == {2} != set(first["seed"])
    assert not set(first["data.validity"]) & set(other["data.validity"]), "other points as well"
    assert "segmented_minus_broadcast.net_votes.mean" in first, "a name that survives R"
    status, out, _ = said(capsys, "sensitivity", place)
    assert status == 0 and "The study was run under 2 seeds" in " ".join(out.split())
    for asked, wrong in ((("--seeds", "1"), "--seeds 1: must be at least 2"),
                         (("--set", "data.validity=0.5"), "data.validity=0.5  varies in this")):
        status, _, err = said(capsys, "sweep", study, *asked)
        assert status == 2 and wrong in err
    prior = tmp_path / "p.toml"
    prior.write_text('[parameters]\n"data.validity" = { low = 0.5, high = 0.9 }\n')
    status, _, err = said(capsys, "sensitivity", place, "--prior", prior)
    assert status == 2 and "effective points of the study, and 30 is the least" in err
    prior.write_text("[parameters]\n")
    status, _, err = said(capsys, "sensitivity", place, "--prior", prior)
    assert status == 2 and "parameters" in err


def test_a_scenario_s_assumptions_are_screened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = said(capsys, "sweep", "small", "--assumptions", "--points", "3")
    assert status == 2 and "points are too few; it takes" in err

"""Each kind of results, made again from its own folder: the same bytes, or the reason why not.

One kind draws its figures; that those of the others are the same each time is told elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import msim
from msim.claims.frozen import question
from msim.claims.reading import every_claim, read_claim
from msim.claims.writing import written
from msim.report.common import folder
from msim.report.reproduction import sections
from msim.report.reproduction.data import Reproduction
from msim.reproduction import VERBS
from tests.report.test_commands import said

TINY = {"population.simulated": 1_000, "run.replicates": 2, "test.surveys": 2, "run.workers": 1}
STUDY = """
name = "tiny"
scenario = "small"
points = 8
replicates = 2

[parameters]
"data.validity" = { low = 0.2, high = 0.9 }
"""


def tiny() -> msim.scenario.Scenario:
    return msim.load("small", TINY)


def swept(place: Path) -> Path:
    (place.parent / "tiny.toml").write_text(STUDY, encoding="utf-8")
    return msim.sweep(place.parent / "tiny.toml", place).save(place)


def debated(place: Path) -> Path:
    """A claim of one's own, in a file that is gone when it is asked again."""
    mine = place.parent / "mine.toml"
    text = written(read_claim("crossover")).replace('"crossover"', '"my-own"')
    mine.write_text(text + "effort = 0.01\n", encoding="utf-8")
    found = msim.debate([mine], points=4, replicates=3, out=place, workers=1).save(place)
    mine.unlink()
    return found


MADE: dict[str, Callable[[Path], Path]] = {
    "compare": lambda place: msim.compare(tiny()).save(place),
    "turns": lambda place: msim.turns(tiny(), ["channels.social.premium"]).save(place),
    "trial": lambda place: msim.trial(tiny()).save(place),
    "voter": lambda place: msim.voter(tiny(), like="unlikely").save(place),
    "whatif": lambda place: msim.whatif(tiny(), {"data.validity": 0.9}).save(place),
    "segment": lambda place: msim.segment(tiny(), ("ward",)).save(place),
    "reach_curves": lambda place: msim.reach_curves(tiny(), effective=2).save(place),
    "sweep": swept,
    "debate": debated,
    "verify": lambda place: msim.verify.rows(True, 3, ["tailoring-seen"]).save(place),
}


def assert_described(place: Path) -> None:
    """Every column of every table has its line in the codebook, with a meaning."""
    told = pd.read_csv(place / "codebook.csv", keep_default_na=False)
    tables = sorted(place.glob("*.csv")) + sorted(place.glob("figures/*.csv"))
    wanted = {
        (path.relative_to(place).as_posix(), column)
        for path in tables
        if path.name != "codebook.csv"
        for column in pd.read_csv(path, nrows=1).columns
    }
    assert set(zip(told["file"], told["column"], strict=True)) == wanted
    assert (told["meaning"] != "").all(), told[told["meaning"] == ""]
    assert (told["missing"] <= told["rows"]).all()


def test_every_kind_is_tried() -> None:
    assert MADE.keys() == VERBS.keys()


@pytest.mark.parametrize("kind", MADE)
def test_results_are_made_again_from_their_folder_alone(kind, tmp_path, request) -> None:
    if kind != "compare":
        request.getfixturevalue("not_drawn")
    place = MADE[kind](tmp_path / "first")
    found = msim.reproduce(place)
    assert found.same, found.table().query("state != 'same'")
    own = {name for name in folder.own_files(place) if not name.endswith("/manifest.json")}
    assert set(found.files) == own and found.reasons == {}
    assert_described(place)


def test_what_differs_is_named_with_what_may_be_why(tmp_path, capsys, not_drawn) -> None:
    place = MADE["compare"](tmp_path / "first")
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    manifest["packages"]["numpy"], manifest["files"]["plans.csv"] = "1.0", "0" * 64
    manifest["files"]["old.csv"] = "0" * 64
    (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (place / "frequency.csv").unlink()

    status, out, _ = said(capsys, "reproduce", place, "--json", "--out", tmp_path / "again")
    found = json.loads(out)
    assert status == 1 and not found["same"]
    assert found["files"]["plans.csv"] == "differs" and found["files"]["old.csv"] == "missing"
    assert set(found["changed"]) == {"old.csv", "plans.csv", "frequency.csv"}
    assert found["reasons"].keys() == {"numpy"} and found["reasons"]["numpy"]["then"] == "1.0"
    assert (tmp_path / "again" / "report.html").is_file()


def test_without_a_reason_the_fault_is_ours(tmp_path) -> None:
    found = Reproduction(tmp_path, None, {"a.csv": "differs"}, (), {})
    text = str(sections.document(found).sections)
    assert "Not the same: 1 of 1 files" in text and "a fault of msim" in text


@pytest.mark.parametrize("content", [None, "{}", '{"msim": "0"}', '{"msim": "0", "asked": {}}'])
def test_a_folder_of_something_else_is_refused(content, tmp_path, capsys) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    status, out, err = said(capsys, "reproduce", tmp_path)
    assert (status, out) == (2, "") and str(tmp_path) in err and "Traceback" not in err


@pytest.mark.parametrize("name", every_claim())
def test_a_claim_written_out_is_the_same_claim(name, tmp_path) -> None:
    claim = read_claim(name)
    path = tmp_path / "again.toml"
    path.write_text(written(claim), encoding="utf-8")
    again = read_claim(path)
    assert question(again) == question(claim)
    assert replace(again, file="", replicates=0) == claim

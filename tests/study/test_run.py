"""Running a study: whatever happens on the way, the same table."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from msim.core.paths import HERE
from msim.execution import processes
from msim.report.study.result import Study
from msim.scenario.outcome import Run
from msim.study import text
from msim.study.point import Point, PointResult
from msim.study.records import Design
from msim.study.saving import csv, save
from msim.study.store import NAME
from tests.house.tree import ROOT
from tests.study.fakes import STUDY, cheap, deadly, design, failing, swept

KILLS, POINTS = 20, 256


def test_the_table_has_a_row_a_point_with_the_promised_columns() -> None:
    asked = design()
    found = swept(asked).points
    assert found["point"].tolist() == list(range(24))
    assert list(found.columns[:7]) == ["point", "data.validity", "segments.method", "seed",
                                       "replicates", "precise", "error"]  # fmt: skip
    outputs = [f"{m}.{part}" for m in asked.measures for part in ("mean", "low", "high")]
    assert list(found.columns[7:]) == [*outputs, "claim", "noise", "worlds"]
    assert found["claim"].map(type).eq(bool).all() and found["claim"].nunique() == 2
    low = found["segmented-broadcast.net_votes.low"]
    assert (found["claim"] == (low > 0.0)).all()


def test_neither_order_nor_workers_move_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = swept(design())
    monkeypatch.setattr(processes, "_alone", lambda work, items: (
        (item, work(item)) for item in reversed(list(items))))  # fmt: skip
    assert csv(swept(design()).points) == csv(alone.points)
    assert csv(swept(design(), workers=2).points) == csv(alone.points)


def test_killed_at_any_moment_it_goes_on_to_the_same_table(tmp_path: Path) -> None:
    """Twenty times, at moments spread over start, run and end, whatever it is doing."""
    wanted = csv(swept(design(points=POINTS)).points)
    place = tmp_path / "r"
    command = [sys.executable, "-m", "tests.study.killed", str(place), str(POINTS), str(KILLS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    kept = [kept for kept, _ in told]
    assert sum(killed for _, killed in told) == KILLS
    assert kept == sorted(kept), "a point was lost"
    assert kept[-1] > 0 and len(set(kept)) > 5, kept
    ran = []
    found = swept(design(points=POINTS), place, work=partial(counted, design(), ran))
    assert len(ran) == POINTS - kept[-1]
    assert (place / "study.csv").read_text() == wanted == csv(found.points)
    with closing(sqlite3.connect(place / NAME)) as there:
        assert there.execute("select count(*), count(distinct point) from study").fetchone() == (
            POINTS, POINTS)  # fmt: skip
    assert {path.name for path in place.iterdir() if path.suffix != ".parquet"} == {
        NAME, "study.csv", "study.toml", "scenario.toml", "manifest.json",
        "codebook.csv", "codebook.md"}  # fmt: skip


def counted(asked: Design, ran: list[str], point: Point) -> PointResult:
    """A cheap point that is noted."""
    ran.append(point.key)
    return cheap(asked, 0.0, point)


def test_a_point_that_fails_is_recorded_and_the_others_are_not_touched(tmp_path: Path) -> None:
    asked = design()
    found = swept(asked, tmp_path / "r", work=partial(failing, asked)).points
    bad = found["data.validity"] > 0.8
    assert found["error"].eq("no such world").equals(bad) and 0 < bad.sum() < len(found)
    numbers = [name for name in found if name.endswith((".mean", ".low", ".high"))]
    assert found.loc[bad, numbers].isna().all(axis=None) and found.loc[bad, "claim"].isna().all()
    whole = swept(asked).points
    pd.testing.assert_frame_equal(found[~bad], whole[~bad])
    again = []
    swept(asked, tmp_path / "r", work=partial(counted, asked, again))
    assert again == []  # it would fail again


def test_a_process_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """Points that die once are run again; one that dies alone as well is recorded."""
    asked = design(points=12)
    marks = tmp_path / "marks"
    marks.mkdir()
    found = swept(asked, tmp_path / "r", 2, partial(deadly, asked, str(marks))).points
    dies = found["data.validity"] > 0.85
    assert found["error"].str.contains("its process died").equals(dies) and dies.any()
    whole = swept(asked).points
    pd.testing.assert_frame_equal(found[~dies], whole[~dies])
    mended = swept(asked, tmp_path / "r").points  # the next call tries them again
    assert csv(mended) == csv(whole)


def test_more_points_and_replicates_are_added_to_those_there_are(tmp_path: Path) -> None:
    ran: list[str] = []
    place = tmp_path / "r"
    for numbers, runs in [
        ({"points": 16}, 16), ({"points": 32}, 16), ({"points": 32, "replicates": 7}, 32),
        ({"points": 16, "replicates": 4}, 0), ({"points": 32, "replicates": 7}, 0),
    ]:  # fmt: skip
        asked = design(**numbers)
        ran.clear()
        found = swept(asked, place, work=partial(counted, asked, ran))
        assert len(ran) == runs, numbers
        assert csv(found.points) == csv(swept(asked).points), numbers


def test_points_get_the_precision_that_was_asked_or_say_that_they_did_not() -> None:
    loose = swept(design(precision=4.0, max_replicates=12)).points
    half = (loose["segmented-broadcast.net_votes.high"]
            - loose["segmented-broadcast.net_votes.low"]) / 2.0  # fmt: skip
    assert (loose["precise"] == (half <= 4.0)).all() and loose["precise"].nunique() == 1
    assert set(loose["replicates"]) <= {5, 10, 12}
    assert not swept(design(precision=1e-9, max_replicates=7)).points["precise"].any()


def test_null_worlds_are_the_same_points_changed() -> None:
    found = swept(design(STUDY + '[null]\n"messages.heterogeneity_sd_pp" = 0.0\n'))
    assert found.null is not None and len(found.null) == len(found.points)
    pd.testing.assert_frame_equal(found.null.iloc[:, :4], found.points.iloc[:, :4])


def test_a_study_is_read_back_from_its_folder_by_msim_and_by_pandas_alone(tmp_path: Path) -> None:
    found = swept(design(), tmp_path / "r")
    back = Study.read(tmp_path / "r")
    pd.testing.assert_frame_equal(back.points, found.points)
    assert text.written(back.design) == text.written(found.design) and back.null is None
    with closing(sqlite3.connect(tmp_path / "r" / NAME)) as there:
        plain = pd.read_sql("select * from study", there)
    pd.testing.assert_series_equal(plain["broadcast.net_votes.low"],
                                   found.points["broadcast.net_votes.low"])  # fmt: skip
    shown = pd.read_csv(tmp_path / "r" / "study.csv")
    assert shown["segments.method"].tolist() == plain["segments.method"].tolist()
    swept(design()).save(tmp_path / "s")  # kept in memory until now
    pd.testing.assert_frame_equal(Study.read(tmp_path / "s").points, found.points)


def test_processes_of_other_pools_and_one_worker_agree() -> None:
    work = partial(abs)
    for workers in (1, 3):
        assert sorted(processes.finished(work, range(-9, 0), Run(workers=workers))) == [
            (n, -n) for n in range(-9, 0)]  # fmt: skip


def test_what_a_killed_writer_left_is_gone_after_the_next_run(tmp_path: Path) -> None:
    found = swept(design(points=4), tmp_path / "r")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / "r" / f".scenario.toml.{HERE}.{gone.pid}.0123abcd.part"
    left.write_text("half", encoding="utf-8")
    save(found.run, tmp_path / "r")
    assert not left.exists()

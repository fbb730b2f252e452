"""`msim bench`: one JSON object or a table; every measurement is made, on tiny electorates here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from msim.api import Comparison
from msim.bench import child, sizes, speed
from msim.bench.clock import in_turn
from msim.core.errors import MsimError
from msim.experiment.comparison.limits import check_size
from msim.scenario import dump, load
from tests.bench.made import SPEED
from tests.cli.command import said

TINY = sizes.Sizes(voters=4_000, rounds=1, scaling=(2_000, 4_000), mesa=20, numpy=500)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that `measure` does, on few voters and with nothing in a process of its own."""
    small = {"test.respondents": 1_000, "segments.fit_sample": 500}
    whole = speed._sized
    monkeypatch.setattr(speed, "_sized", lambda n, more=None: whole(n, {**(more or {}), **small}))
    monkeypatch.setattr(speed, "fewest", lambda scenario: 1_000)
    monkeypatch.setattr(speed, "PLANNED", 4_000)
    monkeypatch.setattr(speed.floor, "fastest", lambda draws: "SFC64")
    monkeypatch.setattr(speed.child, "run_alone", lambda toml, workers: child.Cost(1.0, 100.0))
    monkeypatch.setattr(sizes, "QUICK", TINY)


def test_quick_json_is_one_object_and_nothing_else(
    tiny: None, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, "bench", "--quick", "--json", "--workers", 2)
    assert (status, err) == (0, "")
    found = json.loads(out, parse_constant=pytest.fail)
    assert (found["voters"], found["workers"], found["rounds"]) == (4_000, 2, 1)
    measured = ("voters_per_second", "floor_ratio", "mesa_ratio", "numpy_ratio", "peak_mb")
    assert all(found[name] > 0.0 for name in measured)
    assert (found["threads_speedup"] is None) == (len(os.sched_getaffinity(0)) == 1)
    assert set(found["jobs"]) == {"1000", "4000"} and set(found["agreement"]) == {"mesa", "numpy"}


def test_the_table_is_for_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speed, "measure", lambda chosen, workers, progress: SPEED)
    status, out, _ = said(capsys, "bench")
    words = " ".join(out.split())
    assert status == 0 and "voters a second beside" in words
    assert "112,000,000 voters, ten arms, one replicate, both passes, on 2 threads" in words
    assert "26 normals and 9 uniforms" in words and "SFC64" in words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--workers", "0"), "--workers 0"),
        (("--workers", "many"), "--workers many"),
        (("--quick", "--full"), "one of them"),
    ],
)
def test_wrong_options_are_said_before_anything_runs(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, "bench", *arguments)
    assert (status, out) == (2, "")
    assert words in err and "Traceback" not in err


def test_a_job_of_its_own_runs_the_whole_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The job itself, here; what it writes goes where it is thrown away with the scenario."""
    saved: list[Path] = []
    monkeypatch.setattr(Comparison, "save", lambda self, folder: saved.append(folder))
    tiny = {"population.simulated": 1_500, "run.replicates": 1, "test.respondents": 500}
    file = tmp_path / "scenario.toml"
    file.write_text(dump(load("small", tiny)), encoding="utf-8")
    child._main(str(file), "1")
    job = child.Cost(**json.loads(capsys.readouterr().out))
    assert job.seconds > 0.0 and saved == [tmp_path / "results"]
    assert job.peak_mb is None or 50.0 < job.peak_mb < 10_000.0


def test_a_job_of_its_own_is_run_by_its_module_and_says_why_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With its last argument lost, so that it fails before anything is loaded."""
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda command, **keys: run(command[:-1], **keys))
    with pytest.raises(MsimError, match=r"failed: .*_main\(\) missing"):
        child.run_alone(dump(load("small")), workers=1)


def test_a_process_is_not_charged_for_the_one_that_started_it() -> None:
    """On Linux `getrusage` would: memory held here at the start of the other counts in it."""
    mine = child.peak_mb()
    ballast = np.ones(40_000_000)  # 320 MB
    code = "from msim.bench.child import peak_mb; print(peak_mb())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ballast.size and (mine is None or float(done.stdout) < 200.0)


@pytest.mark.parametrize("size", [sizes.QUICK, sizes.USUAL, sizes.FULL])
def test_every_size_that_is_timed_is_a_sound_scenario(size: sizes.Sizes) -> None:
    larger = (sizes.WHOLE, sizes.LARGER) if size.whole else ()
    for voters in (size.voters, *size.scaling, *larger):
        for changes in (None, sizes.MORE_PARTS, sizes.SMALL_SURVEY):
            scenario = speed._sized(voters, changes)
            assert scenario.population.simulated == voters
            check_size(scenario)
    assert size.voters > 4 * sizes.fewest(speed._sized(size.voters))


def test_rounds_run_in_turn_and_every_other_one_backwards() -> None:
    order: list[str] = []
    tasks = {name: (lambda name=name: order.append(name)) for name in "abc"}
    times = in_turn(tasks, 3, lambda: order.append("."))
    assert "".join(order) == "a.b.c.c.b.a.a.b.c."
    assert {name: len(found) for name, found in times.items()} == {"a": 3, "b": 3, "c": 3}

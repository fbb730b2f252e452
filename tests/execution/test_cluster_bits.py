"""A cluster gives the bits of one machine: a real scheduler and three workers, each a process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("distributed", reason="needs the extra: pip install 'msim[cluster]'")

from msim.execution.cluster import Cluster
from msim.execution.connecting import connected
from msim.execution.here import Threads
from msim.experiment.comparison.compare import run
from msim.experiment.reach.study import look
from msim.experiment.segments.study import _carried_out
from msim.experiment.segments.worth import gains, smaller
from msim.experiment.trial import trial
from msim.report.common.kind import ReportKind
from tests.cli.command import said
from tests.execution import processes
from tests.execution.alike import BLOCKS, same
from tests.experiment.small import results, small

pytestmark = pytest.mark.xdist_group("cluster")  # one cluster, with --dist loadgroup


def test_three_processes_compute_and_results_come_in_order(
    address: str, crew: processes.Workers
) -> None:
    with connected(address) as cluster:
        assert (cluster.threads, len(cluster.workers)) == (3, 3)
        assert list(cluster.in_order(abs, range(-20, 0))) == list(range(20, 0, -1))
        assert set(cluster.in_order(processes.pid, [0.05] * 12)) == set(crew.pids)


def test_replicates_give_the_same_bits(address: str) -> None:
    told: list[tuple[int, int]] = []
    there = run(small(run__scheduler=address), lambda *done: told.append(done))
    assert told == [(done, 6) for done in range(1, 7)]
    same(there, results())


def test_blocks_give_the_same_bits(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = run(small(**BLOCKS))
    sent: list[object] = []
    in_order = Cluster.in_order

    def watched(self: Cluster, function: Any, items: Any) -> Iterator[Any]:
        items = list(items)
        sent.extend(items)
        return in_order(self, function, items)

    monkeypatch.setattr(Cluster, "in_order", watched)
    same(run(small(**BLOCKS, run__scheduler=address)), here)
    assert sent == [range(n, n + 1) for n in range(4)] * 2  # each pass, block by block


def test_attribution_and_reach_as_well(address: str) -> None:
    few = {"run__replicates": 2, "run__arms": ("silent", "broadcast")}
    factors = {"attribution__factors": {"data": {"data.validity": 0.9}}}
    same(run(small(**few, **factors, run__scheduler=address)), run(small(**few, **factors)))
    here, there = (look(small(run__replicates=2, **where)) for where in (
        {}, {"run__scheduler": address}))
    for name in ("choices", "curves", "groups"):
        pd.testing.assert_frame_equal(getattr(there, name), getattr(here, name), check_exact=True)


def test_a_field_experiment_as_well(address: str) -> None:
    keys = {"run__replicates": 3, "run__arms": ("silent", "broadcast")}
    there, here = (trial(small(**keys, **where)) for where in (
        {"run__scheduler": address}, {"run__workers": 1}))
    assert there.doses() == here.doses() and there.sizes() == here.sizes()


def test_of_a_study_of_segments_replicates_alone_are_sent(
    address: str, crew: processes.Workers
) -> None:
    scenario = smaller(small(run__replicates=2))
    looked: dict[Any, Any] = {("curve", "kmeans", 2): os.getpid, ("single",): os.getpid}
    won = {("gain", "kmeans", number): partial(gains, scenario, number) for number in range(2)}
    away: dict[Any, Any] = {("gain", "kmeans", 2): os.getpid}
    with connected(address) as cluster:
        found = _carried_out(looked | won | away, (Threads(1), cluster), None)
    assert list(found) == [*looked, *won, *away]
    assert {found[key] for key in looked} == {os.getpid()}
    assert found["gain", "kmeans", 2] in crew.pids
    assert repr([found[key] for key in won]) == repr([task() for task in won.values()])


def test_the_command_prints_the_same_json(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    saved: list[Any] = []
    monkeypatch.setattr(ReportKind, "save", lambda kind, data, folder: saved.append(data))
    command = ["run", "small", "--json", "--replicates=4", "--set=population.simulated=3000"]
    printed = []
    for where in (["--workers=1"], ["--scheduler", address]):
        status, out, err = said(capsys, *command, *where, "--quiet", "--out", tmp_path / "r")
        assert (status, err) == (0, "")
        printed.append({**json.loads(out), "timing": None})
    assert printed[0] == printed[1]
    here, there = saved
    assert there.scenario_toml == here.scenario_toml  # it does not say where it was computed
    assert {**there.manifest, "timing": None} == {**here.manifest, "timing": None}


def test_what_makes_a_task(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole replicates where they keep the threads at work, else as many blocks as leave some."""
    with connected(address) as cluster:
        for threads, replicates, blocks, whole in [
            (3, 1, 4, False), (3, 6, 4, True), (3, 1, 1, True), (2, 1000, 3510, True),
            (200, 30, 3510, False), (2000, 1000, 3510, True), (200, 250, 3510, True),
        ]:  # fmt: skip
            monkeypatch.setattr(Cluster, "threads", threads)
            assert cluster.by_replicate(replicates, blocks) is whole
            assert 1 <= cluster.step(blocks) <= 16
            assert blocks < 4 * threads or blocks / cluster.step(blocks) >= 4 * threads

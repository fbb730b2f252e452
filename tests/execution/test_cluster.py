"""A cluster gives the bits of one machine, says what is wrong before it runs, survives a death.

A real scheduler and three workers, each a process of its own. The tests' order matters in one way:
the last ones kill workers.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("distributed", reason="needs the extra: pip install 'msim[cluster]'")

from msim import api
from msim.core.errors import InputError, MsimError
from msim.execution import connecting, versions
from msim.execution.cluster import Cluster
from msim.execution.connecting import connected
from msim.execution.here import Threads
from msim.experiment.compare import Results, run
from msim.experiment.limits import check_size
from msim.experiment.reach import look
from msim.experiment.segment_study import _carried_out
from msim.experiment.segments import gains, smaller
from tests.cli.command import said
from tests.execution import processes
from tests.experiment.small import results, small

pytestmark = pytest.mark.xdist_group("cluster")  # one cluster, with --dist loadgroup

# Four blocks of voters, an opponent and districts: all that two passes can carry.
BLOCKS = {
    "population__simulated": 200_000, "run__replicates": 1, "run__workers": 2,
    "run__arms": ("silent", "segmented"), "opponent__strategy": "broadcast",
    "districts__count": 3, "election__rule": "districts",
}  # fmt: skip


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with processes.scheduler(tmp_path_factory.mktemp("cluster")) as address:
        yield address


@pytest.fixture(scope="module")
def pids(scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[int]]:
    with processes.workers(scheduler, tmp_path_factory.mktemp("workers"), 3) as found:
        wait_for(scheduler, 3)
        yield found


@pytest.fixture
def address(scheduler: str, pids: list[int]) -> str:
    return scheduler


def wait_for(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        processes.until(lambda: len(client.scheduler_info()["workers"]) == count)


def same(there: Results, here: Results) -> None:
    """Bit by bit, whatever a run hands on."""
    assert repr(there.summary) == repr(here.summary)
    for name in ("outcomes", "segments", "plans", "diagnostics", "frequency", "districts"):
        pd.testing.assert_frame_equal(getattr(there, name), getattr(here, name), check_exact=True)


def refused(address: str) -> str:
    with pytest.raises(InputError) as error, connected(address):
        pytest.fail("it ran")
    return str(error.value)


def test_a_scheduler_without_workers(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "PATIENCE", 0.5)
    assert refused(scheduler) == (
        f'run.scheduler = "{scheduler}": it has no workers; start some: dask worker {scheduler}'
    )


def test_three_processes_compute_and_results_come_in_order(address: str, pids: list[int]) -> None:
    with connected(address) as cluster:
        assert (cluster.threads, len(cluster.places)) == (3, 3)
        assert list(cluster.in_order(abs, range(-20, 0))) == list(range(20, 0, -1))
        assert set(cluster.in_order(processes.pid, [0.05] * 12)) == set(pids)


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


def test_of_a_study_of_segments_replicates_alone_are_sent(address: str, pids: list[int]) -> None:
    scenario = smaller(small(run__replicates=2))
    looked: dict[Any, Any] = {("curve", "kmeans", 2): os.getpid, ("single",): os.getpid}
    won = {("gain", "kmeans", number): partial(gains, scenario, number) for number in range(2)}
    away: dict[Any, Any] = {("gain", "kmeans", 2): os.getpid}
    with connected(address) as cluster:
        found = _carried_out(looked | won | away, (Threads(1), cluster), None)
    assert list(found) == [*looked, *won, *away]
    assert {found[key] for key in looked} == {os.getpid()}
    assert found["gain", "kmeans", 2] in pids
    assert repr([found[key] for key in won]) == repr([task() for task in won.values()])


def test_the_command_prints_the_same_json(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    saved: list[Any] = []
    monkeypatch.setattr("msim.report.page.save", lambda data, folder: saved.append(data))
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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Python": "3.99"}, "Python {} instead of 3.99"),
        ({"msim": "9.9.9", "numpy": "1.0"}, "msim {}, numpy {} instead of 1.0"),
        ({versions.SOURCE: "0123456789ab"}, "msim's source {} instead of 0123456789ab"),
    ],
)
def test_other_versions_here_are_said_of_every_worker(
    change: dict[str, str], said: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = versions.here()
    monkeypatch.setattr(versions, "here", lambda: true | change)
    lines = refused(address).splitlines()
    assert len({line.split()[1] for line in lines}) == 3
    for line in lines:
        assert line.startswith("worker tcp://127.0.0.1:")
        for name, wanted in change.items():
            assert f"{name} {true[name]} instead of {wanted}" in line


def test_a_worker_with_another_msim_is_named(address: str, tmp_path: Path) -> None:
    """A fourth process, which finds other packages first; nothing runs."""
    for name, number in (("msim", "0.0.9"), ("numpy", "1.0")):
        info = tmp_path / f"{name}-{number}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n")
    true = versions.here()
    with processes.workers(address, tmp_path, 1, path=str(tmp_path)):
        wait_for(address, 4)
        line = refused(address)
    assert f"has msim 0.0.9 instead of {true['msim']}, numpy 1.0 instead of {true['numpy']}" in line
    assert len(line.splitlines()) == 1
    wait_for(address, 3)


def test_a_worker_that_joins_later_is_asked_as_well(address: str) -> None:
    with connected(address) as cluster:
        cluster._expected["numpy"] = "1.0"
        with pytest.raises(InputError, match=r"worker tcp.* has joined since, has numpy .* of 1.0"):
            list(cluster.in_order(abs, [1]))


def test_addresses_where_there_is_no_scheduler(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "what listens is no Dask scheduler, or busy" in refused(f"127.0.0.1:{port}")
    assert refused(f"127.0.0.1:{port}") == (
        f'run.scheduler = "tcp://127.0.0.1:{port}": nothing listens there (Connection refused)'
    )
    monkeypatch.undo()
    with connected(address) as cluster:
        worker = cluster.places[0].address
    assert refused(worker).endswith("what listens is a Dask worker, no scheduler")


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


def test_a_task_that_fails_says_so_itself(address: str) -> None:
    with connected(address) as cluster:
        with pytest.raises(FileNotFoundError):
            list(cluster.in_order(os.listdir, ["no such folder"]))
        assert list(cluster.in_order(abs, [-1])) == [1]
    factors = {"attribution__factors": {"a": {"data.validity": 0.5}}, "run__replicates": 1}
    with pytest.raises(InputError) as error:
        run(small(**factors, attribution__measure="seats", run__scheduler=address))
    assert error.value.problems[0].key == "attribution.measure"


def test_a_scenario_that_outgrows_a_worker_is_refused(address: str) -> None:
    with connected(address) as cluster:
        check_size(small(), cluster)
        memory = cluster.places[0].memory
        assert 0 < memory < float("inf")
        cluster._places = tuple(
            type(p)(p.threads, 2.0**27, p.address) for p in cluster.places
        )  # fmt: skip
        with pytest.raises(InputError, match=r"messages.count: .* worker tcp.* has 0.1; take"):
            check_size(small(messages__count=40, messages__cost_each=0.0, test__respondents=300,
                             population__simulated=100_000), cluster)


def test_an_interrupted_command_leaves_nothing_behind(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Ctrl-C after the first of forty replicates, most of which have not been sent yet."""
    from contextlib import nullcontext

    def press(done: int, wanted: int) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("msim.cli.run.progress", lambda quiet: nullcontext(press))
    status, out, err = said(
        capsys, "run", "small", "--replicates=40", "--scheduler", address, "--out", tmp_path / "r"
    )
    assert (status, out, err) == (130, "", "interrupted\n")
    assert not list((tmp_path / "r").glob("*"))
    with connected(address) as cluster:
        client = cluster._client
        processes.until(lambda: not any(client.processing().values()))


class Killed:
    """Kills one worker that is at work when the n-th result has come."""

    def __init__(self, pids: list[int], after: int) -> None:
        self._pids, self._after, self._come = pids, after, 0
        self._result = Cluster._result

    def result(self, cluster: Cluster, future: Any) -> Any:
        found = self._result(cluster, future)
        self._come += 1
        if self._come == self._after:
            os.kill(self._pids.pop(), signal.SIGKILL)
        return found


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL there")
@pytest.mark.parametrize("kind", ["replicates", "blocks"])
def test_one_worker_killed_half_way_changes_nothing(
    kind: str, address: str, pids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-way through the replicates; between two blocks of the second pass."""
    keys, half = ({}, 3) if kind == "replicates" else (BLOCKS, 6)
    here = results() if kind == "replicates" else run(small(**BLOCKS))
    left, killed = len(pids) - 1, Killed(pids, half)
    monkeypatch.setattr(Cluster, "_result", lambda *given: killed.result(*given))
    same(run(small(**keys, run__scheduler=address)), here)
    assert len(pids) == left
    wait_for(address, left)


def test_without_any_worker_left_a_run_is_given_up(
    address: str, pids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msim.execution.cluster.LOOK", 0.1)
    monkeypatch.setattr("msim.execution.cluster.ALONE", 0.3)
    with connected(address) as cluster:
        found = cluster.in_order(processes.pid, [0.0, 60.0])
        while pids:
            os.kill(pids.pop(), signal.SIGKILL)
        with pytest.raises(MsimError, match="has had no worker for"):
            list(found)


def test_where_dask_is_not_installed_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "msim.execution.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MsimError, match=r"pip install 'msim\[cluster\]'"):
        api.compare(small(run__scheduler="tcp://127.0.0.1:8786"))

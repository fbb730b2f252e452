"""A killed worker changes no bit; where none is left, a run is given up."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed", reason="needs the extra: pip install 'msim[cluster]'")

from msim.core.errors import MsimError
from msim.execution.cluster import Cluster
from msim.execution.connecting import connected
from msim.experiment.comparison.compare import run
from tests.execution import processes
from tests.execution.alike import BLOCKS, same
from tests.experiment.small import results, small

pytestmark = pytest.mark.xdist_group("cluster")  # one cluster, with --dist loadgroup


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL there")
@pytest.mark.parametrize("kind", ["replicates", "blocks"])
def test_one_worker_killed_half_way_changes_nothing(
    kind: str, crew: processes.Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-way through the replicates; between two blocks of the second pass."""
    keys, half = ({}, 3) if kind == "replicates" else (BLOCKS, 6)
    here = results() if kind == "replicates" else run(small(**BLOCKS))
    crew.at_least(2, or_else=3)
    left = len(crew.pids) - 1
    come: list[object] = []
    result = Cluster._result

    def killing(cluster: Cluster, future: Any) -> Any:
        come.append(result(cluster, future))
        if len(come) == half:
            crew.kill()
        return come[-1]

    monkeypatch.setattr(Cluster, "_result", killing)
    same(run(small(**keys, run__scheduler=crew.address)), here)
    assert len(come) == (6 if kind == "replicates" else 8)
    processes.wait_for(crew.address, left)


def test_without_any_worker_left_a_run_is_given_up(
    crew: processes.Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msim.execution.cluster.LOOK", 0.1)
    monkeypatch.setattr("msim.execution.cluster.ALONE", 0.3)
    crew.at_least(1)
    with connected(crew.address) as cluster:
        found = cluster.in_order(processes.pid, [0.0, 60.0])
        while crew.pids:
            crew.kill()
        with pytest.raises(MsimError, match="has had no worker for"):
            list(found)


def test_where_the_scheduler_is_gone_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while a task waits for a worker, which there is none."""
    monkeypatch.setattr("msim.execution.cluster.LOOK", 0.1)
    monkeypatch.setattr("msim.execution.connecting._wait_for_workers", lambda *_: None)
    with ExitStack() as stack:
        address = stack.enter_context(processes.scheduler(tmp_path))
        workers = Cluster._told

        def killing(cluster: Cluster) -> Any:
            found = workers(cluster)
            if cluster._client.futures:  # the task has been sent
                stack.close()
            return found

        monkeypatch.setattr(Cluster, "_told", killing)
        with connected(address) as cluster, pytest.raises(MsimError, match=f"{address} is gone"):
            list(cluster.in_order(abs, [1]))

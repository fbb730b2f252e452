"""A killed worker changes no bit; where none is left, a run is given up."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

pytest.importorskip("distributed", reason="needs the extra: pip install 'msim[cluster]'")

from msim.core.errors import MsimError
from msim.execution.cluster import Cluster
from msim.execution.connecting import connected
from msim.experiment.compare import run
from tests.execution import processes
from tests.execution.alike import BLOCKS, same
from tests.experiment.small import results, small

pytestmark = pytest.mark.xdist_group("cluster")  # one cluster, with --dist loadgroup


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
    processes.wait_for(address, left)


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

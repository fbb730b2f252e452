"""What is wrong with a cluster is said before anything runs; what is wanted no more is left."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import ExitStack, nullcontext
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs the extra: pip install 'msim[cluster]'")

from msim import api
from msim.core.errors import InputError, MsimError
from msim.execution import connecting, versions
from msim.execution.cluster import carried_out
from msim.execution.connecting import connected
from msim.experiment.comparison.compare import run
from msim.experiment.comparison.limits import check_size
from tests.cli.command import said
from tests.execution import processes
from tests.experiment.small import small

pytestmark = pytest.mark.xdist_group("cluster")  # one cluster, with --dist loadgroup


def refused(address: str) -> str:
    with pytest.raises(InputError) as error, connected(address):
        pytest.fail("it ran")
    return str(error.value)


def test_a_scheduler_without_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "PATIENCE", 0.5)
    with processes.scheduler(tmp_path) as address:
        found = refused(address)
    assert found == (
        f'run.scheduler = "{address}": it has no workers; start some: dask worker {address}'
    )


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
    with ExitStack() as stack:
        processes.Workers(address, tmp_path, stack, path=str(tmp_path)).start(1)
        processes.wait_for(address, 4)
        line = refused(address)
    assert f"has msim 0.0.9 instead of {true['msim']}, numpy 1.0 instead of {true['numpy']}" in line
    assert len(line.splitlines()) == 1
    processes.wait_for(address, 3)


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
        worker = cluster.workers[0].address
    assert refused(worker).endswith("what listens is a Dask worker, no scheduler")


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
        memory = cluster.workers[0].memory
        assert 0 < memory < float("inf")
        cluster._workers = tuple(
            type(p)(p.threads, 2.0**27, p.address) for p in cluster.workers
        )  # fmt: skip
        with pytest.raises(InputError, match=r"messages.count: .* worker tcp.* has 0.1; take"):
            check_size(small(messages__count=40, messages__cost_each=0.0, test__respondents=300,
                             population__simulated=100_000), cluster)


def test_an_interrupted_command_leaves_nothing_behind(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Ctrl-C after the first of forty replicates, most of which have not been sent yet."""
    def press(done: int, wanted: int) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("msim.cli.frame.progress", lambda quiet, what: nullcontext(press))
    status, out, err = said(
        capsys, "run", "small", "--replicates=40", "--scheduler", address, "--out", tmp_path / "r"
    )
    assert (status, out, err) == (130, "", "interrupted\n")
    assert not list((tmp_path / "r").glob("*"))
    with connected(address) as cluster:
        client = cluster._client
        processes.until(lambda: not any(client.processing().values()))


def test_a_task_that_is_wanted_no_more_stops_at_its_next_block(
    address: str, tmp_path: Path
) -> None:
    with connected(address) as cluster:
        sent = (dict(versions.here()), processes.endless, str(tmp_path))
        future = cluster._client.submit(carried_out, *sent, pure=False)
        processes.until((tmp_path / "started").exists)
        cluster._client.cancel([future], force=True)
        processes.until((tmp_path / "stopped").exists)


def test_where_dask_is_not_installed_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "msim.execution.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MsimError, match=r"pip install 'msim\[cluster\]'"):
        api.compare(small(run__scheduler="tcp://127.0.0.1:8786"))

"""One cluster for all tests here: it is started by the first that asks for it.

Tests run in the order of their files' names: those of `test_cluster_killed.py`, the last, kill
workers.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.execution import processes


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with processes.scheduler(tmp_path_factory.mktemp("cluster")) as address:
        yield address


@pytest.fixture(scope="session")
def pids(scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[int]]:
    with processes.workers(scheduler, tmp_path_factory.mktemp("workers"), 3) as found:
        processes.wait_for(scheduler, 3)
        yield found


@pytest.fixture
def address(scheduler: str, pids: list[int]) -> str:
    return scheduler

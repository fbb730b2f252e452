"""One cluster for all tests here, started by the first that asks for it.

Tests run in the order of their files' names: those that kill workers come last, so that few have to
be started again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.execution import processes


@pytest.fixture(scope="package")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[processes.Workers]:
    """A scheduler, and its workers."""
    folder = tmp_path_factory.mktemp("cluster")
    with ExitStack() as stack:
        address = stack.enter_context(processes.scheduler(folder))
        yield processes.Workers(address, folder, stack)


@pytest.fixture
def address(crew: processes.Workers) -> str:
    """The address of a scheduler with three workers."""
    crew.at_least(3)
    return crew.address

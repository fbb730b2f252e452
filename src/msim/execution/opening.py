"""Where does a scenario ask to be computed? The threads of this machine, or a cluster's workers."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from msim.execution.connecting import connected
from msim.execution.executor import Executor
from msim.execution.here import Threads, cores
from msim.scenario.outcome import Run


def opened(run: Run) -> AbstractContextManager[Executor]:
    """The executor that a scenario asks for; a cluster is left when the context ends.

    Raises InputError where `run.scheduler` cannot be used: nothing listens there, it has no
    workers, or they have other versions than are here. MsimError where Dask is not installed.

    >>> with opened(Run(workers=2)) as executor:
    ...     list(executor.in_order(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    if run.scheduler is None:
        return nullcontext(Threads(cores(run.workers)))
    return connected(run.scheduler)

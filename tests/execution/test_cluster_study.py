"""A study on a cluster gives the bits of one machine, also where a worker is killed meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("distributed", reason="needs the extra: pip install 'msim[cluster]'")

from msim import api
from msim.experiment.comparison.compare import Progress
from msim.scenario import override
from msim.study.saving import csv
from tests.execution import processes
from tests.study.fakes import design

pytestmark = pytest.mark.xdist_group("cluster")  # one cluster, with --dist loadgroup


def test_a_study_on_a_cluster_is_the_same_study(address: str, crew: processes.Workers) -> None:
    small = ["population.simulated=1500", "run.replicates=2"]
    asked = design(points=6)
    asked = replace(asked, scenario=override(asked.scenario, small))

    def at(progress: Progress | None = None, **where: object) -> str:
        run = asked.scenario.run.model_copy(update=where)
        scenario = asked.scenario.model_copy(update={"run": run})
        return csv(api.sweep(replace(asked, scenario=scenario), progress=progress).points)

    told: list[int] = []

    def killing(done: int, wanted: int) -> None:
        told.append(done)
        if done == 1:
            crew.kill()

    here = at(workers=1)
    assert at(killing, scheduler=address) == here and "net_votes" in here
    assert told == list(range(7))

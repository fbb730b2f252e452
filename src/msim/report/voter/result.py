"""One invented voter, followed: the result of `msim.voter`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.metadata import version

from msim.experiment.voter import FirstWorld
from msim.report.common.manifest import manifest
from msim.report.common.result import Result
from msim.report.voter.data import VoterData, tables
from msim.scenario import Scenario, dump


@dataclass(frozen=True)
class VoterFollowed(Result):
    """One invented voter of the first world and survey: what is true, what is seen, what came.

    tables: `campaigns` (a row a campaign), `traits`, `messages`, `exposures`; each row is marked
    synthetic, and readings are told in bands.
    """

    room = "voter"
    shown = "messages"

    data: VoterData

    @classmethod
    def of(cls, scenario: Scenario, index: int | None, like: str | None) -> VoterFollowed:
        """The voter of this number, or the first of this kind. Raises InputError for neither."""
        start, world = time.perf_counter(), FirstWorld(scenario)
        found = world.voter(world.find(like or "persuadable") if index is None else index)
        name = {"name": scenario.population.name, "hash": scenario.hash}
        summary = {
            "msim": version("msim"), "synthetic": True, "scenario": name,
            "seed": scenario.run.seed, "world": 1, "survey": 1, **found,
        }  # fmt: skip
        timing = {"seconds": time.perf_counter() - start}
        made = manifest(scenario, timing, "voter", index=index, like=like)
        return cls(VoterData(summary, tables(summary), dump(scenario.anywhere), made))

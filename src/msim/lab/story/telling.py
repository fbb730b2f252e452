"""What do all screens of the story share? Voters to be seen, a question, numbers of the engine.

A screen is plain data: its sentences, where some four hundred voters of a world stand, and how that
changes with what the reader does. Whatever is a number in it was computed by the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from msim import api
from msim.core.arrays import Floats
from msim.core.truth import Voters
from msim.experiment.engine.day import Day
from msim.experiment.engine.electorate import Block, Electorate
from msim.experiment.engine.sides import Side, electorate, own_side
from msim.experiment.engine.stage import Scene
from msim.experiment.engine.stock import whole_stock
from msim.lab.story.titles import said
from msim.lab.worlds import LabStage, LabWorld
from msim.report.run.data import ReportData
from msim.scenario import Scenario, override

DOTS: Final = 400
"""Voters that a screen shows: the first of the world's first block, a random slice of it."""
ARMS: Final = ["silent", "naive", "broadcast", "segmented_free", "segmented"]
"""What the story compares; who else plays moves none of their numbers."""
Screen = dict[str, Any]


def scenario_of(
    world: LabWorld, stage: LabStage, more: Mapping[str, object] | None = None
) -> Scenario:
    """A world as the story runs it: the arms that it compares, and keys that it sets besides."""
    asked: dict[str, object] = {"run.arms": ARMS, **(more or {})}
    return override(world.scenario(stage), asked, api.NAMES)


def compared(world: LabWorld, stage: LabStage) -> ReportData:
    """The run of a world; its numbers are those of `msim run`."""
    return api.compare(scenario_of(world, stage)).data


@dataclass(frozen=True)
class Country:
    """The first world of a scenario: its voters, the campaign, and the plans on election day."""

    scenario: Scenario

    @cached_property
    def voters(self) -> Electorate:
        """All voters as the campaign's data show them."""
        return electorate(self.scenario, 0)

    @cached_property
    def side(self) -> Side:
        """The campaign after its surveys."""
        return own_side(self.scenario, self.voters)

    @cached_property
    def block(self) -> Block:
        """The voters among whom are those that are shown."""
        return self.voters.block(0)

    @cached_property
    def day(self) -> Day:
        """The plans, once all voters are counted."""
        blocks = [self.voters.block(number) for number in range(self.voters.world.blocks)]
        return Day.build(self.side, whole_stock(blocks, self.side.rules, self.scenario))

    @cached_property
    def scene(self) -> Scene:
        """Where a plan is played on these voters."""
        return Scene(self.block, self.day.stage)

    @property
    def truth(self) -> Voters:
        """What is true of them."""
        return self.block.voters

    def times_seen(self, plan: str) -> np.ndarray[Any, Any]:
        """(dots,) how often each voter that is shown meets a plan, on all channels together."""
        counts = self.scene.moved(self.day.plans[plan]).delivered.counts
        return np.asarray(counts.sum(axis=0)[:DOTS])


def screen(name: str, asked: tuple[Any, ...] = (), **more: Any) -> Screen:
    """A screen with its sentences: title, what to know, the question and its answers, the moral.

    asked: what the question's sentence needs to know.
    """
    title, *lead = said.paragraphs(f"{name}_lead")
    question, *choices = said.paragraphs(f"{name}_question", *asked)
    told = {"title": title, "lead": lead, "question": question, "choices": choices}
    return {"name": name, **told, **more}


def thousandths(values: Floats) -> list[int]:
    """Shares as whole numbers, which take less room.

    >>> thousandths(np.array([0.25, 0.5004]))
    [250, 500]
    """
    return [int(each) for each in np.rint(1000.0 * values)]


def letters(values: Sequence[int] | np.ndarray[Any, Any]) -> str:
    """Small whole numbers, a character each (base 36).

    >>> letters([0, 9, 10])
    '09a'
    """
    return "".join("0123456789abcdefghijklmnopqrstuvwxyz"[int(each)] for each in values)


def placed(values: Floats) -> list[list[int]]:
    """(n, 2) places within a square, in thousandths of its sides; none lies outside."""
    return [thousandths(row) for row in np.clip(values, 0.0, 1.0)]


def between(edges: Sequence[float], value: float) -> int:
    """Which of the ranges that some edges part a value lies in, from 0.

    >>> between((10, 100), 5), between((10, 100), 10), between((10, 100), 400)
    (0, 1, 2)
    """
    return sum(value >= edge for edge in edges)

"""Screen three: segments. Does a cut fall elsewhere when it is made again?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from msim.campaign.segments.segmentation import segment
from msim.campaign.segments.stability import POOR, VOTERS
from msim.core.arrays import Floats, Ints
from msim.core.later import Later
from msim.core.streams import Streams
from msim.experiment.engine.sides import electorate
from msim.experiment.segments.cuts import Cut, curve_of, cut_by
from msim.lab.levers import BY_KEY
from msim.lab.story.telling import DOTS, Screen, between, letters, placed, scenario_of, screen
from msim.lab.story.titles import said
from msim.lab.worlds import LabStage, LabWorld, start

if TYPE_CHECKING:
    from scipy import optimize
else:
    optimize = Later("scipy.optimize")

PRESET: Final = "segments"
KEY: Final = "population.structure"
TRAITS: Final = ("change_seeking", "local_ties")
"""By which the voters are placed and cut, to the right and up."""
REACH: Final = 3.0
"""Standard deviations from the middle of the picture to its edge."""
CUTS: Final = 8
"""How often one can cut again."""
EDGES: Final = (20, 100)
"""Of how many, of those shown, change their segment: what one can predict."""


def told(stage: LabStage) -> Screen:
    """The same voters from one cloud to clear groups, each time cut into segments many times."""
    clear = start(PRESET)[KEY]
    assert isinstance(clear, float)
    levels = [float(each) for each in BY_KEY[KEY].positions if float(each) <= clear]
    cuts = [cut_at(level, stage) for level in levels]
    steps = [_step(level, cut) for level, cut in zip(levels, cuts, strict=True)]
    changed = [_apart(*pair) for pair in zip(steps[0]["cuts"], steps[0]["cuts"][1:], strict=False)]
    return screen(
        "cuts", (DOTS, *EDGES), steps=steps, right=between(EDGES, float(np.mean(changed))),
        lever=said.cuts_lever(), axes=axes(), alt=said.cuts_alt(DOTS, cuts[-1].cells),
    )  # fmt: skip


def cut_at(level: float, stage: LabStage) -> Cut:
    """The first world at a level of structure, cut by two traits that one can see."""
    world, traits = LabWorld.of(PRESET, {KEY: level}), {"segments.features": list(TRAITS)}
    scenario = scenario_of(world, stage, traits)
    return cut_by(scenario.segments.method, scenario, electorate(scenario, 0))


def axes() -> list[str]:
    """What the two directions of the picture mean."""
    return [said.cuts_axis(trait) for trait in TRAITS]


def places(cut: Cut) -> list[list[int]]:
    """Where the voters that are shown stand by the two traits, as `placed` writes it."""
    return placed(0.5 + cut.features[:DOTS] * [1.0, -1.0] / (2.0 * REACH))


def _step(level: float, cut: Cut) -> Screen:
    """One level: where the voters stand, the cuts, and what resamples say of them."""
    stability = float(curve_of(cut, cut.cells).mean[0])
    labels = [again(cut, number) for number in range(CUTS)]
    first = alike(labels[0], cut.archetype[:DOTS], cut.cells)
    return {
        "place": said.cuts_at(level),
        "at": places(cut),
        "cuts": [letters(alike(each, first, cut.cells)) for each in labels],
        "said": said.paragraphs("cuts_said", level, stability, POOR),
    }


def again(cut: Cut, number: int) -> Ints:
    """(dots,) segments by a cut of its own, from as many voters as stability is measured with."""
    rng = Streams(cut.seed, number).generator("story/cut")
    rows = rng.integers(cut.panel.size, size=min(VOTERS, cut.panel.size))
    keys, traits = cut.scenario.segments, cut.campaign.traits
    made = segment(keys, cut.panel.view.rows(rows), traits, int(rng.integers(2**31)))
    return np.asarray(made.labels(cut.view.rows(np.arange(min(DOTS, cut.labels.size)))))


def alike(labels: Ints, others: Ints, cells: int) -> Ints:
    """(n,) the same segments, numbered as in another cut wherever most of their voters agree.

    >>> alike(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 1]), 2).tolist()
    [1, 1, 0, 0]
    """
    size = max(cells, int(labels.max()) + 1, int(others.max()) + 1)
    both: Floats = np.zeros((size, size))
    np.add.at(both, (labels, others), 1.0)
    return np.asarray(optimize.linear_sum_assignment(-both)[1][labels])


def _apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))

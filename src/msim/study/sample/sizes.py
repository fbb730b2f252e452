"""How many points does a design have? Whole grids, blocks and trajectories are what there is."""

from __future__ import annotations

import math

from msim.core.wording import say
from msim.study.records import Design, Parameter
from msim.study.sample import grid, one_at_a_time

FEWEST_BLOCKS = 2
FEWEST_TRAJECTORIES = 2


def settled(design: Design) -> tuple[int, str]:
    """The number of points for as many as are wanted (0: as many as it takes), and what is wrong.

    >>> from msim.scenario import Scenario
    >>> two = (Parameter("data.validity"), Parameter("data.missing"))
    >>> settled(Design("", Scenario(), "sobol", 100, 1, two, "broadcast.net_votes"))
    (64, '')
    """
    wanted, parameters = design.points, design.parameters
    if not parameters:
        return wanted, ""
    if design.kind == "grid":
        return _grid(parameters, wanted)
    if design.kind == "one_at_a_time":
        return _one_at_a_time(parameters, wanted)
    if design.kind == "crossed":
        return _crossed(design)
    if wanted == 0:
        return 0, f"a {design.kind} design needs points, such as points = 256"
    if design.kind == "sobol":
        block = design.block
        base = 2 ** int(math.log2(max(wanted // block, 1)))
        few = wanted < FEWEST_BLOCKS * block
        why = f"blocks of {block} points"
        return base * block, _few(wanted, FEWEST_BLOCKS * block, why) if few else ""
    if design.kind == "morris":
        block = design.block
        few = wanted < FEWEST_TRAJECTORIES * block
        why = f"trajectories of {block} points"
        message = _few(wanted, FEWEST_TRAJECTORIES * block, why) if few else ""
        return wanted // block * block, message
    return wanted, ""


def _crossed(design: Design) -> tuple[int, str]:
    """Whole worlds of all combinations; one where nothing but choices varies."""
    block, wanted = design.block, design.points
    if not design.of("choice"):
        return wanted, say("crossed")
    if len(design.of("choice")) == len(design.parameters):
        return block, ""
    if wanted < block:
        return wanted, say("crossed_points", wanted=wanted, block=block)
    return wanted // block * block, ""


def _few(wanted: int, fewest: int, why: str) -> str:
    return f"{wanted} points are too few; it takes {fewest} at least, {why}"


def _grid(parameters: tuple[Parameter, ...], wanted: int) -> tuple[int, str]:
    free = [each.key for each in parameters if grid.fixed(each) is None]
    if free and wanted == 0:
        return 0, f"a grid needs points, or steps of {', '.join(free)}"
    found = math.prod(grid.steps(parameters, wanted))
    if wanted and found > wanted:
        return found, f"{wanted} points are too few: the smallest grid has {found}"
    return found, ""


def _one_at_a_time(parameters: tuple[Parameter, ...], wanted: int) -> tuple[int, str]:
    found = 1 + sum(one_at_a_time.steps(parameters, wanted))
    if wanted and found > wanted:
        return found, f"{wanted} points are too few: it takes {found}"
    return found, ""

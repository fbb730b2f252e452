"""Who is asked, and for how many does each respondent count? Knows the truth, as pollsters do not.

Who answers surveys leans as `test.panel_habit` says. A simulated voter stands for many people who
are alike, so it answers as often as they do on average: whole times for sure, the rest at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from msim.campaign.raking import rake
from msim.core.arrays import Floats, Ints
from msim.core.truth import Voters
from msim.experiment.engine.electorate import Block, Electorate
from msim.experiment.engine.groups import demographic_cuts, public_shares
from msim.world import World
from msim.world.traits import show

Answering = Callable[[Voters], Ints]
"""(n,) how many answers each voter of a block gives."""


def answering(world: World) -> Answering | None:
    """How often voters answer, 1 on average over the country; None where all answer alike."""
    share = world.scenario.test.panel_share
    chance = world.leaning(share, world.scenario.test.panel_habit)
    if chance is None:
        return None

    def answers(voters: Voters) -> Ints:
        uniform = world.streams.uniforms("test/panel", voters.block, voters.size)
        return np.floor(chance(voters) / share + uniform).astype(np.intp)

    return answers


def leading_known(
    electorate: Electorate, wanted: int, answers: Answering | None = None
) -> Iterator[tuple[Block, Ints]]:
    """Blocks and indices of the first voters with a usable record, up to `wanted` of them.

    Where they do not all answer alike, as many voters more as it takes until `wanted` answers are
    given: whoever is among the first respondents is so however many follow.
    """
    unanswered = wanted
    for number in range(electorate.world.blocks):
        block = electorate.block(number)
        known = np.flatnonzero(block.view.known)
        if answers is None:
            known = known[:wanted]
            unanswered -= known.size
        else:
            given = np.cumsum(answers(block.voters)[known])
            known = known[: max(wanted, int(np.searchsorted(given, unanswered)) + 1)]
            unanswered -= int(given[known.size - 1]) if known.size else 0
        wanted -= known.size
        if known.size:
            yield block, known
        del block
        if max(wanted, unanswered) <= 0:
            return


@dataclass(frozen=True)
class Kinds:
    """What respondents say of themselves, and what a census says of the country.

    columns: of the demographic traits. cuts: where their levels are. shares: (levels,) of each.
    """

    columns: list[int] = field(default_factory=list)
    cuts: list[Floats] = field(default_factory=list)
    shares: list[Floats] = field(default_factory=list)

    @classmethod
    def of(cls, world: World) -> Kinds:
        """Of the demographic traits, where respondents are weighted; of none elsewhere."""
        if world.scenario.test.weighting == "none":
            return NO_KINDS
        shares = public_shares(world.scenario)
        cuts = demographic_cuts(world.scenario, world.traits)
        return cls(list(shares), list(cuts.values()), list(shares.values()))

    def levels(self, traits: Floats) -> Ints:
        """(n, demographic traits) level of each voter, from 0; traits: (n, traits)."""
        return show(traits.T[self.columns].T, self.cuts).astype(np.intp)

    def weights(self, levels: Ints, people: Ints) -> Floats | None:
        """(n,) weights of people with these levels, so many each; None where nobody is weighted."""
        return rake(list(levels.T), self.shares, people) if self.columns else None


NO_KINDS = Kinds()
"""Nobody is weighted."""

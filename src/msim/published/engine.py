"""The whole engine on a small electorate, for published results that need voters and exposures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, logit

from msim.core.arrays import Floats
from msim.experiment.engine.day import Day
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate, own_side
from msim.experiment.engine.stage import Scene
from msim.experiment.engine.stock import whole_stock
from msim.scenario import Scenario

PLAIN: dict[str, Any] = {
    "population": {"simulated": 20_000, "electorate": 20_000, "structure": 0.0,
                   "traits": [{"name": "politics"}]},
    "politics": {"support": 0.5, "turnout": 0.6, "lean_sd": 0.2, "lean_traits_share": 1.0,
                 "turnout_sd": 0.0},
    "messages": {"mean_effect_pp": 1.0, "between_sd_pp": 0.0, "heterogeneity_sd_pp": 0.0,
                 "cost_each": 0.0},
    "channels": {"feed": {"share": 1.0, "cpm": 10.0, "targetable": True, "habit_sd": 0.0,
                          "field_share": 0.02}},
    "segments": {"fit_sample": 2_000},
    "test": {"respondents": 20_000, "outcome": "scale", "outcome_sd": 0.05, "shrinkage": "none",
             "cost_per_respondent": 0.0},
    "budget": {"total": 1_000.0},
    "response": {"saturation": 0.0},
    "election": {"swing_sd": 0.0, "district_swing_sd": 0.0},
}  # fmt: skip
"""Voters who hardly differ, a channel that reaches everybody alike, effects that add up.

So that points of vote choice follow from a message as in a survey, and from nothing else.
"""


def scenario(*changes: Mapping[str, Mapping[str, Any]], seed: int = 1) -> Scenario:
    """The plain electorate with sections changed; a later change wins, key by key.

    >>> scenario({"politics": {"turnout": 0.5}}).politics.turnout
    0.5
    """
    tree = {name: dict(section) for name, section in PLAIN.items()}
    for change in (*changes, {"run": {"seed": seed}}):
        for name, section in change.items():
            tree[name] = {**tree.get(name, {}), **section}
    return Scenario.model_validate(tree)


def measured(chosen: Scenario, replicates: int, measure: str = "net_votes") -> dict[str, Floats]:
    """Arm -> (replicates,) a measure, as `msim run` obtains it.

    >>> few = {"population": {"simulated": 500, "electorate": 500}, "run": {"arms": ("silent",)}}
    >>> measured(scenario(few), 2)["silent"].tolist()
    [0.0, 0.0]
    """
    worlds = [run_replicate(chosen, number).measures for number in range(replicates)]
    return {arm: np.array([each[arm][measure] for each in worlds]) for arm in worlds[0]}


@dataclass(frozen=True)
class Moved:
    """What a plan does to voters. lean: (n,) logits of support in silence.

    turnout: (n,) probability of voting in silence. support, mobilised: (n,) change of the support
    and of the turnout logit.
    """

    lean: Floats
    turnout: Floats
    support: Floats
    mobilised: Floats

    @property
    def turnout_pp(self) -> Floats:
        """(n,) points of turnout gained."""
        usual = logit(self.turnout.astype(float))
        gained: Floats = 100.0 * (expit(usual + self.mobilised) - expit(usual))
        return gained


def moved(chosen: Scenario, number: int, arm: str) -> Moved:
    """What an arm's plan does to every voter of a replicate, one by one.

    >>> few = {"population": {"simulated": 500, "electorate": 500}}
    >>> bool((moved(scenario(few), 0, "broadcast").support >= 0.0).all())
    True
    """
    voters = electorate(chosen, number)
    own = own_side(chosen, voters)
    blocks = [voters.block(each) for each in range(voters.world.blocks)]
    day = Day.build(own, whole_stock(blocks, own.rules, chosen), still=True)
    parts = []
    for block in blocks:
        played = Scene(block, day.stage).moved(day.plans[arm])
        truth, here = block.voters, np.zeros(block.voters.size)
        moves = here + played.support, here + played.turnout
        parts.append((truth.support, truth.turnout_prob, *moves))
    return Moved(*(np.concatenate(part) for part in zip(*parts, strict=True)))

"""Which libraries does a scenario need beyond the usual? Loaded before anything is fitted."""

from __future__ import annotations

from msim.campaign.segments import method
from msim.campaign.strategies import STRATEGIES, strategy
from msim.scenario.model import Scenario


def load_libraries(scenario: Scenario) -> None:
    """Load the modules of both sides' methods and of all arms, and scikit-learn where they use it.

    The main job does without it, and it takes longer to load than a small scenario to run. But
    limits on threads reach only what is loaded when they are set: call this before.
    """
    other = scenario.opponent
    opposed = other.strategy is not None or other.game
    for side in (scenario, scenario.rival) if opposed else (scenario,):
        method(side.segments.method)
    for arm in (*scenario.run.arms, other.strategy):
        if arm in STRATEGIES:
            strategy(arm)

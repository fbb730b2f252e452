"""Voters made by hand whose segments are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.seen import Answers, CampaignView
from tests.campaign.views import draws, view


def clumps(n: int = 600, groups: int = 3, columns: int = 4, apart: float = 8.0) -> Floats:
    """(n, columns) normal readings around `groups` distant centres, one after another in turn."""
    rng = draws("clumps")
    centres = apart * rng.permutation(np.eye(max(groups, columns)))[:groups, :columns]
    return centres[np.arange(n) % groups] + rng.standard_normal((n, columns))


def same(first: Any, second: Any) -> bool:
    """Whether two labellings are the same cut under different names."""
    pairs = {(int(a), int(b)) for a, b in zip(first, second, strict=True)}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def survey(effects: Floats, group: Ints, n: int, noise: float = 0.0) -> Answers:
    """Answers on a scale of `n` respondents: message by message in turn, control group included.

    effects: (groups, messages). group: (n,) of each respondent.
    """
    message = np.arange(n) // int(group.max() + 1) % (effects.shape[1] + 1) - 1
    gain = np.where(message >= 0, effects[group, message], 0.0)
    vote = 0.5 + gain + noise * draws("answers").standard_normal(n)
    return Answers(message, vote, np.ones(n), None, np.ones(n))


def voters(readings: Floats, party: Any = 0) -> CampaignView:
    return view(readings, party)
